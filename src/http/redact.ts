const SECRET =
  /^(api_?key|code|security)$|password|passwd|secret|token|jwt|signature|^(access|api|private|consumer|client|signing)[_-]?key$/i

/** What tells by itself that it is a secret: a personal access token, the secret of a webhook. */
const MARKED = /(qdp_|whsec_)[\w+/=-]{16,}/g

/** The target of a request as it may be logged: secrets, and values of secret parameters, are taken out. */
export function redactTarget(target: string): string {
  const mark = target.indexOf('?')
  if (mark === -1) return withoutMarked(target)
  const pairs = target
    .slice(mark + 1)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return pair.includes('=') && SECRET.test(decoded(name)) ? `${name}=[redacted]` : pair
    })
  return withoutMarked(`${target.slice(0, mark)}?${pairs.join('&')}`)
}

const SECRET_WORD = '(?:password|passwd|secret|token|key|signature|jwt|security)'
const MEMBER = new RegExp(
  `("[\\w-]{0,40}${SECRET_WORD}[\\w-]{0,40}"\\s{0,5}:\\s{0,5})"(?:[^"\\\\]|\\\\.)*("|$)`,
  'gi',
)
/** Secrets that are no texts: a number, or a list of texts. */
const OTHER_MEMBER =
  /("[\w-]{0,40}(?:password|passwd|secret|token|jwt)"\s{0,5}:\s{0,5})(?:-?\d[\d.eE+-]*|\[[^\]{}]*(?:\]|$))/gi
const FIELD = new RegExp(`((?:^|&)[^=&"{]{0,60}${SECRET_WORD}[^=&"{]{0,60}=)[^&]*`, 'gi')
const PART = new RegExp(`(name="[^"]{0,60}${SECRET_WORD}[^"]{0,60}"\\r?\\n\\r?\\n)[^\\r\\n]*`, 'gi')

/** A body (JSON, form fields, or parts) as it may be kept: secrets, and values with names of secrets, are taken out. */
export function maskBody(body: string): string {
  const masked = withPlainLetters(body)
    .replace(MEMBER, '$1"[redacted]"')
    .replace(OTHER_MEMBER, '$1"[redacted]"')
    .replace(FIELD, '$1[redacted]')
    .replace(PART, '$1[redacted]')
  return withoutMarked(masked)
}

/** The same text with letters that need no escape as they are: a name can be written `p\u0061ssword` or `p%61ssword`, too. */
function withPlainLetters(body: string): string {
  return body.replace(/\\u00([4-7][\da-f])|%([4-7][\da-f])/gi, (escape, inJson?: string, inForm?: string) => {
    const letter = String.fromCharCode(parseInt(inJson ?? inForm ?? '', 16))
    return /[a-z_]/i.test(letter) ? letter : escape
  })
}

function withoutMarked(text: string): string {
  return text.includes('_') ? text.replace(MARKED, '$1[redacted]') : text
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
