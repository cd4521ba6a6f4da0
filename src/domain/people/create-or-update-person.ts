import { getActor } from '../actor.ts'
import type { MemberId } from '../ids.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { findMember } from './find-member.ts'
import { createMember, updateMember, type MemberChange, type NewMember } from './members.ts'

/** The values of a new person, and the changes to an existing one. */
export interface WantedPerson {
  readonly draft: NewMember
  readonly change: MemberChange
}

/**
 * Creates the person with that external id, or updates the existing one. Of several simultaneous calls, one creates
 * them.
 * @throws forbidden, invalid, conflict (externalId: several people have it; username, email)
 */
export async function createOrUpdatePerson(
  tx: Writer,
  by: Principal,
  externalId: string,
  { draft, change }: WantedPerson,
): Promise<{ readonly id: MemberId; readonly isNew: boolean }> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'member', 'create')
  const find = () => findMember(tx, by, { externalId })
  let known = await find()
  if (known === undefined) {
    await tx.accounts.lock(by.accountId)
    known = await find()
  }
  if (known === undefined)
    return { id: (await createMember(tx, by, { ...draft, externalId })).id, isNew: true }
  const { id } = known
  await updateMember(tx, by, { id }, change)
  return { id, isNew: false }
}
