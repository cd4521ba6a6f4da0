import type { Config } from '../config/config.ts'

/** Where a client on this machine, or the one that the settings name, reaches the server. */
export function baseUrlOf({
  publicUrl,
  host,
  port,
  tls,
}: Pick<Config, 'publicUrl' | 'host' | 'port'> & Partial<Pick<Config, 'tls'>>): string {
  return publicUrl ?? `${tls === undefined ? 'http' : 'https'}://${reachable(host)}:${port}`
}

/** An address to listen on, as one to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
