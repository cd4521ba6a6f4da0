import { holdSame } from '../differing.ts'
import { getActor, demandPresent } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, checkText, refuseIfAny, type Draft } from '../checks.ts'
import { issue, notFound, type Issue } from '../errors.ts'
import type { Group } from './group.ts'
import { watchManagers } from './last-manager.ts'
import type { CodedRef, MemberId } from '../ids.ts'
import { cursorById, type CursorQuery, type NoFilter, type OffsetQuery, type Page, pageOf } from '../page.ts'
import { demand, mayManagePeople } from '../permissions.ts'
import { listPowersOfGroups } from './powers.ts'
import type { Principal } from '../principal.ts'
import { chosenRoles, type Role, type RoleChoice } from '../roles.ts'
import type { Reader, Writer } from '../store.ts'
import { together } from '../together.ts'
import { portionsOf } from '../../lib/portions.ts'

/** The new values; fields that are left out stay as they are. */
export interface GroupChange extends Draft {
  readonly name?: string
  readonly code?: string | null
  readonly description?: string | null
  /** All members, by GUID. */
  readonly members?: readonly string[]
  /** Single members to add and remove, by GUID; applied after `members`. */
  readonly addMembers?: readonly string[]
  readonly removeMembers?: readonly string[]
  readonly roles?: RoleChoice
}

export interface NewGroup extends Pick<
  GroupChange,
  'code' | 'description' | 'members' | 'roles' | 'unreadable'
> {
  readonly name: string
}

/** A group, for everybody in the academy. @throws not_found */
export async function getGroup(reader: Reader, by: Principal, ref: CodedRef): Promise<Group> {
  const [, group] = await together(demandPresent(reader, by), requireGroup(reader, by, ref))
  return group
}

/** The referenced group; the caller may know of it. @throws not_found */
export async function requireGroup(reader: Reader, by: Principal, ref: CodedRef): Promise<Group> {
  const group = await reader.groups.find(by.accountId, ref)
  if (group === undefined) throw notFound('group', Object.values(ref)[0] as string | number)
  return group
}

/** A group with the roles it gives to its members. */
export interface GroupWithRoles {
  readonly group: Group
  readonly roles: readonly Role[]
}

/** @throws not_found */
export async function getGroupWithRoles(
  reader: Reader,
  by: Principal,
  ref: CodedRef,
): Promise<GroupWithRoles> {
  const group = await getGroup(reader, by, ref)
  return { group, roles: await reader.groups.listRoles(by.accountId, group.id) }
}

/** Groups for everybody in the academy, ordered by id, with all roles in one look-up. */
export async function listGroupsWithRoles(
  reader: Reader,
  by: Principal,
  query: OffsetQuery<NoFilter>,
): Promise<Page<GroupWithRoles>> {
  await demandPresent(reader, by)
  const groups = await reader.groups.list(by.accountId, query)
  const roles = await reader.groups.listRolesOfAll(
    by.accountId,
    groups.map(({ id }) => id),
  )
  const items = groups.map((group) => ({ group, roles: roles.get(group.id) ?? [] }))
  return { items, next: null }
}

/** The members of a group, ordered by id, for everybody in the academy. */
export async function listGroupMembers(
  reader: Reader,
  by: Principal,
  { id }: Group,
  { page: { after, limit }, total }: CursorQuery<NoFilter>,
): Promise<Page<{ readonly id: MemberId; readonly guid: string }>> {
  await demandPresent(reader, by)
  const found = await reader.groups.listMemberGuids(by.accountId, id, after?.id ?? 0, limit + 1)
  return {
    ...pageOf(found, limit, cursorById),
    ...(total === true && { total: await reader.groups.countMembers(by.accountId, id) }),
  }
}

