import { getActor, demandPresent } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny, type Draft } from '../checks.ts'
import { issue, notFound, type Issue } from '../errors.ts'
import type { Group } from './group.ts'
import { watchManagers } from './last-manager.ts'
import type { MemberId, Ref } from '../ids.ts'
import type { Page, OffsetRequest } from '../page.ts'
import { demand, mayManagePeople } from '../permissions.ts'
import { listPowersOfGroups } from './powers.ts'
import type { Principal } from '../principal.ts'
import { chosenRoles, type Role, type RoleChoice } from '../roles.ts'
import type { Reader, Writer } from '../store.ts'

export interface GroupChange extends Draft {
  readonly name?: string
  /** All members, by GUID. */
  readonly members?: readonly string[]
  readonly roles?: RoleChoice
}

export interface NewGroup extends GroupChange {
  readonly name: string
}

/** A group, for everybody of the academy. @throws not_found */
export async function getGroup(reader: Reader, by: Principal, ref: Ref): Promise<Group> {
  await demandPresent(reader, by)
  return requireGroup(reader, by, ref)
}

/** The group of the reference; who asks may know of it. @throws not_found */
export async function requireGroup(reader: Reader, by: Principal, ref: Ref): Promise<Group> {
  const group = await reader.groups.find(by.accountId, ref)
  if (group === undefined) throw notFound('group', 'id' in ref ? ref.id : ref.guid)
  return group
}

/** A group with the roles that it gives to its members. */
export interface GroupWithRoles {
  readonly group: Group
  readonly roles: readonly Role[]
}

/** @throws not_found */
export async function getGroupWithRoles(reader: Reader, by: Principal, ref: Ref): Promise<GroupWithRoles> {
  const group = await getGroup(reader, by, ref)
  return { group, roles: await reader.groups.listRoles(by.accountId, group.id) }
}

/** Groups for everybody of the academy, in the order of ids, the roles of all in one look-up. */
export async function listGroupsWithRoles(
  reader: Reader,
  by: Principal,
  paging: OffsetRequest,
): Promise<GroupWithRoles[]> {
  await demandPresent(reader, by)
  const groups = await reader.groups.list(by.accountId, paging)
  const roles = await reader.groups.listRolesOfAll(
    by.accountId,
    groups.map(({ id }) => id),
  )
  return groups.map((group) => ({ group, roles: roles.get(group.id) ?? [] }))
}

/** A part of a group's members in the order of their ids. */
export interface GroupMembersPart {
  /** The id of the last one of the part before; 0: from the beginning. */
  readonly after: number
  readonly limit: number
  /** How many there are, where it is known from an earlier part: counted otherwise. */
  readonly total?: number | undefined
}

/** The members of a group, by id and GUID, for everybody of the academy. */
export async function listGroupMembers(
  reader: Reader,
  by: Principal,
  { id }: Group,
  { after, limit, total }: GroupMembersPart,
): Promise<Pick<Required<Page<{ readonly id: MemberId; readonly guid: string }>>, 'items' | 'total'>> {
  await demandPresent(reader, by)
  return {
    total: total ?? (await reader.groups.countMembers(by.accountId, id)),
    items: await reader.groups.listMemberGuids(by.accountId, id, after, limit),
  }
}

/** @throws forbidden, invalid (name, members), conflict (name) */
export async function createGroup(tx: Writer, by: Principal, draft: NewGroup): Promise<Group> {
  const actor = await getActor(tx, by)
  const roles = draft.roles?.held ?? []
  demand(mayManagePeople(actor, roles), 'group', 'create')
  const members = await resolveMembers(tx, by, draft.members ?? [])
  refuseIfAny([...(draft.unreadable ?? []), ...checkName('group', 'name', draft.name), ...members.issues])

  const group = await tx.groups.insert(by.accountId, draft.name.trim())
  await tx.groups.setMembers(by.accountId, group.id, members.ids)
  await tx.groups.setRoles(by.accountId, group.id, roles)
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'group',
    subjectId: group.id,
    after: { guid: group.guid, name: group.name, roles, members: members.ids },
  })
  return group
}

/** Renames a group, or replaces its members or roles. @throws not_found, forbidden, invalid, conflict (name) */
export async function updateGroup(tx: Writer, by: Principal, ref: Ref, edit: GroupChange): Promise<void> {
  const { id } = await requireGroup(tx, by, ref)
  await tx.groups.lock(by.accountId, id)
  const group = await requireGroup(tx, by, { id })
  await demandMayChange(tx, by, group, edit.roles?.held ?? [])
  const members = edit.members === undefined ? undefined : await resolveMembers(tx, by, edit.members)
  refuseIfAny([
    ...(edit.unreadable ?? []),
    ...(edit.name === undefined ? [] : checkName('group', 'name', edit.name)),
    ...(members?.issues ?? []),
  ])

  const demandManagerLeft = await watchManagers(
    tx,
    by.accountId,
    await tx.groups.listRoles(by.accountId, group.id),
  )
  // A group may be large: its members are read and written down where they are what changes.
  const whole = members !== undefined
  const before = await groupState(tx, by, group, whole)
  if (edit.name !== undefined) await tx.groups.setName(by.accountId, group.id, edit.name.trim())
  if (members !== undefined) await tx.groups.setMembers(by.accountId, group.id, members.ids)
  if (edit.roles !== undefined) {
    const current = await tx.groups.listRoles(by.accountId, group.id)
    await tx.groups.setRoles(by.accountId, group.id, chosenRoles(current, edit.roles))
  }
  await demandManagerLeft()
  const after = await groupState(tx, by, await requireGroup(tx, by, { id }), whole)
  await recordAudit(tx, by, { action: 'update', subject: 'group', subjectId: group.id, before, after })
}

