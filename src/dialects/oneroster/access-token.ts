import type { SealedBox } from '../../lib/sealed-box.ts'
import type { Scope } from './scopes.ts'

/** How long an access token is valid, in seconds. */
export const TOKEN_LIFETIME = 3600

const PURPOSE = 'oneroster access token'

/**
 * An access token: the client's id, the end of its validity and its scopes, sealed with the server key. Nothing is stored, so every
 * node accepts it; a revoked key ends it, because each request looks the client up.
 * @param now in milliseconds
 */
export function makeAccessToken(
  box: SealedBox,
  { client, scopes }: Pick<AccessToken, 'client' | 'scopes'>,
  now: number,
): string {
  return box.seal(JSON.stringify([PURPOSE, client, now + TOKEN_LIFETIME * 1000, scopes]))
}

/** What a token says. */
interface AccessToken {
  readonly client: string
  readonly scopes: readonly Scope[]
}

/** What a token says that is valid at that time; undefined when it isn't. @param now in milliseconds */
export function readAccessToken(box: SealedBox, token: string, now: number): AccessToken | undefined {
  const text = box.open(token)
  if (text?.startsWith(`["${PURPOSE}",`) !== true) return undefined
  const [, client, expires, scopes] = JSON.parse(text) as [string, string, number, Scope[]] // as it was sealed
  return expires > now ? { client, scopes } : undefined
}
