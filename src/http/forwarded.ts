import type { IncomingMessage } from 'node:http'

/** What a proxy tells of the connection on which a request reached it. */
interface Hop {
  readonly for: string
  readonly proto: string | undefined
  readonly host: string | undefined
}

/**
 * Reads what trusted proxies tell of where a request came from, and leaves one plain value in each of `X-Forwarded-For`,
 * `X-Forwarded-Proto` and `X-Forwarded-Host`, for those who read them later. What other addresses say stays as it is, and
 * is believed by nobody.
 *
 * Each proxy adds its entry at the end, and what comes before the entries of trusted ones may be anybody's invention. So
 * the entry that counts is the one of the outermost trusted proxy: of two trusted ones in a row, the last but one. A list
 * that is shorter was written by those further in, and its first entry counts.
 *
 * `Forwarded` (RFC 7239) is read only where there is no `X-Forwarded-*`: most proxies write one kind and pass on the
 * other as clients have sent it.
 */
export function readForwarded(request: IncomingMessage, isTrusted: (address: string) => boolean): void {
  if (!isTrusted(request.socket.remoteAddress ?? '')) return
  const { headers } = request
  const addresses = entriesOf(headers['x-forwarded-for']).map(plainAddress)
  const protos = entriesOf(headers['x-forwarded-proto'])
  const hosts = entriesOf(headers['x-forwarded-host'])
  if (addresses.length + protos.length + hosts.length === 0) {
    const hops = hopsOf(entryText(headers.forwarded))
    addresses.push(...hops.map((hop) => hop.for))
    const hop = ofOutermost(hops, addresses, isTrusted)
    set(headers, 'x-forwarded-proto', hop?.proto && protocolOf(hop.proto))
    set(headers, 'x-forwarded-host', hop?.host)
  } else {
    const proto = ofOutermost(protos, addresses, isTrusted)
    set(headers, 'x-forwarded-proto', proto && protocolOf(proto))
    set(headers, 'x-forwarded-host', ofOutermost(hosts, addresses, isTrusted))
  }
  set(headers, 'x-forwarded-for', addresses.length === 0 ? undefined : addresses.join(', '))
}

/** The entry of the outermost trusted proxy. */
function ofOutermost<T>(
  entries: readonly T[],
  addresses: readonly string[],
  isTrusted: (address: string) => boolean,
): T | undefined {
  // The nearest proxy is trusted; each address that is one adds a further proxy, but the first is the client.
  let proxies = 1
  while (proxies < addresses.length && isTrusted(addresses.at(-proxies) ?? '')) proxies++
  return entries[Math.max(0, entries.length - proxies)]
}

function entriesOf(value: string | string[] | undefined): string[] {
  return entryText(value)
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function entryText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '')
}

function protocolOf(text: string): string | undefined {
  const proto = text.toLowerCase()
  return proto === 'https' || proto === 'http' ? proto : undefined
}

/** Without a port, and without the brackets of IPv6: `[2001:db8::1]:4711` is `2001:db8::1`. */
function plainAddress(text: string): string {
  const inBrackets = /^\[([^\]]*)\](:\d+)?$/.exec(text)?.[1]
  return inBrackets ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
}

/** The elements of `Forwarded`: pairs with semicolons between, values perhaps in quotes, elements with commas between. */
function hopsOf(text: string): Hop[] {
  return splitOutsideQuotes(text, ',')
    .filter((element) => element !== '')
    .map((element) => {
      const pairs = new Map<string, string>()
      for (const pair of splitOutsideQuotes(element, ';')) {
        const mark = pair.indexOf('=')
        if (mark === -1) continue
        const value = pair.slice(mark + 1).trim()
        const plain = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/gs, '$1') ?? value
        pairs.set(pair.slice(0, mark).trim().toLowerCase(), plain)
      }
      return {
        for: plainAddress(pairs.get('for') ?? 'unknown'),
        proto: pairs.get('proto'),
        host: pairs.get('host'),
      }
    })
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = []
  let part = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === '\\' && quoted) part += character + text.charAt(++i)
    else if (character === separator && !quoted) {
      parts.push(part.trim())
      part = ''
    } else {
      if (character === '"') quoted = !quoted
      part += character
    }
  }
  return [...parts, part.trim()]
}

function set(headers: IncomingMessage['headers'], name: string, value: string | undefined): void {
  headers[name] = value === '' ? undefined : value
}
