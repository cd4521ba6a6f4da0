import { isDeepStrictEqual } from 'node:util'
import { sha256 } from '../../lib/digest.ts'
import { getActor } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { checkLine, checkText, refuseIfAny, type Lazy } from '../checks.ts'
import { requireCourse } from '../courses/courses.ts'
import { findOrCreateEnrolment } from './enrolments.ts'
import { DomainError, forbidden, issue, notFound, unfit, type Issue } from '../errors.ts'
import { outgoingMail } from '../delivery/events.ts'
import type { AccountId, MemberId } from '../ids.ts'
import { NO_WORDS, type Invitation, type InvitationTarget, type InvitationText } from './invitation.ts'
import { writtenText } from './invitation-placeholders.ts'
import { builtInWords } from './invitation-words.ts'
import { opensFor } from '../people/mailed-links.ts'
import { isAddress } from '../../lib/mail-address.ts'
import { type Member, fullName } from '../people/member.ts'
import { isBarred } from '../standing.ts'
import { setPassword } from '../access/set-password.ts'
import { requireMember } from '../people/members.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import { type Door, type Principal, systemFor } from '../principal.ts'
import { requireProgram } from '../courses/read-programs.ts'
import { findOrCreateProgramMembership } from './program-memberships.ts'
import type { Reader, Writer } from '../store.ts'
import { SWEPT_ALONG } from '../retention.ts'

const LONGEST_BODY = 20_000
const LONGEST_ACTION = 100

/** An invitation to be sent. */
export interface NewInvitation {
  readonly place: InvitationTarget
  /** Replace the target's custom text in this mail only. Read only after the permission check. */
  readonly words: Lazy<InvitationText>
  /** The secret half of the link: opaque text of at least 128 random bits. */
  readonly token: string
  /** How long the link is valid unless it ends earlier, in milliseconds. */
  readonly lifetime: number
  /** Builds the link for a token. */
  readonly linkTo: (token: string) => string
}

/** An invitation that is being sent. */
export interface SentInvitation {
  readonly member: Member
  readonly subject: string
  readonly at: number
}

/**
 * Sends a person a link with which they join the academy, a course or a program. Sending doesn't enrol anybody: opening
 * the link does. Earlier links to the same target stop working.
 * @throws forbidden, not_found (course, program, member), invalid (subject, body, action), conflict (the person is
 *   barred, or has no address that mail can be sent to; the course or program isn't published)
 */
export async function inviteMember(
  tx: Writer,
  by: Principal,
  id: MemberId,
  { place, words: lateWords, token, lifetime, linkTo }: NewInvitation,
): Promise<SentInvitation> {
  const { accountId } = by
  demand(mayEnrolOthers(await getActor(tx, by)), 'invitation', 'create')
  const placeName = await nameOf(tx, by, place)
  await requireMember(tx, by, { id })
  // A concurrent change of the address or bar of the person either comes first, or ends the link.
  await tx.members.lock(accountId, id)
  const member = await requireMember(tx, by, { id })
  const words = lateWords()
  refuseIfAny(checkWords(words))
  if (isBarred(member)) throw unfit('member', 'status')
  if (member.email === null) throw new DomainError('conflict', [issue('member', 'email', 'missing')])
  // Stored before today's address rules: mail to it would be given up unsent.
  if (!isAddress(member.email)) {
    throw new DomainError('conflict', [issue('member', 'email', 'malformed', member.email)])
  }

  if (!(await leadsIn(tx, accountId, id, place)))
    throw unfit(place.of === 'program' ? 'program' : 'course', 'published')

  const account = await tx.accounts.find(accountId)
  const locale = member.language ?? account?.language ?? 'en'
  const saved = await tx.invitations.findText(accountId, place)
  const builtIn = builtInWords(locale, placeName)
  const written = writtenText(saved ?? NO_WORDS, {
    name: fullName(member),
    firstName: member.firstName ?? member.lastName,
    academy: account?.name ?? '',
    invitedTo: placeName,
  })
  const subject = oneLine(words.subject ?? written.subject ?? builtIn.subject)
  const { email } = member
  const tokenHash = sha256(token)
  await tx.invitations.sweep(accountId, tx.now, SWEPT_ALONG)
  await tx.invitations.revokeTo(accountId, id, place)
  await tx.invitations.insert(accountId, {
    memberId: id,
    place,
    tokenHash,
    email,
    expires: tx.now + lifetime,
  })
  await tx.members.markInvited(accountId, id)
  await tx.outbox.add(
    accountId,
    outgoingMail(id, {
      to: email,
      name: fullName(member),
      locale,
      subject,
      body: words.body ?? written.body ?? builtIn.body,
      link: { url: linkTo(token), label: words.action ?? written.action ?? builtIn.action },
      opens: { of: 'invitation', tokenHash },
    }),
  )
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'invitation',
    subjectId: id,
    after: { memberId: id, place, to: email, subject },
  })
  return { member: await requireMember(tx, by, { id }), subject, at: tx.now }
}

