import { forbidden, unauthenticated } from './errors.ts'
import { type Actor, demand } from './permissions.ts'
import { isBarred } from './standing.ts'
import { type Principal, type System, isSystem } from './principal.ts'
import type { Reader } from './store.ts'

/**
 * Who acts, with the roles and groups that they have at this moment. Every operation asks: whoever is gone or barred is
 * refused here.
 * @throws unauthenticated when the person is gone or barred since they showed their credential
 */
export async function getActor(reader: Reader, by: Principal): Promise<Actor> {
  if (isSystem(by)) return { kind: 'system' }
  if (by.memberId === null) return { kind: 'account' }
  const powers = await reader.members.findPowers(by.accountId, by.memberId)
  if (powers === undefined || isBarred(powers)) throw unauthenticated()
  return {
    kind: 'member',
    id: by.memberId,
    roles: powers.roles,
    groups: powers.groups,
    ...(by.isConfirmed && { isConfirmed: true }),
  }
}

/**
 * Who acts, if they may. To be asked along with look-ups that it doesn't depend on: `together(demandActor(…), …)`.
 * @param what they may not, for the refusal
 * @throws unauthenticated, forbidden
 */
export async function demandActor(
  reader: Reader,
  by: Principal,
  may: (actor: Actor) => boolean,
  ...what: Parameters<typeof forbidden>
): Promise<Actor> {
  const actor = await getActor(reader, by)
  demand(may(actor), ...what)
  return actor
}

/**
 * Refuses whoever is gone or barred; the roles and groups of the others aren't read. Enough for what everybody of the
 * academy may do.
 * @throws unauthenticated
 */
export async function demandPresent(reader: Reader, by: Principal): Promise<void> {
  if (isSystem(by) || by.memberId === null) return
  const status = await reader.members.findStatus(by.accountId, by.memberId)
  if (status === undefined || isBarred({ status })) throw unauthenticated()
}

/** Lets nobody pass but the server at its own work. @throws forbidden */
export function demandSystem(by: Partial<System>): asserts by is System {
  if (!isSystem(by)) throw forbidden('account', 'serve')
}
