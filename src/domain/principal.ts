import type { AccountId, CredentialId, MemberId } from './ids.ts'

/**
 * The ways into the platform: a dialect by its name, `console` (the pages), `cli`; `server` for what the server does by
 * itself. A write's audit entry names the one it came by.
 */
export type Door = string

/** What the server itself bears. It isn't exported: nobody makes such a principal outside of this file. */
const SYSTEM = Symbol('system')

/** The server itself, whom nothing is refused. */
export interface System {
  readonly [SYSTEM]: true
  /** The way by which it was asked; `server` where nobody asked. */
  readonly door: Door
}

/** In whose name something is done, and how they showed it. */
export interface Principal extends Partial<System> {
  readonly accountId: AccountId
  readonly door: Door
  /** The key or key pair that was shown; null where there was none (a password, the command line). */
  readonly credentialId: CredentialId | null
  /** The person; null when the account itself acts (an account's API key, the command line). */
  readonly memberId: MemberId | null
  /** Whether the person has shown their password a short while ago, in the browser by which they ask. */
  readonly isConfirmed?: true
  /** `granted`: in item banks, only what the consumer of the key was granted. Left out: what the roles allow. */
  readonly banks?: 'granted'
  /** The id of the request by which they ask, for the audit trail; left out: none is known. */
  readonly requestId?: string
}

/** The server at its own work that is of no account: its key, the first account. */
export const SYSTEM_ITSELF: System = { [SYSTEM]: true, door: 'server' }

/** As `SYSTEM_ITSELF`, where somebody who runs the server asked for it by that door. */
export function systemAt(door: Door): System {
  return { [SYSTEM]: true, door }
}

/**
 * The server at its own work in an account: housekeeping, and finding out who somebody is that shows a name, a signature
 * or a link. Nothing is refused to it.
 */
export function systemOf(accountId: AccountId, door: Door): Principal & System {
  return { accountId, door, credentialId: null, memberId: null, [SYSTEM]: true }
}

/**
 * The server, which does something in that one's name that they have no right to by themselves: it checked before that
 * this is due, such as by the token of a mailed link. The audit trail names them.
 */
export function systemFor(by: Principal): Principal & System {
  return { ...by, [SYSTEM]: true }
}

export function isSystem(by: Partial<System>): by is System {
  return by[SYSTEM] === true
}
