import { demandSystem } from '../actor.ts'
import { hostName } from '../academy/tenancy.ts'
import { sha256 } from '../../lib/digest.ts'
import { foldAddress } from '../../lib/mail-address.ts'
import { isStorable } from '../../lib/text.ts'
import type { CredentialId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import type { UserOfToken } from './access-store.ts'
import type { UsedTokenMemory } from './used-token-memory.ts'
import { SWEPT_ALONG } from '../retention.ts'

/** A single-use token that names a person, and is signed with a key of their account. */
export interface OnceToken {
  /** The name given by its issuer, unique per token. */
  readonly jti: string
  /** What distinguishes it from other tokens with that name. */
  readonly digest: string
  /** Until when no other token with that name is accepted, in milliseconds. */
  readonly expires: number
  /** The address of the person in whose name it is used. */
  readonly email: string
  /** The key whose signature it has. */
  readonly key: { readonly credentialId: CredentialId }
}

/** Where a token is used. */
export interface UseOfToken {
  /** As in the Host header. */
  readonly host: string
  /** A name of this use, unlike that of any other: the same use may run again. */
  readonly use: string
}

/**
 * Uses a token up, in one statement. The key and the host may have been looked up before: they are looked at again.
 * @returns undefined when the token was used before, its key isn't live any more, or the account doesn't answer to the
 *   host: of several simultaneous uses, one succeeds. Else the person in whose name it is used, if there is one.
 * @throws forbidden
 */
export async function useToken(
  tx: Writer,
  by: Principal,
  { jti, digest, expires, email, key }: OnceToken,
  { host, use }: UseOfToken,
): Promise<{ readonly person?: UserOfToken } | undefined> {
  demandSystem(by)
  return tx.usedTokens.insertSigned(by.accountId, {
    digest: sha256(jti),
    token: digest,
    expires,
    use,
    host: hostName(host),
    door: by.door,
    credential: key.credentialId,
    address: isStorable(email) ? foldAddress(email) : '', // nobody has that
  })
}

/** Deletes used tokens that are too old to be accepted again: the server's own work. @throws forbidden */
export async function sweepTokens(tx: Writer, by: Principal, memory: UsedTokenMemory): Promise<void> {
  demandSystem(by)
  await tx.usedTokens.sweep(by.accountId, memory.before(), SWEPT_ALONG)
}