/**
 * The text of an invitation to the academy as somebody who speaks that language would get it, without sending it.
 * @param text tried in place of the saved one; undefined: the saved one
 * @throws forbidden, invalid (subject, body, action)
 */
export async function getInvitationPreview(
  reader: Reader,
  by: Principal,
  { text, language, reader: to }: InvitationPreview,
): Promise<{ readonly [Part in keyof InvitationText]: string }> {
  demand(mayEnrolOthers(await getActor(reader, by)), 'invitation', 'read')
  refuseIfAny(text === undefined ? [] : checkWords(text))
  const academy = (await reader.accounts.find(by.accountId))?.name ?? ''
  const shown = text ?? (await reader.invitations.findText(by.accountId, { of: 'academy' })) ?? NO_WORDS
  const { subject, body, action } = writtenText(shown, { ...to, academy, invitedTo: academy })
  const builtIn = builtInWords(language, academy)
  return {
    subject: oneLine(subject ?? builtIn.subject),
    body: body ?? builtIn.body,
    action: action ?? builtIn.action,
  }
}

/** What a preview of an invitation shows. */
export interface InvitationPreview {
  readonly text?: InvitationText | undefined
  /** BCP 47 */
  readonly language: string
  /** The person it is made out to. */
  readonly reader: { readonly name: string; readonly firstName: string }
}

/** The custom text of invitations to a target; undefined when there is none. @throws forbidden */
export async function findInvitationText(
  reader: Reader,
  by: Principal,
  place: InvitationTarget,
): Promise<InvitationText | undefined> {
  demand(mayEnrolOthers(await getActor(reader, by)), 'invitation', 'read')
  return reader.invitations.findText(by.accountId, place)
}

/**
 * Stores the text of all later invitations to a target, unless it is unchanged. @throws forbidden, not_found, invalid
 */
export async function setInvitationText(
  tx: Writer,
  by: Principal,
  place: InvitationTarget,
  text: InvitationText,
): Promise<void> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'invitation', 'edit')
  await nameOf(tx, by, place)
  refuseIfAny(checkWords(text))
  // There may be no row yet to lock.
  await tx.accounts.lock(by.accountId)
  const before = await tx.invitations.findText(by.accountId, place)
  if (isDeepStrictEqual(before ?? NO_WORDS, text)) return
  await tx.invitations.setText(by.accountId, place, text)
  // The text is part of the definition of a course or program.
  if (place.of === 'course') await tx.courses.update(by.accountId, place.courseId, {})
  if (place.of === 'program') await tx.programs.update(by.accountId, place.programId, {})
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'invitation',
    subjectId: 0,
    ...(before === undefined ? {} : { before: { place, ...before } }),
    after: { place, ...text },
  })
}

/** Who a link invites, and to what. Reading changes nothing: mail scanners open links (docs/design.md 9.7). */
export interface OpenedInvitation {
  readonly invitation: Invitation
  readonly member: Member
  /** The name of the academy, course or program. */
  readonly placeName: string
  /** Whether the person already has a password, and signs in with it. */
  readonly activated: boolean
}

/**
 * A link that was already used may be opened again: it leads to the same target but changes nothing there.
 * @throws not_found when there is no such link, it has ended or expired, its person is barred, or the target isn't
 *   published to them
 */
