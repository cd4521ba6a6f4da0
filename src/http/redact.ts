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

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
