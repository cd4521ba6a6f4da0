// People as an academy's staff keeps them: found by address, put into courses, programs and groups by name.
import { fold, isStorable } from '../../lib/text.ts'
import { actorOf } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny, type Late } from '../checks.ts'
import { getCourse } from '../courses/courses.ts'
import { demandReadMember, putEnrolment, type Listed } from '../learning/enrolments.ts'
import type { Group } from './group.ts'
import { getGroup } from './groups.ts'
import type { AccountId, CourseId, GroupId, MemberId, ProgramId } from '../ids.ts'
import type { Counted } from '../learning/learning-store.ts'
import { watchManagers } from './last-manager.ts'
import type { Member } from './member.ts'
import {
  createMember,
  editMember,
  getMember,
  getProfile,
  OWN_AFFAIRS,
  type MemberEdit,
  type MemberProfile,
  type NewMember,
} from './people.ts'
import { demand, mayEditMember, mayEnrolOthers, mayManagePeople, mayReadPeople } from '../permissions.ts'
import { powersOfGroups } from './powers.ts'
import type { Principal } from '../principal.ts'
import { getProgram, putProgramMembership } from '../learning/program-memberships.ts'
import type { Paging } from '../page.ts'
import type { MemberFilter, MemberScope, MemberWithRoles } from './people-store.ts'
import type { Reader, Writer } from '../store.ts'

/** The person of an address; also who has none but signs in by that name (docs/design.md 4). */
export async function findByAddress(
  reader: Reader,
  account: AccountId,
  address: string,
): Promise<Member | undefined> {
  if (!isStorable(address)) return undefined
  const known = await reader.members.findByEmail(account, fold(address))
  if (known !== undefined) return known
  const named = await reader.members.findByUsername(account, fold(address))
  return named?.email === null ? named : undefined
}

/** The person who signs in by that username, or has that address: the username counts more. */
export async function findByNameOrAddress(
  reader: Reader,
  account: AccountId,
  name: string,
): Promise<Member | undefined> {
  if (!isStorable(name)) return undefined
  const named = await reader.members.findByUsername(account, fold(name))
  return named ?? reader.members.findByEmail(account, fold(name))
}

/** A person as she is to be: made so when the address is new, else changed so. */
export interface WantedMember {
  readonly draft: NewMember & { readonly email: string }
  readonly change: (before: MemberProfile) => MemberEdit
}

/** Where a person is put when she is made. */
export type Admission =
  | { readonly of: 'course'; readonly courseId: CourseId }
  | { readonly of: 'program'; readonly programId: ProgramId }

/**
 * Makes the person of an address, or changes the one who has it, and puts her into a course or program.
 * @throws forbidden, not_found (course, program: then nothing is made), invalid, conflict (email, username)
 */
export async function admitMember(
  tx: Writer,
  by: Principal,
  wanted: Late<WantedMember>,
  into?: Admission,
): Promise<MemberProfile> {
  demand(mayEnrolOthers(await actorOf(tx, by)), 'member', 'create')
  const course = into?.of === 'course' ? await getCourse(tx, by, into.courseId) : undefined
  const program = into?.of === 'program' ? await getProgram(tx, by, into.programId) : undefined
  const profile = await putMember(tx, by, wanted())
  if (course !== undefined) await putEnrolment(tx, by, course.id, profile.member.id)
  if (program !== undefined) await putProgramMembership(tx, by, program, profile.member.id)
  return profile
}

async function putMember(tx: Writer, by: Principal, { draft, change }: WantedMember): Promise<MemberProfile> {
  const known = await findByAddress(tx, by.accountId, draft.email)
  if (known === undefined) return getProfile(tx, by, await createMember(tx, by, draft))
  return editMember(tx, by, { id: known.id }, (before) => ({
    ...change(before),
    ...(before.member.email === null ? { email: draft.email } : {}),
  }))
}

/** What a person is to be changed to. */
export interface Amendment {
  /** All that is spoken of, be it readable or not: whether it may be spoken of comes first. */
  readonly fields: Late<readonly (keyof MemberEdit)[]>
  readonly change: (before: MemberProfile) => MemberEdit
}

/** Changes a person: staff anybody, others themselves. @throws forbidden, not_found, invalid, conflict */
export async function amendMember(
  tx: Writer,
  by: Principal,
  id: MemberId,
  { fields, change }: Amendment,
): Promise<MemberProfile> {
  const actor = await actorOf(tx, by)
  if (!mayEnrolOthers(actor)) {
    const reach = () => (fields().every((field) => OWN_AFFAIRS.has(field)) ? 'self' : 'profile')
    demand(
      by.memberId === id && mayEditMember(actor, { member: id, held: [], moved: [], reach: reach() }),
      'member',
      'edit',
    )
  }
  return editMember(tx, by, { id }, change)
}

