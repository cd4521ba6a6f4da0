import type { FastifyRequest } from 'fastify'

/** Whether it has to be known what an academy's hosts are, to say where a form comes from. */
export function needsHosts({ method, headers }: FastifyRequest): boolean {
  return method === 'POST' && headers['sec-fetch-site'] === undefined && headers.origin !== undefined
}

/**
 * Whether another site sends a form. Where the browser says what it knows itself, that decides: proxies may rewrite
 * everything else. Other browsers name the origin of the page, which must be the host that was asked for, the public
 * address, or a host of the academy.
 * @param hosts names without ports
 */
export function comesFromElsewhere(
  { headers, host }: FastifyRequest,
  publicUrl: string,
  hosts: readonly string[],
): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin } = headers
  // Our own pages say `null`: they have `Referrer-Policy: no-referrer`, and browsers then keep the origin to themselves.
  if (origin === undefined || origin === 'null') return false
  if (!URL.canParse(origin)) return true
  const from = new URL(origin) // without the port where it is the protocol's own
  if (from.host === hostIn(from.protocol, host) || from.origin === originOf(publicUrl)) return false
  const { port } = new URL(publicUrl)
  return !(hosts.includes(from.hostname) && (from.port === '' || from.port === port))
}

/** A `Host` header as an address of that protocol has it: `academy.example.com:443` of https is without its port. */
function hostIn(protocol: string, host: string): string | undefined {
  const text = `${protocol}//${host}`
  return URL.canParse(text) ? new URL(text).host : undefined
}

function originOf(url: string): string {
  return new URL(url).origin
}
