import { unauthenticated } from './errors.ts'
import type { Actor } from './permissions.ts'
import { isBarred } from './standing.ts'
import type { Principal } from './principal.ts'
import type { Reader } from './store.ts'

/**
 * Who acts, with the roles and groups that he has at this moment.
 * @throws unauthenticated when the person is gone or barred since he showed his credential
 */
export async function actorOf(reader: Reader, by: Principal): Promise<Actor> {
  if (by.memberId === null) return { kind: 'account' }
  const member = await reader.members.find(by.accountId, { id: by.memberId })
  if (member === undefined || isBarred(member)) throw unauthenticated()
  return {
    kind: 'member',
    id: by.memberId,
    roles: new Set(await reader.members.effectiveRoles(by.accountId, by.memberId)),
    groups: new Set(await reader.members.groupIds(by.accountId, by.memberId)),
  }
}
