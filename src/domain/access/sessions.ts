import { equalInConstantTime, sha256 } from '../../lib/digest.ts'
import { verifyPassword } from '../../lib/password-hash.ts'
import { foldAddress } from '../../lib/mail-address.ts'
import { isStorable } from '../../lib/text.ts'
import { getActor } from '../actor.ts'
import { recordAudit, recordAudits } from '../record-audit.ts'
import type { Credential } from './credential.ts'
import { DomainError, forbidden, issue, notFound, unauthenticated } from '../errors.ts'
import type { AccountId, MemberId, SessionId } from '../ids.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import { demandManagement, requireMember } from '../people/members.ts'
import type { Meter, SignInMethod } from '../../lib/telemetry.ts'
import type { FailedSignIns } from './failed-sign-ins.ts'
import type { OwnedKey } from './access-store.ts'
import type { Member } from '../people/member.ts'
import { isBarred } from '../standing.ts'
import { type Door, type Principal, systemOf } from '../principal.ts'
import { findMemberByNameOrAddress } from '../people/find-member.ts'
import type { FoundSession, Session } from './session.ts'
import type { Reader, Store, Writer } from '../store.ts'

const MINUTE = 60_000
const LONGEST_AGENT = 255
/** When a person was last seen is rounded to the hour, so that reading them twice gives the same result. */
export const SEEN_WITHIN = 60 * MINUTE

/** A session that was just opened: its token is known only now. */
export interface OpenedSession {
  readonly session: Session
  readonly member: Member
  readonly token: string
}

/** How a session is opened. */
export interface Opening {
  /** The one door that accepts it. */
  readonly door: Door
  /** The secret half of the session: opaque text of at least 256 random bits. */
  readonly token: string
  /** How long it lasts without being used, in milliseconds. */
  readonly lifetime: number
  /** How long it lasts regardless of use, in milliseconds. */
  readonly longest: number
  /** The name of the program that opens it, as given by that program. */
  readonly agent?: string | undefined
  /** Whether it is opened by a password. */
  readonly byPassword?: boolean
}

/** An attempt to sign in with a password. */
export interface SignInTry {
  /** As typed. */
  readonly name: string
  readonly password: string
  /** The address it comes from. */
  readonly address: string
}

/** Slows down password guessing. All doors share one. */
export interface SignInGuard {
  /**
   * Counts an attempt before its password is checked.
   * @param whose which password is tried, as a short text: a different text once the password is replaced
   * @returns in how many seconds to try again, if there were too many attempts; this attempt then doesn't count
   */
  begin(whose: string, address: string): number | undefined
  /** Takes back an attempt whose password was right, and resets the earlier ones. */
  succeed(whose: string, address: string): void
}

/** What signing in with a password needs besides the store. */
export interface SignInServices {
  readonly store: Store
  readonly guard: SignInGuard
  readonly failures: FailedSignIns
  /** Counts how sign-ins end; omitted: nobody does. */
  readonly meter?: Pick<Meter, 'signIn'> | undefined
}

/** How a door looks up people who sign in. */
type Naming = (reader: Reader, account: AccountId, name: string) => Promise<Member | undefined>

/**
 * Signs a person in with a username and password.
 * @throws unauthenticated, always the same and after the same time: for an unknown name, a wrong password, a person
 *   without a password, a barred person. TooManyTries
 */
export async function signInByPassword(
  services: SignInServices,
  account: AccountId,
  attempt: SignInTry,
  opening: Opening,
): Promise<OpenedSession> {
  const byUsername: Naming = async (reader, of, name) =>
    isStorable(name) ? reader.members.findByUsername(of, foldAddress(name)) : undefined
  return counted(services, 'password', signInAs(services, account, byUsername, attempt, opening))
}

/** Like `signInByPassword`, with the username or the e-mail address; the username takes precedence. */
export async function signInByNameOrAddress(
  services: SignInServices,
  account: AccountId,
  attempt: SignInTry,
  opening: Opening,
): Promise<OpenedSession> {
  const byEither: Naming = (reader, of, name) =>
    findMemberByNameOrAddress(reader, systemOf(of, opening.door), name)
  return counted(services, 'password', signInAs(services, account, byEither, attempt, opening))
}

/** There were too many wrong passwords. */
export class TooManyTries extends DomainError {
  /** In how many seconds to try again. */
  readonly retryAfter: number

