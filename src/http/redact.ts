const SECRET =
  /^(api_?key|secret|password|token|jwt_token|access_token|refresh_token|code|signature|security)$/i

/** The target of a request as it may be logged: values of secret parameters are taken out. */
export function redactTarget(target: string): string {
  const mark = target.indexOf('?')
  if (mark === -1) return target
  const pairs = target
    .slice(mark + 1)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return SECRET.test(decoded(name)) ? `${name}=[redacted]` : pair
    })
  return `${target.slice(0, mark)}?${pairs.join('&')}`
}

const SECRET_WORD = '(?:password|secret|token|key|signature|jwt|security)'
const MEMBER = new RegExp(
  `("[\\w-]{0,40}${SECRET_WORD}[\\w-]{0,40}"\\s{0,5}:\\s{0,5})"(?:[^"\\\\]|\\\\.)*("|$)`,
  'gi',
)
const FIELD = new RegExp(`((?:^|&)[^=&"{]{0,60}${SECRET_WORD}[^=&"{]{0,60}=)[^&]*`, 'gi')
const PART = new RegExp(`(name="[^"]{0,60}${SECRET_WORD}[^"]{0,60}"\\r?\\n\\r?\\n)[^\\r\\n]*`, 'gi')

/** A body (JSON, form fields, or parts) as it may be kept: values whose names tell that they are secret are taken out. */
export function maskBody(body: string): string {
  return body.replace(MEMBER, '$1"[redacted]"').replace(FIELD, '$1[redacted]').replace(PART, '$1[redacted]')
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
