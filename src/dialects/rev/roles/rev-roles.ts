import type { Account } from '../../../domain/academy/accounts.ts'
import { issue } from '../../../domain/errors.ts'
import type { Role, RoleChoice } from '../../../domain/roles.ts'
import { namedGuid } from '../../../lib/digest.ts'
import { readIds, type Reading } from '../read-fields.ts'

/** A role as `users/roles` lists it (docs/contracts/rev.md B7). */
export interface RoleDetails {
  id: string
  name: string
  description: string
  roleType: string
}

/** A role as shown in users and groups: `name` is the type word, without a blank. */
export interface RoleLink {
  id: string
  name: string
}

interface RevRole {
  readonly role: Role
  readonly type: string
  readonly name: string
}

const revRoles: readonly RevRole[] = [
  { role: 'manager', type: 'AccountAdmin', name: 'Account Admin' },
  { role: 'media_admin', type: 'MediaAdmin', name: 'Media Admin' },
  { role: 'event_admin', type: 'EventAdmin', name: 'Event Admin' },
  { role: 'media_contributor', type: 'MediaContributor', name: 'Media Contributor' },
  { role: 'learner', type: 'MediaViewer', name: 'Media Viewer' },
  { role: 'category_creator', type: 'CategoryCreator', name: 'Category Creator' },
]

const among: readonly Role[] = revRoles.map(({ role }) => role)

/** Role ids are derived from the account's own, so they never change and need no table. */
function idOf(account: Account, role: Role): string {
  return namedGuid(account.guid, role)
}

export function listRoles(account: Account): RoleDetails[] {
  return revRoles.map(({ role, type, name }) => ({
    id: idOf(account, role),
    name,
    description: '',
    roleType: type,
  }))
}

/** The held roles that Rev supports, in its own order. */
export function presentRoles(account: Account, held: readonly Role[]): RoleLink[] {
  return revRoles
    .filter(({ role }) => held.includes(role))
    .map(({ role, type }) => ({ id: idOf(account, role), name: type }))
}

/** The ids of the held roles that Rev supports. */
export function presentRoleIds(account: Account, held: readonly Role[]): string[] {
  return presentRoles(account, held).map(({ id }) => id)
}

/** The change that a list of role ids requests: roles that Rev can't show stay unchanged (docs/design.md 4). */
export function readRoles(value: unknown, account: Account, reading: Reading): RoleChoice | undefined {
  const ids = readIds(value, 'roles', reading)
  return ids && { among, held: rolesBehind(ids, account, reading) }
}

/** The roles with these ids; unknown ones are recorded as unreadable. */
export function rolesBehind(ids: readonly string[], account: Account, reading: Reading): Role[] {
  return ids.flatMap((id) => {
    const known = revRoles.find(({ role }) => idOf(account, role) === id)
    if (known === undefined) reading.unreadable.push(issue('role', 'roles', 'unknown', id))
    return known?.role ?? []
  })
}
