import { getActor } from '../actor.ts'
import type { MemberId, Ref } from '../ids.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { findMember, type PersonName } from './find-member.ts'
import { createMember, updateMember, type MemberChange, type NewMember } from './members.ts'

/** The values of a new person, and the changes to an existing one. */
export interface WantedPerson {
  readonly draft: NewMember
  readonly change: MemberChange
}

/** What a client has of its own to name a person by. */
export type PersonKey = Exclude<PersonName, Ref>

/**
 * Creates the person with that external id, e-mail address or username, or updates the existing one. Of several
 * simultaneous calls, one creates them.
 * @throws forbidden, invalid, conflict (externalId: several people have it; username, email)
 */
export async function createOrUpdatePerson(
  tx: Writer,
  by: Principal,
  key: PersonKey,
  { draft, change }: WantedPerson,
): Promise<{ readonly id: MemberId; readonly isNew: boolean }> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'member', 'create')
  const find = () => findMember(tx, by, key)
  let known = await find()
  if (known === undefined) {
    await tx.accounts.lock(by.accountId)
    known = await find()
  }
  if (known === undefined) return { id: (await createMember(tx, by, { ...draft, ...key })).id, isNew: true }
  const { id } = known
  await updateMember(tx, by, { id }, change)
  return { id, isNew: false }
}