/** Single members and roles put into a group or taken out of it; the rest stays. */
export interface GroupPatch extends Draft {
  readonly addMembers: readonly string[]
  readonly removeMembers: readonly string[]
  readonly addRoles: readonly Role[]
  readonly removeRoles: readonly Role[]
}

/** A group as it is before a patch. */
export interface GroupBefore extends GroupWithRoles {
  /** All members, by GUID. A group may be large: they are read when they are asked for. */
  readonly members: () => Promise<readonly string[]>
}

/**
 * Puts single members and roles into a group, or takes them out.
 * @param change what shall be different, found out from the group as it is now
 * @throws not_found, forbidden, invalid (members)
 */
export async function patchGroup(
  tx: Writer,
  by: Principal,
  ref: Ref,
  change: (before: GroupBefore) => Promise<GroupPatch>,
): Promise<void> {
  const { id } = await requireGroup(tx, by, ref)
  await tx.groups.lock(by.accountId, id)
  const group = await requireGroup(tx, by, { id })
  await demandMayChange(tx, by, group, [])
  const before = await tx.groups.listRoles(by.accountId, id)
  const patch = await change({
    group,
    roles: before,
    members: async () => {
      const all = await tx.groups.listMemberGuids(by.accountId, id, 0, Number.MAX_SAFE_INTEGER)
      return all.map(({ guid }) => guid)
    },
  })
  await demandMayChange(tx, by, group, patch.addRoles)
  const added = await resolveMembers(tx, by, patch.addMembers)
  const removed = await resolveMembers(tx, by, patch.removeMembers)
  refuseIfAny([...(patch.unreadable ?? []), ...added.issues, ...removed.issues])

  const demandManagerLeft = await watchManagers(tx, by.accountId, before)
  const after = new Set(before)
  for (const role of patch.addRoles) after.add(role)
  for (const role of patch.removeRoles) after.delete(role)
  await tx.groups.setRoles(by.accountId, group.id, [...after])
  const membersAdded = await tx.groups.addMembers(by.accountId, group.id, added.ids)
  const membersRemoved = await tx.groups.removeMembers(by.accountId, group.id, removed.ids)
  await demandManagerLeft()
  // A group may be large: only who came and who went is written down.
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'group',
    subjectId: group.id,
    before: { roles: before },
    after: { roles: [...after], membersAdded, membersRemoved },
  })
}

/** Deletes a group; its members stay, its policy items vanish. @throws not_found, forbidden */
export async function deleteGroup(tx: Writer, by: Principal, ref: Ref): Promise<void> {
  const { id } = await requireGroup(tx, by, ref)
  await tx.groups.lockToDelete(by.accountId, id)
  const group = await requireGroup(tx, by, { id })
  await demandMayChange(tx, by, group, [])
  const roles = await tx.groups.listRoles(by.accountId, group.id)
  const demandManagerLeft = await watchManagers(tx, by.accountId, roles)
  const before = await groupState(tx, by, group, true)
  await tx.groups.delete(by.accountId, group.id)
  await demandManagerLeft()
  await recordAudit(tx, by, { action: 'delete', subject: 'group', subjectId: group.id, before })
}

// Who is put into a group gains its roles and policy items, so changing one that holds power needs a manager.
async function demandMayChange(
  tx: Writer,
  by: Principal,
  group: Group,
  gained: readonly Role[],
): Promise<void> {
  const actor = await getActor(tx, by)
  const held = await listPowersOfGroups(tx, by, [group.id])
  demand(mayManagePeople(actor, [...held, ...gained]), 'group', 'edit')
}

async function groupState(
  reader: Reader,
  by: Principal,
  group: Group,
  withMembers: boolean,
): Promise<AuditState> {
  const members = withMembers
    ? await reader.groups.listMemberGuids(by.accountId, group.id, 0, Number.MAX_SAFE_INTEGER)
    : undefined
  return {
    guid: group.guid,
    name: group.name,
    roles: await reader.groups.listRoles(by.accountId, group.id),
    ...(members === undefined ? {} : { members: members.map((member) => member.id) }),
  }
}

async function resolveMembers(
  reader: Reader,
  by: Principal,
  guids: readonly string[],
): Promise<{ ids: MemberId[]; issues: Issue[] }> {
  const ids: MemberId[] = []
  const issues: Issue[] = []
  for (const [index, id] of (await reader.members.listIds(by.accountId, guids)).entries()) {
    if (id === undefined) issues.push(issue('member', 'members', 'unknown', guids[index]))
    else ids.push(id)
  }
  return { ids, issues }
}
