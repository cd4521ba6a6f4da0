import type { SealedBox } from '../../lib/sealed-box.ts'

/** How long an access token is valid, in seconds. */
export const TOKEN_LIFETIME = 3600

const PURPOSE = 'oneroster access token'

/**
 * An access token: the client's id and the end of its validity, sealed with the server key. Nothing is stored, so every
 * node accepts it; a revoked key ends it, because each request looks the client up.
 * @param now in milliseconds
 */
export function makeAccessToken(box: SealedBox, clientId: string, now: number): string {
  return box.seal(JSON.stringify([PURPOSE, clientId, now + TOKEN_LIFETIME * 1000]))
}

/** The client of a token that is valid at that time; undefined when it isn't. @param now in milliseconds */
export function clientOfToken(box: SealedBox, token: string, now: number): string | undefined {
  const text = box.open(token)
  if (text?.startsWith(`["${PURPOSE}",`) !== true) return undefined
  const [, clientId, expires] = JSON.parse(text) as [string, string, number] // as makeAccessToken writes it
  return expires > now ? clientId : undefined
}
