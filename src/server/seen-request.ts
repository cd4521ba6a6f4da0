import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { SealedBox } from '../lib/sealed-box.ts'

/** A request as it arrived, for whoever checks the way through a proxy. */
export interface SeenRequest {
  /** The address at the other end of the connection. */
  readonly peer: string
  readonly isPeerTrusted: boolean
  /** Whether the server itself speaks TLS. */
  readonly isOwnTls: boolean
  /** What the server takes for the client's address, the protocol and the host. */
  readonly address: string
  readonly protocol: string
  readonly host: string
  /** Headers that proxies write, as they arrived. */
  readonly headers: Readonly<Record<SeenHeader, string | null>>
}

const SEEN_HEADERS = [
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'forwarded',
] as const
type SeenHeader = (typeof SEEN_HEADERS)[number]

/** The header by which `doctor` shows that it has the server key. */
export const DOCTOR_HEADER = 'x-quadrivium-doctor'
const LONGEST_AGE = 5 * 60_000
const PREFIX = 'doctor '

/** Proves that its sender has the server key, for a few minutes. */
export function makeDoctorProof(sealedBox: SealedBox, now: number): string {
  return sealedBox.seal(PREFIX + String(now))
}

/** The request as it arrived, for whoever has the server key; undefined for everybody else. */
export function seenBy(
  request: FastifyRequest,
  { sealedBox, now }: { readonly sealedBox: SealedBox; readonly now: number },
  isTrusted: (address: string) => boolean,
): SeenRequest | undefined {
  const proof = request.headers[DOCTOR_HEADER]
  if (typeof proof !== 'string') return undefined
  const opened = sealedBox.open(proof)
  if (opened?.startsWith(PREFIX) !== true) return undefined
  if (!(Math.abs(now - Number(opened.slice(PREFIX.length))) < LONGEST_AGE)) return undefined
  const { raw, ip, protocol, host } = request
  const peer = raw.socket.remoteAddress ?? ''
  const headers = Object.fromEntries(SEEN_HEADERS.map((name) => [name, arrived(raw, name)]))
  return {
    peer,
    isPeerTrusted: isTrusted(peer),
    isOwnTls: 'encrypted' in raw.socket,
    address: ip,
    protocol,
    host,
    headers: headers as SeenRequest['headers'], // of these names
  }
}

/** Those of trusted proxies have been put in order by now. */
function arrived({ rawHeaders }: IncomingMessage, name: string): string | null {
  const values: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '')
  }
  return values.length === 0 ? null : values.join(', ')
}
