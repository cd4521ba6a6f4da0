import type { Ref } from '../ids.ts'
import { deleteLearningOfMember } from './delete-enrolments.ts'
import { watchManagers } from '../people/last-manager.ts'
import {
  type MemberChange,
  demandManagement,
  requireMember,
  getProfileOf,
  memberState,
} from '../people/members.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'

/**
 * Deletes a person with their enrolments and results, sessions, keys, memberships, policy items and subscriptions.
 * @throws not_found, forbidden, conflict (the last manager who can sign in)
 */
export async function deleteMember(
  tx: Writer,
  by: Principal,
  ref: Ref,
  { evenLastManager = false }: Pick<MemberChange, 'evenLastManager'> = {},
): Promise<void> {
  const { id } = await requireMember(tx, by, ref)
  // Behind the lock: of several simultaneous deletions, the later ones find nobody.
  await tx.members.lockToDelete(by.accountId, id)
  const before = await getProfileOf(tx, by, await requireMember(tx, by, { id }))
  await demandManagement(tx, by, before.member)
  const held = await tx.members.findPowers(by.accountId, id)
  const watched = evenLastManager ? [] : (held?.roles ?? [])
  const demandManagerLeft = await watchManagers(tx, by, watched)
  await deleteLearningOfMember(tx, by, id)
  await tx.members.delete(by.accountId, id)
  await demandManagerLeft()
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'member',
    subjectId: id,
    before: memberState(before),
  })
}