  constructor(retryAfter: number) {
    super('limited', [issue('credential', 'password', 'not_allowed')])
    this.retryAfter = retryAfter
  }
}

/** Counts how a sign-in ends. A store that doesn't answer says nothing about it. */
async function counted<T>(
  { meter }: Pick<SignInServices, 'meter'>,
  method: SignInMethod,
  signIn: Promise<T>,
): Promise<T> {
  try {
    const signedIn = await signIn
    meter?.signIn(method, 'succeeded')
    return signedIn
  } catch (error) {
    if (error instanceof TooManyTries) meter?.signIn(method, 'limited')
    else if (error instanceof DomainError && error.kind === 'unauthenticated')
      meter?.signIn(method, 'refused')
    throw error
  }
}

async function signInAs(
  { store, guard, failures }: SignInServices,
  account: AccountId,
  find: Naming,
  { name, password, address }: SignInTry,
  opening: Opening,
): Promise<OpenedSession> {
  const { member, phc } = await store.read(async (reader) => {
    const found = await find(reader, account, name)
    // Also looked up for unknown names: one look-up less would reveal that the name doesn't exist.
    return { member: found, phc: await reader.members.findPassword(account, found?.id ?? NOBODY) }
  })
  // Counted by the name as typed: counting two names of one person together would reveal that the person exists.
  const whose = sha256(JSON.stringify([account, foldAddress(name), phc]))
  const retryAfter = guard.begin(whose, address)
  if (retryAfter !== undefined) throw new TooManyTries(retryAfter)

  const refused = () => {
    failures.note({ account, member: member?.id, door: opening.door, address })
    return unauthenticated()
  }
  const right = await verifyPassword(password, phc)
  if (member === undefined || phc === null || !right || isBarred(member)) throw refused()
  const { id } = member
  const by = { accountId: account, door: opening.door, credentialId: null, memberId: id }
  const opened = await store.write(async (tx) => {
    await tx.members.lock(account, id)
    // The password was verified outside the transaction: it may have been replaced meanwhile.
    if ((await tx.members.findPassword(account, id)) !== phc) throw refused()
    const now = await tx.members.find(account, { id })
    if (now?.status === 'awaiting_password_reset') throw passwordToBeReplaced()
    return createSession(tx, by, { ...opening, byPassword: true })
  })
  guard.succeed(whose, address)
  return opened
}

/** No member has that id. */
const NOBODY = 0 as MemberId

/** The password is right, but the person has to choose a new one before they can sign in. */
function passwordToBeReplaced(): DomainError {
  return new DomainError('unauthenticated', [issue('member', 'password', 'not_allowed')])
}

/** Whether a sign-in was refused because the person has to choose a new password first. */
export function isPasswordToBeReplaced(error: unknown): boolean {
  return error instanceof DomainError && error.issues.some((one) => one.subject === 'member')
}

/**
 * Signs a person in with the key and the secret of one of their API keys.
 * @throws unauthenticated
 */
export async function signInByKey(
  services: Omit<SignInServices, 'guard'>,
  attempt: KeyTry,
  opening: Opening,
): Promise<OpenedSession> {
  return counted(services, 'key', signInWithKey(services, attempt, opening))
}

/** An attempt to sign in with a key. */
interface KeyTry {
  readonly key: string
  readonly secret: string
  /** The address it comes from. */
  readonly address: string
}

async function signInWithKey(
  { store, failures }: Omit<SignInServices, 'guard'>,
  { key, secret, address }: KeyTry,
  opening: Opening,
): Promise<OpenedSession> {
  const found = await store.lookUp((reader) => findCredential(reader, opening.door, key))
  const right = equalInConstantTime(found?.secretHash ?? '', sha256(secret))
  if (found?.memberId == null || !right) {
    if (found !== undefined) {
      failures.note({
        account: found.accountId,
        member: found.memberId ?? undefined,
        door: opening.door,
        address,
      })
    }
    throw unauthenticated()
  }
  const { accountId, id, memberId } = found
  return store.write(async (tx) => {
    // It may have been revoked since it was read: revoking waits for this row, or this for revoking.
    if (!(await tx.credentials.markUsed(accountId, id))) throw unauthenticated()
    return createSession(tx, { accountId, door: opening.door, credentialId: id, memberId }, opening)
  })
}