/** @throws forbidden, not_found */
export async function readMember(reader: Reader, by: Principal, id: MemberId): Promise<MemberWithRoles> {
  await demandReadMember(reader, by, id)
  const member = await getMember(reader, by, { id })
  return { member, roles: await reader.members.ownRoles(by.accountId, id) }
}

/** @throws forbidden, not_found (group, course, program) */
export async function listMembers(
  reader: Reader,
  by: Principal,
  scope: MemberScope,
  wanted: Late<{ readonly filter: MemberFilter; readonly paging: Paging }>,
): Promise<Listed<MemberWithRoles>> {
  demand(mayReadPeople(await actorOf(reader, by)), 'member', 'list')
  const counted = await countedIn(reader, by, scope)
  const { filter, paging } = wanted()
  const items = await reader.members.page(by.accountId, scope, filter, paging)
  const filtered =
    Object.keys(filter.texts).length > 0 || filter.active !== undefined || filter.role !== undefined
  return filtered ? { items } : { items, total: await reader.tallies.count(by.accountId, counted) }
}

async function countedIn(reader: Reader, by: Principal, scope: MemberScope): Promise<Counted> {
  switch (scope.of) {
    case 'account':
      return { of: 'members' }
    case 'group':
      return { of: 'members', group: (await getGroup(reader, by, { id: scope.group })).id }
    case 'course':
      return { of: 'members', course: (await getCourse(reader, by, scope.course)).id }
    case 'program':
      return { of: 'members', program: (await getProgram(reader, by, scope.program)).id }
  }
}

/** A group and how many are in it. */
export interface SizedGroup {
  readonly group: Group
  readonly size: number
}

/** @throws forbidden */
export async function listGroups(
  reader: Reader,
  by: Principal,
  paging: Late<Paging>,
): Promise<Listed<SizedGroup>> {
  demand(mayReadPeople(await actorOf(reader, by)), 'group', 'list')
  const groups = await reader.groups.page(by.accountId, paging())
  return {
    items: await sized(reader, by, groups),
    total: await reader.tallies.count(by.accountId, { of: 'groups' }),
  }
}

/** @throws forbidden, not_found (member) */
export async function listGroupsOfMember(
  reader: Reader,
  by: Principal,
  id: MemberId,
  paging: Late<Paging>,
): Promise<SizedGroup[]> {
  await demandReadMember(reader, by, id)
  await getMember(reader, by, { id })
  const { offset, limit } = paging()
  const groups = await reader.members.groups(by.accountId, id)
  return sized(reader, by, groups.slice(offset, offset + limit))
}

/**
 * Puts a person into the group of that name, which is made when there is none.
 * @throws forbidden (also when the group holds powerful roles), not_found (member), invalid (name), conflict (name)
 */
export async function joinGroupByName(
  tx: Writer,
  by: Principal,
  id: MemberId,
  lateName: Late<string>,
): Promise<SizedGroup> {
  demand(mayEnrolOthers(await actorOf(tx, by)), 'group', 'edit')
  await getMember(tx, by, { id })
  const name = lateName()
  refuseIfAny(checkName('group', 'name', name))
  const group = (await tx.groups.findByName(by.accountId, fold(name))) ?? (await makeGroup(tx, by, name))
  if (!(await tx.members.groupIds(by.accountId, id)).includes(group.id)) {
    await demandMove(tx, by, [group.id])
    // Of several that put her in at once, one did.
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

/**
 * Takes a person out of the group of that name, or out of all groups. A name that fits none changes nothing.
 * @throws forbidden, not_found (member), invalid (name)
 */
export async function leaveGroups(
  tx: Writer,
  by: Principal,
  id: MemberId,
  lateName: Late<string | undefined>,
): Promise<void> {
  demand(mayEnrolOthers(await actorOf(tx, by)), 'group', 'edit')
  await getMember(tx, by, { id })
  const name = lateName()
  if (name !== undefined) refuseIfAny(checkName('group', 'name', name))
  const all = await tx.members.groups(by.accountId, id)
  const left = name === undefined ? all : all.filter((group) => fold(group.name) === fold(name))
  await demandMove(
    tx,
    by,
    left.map((group) => group.id),
  )
  const roles = await tx.groups.rolesOfAll(
    by.accountId,
    left.map((group) => group.id),
  )
  const demandManagerLeft = await watchManagers(tx, by.accountId, [...roles.values()].flat())
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

// Who comes into a group gains its roles and policy items, and who leaves it loses them.
async function demandMove(tx: Writer, by: Principal, groups: readonly GroupId[]): Promise<void> {
  demand(mayManagePeople(await actorOf(tx, by), await powersOfGroups(tx, by, groups)), 'group', 'edit')
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
  const sizes = await reader.tallies.groupSizes(
    by.accountId,
    groups.map((group) => group.id),
  )
  return groups.map((group) => ({ group, size: sizes.get(group.id) ?? 0 }))
}
