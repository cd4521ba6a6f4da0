import { equalInConstantTime, sha256 } from '../../lib/digest.ts'
import { verifyPassword } from '../../lib/password-hash.ts'
import { fold, isStorable } from '../../lib/text.ts'
import { recordAudit } from '../record-audit.ts'
import type { Credential } from './credential.ts'
import { unauthenticated } from '../errors.ts'
import type { AccountId } from '../ids.ts'
import { isBarred, type Member } from '../people/member.ts'
import type { Door, Principal } from '../principal.ts'
import { findByNameOrAddress } from '../people/roster.ts'
import type { Session } from './session.ts'
import type { Reader, Store, Writer } from '../store.ts'

/** A session that has just been opened: the only moment at which its token is known. */
export interface OpenedSession {
  readonly session: Session
  readonly member: Member
  readonly token: string
}

/** What a session is opened with. */
export interface SessionTerms {
  /** The secret half of the session: opaque text of at least 256 random bits. */
  readonly token: string
  /** How long it lasts unless it is used, in milliseconds. */
  readonly lifetime: number
}

/** How a session is opened. */
export interface Opening extends SessionTerms {
  readonly door: Door
}

/**
 * Signs a person in by username and password.
 * @throws unauthenticated, always the same and after the same time: for an unknown name, a wrong password, a person
 * without password, a barred one
 */
export async function signInByPassword(
  store: Store,
  account: AccountId,
  username: string,
  password: string,
  opening: Opening,
): Promise<OpenedSession> {
  const find = async (reader: Reader) =>
    isStorable(username) ? reader.members.findByUsername(account, fold(username)) : undefined
  return signInAs(store, account, find, password, opening)
}

/** As `signInByPassword`, by the username or the e-mail address; the username counts more. */
export async function signInByNameOrAddress(
  store: Store,
  account: AccountId,
  name: string,
  password: string,
  opening: Opening,
): Promise<OpenedSession> {
  return signInAs(store, account, (reader) => findByNameOrAddress(reader, account, name), password, opening)
}

async function signInAs(
  store: Store,
  account: AccountId,
  find: (reader: Reader) => Promise<Member | undefined>,
  password: string,
  opening: Opening,
): Promise<OpenedSession> {
  const known = await store.read(async (reader) => {
    const member = await find(reader)
    return member && { member, phc: await reader.members.passwordOf(account, member.id) }
  })
  const right = await verifyPassword(password, known?.phc)
  if (known === undefined || !right) throw unauthenticated()
  const by = { accountId: account, door: opening.door, credentialId: null, memberId: known.member.id }
  return store.write((tx) => openSession(tx, by, opening))
}

/**
 * Signs a person in by the key and the secret of one of her API keys.
 * @throws unauthenticated
 */
export async function signInByKey(
  store: Store,
  key: string,
  secret: string,
  opening: Opening,
): Promise<OpenedSession> {
  return store.write(async (tx) => {
    const credential = await findCredential(tx, opening.door, key)
    const right = equalInConstantTime(credential?.secretHash ?? '', sha256(secret))
    if (credential?.memberId == null || !right) throw unauthenticated()
    const member = await tx.members.find(credential.accountId, { id: credential.memberId })
    if (member === undefined) throw unauthenticated()
    await tx.credentials.markUsed(credential.accountId, credential.id)
    const { accountId, id } = credential
    return openSession(tx, { accountId, door: opening.door, credentialId: id, memberId: member.id }, opening)
  })
}

/**
 * Opens a session for a person who has shown who he is: by a password or a key as above, by a link from his own mailbox,
 * or by what somebody signed whom the account trusts.
 * @throws unauthenticated when the person is gone or barred
 */
export async function openSession(
  tx: Writer,
  by: Principal,
  { token, lifetime }: SessionTerms,
): Promise<OpenedSession> {
  const { accountId, memberId } = by
  // Read inside the transaction, even where it was read before: a password is checked outside of it.
  const member = memberId === null ? undefined : await tx.members.find(accountId, { id: memberId })
  if (member === undefined || isBarred(member)) throw unauthenticated()
  if (member.activated === null) await tx.members.markActivated(accountId, member.id)
  await tx.sessions.sweepOf(accountId, member.id, tx.now) // nobody else removes what ended by itself
  const session = await tx.sessions.insert(accountId, {
    tokenHash: sha256(token),
    memberId: member.id,
    credentialId: by.credentialId,
    expires: tx.now + lifetime,
  })
  await recordAudit(tx, by, { action: 'sign_in', subject: 'session', subjectId: session.id })
  return { session, member, token }
}

/** A signed-in person: the session, and in whose name he acts. */
export interface SignedIn {
  readonly session: Session
  readonly principal: Principal
}

/** The live session of a token. @throws unauthenticated when there is none, or its person is gone or barred */
export async function getSession(reader: Reader, door: Door, token: string): Promise<SignedIn> {
  const session = await reader.sessions.findByToken(sha256(token))
  if (session === undefined || session.expires <= reader.now) throw unauthenticated()
  if (isBarred({ status: session.memberStatus })) throw unauthenticated()
  const { accountId, memberId, credentialId } = session
  return { session, principal: { accountId, door, memberId, credentialId } }
}

/** Moves a session's end to a lifetime from now. Returns the new end. */
export async function extendSession(tx: Writer, session: Session, lifetime: number): Promise<number> {
  const expires = Math.max(session.expires, tx.now + lifetime)
  await tx.sessions.extend(session.accountId, session.id, expires)
  return expires
}

/** Ends this session at once; others of the same person live on. */
export async function signOut(tx: Writer, { session, principal }: SignedIn): Promise<void> {
  await tx.sessions.end(session.accountId, session.id)
  await recordAudit(tx, principal, { action: 'sign_out', subject: 'session', subjectId: session.id })
}

/** The live credential of that door behind what a client shows; undefined when there is none. */
export async function findCredential(
  reader: Reader,
  door: Door,
  key: string,
): Promise<Credential | undefined> {
  return reader.credentials.findByLookup(lookupOf(door, key))
}

/** The digest by which a key is found. A key of one door is nothing at another. */
export function lookupOf(door: Door, key: string): string {
  return sha256(`${door}:${key}`)
}
