import { demandSystem } from '../actor.ts'
import type { MailedLink } from '../delivery/events.ts'
import type { MemberId } from '../ids.ts'
import type { Member } from './member.ts'
import type { Principal, System } from '../principal.ts'
import { isBarred } from '../standing.ts'
import type { Reader, Writer } from '../store.ts'

/**
 * Whether a link sent to that address may still let the person in: the address is still theirs, they aren't barred, and
 * the link hasn't expired. Everything that opens a mailed link checks this.
 */
export function opensFor(
  member: Member | undefined,
  link: { readonly email: string; readonly expires: number },
  now: number,
): member is Member {
  return member !== undefined && !isBarred(member) && member.email === link.email && link.expires > now
}

/** Ends every link that was mailed to a person, because the address is no longer theirs or they are barred. */
export async function revokeMailedLinks(tx: Writer, by: Principal, member: MemberId): Promise<void> {
  await tx.invitations.revokeAllOfMember(by.accountId, member)
  await tx.passwordResets.revokeAllOfMember(by.accountId, member)
}

/**
 * For the server that sends mail: whether sending the link is still useful. It must not be used, ended or expired, and
 * an invitation to the academy itself is useful only while its person has no password.
 * @throws forbidden
 */
export async function isWorthSending(
  reader: Reader,
  by: System,
  { of, tokenHash }: MailedLink,
): Promise<boolean> {
  demandSystem(by)
  const invitation = of === 'invitation' ? await reader.invitations.findByToken(tokenHash) : undefined
  const link = invitation ?? (await reader.passwordResets.findByToken(tokenHash))
  if (link === undefined) return false
  const { accountId, memberId } = link
  const member = await reader.members.find(accountId, { id: memberId })
  if (!opensFor(member, link, reader.now)) return false
  if (invitation === undefined) return true
  if (invitation.used !== null) return false
  return (
    invitation.place.of !== 'academy' || (await reader.members.findPassword(accountId, memberId)) === null
  )
}