/**
 * Opens a session for a person whose identity was verified: by a password or a key as above, by a link from their own
 * mailbox, or by a signature that the account trusts.
 * @param by the person, and the door they used: if another system signs them in to the pages, that system's door
 * @throws unauthenticated when the person was deleted or barred
 */
export async function createSession(
  tx: Writer,
  by: Principal,
  { door, token, lifetime, longest, agent, byPassword = false }: Opening,
): Promise<OpenedSession> {
  const { accountId, memberId } = by
  if (memberId === null) throw unauthenticated()
  // A concurrent bar of the person either comes first, or signs them out afterwards.
  await tx.members.lock(accountId, memberId)
  const member = await tx.members.find(accountId, { id: memberId })
  if (member === undefined || isBarred(member)) throw unauthenticated()
  if (member.activated === null) await tx.members.markActivated(accountId, member.id)
  const session = await tx.sessions.insert(accountId, {
    door,
    tokenHash: sha256(token),
    memberId: member.id,
    credentialId: by.credentialId,
    agent: agent === undefined || !isStorable(agent) ? null : agent.slice(0, LONGEST_AGENT),
    expires: tx.now + Math.min(lifetime, longest),
    ends: tx.now + longest,
    confirmed: byPassword ? tx.now : null,
  })
  await tx.members.markSeen(accountId, member.id, SEEN_WITHIN)
  await recordAudit(tx, by, { action: 'sign_in', subject: 'session', subjectId: session.id })
  return { session, member, token }
}

/** A signed-in person: the session, and the principal they act as. */
export interface SignedIn {
  readonly session: Session
  readonly principal: Principal
}

/**
 * The live session of a token at that door.
 * @throws unauthenticated when there is none, it belongs to another door, or its person was deleted or barred
 */
export async function getSession(reader: Reader, door: Door, token: string): Promise<SignedIn> {
  const session = await reader.sessions.findByToken(sha256(token))
  if (session === undefined || !isLive(session, door, reader.now)) throw unauthenticated()
  return { session, principal: principalOf(session) }
}

function isLive({ door, expires, memberStatus }: FoundSession, wanted: Door, now: number): boolean {
  return door === wanted && expires > now && !isBarred({ status: memberStatus })
}

function principalOf({ accountId, door, memberId, credentialId }: Session): Principal {
  return { accountId, door, memberId, credentialId }
}

/** Like `getSession`, with the person; undefined when there is none at that door. */
export async function findSignedIn(
  reader: Reader,
  door: Door,
  token: string,
): Promise<(SignedIn & { readonly member: Member }) | undefined> {
  const hash = sha256(token)
  const [session, member] = await Promise.all([
    reader.sessions.findByToken(hash),
    reader.members.findOfSession(hash),
  ])
  if (session === undefined || !isLive(session, door, reader.now)) return undefined
  return member && { session, principal: principalOf(session), member }
}

/** The session's new end if it is used at that time. */
function movedEnd({ expires, ends }: Session, now: number, lifetime: number): number {
  return Math.max(expires, Math.min(ends, now + lifetime))
}

/** Whether to extend a session that is used now: at most once a minute, so that most reads cause no write. */
export function isEndToBeMoved(session: Session, now: number, lifetime: number): boolean {
  const gained = movedEnd(session, now, lifetime) - session.expires
  return gained >= MINUTE || (gained > 0 && session.ends === session.expires + gained)
}

/**
 * Extends the caller's session to a lifetime from now, but not beyond its latest end. Returns the new end.
 * @throws unauthenticated (barred meanwhile), forbidden (another's)
 */
export async function extendSession(
  tx: Writer,
  { session, principal }: SignedIn,
  lifetime: number,
): Promise<number> {
  demandOwn(session, await personOf(tx, principal), principal)
  const expires = movedEnd(session, tx.now, lifetime)
  await tx.sessions.extend(session.accountId, session.id, expires)
  await tx.members.markSeen(session.accountId, session.memberId, SEEN_WITHIN)
  return expires
}

/** How long a password entered in a session counts as recent, in milliseconds. */
const CONFIRMATION_LIFETIME = 15 * MINUTE

/** Until when the password last entered in this session counts as recent; null: none was. */
export function confirmedUntil({ confirmed }: Pick<Session, 'confirmed'>): number | null {
  return confirmed === null ? null : confirmed + CONFIRMATION_LIFETIME
}