/** @throws forbidden, invalid (name, code, description, members), conflict (name, code) */
export async function createGroup(tx: Writer, by: Principal, draft: NewGroup): Promise<Group> {
  const actor = await getActor(tx, by)
  const roles = draft.roles?.held ?? []
  demand(mayManagePeople(actor, roles), 'group', 'create')
  const members = await resolveMembers(tx, by, draft.members ?? [])
  refuseIfAny([
    ...(draft.unreadable ?? []),
    ...checkName('group', 'name', draft.name),
    ...checkGroupCode(draft.code),
    ...checkText('group', 'description', draft.description),
    ...members.issues,
  ])

  const group = await tx.groups.insert(by.accountId, draft.name.trim(), {
    code: draft.code ?? null,
    description: draft.description ?? null,
  })
  await touchMembers(tx, by, await tx.groups.setMembers(by.accountId, group.id, members.ids))
  await tx.groups.setRoles(by.accountId, group.id, roles)
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'group',
    subjectId: group.id,
    after: { ...ownState(group), roles, members: members.ids },
  })
  return group
}

/**
 * Locks the group until the end of the operation, so that it can be compared with what was read earlier.
 * @throws not_found
 */
export async function lockGroup(tx: Writer, by: Principal, ref: CodedRef): Promise<Group> {
  const { id } = await getGroup(tx, by, ref)
  await tx.groups.lock(by.accountId, id)
  return requireGroup(tx, by, { id })
}

/** A group as it is before a change. */
export interface GroupBefore extends GroupWithRoles {
  /** All members, by GUID. A group may be large, so they are read only on demand. */
  readonly members: () => Promise<readonly string[]>
}

/**
 * Changes a group's name, code or description, replaces its members or roles, or adds and removes single members.
 * @param change the new values, or a function that derives them from the current group
 * @throws not_found, forbidden, invalid (name, code, description, members), conflict (name, code; the last manager who can sign in)
 */
export async function updateGroup(
  tx: Writer,
  by: Principal,
  ref: CodedRef,
  change: GroupChange | ((before: GroupBefore) => Promise<GroupChange>),
): Promise<void> {
  const { accountId } = by
  const group = await lockGroup(tx, by, ref)
  const { id } = group
  const demandMayGain = await demandMayChange(tx, by, group)
  const roles = await tx.groups.listRoles(accountId, id)
  const { name, code, description, members, addMembers, removeMembers, ...rest } =
    typeof change === 'function'
      ? await change({ group, roles, members: () => guidsOf(tx, by, group) })
      : change
  demandMayGain(rest.roles?.held ?? [])
  const all = members && (await resolveMembers(tx, by, members))
  const added = addMembers && (await resolveMembers(tx, by, addMembers))
  const removed = removeMembers && (await resolveMembers(tx, by, removeMembers))
  refuseIfAny([
    ...(rest.unreadable ?? []),
    ...(name === undefined ? [] : checkName('group', 'name', name)),
    ...checkGroupCode(code),
    ...checkText('group', 'description', description),
    ...[all, added, removed].flatMap((resolved) => resolved?.issues ?? []),
  ])

  const demandManagerLeft = await watchManagers(tx, by, roles)
  // A group may be large: all members are read and recorded only if the full list is given, otherwise only additions
  // and removals.
  const whole = all !== undefined
  const before = await groupState(tx, by, { group, roles }, whole)
  const chosen = rest.roles === undefined ? roles : chosenRoles(roles, rest.roles)
  const now = {
    group: {
      ...group,
      name: name?.trim() ?? group.name,
      code: code === undefined ? group.code : code,
      description: description === undefined ? group.description : description,
    },
    roles: holdSame(chosen, roles) ? roles : chosen,
  }
  if (now.group.name !== group.name) await tx.groups.setName(accountId, id, now.group.name)
  if (now.group.code !== group.code) await tx.groups.setCode(accountId, id, now.group.code)
  if (now.group.description !== group.description) {
    await tx.groups.setDescription(accountId, id, now.group.description)
  }
  if (all !== undefined) await touchMembers(tx, by, await tx.groups.setMembers(accountId, id, all.ids))
  if (now.roles !== roles) await tx.groups.setRoles(accountId, id, now.roles)
  const membersAdded = added && (await tx.groups.addMembers(accountId, id, added.ids))
  const membersRemoved = removed && (await tx.groups.removeMembers(accountId, id, removed.ids))
  await demandManagerLeft()
  const after = {
    ...(await groupState(tx, by, now, whole)),
    ...(membersAdded && membersAdded.length > 0 && { membersAdded }),
    ...(membersRemoved && membersRemoved.length > 0 && { membersRemoved }),
  }
  await recordAudit(tx, by, { action: 'update', subject: 'group', subjectId: id, before, after })
}