export async function getInvitation(reader: Reader, token: string): Promise<OpenedInvitation> {
  const invitation = await reader.invitations.findByToken(sha256(token))
  if (invitation === undefined) throw notFound('invitation')
  const member = await reader.members.find(invitation.accountId, { id: invitation.memberId })
  if (!opensFor(member, invitation, reader.now)) throw notFound('invitation')
  if (!(await leadsIn(reader, invitation.accountId, member.id, invitation.place)))
    throw notFound('invitation')
  return {
    invitation,
    member,
    placeName: await nameOf(reader, invitation, invitation.place),
    activated: (await reader.members.findPassword(invitation.accountId, member.id)) !== null,
  }
}

/**
 * Activates the account of an invited person with the password they chose (hashed in advance, because hashing is slow),
 * and adds them to the target of the invitation. A person who already has a password keeps it and must sign in.
 * @param door the door they used
 * @throws not_found, forbidden (already activated)
 */
export async function acceptInvitation(
  tx: Writer,
  token: string,
  phc: string,
  door: Door,
): Promise<Principal> {
  const { invitation, member } = await openLocked(tx, token)
  const by: Principal = {
    accountId: invitation.accountId,
    door,
    credentialId: null,
    memberId: invitation.memberId,
  }
  const isFirst = await tx.invitations.markUsed(by.accountId, invitation.id)
  // Of several simultaneous uses of the link, one sets the password.
  if (!isFirst || (await tx.members.findPassword(by.accountId, member.id)) !== null) {
    throw forbidden('invitation', 'accept')
  }
  await setPassword(tx, systemFor(by), { id: member.id }, phc)
  await tx.members.markActivated(by.accountId, member.id)
  await join(tx, by, invitation)
  return by
}

/** Opens a link behind the lock of its person: concurrent changes of their address or standing come before or after. */
async function openLocked(tx: Writer, token: string): Promise<OpenedInvitation> {
  const { invitation, member } = await getInvitation(tx, token)
  await tx.members.lock(invitation.accountId, member.id)
  return getInvitation(tx, token)
}

/**
 * Adds a signed-in person to the target of the link. This works once: a person who is removed afterwards can't return
 * with the link.
 * @throws not_found, forbidden (another's link)
 */
export async function followInvitation(tx: Writer, by: Principal, token: string): Promise<Invitation> {
  const { invitation } = await openLocked(tx, token)
  const own = invitation.accountId === by.accountId && invitation.memberId === by.memberId
  demand(own, 'invitation', 'accept')
  if (await tx.invitations.markUsed(by.accountId, invitation.id)) await join(tx, by, invitation)
  return invitation
}

async function join(tx: Writer, by: Principal, { place, memberId }: Invitation): Promise<void> {
  if (place.of === 'course') {
    await findOrCreateEnrolment(tx, by, { courseId: place.courseId, memberId, origin: 'invitation' })
  } else if (place.of === 'program') {
    await findOrCreateProgramMembership(tx, by, await requireProgram(tx, by, place.programId), memberId)
  }
}

/**
 * Whether a link may lead the person to that target: it is published, or is a course in which staff have already
 * enrolled them. Nobody joins an unpublished target by a link.
 */
async function leadsIn(
  reader: Reader,
  account: AccountId,
  member: MemberId,
  place: InvitationTarget,
): Promise<boolean> {
  switch (place.of) {
    case 'academy':
      return true
    case 'course': {
      const course = await reader.courses.find(account, place.courseId)
      if (course?.isActive === true) return true
      return (await reader.enrolments.find(account, place.courseId, member)) !== undefined
    }
    case 'program':
      return (await reader.programs.find(account, place.programId))?.isActive === true
  }
}

async function nameOf(
  reader: Reader,
  by: Pick<Principal, 'accountId'>,
  place: InvitationTarget,
): Promise<string> {
  switch (place.of) {
    case 'academy':
      return (await reader.accounts.find(by.accountId))?.name ?? ''
    case 'course':
      return (await requireCourse(reader, by, place.courseId)).name
    case 'program':
      return (await requireProgram(reader, by, place.programId)).name
  }
}

/** Issues of an invitation's text. */
export function checkWords({ subject, body, action }: InvitationText): Issue[] {
  return [
    ...checkLine('invitation', 'subject', subject),
    ...checkText('invitation', 'body', body, LONGEST_BODY),
    ...checkLine('invitation', 'action', action, LONGEST_ACTION),
  ]
}

// A line break in a subject would start another mail header.
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ')
}
