import type { IncomingMessage } from 'node:http'

/**
 * Brings a target in absolute form (`GET http://host/path`) into the usual one. Its host is the one that counts (RFC 9112
 * section 3.2.2), whatever the `Host` header says.
 */
export function useOriginForm(request: IncomingMessage): void {
  if (request.url?.startsWith('/') === true) return // almost all of them
  const [origin, host] = /^https?:\/\/([^/?#]*)/i.exec(request.url ?? '') ?? []
  if (origin === undefined) return
  const rest = request.url?.slice(origin.length) ?? ''
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  if (host !== undefined && host !== '') request.headers.host = host.replace(/^[^@]*@/, '')
}

/** Whether a request names several hosts: proxies and servers would each choose another one (RFC 9112 section 3.2). */
export function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}

/** The path of a target as routers see it: letters that needn't be escaped are plain, repeated slashes are one. */
export function asRouted(target: string): string {
  if (!target.includes('%') && !target.includes('//')) return target
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const plain = path
    .replace(/%(?:2d|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])/gi, (escape) =>
      String.fromCharCode(Number.parseInt(escape.slice(1), 16)),
    )
    .replace(/\/{2,}/g, '/')
  return mark === -1 ? plain : plain + target.slice(mark)
}
