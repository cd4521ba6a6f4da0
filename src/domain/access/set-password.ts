import { getActor } from '../actor.ts'
import type { Ref, SessionId } from '../ids.ts'
import { ENDED_BY_PASSWORD, requireMember } from '../people/members.ts'
import { listPowersOfMember } from '../people/powers.ts'
import { demand, mayEditMember } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'

/** A hash, and the only session in which the person stays signed in. */
interface PasswordOfSession {
  readonly phc: string
  readonly keep: SessionId
}

/**
 * Sets a password that was hashed in advance (hashing is slow). The person is signed out everywhere, except in the session
 * that is to be kept. A person who awaited confirmation, had to choose a new password or was locked out becomes active. This
 * needs the same right as changing the person's sign-in address; people set their own password through a mailed link, or
 * by entering the one that they have.
 * @throws not_found, forbidden
 */
export async function setPassword(
  tx: Writer,
  by: Principal,
  ref: Ref,
  password: string | PasswordOfSession,
): Promise<void> {
  const { phc, keep } = typeof password === 'string' ? { phc: password, keep: undefined } : password
  const { id } = await requireMember(tx, by, ref)
  await tx.members.lock(by.accountId, id)
  const member = await requireMember(tx, by, { id }) // behind the lock: sees a concurrent suspension
  demand(
    mayEditMember(await getActor(tx, by), {
      member: id,
      held: await listPowersOfMember(tx, by, id),
      moved: [],
      reach: 'access',
    }),
    'member',
    'edit',
  )
  await tx.members.setPassword(by.accountId, member.id, phc)
  if (keep === undefined) await tx.sessions.revokeAllOfMember(by.accountId, id)
  else {
    for (const session of await tx.sessions.listOfMember(by.accountId, id)) {
      if (session.id !== keep) await tx.sessions.revoke(by.accountId, id, session.id)
    }
  }
  await tx.passwordResets.revokeAllOfMember(by.accountId, member.id)
  if (ENDED_BY_PASSWORD.has(member.status)) {
    await tx.members.update(by.accountId, member.id, { status: 'active' })
  }
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'member',
    subjectId: member.id,
    after: { password: 'set' },
  })
}