/** Deletes a group; its members stay, its policy items are deleted. @throws not_found, forbidden */
export async function deleteGroup(tx: Writer, by: Principal, ref: CodedRef): Promise<void> {
  const { id } = await requireGroup(tx, by, ref)
  await tx.groups.lockToDelete(by.accountId, id)
  const group = await requireGroup(tx, by, { id })
  await demandMayChange(tx, by, group)
  const roles = await tx.groups.listRoles(by.accountId, group.id)
  const demandManagerLeft = await watchManagers(tx, by, roles)
  const before = await groupState(tx, by, { group, roles }, true)
  await touchMembers(tx, by, await tx.groups.delete(by.accountId, group.id))
  await demandManagerLeft()
  await recordAudit(tx, by, { action: 'delete', subject: 'group', subjectId: group.id, before })
}

/** Of more people it is noted later, so many at a time, that a group was changed which shows in them. */
const TOUCHED_AT_ONCE = 1_000

/** Notes of people that they joined or left a group. Their rows are all over the store: of very many it takes a while. */
async function touchMembers(tx: Writer, by: Principal, members: readonly MemberId[]): Promise<void> {
  await tx.members.touch(by.accountId, members.slice(0, TOUCHED_AT_ONCE))
  for (const portion of portionsOf(members.slice(TOUCHED_AT_ONCE), TOUCHED_AT_ONCE)) {
    await tx.pendingWork.insert(by, { kind: 'touch_members', members: portion })
  }
}

/**
 * New members gain the group's roles and policy items, so only a manager may change a group that holds power.
 * @returns the same check for roles that the group gains
 */
async function demandMayChange(
  tx: Writer,
  by: Principal,
  { id }: Group,
): Promise<(gained: readonly Role[]) => void> {
  const actor = await getActor(tx, by)
  const held = await listPowersOfGroups(tx, by, [id])
  const demandMayGain = (gained: readonly Role[]) => {
    demand(mayManagePeople(actor, [...held, ...gained]), 'group', 'edit')
  }
  demandMayGain([])
  return demandMayGain
}

/** How many members of a large group are read before others have their turn. */
const MEMBERS_A_TURN = 1_000

async function guidsOf(tx: Writer, { accountId }: Principal, { id }: Group): Promise<string[]> {
  const guids: string[] = []
  for (let after = 0; ;) {
    const portion = await tx.groups.listMemberGuids(accountId, id, after, MEMBERS_A_TURN)
    guids.push(...portion.map(({ guid }) => guid))
    if (portion.length < MEMBERS_A_TURN) return guids
    after = portion.at(-1)?.id ?? 0
    await tx.pause()
  }
}

async function groupState(
  reader: Reader,
  by: Principal,
  { group, roles }: GroupWithRoles,
  withMembers: boolean,
): Promise<AuditState> {
  return {
    ...ownState(group),
    roles,
    ...(withMembers && { members: await reader.groups.listMemberIds(by.accountId, group.id) }),
  }
}

function ownState({ guid, name, code, description }: Group): AuditState {
  return { guid, name, code, description }
}

/** A code is either non-empty or absent. */
function checkGroupCode(code: string | null | undefined): Issue[] {
  return code == null ? [] : checkName('group', 'code', code)
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