/** Whether the person has entered their password in this session within the last 15 minutes. */
export function isConfirmed({ confirmed }: Session, now: number): boolean {
  return confirmed !== null && confirmed <= now + MINUTE && now < confirmed + CONFIRMATION_LIFETIME
}

/** Ends this session at once; the person's other sessions stay. @throws forbidden (another's) */
export async function signOut(tx: Writer, { session, principal }: SignedIn): Promise<void> {
  demandOwn(session, principal.memberId, principal)
  if (!(await tx.sessions.revoke(session.accountId, session.memberId, session.id))) return
  await recordAudit(tx, principal, { action: 'sign_out', subject: 'session', subjectId: session.id })
}

/** The caller's live sessions at all doors, the newest first. @throws forbidden for the account itself */
export async function listOwnSessions(reader: Reader, by: Principal): Promise<readonly Session[]> {
  return reader.sessions.listOfMember(by.accountId, await personOf(reader, by))
}

/** Ends one of the caller's sessions, at any door. @throws not_found; forbidden for the account itself */
export async function revokeOwnSession(tx: Writer, by: Principal, id: SessionId): Promise<void> {
  if (!(await tx.sessions.revoke(by.accountId, await personOf(tx, by), id))) throw notFound('session', id)
  await recordAudit(tx, by, { action: 'sign_out', subject: 'session', subjectId: id })
}

/**
 * Ends all of the caller's sessions except the given one. Returns how many. @throws forbidden for the account itself
 */
export async function revokeOtherSessions(tx: Writer, by: Principal, kept: SessionId): Promise<number> {
  let ended = 0
  const person = await personOf(tx, by)
  for (const { id } of await tx.sessions.listOfMember(by.accountId, person)) {
    if (id === kept || !(await tx.sessions.revoke(by.accountId, person, id))) continue
    await recordAudit(tx, by, { action: 'sign_out', subject: 'session', subjectId: id })
    ended++
  }
  return ended
}

/** A person's sessions, newest first, for anybody who may end them. @throws not_found, forbidden */
export async function listSessionsOfMember(
  reader: Reader,
  by: Principal,
  member: MemberId,
): Promise<readonly Session[]> {
  await demandSessionsOf(reader, by, member)
  return reader.sessions.listOfMember(by.accountId, member)
}

/** Signs a person out everywhere. Returns how many sessions ended. @throws not_found, forbidden */
export async function revokeSessionsOfMember(tx: Writer, by: Principal, member: MemberId): Promise<number> {
  await demandSessionsOf(tx, by, member)
  await tx.members.lock(by.accountId, member)
  const sessions = await tx.sessions.listOfMember(by.accountId, member)
  await tx.sessions.revokeAllOfMember(by.accountId, member)
  await recordAudits(
    tx,
    by,
    sessions.map(({ id }) => ({ action: 'sign_out', subject: 'session', subjectId: id })),
  )
  return sessions.length
}

async function demandSessionsOf(reader: Reader, by: Principal, member: MemberId): Promise<void> {
  const actor = await getActor(reader, by)
  const own = actor.kind === 'member' && actor.id === member
  demand(own || mayEnrolOthers(actor), 'session', 'list')
  await requireMember(reader, by, { id: member })
  if (!own) await demandManagement(reader, by, { id: member })
}

async function personOf(reader: Reader, by: Principal): Promise<MemberId> {
  const actor = await getActor(reader, by)
  if (actor.kind !== 'member') throw forbidden('session', 'list')
  return actor.id
}

function demandOwn(session: Session, person: MemberId | null, { accountId }: Principal): void {
  demand(session.accountId === accountId && session.memberId === person, 'session', 'end')
}

/** The live credential at that door for what a client presents; undefined when there is none. */
export async function findCredential(
  reader: Reader,
  door: Door,
  key: string,
): Promise<Credential | undefined> {
  return reader.credentials.findByLookup(lookupOf(door, key))
}

/**
 * The live key at that door that acts for a person, whether the person is barred or not; undefined when there is none.
 */
export async function findOwnedKey(reader: Reader, door: Door, key: string): Promise<OwnedKey | undefined> {
  return reader.credentials.findOwned(lookupOf(door, key))
}

/** The digest used to look up a key. A key of one door doesn't work at another. */
export function lookupOf(door: Door, key: string): string {
  return sha256(`${door}:${key}`)
}
