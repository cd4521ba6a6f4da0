import { getActor } from '../actor.ts'
import { type Lazy, checkName, refuseIfAny } from '../checks.ts'
import { notFound } from '../errors.ts'
import { lockGroup, updateGroup } from './groups.ts'
import type { CodedRef, GroupId, MemberId } from '../ids.ts'
import type { Page, NoFilter, OffsetQuery } from '../page.ts'
import type { Group } from './group.ts'
import { watchManagers } from './last-manager.ts'
import { demandReadMember, requireMember } from './members.ts'
import { listPowersOfGroups } from './powers.ts'
import { demand, mayEnrolOthers, mayManagePeople, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'
import { fold } from '../../lib/text.ts'

/** A group and its number of members. */
export interface SizedGroup {
  readonly group: Group
  readonly size: number
}

/** @throws forbidden */
export async function listGroups(
  reader: Reader,
  by: Principal,
  readQuery: Lazy<OffsetQuery<NoFilter>>,
): Promise<Page<SizedGroup>> {
  demand(mayReadPeople(await getActor(reader, by)), 'group', 'list')
  const [groups, total] = await Promise.all([
    reader.groups.list(by.accountId, readQuery()),
    reader.tallies.count(by.accountId, { of: 'groups' }),
  ])
  return { items: await sized(reader, by, groups), next: null, total }
}

/** @throws forbidden, not_found (member) */
export async function listGroupsOfMember(
  reader: Reader,
  by: Principal,
  id: MemberId,
  readQuery: Lazy<OffsetQuery<NoFilter>>,
): Promise<Page<SizedGroup>> {
  await demandReadMember(reader, by, id)
  await requireMember(reader, by, { id })
  const { offset, limit } = readQuery().page
  const groups = await reader.members.listGroups(by.accountId, id)
  return { items: await sized(reader, by, groups.slice(offset, offset + limit)), next: null }
}

/**
 * Adds a person to the group with that name, creating the group if it doesn't exist.
 * @throws forbidden (also when the group holds powerful roles), not_found (member), invalid (name), conflict (name)
 */
export async function addMemberToGroup(
  tx: Writer,
  by: Principal,
  id: MemberId,
  readName: Lazy<string>,
): Promise<SizedGroup> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'group', 'edit')
  await requireMember(tx, by, { id })
  const name = readName()
  refuseIfAny(checkName('group', 'name', name))
  const group = await groupNamed(tx, by, name)
  if (!(await tx.members.listGroupIds(by.accountId, id)).includes(group.id)) {
    await demandMove(tx, by, [group.id])
    // Of several simultaneous calls, one has added them.
    if (await tx.groups.addMember(by.accountId, group.id, id)) {
      await recordAudit(tx, by, {
        action: 'update',
        subject: 'group',
        subjectId: group.id,
        after: { membersAdded: [id] },
      })
    }
  }
  const [joined] = await sized(tx, by, [group])
  return joined ?? { group, size: 0 }
}

/** Of several simultaneous calls that name a missing group, one creates it. */
async function groupNamed(tx: Writer, by: Principal, name: string): Promise<Group> {
  const find = () => tx.groups.findByName(by.accountId, fold(name))
  const known = await find()
  if (known !== undefined) return known
  await tx.accounts.lock(by.accountId)
  return (await find()) ?? makeGroup(tx, by, name)
}

/**
 * Removes a person from the group with that name, or from all groups. A name that matches no group changes nothing.
 * @throws forbidden, not_found (member), invalid (name)
 */
export async function removeMemberFromGroups(
  tx: Writer,
  by: Principal,
  id: MemberId,
  readName: Lazy<string | undefined>,
): Promise<void> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'group', 'edit')
  await requireMember(tx, by, { id })
  const name = readName()
  if (name !== undefined) refuseIfAny(checkName('group', 'name', name))
  const all = await tx.members.listGroups(by.accountId, id)
  const left = name === undefined ? all : all.filter((group) => fold(group.name) === fold(name))
  await demandMove(
    tx,
    by,
    left.map((group) => group.id),
  )
  const roles = await tx.groups.listRolesOfAll(
    by.accountId,
    left.map((group) => group.id),
  )
  const demandManagerLeft = await watchManagers(tx, by, [...roles.values()].flat())
  for (const group of left) {
    if (!(await tx.groups.removeMember(by.accountId, group.id, id))) continue
    await recordAudit(tx, by, {
      action: 'update',
      subject: 'group',
      subjectId: group.id,
      before: { membersRemoved: [id] },
    })
  }
  await demandManagerLeft()
}

// A person who joins a group gains its roles and policy items, and loses them on leaving.
async function demandMove(tx: Writer, by: Principal, groups: readonly GroupId[]): Promise<void> {
  demand(mayManagePeople(await getActor(tx, by), await listPowersOfGroups(tx, by, groups)), 'group', 'edit')
}

/**
 * Adds a person to a group; an existing member stays a member.
 * @returns whether they weren't in it before
 * @throws not_found (group, member), forbidden
 */
export async function addGroupMember(
  tx: Writer,
  by: Principal,
  ref: CodedRef,
  member: MemberId,
): Promise<boolean> {
  const { id } = await lockGroup(tx, by, ref)
  const { guid } = await requireMember(tx, by, { id: member })
  const held = await tx.members.listGroupIds(by.accountId, member)
  await updateGroup(tx, by, { id }, { addMembers: [guid] })
  return !held.includes(id)
}

/**
 * Replaces the members of a group.
 * @throws not_found (group), forbidden, invalid (members), conflict (the last manager who can sign in)
 */
export async function setGroupMembers(
  tx: Writer,
  by: Principal,
  ref: CodedRef,
  members: readonly MemberId[],
): Promise<void> {
  const guids = await tx.members.listGuids(by.accountId, members)
  await updateGroup(tx, by, ref, { members: [...guids.values()] })
}

/**
 * Removes a person from a group.
 * @throws not_found (group; member: they aren't in it), forbidden, conflict (the last manager who can sign in)
 */
export async function removeGroupMember(
  tx: Writer,
  by: Principal,
  ref: CodedRef,
  member: MemberId,
): Promise<void> {
  const group = await lockGroup(tx, by, ref)
  const { guid } = await requireMember(tx, by, { id: member })
  const actor = await getActor(tx, by)
  const held = await tx.members.listGroupIds(by.accountId, member)
  demand(mayReadPeople(actor), 'group', 'edit')
  if (!held.includes(group.id)) throw notFound('member', member)
  await updateGroup(tx, by, ref, { removeMembers: [guid] })
}

async function makeGroup(tx: Writer, by: Principal, name: string): Promise<Group> {
  const group = await tx.groups.insert(by.accountId, name.trim())
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'group',
    subjectId: group.id,
    after: { guid: group.guid, name: group.name },
  })
  return group
}

async function sized(reader: Reader, by: Principal, groups: readonly Group[]): Promise<SizedGroup[]> {
  const sizes = await reader.tallies.countInGroups(
    by.accountId,
    groups.map((group) => group.id),
  )
  return groups.map((group) => ({ group, size: sizes.get(group.id) ?? 0 }))
}
