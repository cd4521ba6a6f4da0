import { sha256 } from '../../lib/digest.ts'
import type { Account } from '../academy/accounts.ts'
import { demandSystem, getActor } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { DomainError, issue, notFound, unfit } from '../errors.ts'
import { outgoingMail } from '../delivery/events.ts'
import type { AccountId, MemberId } from '../ids.ts'
import { foldAddress, isAddress } from '../../lib/mail-address.ts'
import { type Member, fullName } from '../people/member.ts'
import { isBarred } from '../standing.ts'
import { opensFor } from '../people/mailed-links.ts'
import { requireMember } from '../people/members.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import { passwordResetWords } from './password-reset-words.ts'
import { setPassword } from './set-password.ts'
import { type Door, type Principal, type System, systemFor } from '../principal.ts'
import { isStorable } from '../../lib/text.ts'
import type { Reader, Writer } from '../store.ts'
import { SWEPT_ALONG } from '../retention.ts'

const HOUR = 60 * 60_000
/** How many links of one person can be valid at a time: repeated requests must not fill their mailbox. */
const MAX_LINKS = 5

/** A link with which a new password can be chosen. */
export interface NewResetLink {
  /** The secret half of the link: opaque text of at least 256 random bits. */
  readonly token: string
  /** Builds the link for a token. */
  readonly linkTo: (token: string) => string
}

/** No person has this id. */
const NOBODY = 0 as MemberId

/**
 * Sends the person with a name or an address a link to choose a new password, valid for an hour and for one use. The
 * result doesn't reveal who exists: for an unknown name, a barred person, a person without an address or with too many
 * links, nothing is sent, with the same number of statements. Others wait equally long behind it.
 * @param by the server, because the person who asks isn't authenticated
 * @throws forbidden
 */
export async function sendPasswordReset(
  tx: Writer,
  by: Principal & System,
  name: string,
  { token, linkTo }: NewResetLink,
): Promise<void> {
  demandSystem(by)
  const { accountId } = by
  const known = isStorable(name) ? foldAddress(name) : ''
  const named = await tx.members.findByUsername(accountId, known)
  const addressed = await tx.members.findByEmail(accountId, known)
  const id = (named ?? addressed)?.id ?? NOBODY
  // A concurrent change of the address or bar of the person either comes first, or ends the link.
  await tx.members.lock(accountId, id)
  const member = await tx.members.find(accountId, { id })
  await tx.passwordResets.sweep(accountId, tx.now, SWEPT_ALONG)
  const links = await tx.passwordResets.count(accountId, id)
  const account = await tx.accounts.find(accountId)

  const { email = null } = member ?? {}
  if (member === undefined || isBarred(member) || email === null || !isAddress(email) || links >= MAX_LINKS) {
    // Instead of the link, the mail and the audit entry.
    for (let statement = 0; statement < 3; statement++)
      await tx.passwordResets.revokeAllOfMember(accountId, NOBODY)
    return
  }
  await mailLink(tx, by, { ...member, email }, account, { token, linkTo })
}

/** A link to choose a new password that is being sent. */
export interface SentReset {
  readonly to: string
  readonly at: number
  readonly expires: number
}

/**
 * Sends a person the link that they could request themselves at the sign-in page, at the request of staff.
 * @throws forbidden, not_found, conflict (the person is barred, has no address that mail can be sent to, or has too
 *   many links at the moment)
 */
export async function issuePasswordReset(
  tx: Writer,
  by: Principal,
  id: MemberId,
  link: NewResetLink,
): Promise<SentReset> {
  const { accountId } = by
  demand(mayEnrolOthers(await getActor(tx, by)), 'member', 'edit')
  await requireMember(tx, by, { id })
  await tx.members.lock(accountId, id)
  const member = await requireMember(tx, by, { id })
  const { email } = member
  if (isBarred(member)) throw unfit('member', 'status')
  if (email === null) throw new DomainError('conflict', [issue('member', 'email', 'missing')])
  if (!isAddress(email)) throw new DomainError('conflict', [issue('member', 'email', 'malformed', email)])
  await tx.passwordResets.sweep(accountId, tx.now, SWEPT_ALONG)
  if ((await tx.passwordResets.count(accountId, id)) >= MAX_LINKS) throw unfit('member', 'passwordReset')
  await mailLink(tx, by, { ...member, email }, await tx.accounts.find(accountId), link)
  return { to: email, at: tx.now, expires: tx.now + HOUR }
}

async function mailLink(
  tx: Writer,
  by: Principal,
  member: Member & { readonly email: string },
  account: Account | undefined,
  { token, linkTo }: NewResetLink,
): Promise<void> {
  const { accountId } = by
  const { id, email } = member
  const tokenHash = sha256(token)
  const locale = member.language ?? account?.language ?? 'en'
  const { subject, body, action } = passwordResetWords(locale, account?.name ?? '')
  await tx.passwordResets.insert(accountId, { memberId: id, tokenHash, email, expires: tx.now + HOUR })
  await tx.outbox.add(
    accountId,
    outgoingMail(id, {
      to: email,
      name: fullName(member),
      locale,
      subject,
      body,
      link: { url: linkTo(token), label: action },
      opens: { of: 'password_reset', tokenHash },
    }),
  )
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'member',
    subjectId: id,
    after: { passwordReset: 'sent', to: email },
  })
}

/** Whose password a link sets. */
export interface OpenedReset {
  readonly accountId: AccountId
  readonly member: Member
}

/** Reading changes nothing. @throws not_found when the link doesn't exist, or no longer works */
export async function getPasswordReset(reader: Reader, token: string): Promise<OpenedReset> {
  const reset = await reader.passwordResets.findByToken(sha256(token))
  if (reset === undefined) throw notFound('credential')
  const member = await reader.members.find(reset.accountId, { id: reset.memberId })
  if (!opensFor(member, reset, reader.now)) throw notFound('credential')
  return { accountId: reset.accountId, member }
}

/**
 * Sets the password that a person chose with a link (hashed in advance, because hashing is slow). The link and all
 * their other links are used up, and they are signed out everywhere. The link was sent to their address, so it also
 * activates the account.
 * @param door the door they used
 * @throws not_found
 */
export async function resetPassword(tx: Writer, token: string, phc: string, door: Door): Promise<Principal> {
  const { accountId, member: known } = await getPasswordReset(tx, token)
  await tx.members.lock(accountId, known.id)
  const { member } = await getPasswordReset(tx, token) // behind the lock: the address may have changed
  if ((await tx.passwordResets.deleteByToken(sha256(token))) === undefined) throw notFound('credential')
  const { id } = member
  const by: Principal = { accountId, door, credentialId: null, memberId: id }
  await setPassword(tx, systemFor(by), { id }, phc)
  await tx.members.markActivated(accountId, id)
  return by
}
