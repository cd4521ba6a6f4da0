import type { AccountId, CodedRef, CourseId, GroupId, MemberId, ProgramId, Ref } from '../ids.ts'
import type { CursorQuery, NoFilter, OffsetQuery, Page } from '../page.ts'
import type { Group } from './group.ts'
import type {
  Member,
  MemberFilter,
  MemberScope,
  MemberValues,
  MemberWithRoles,
  PersonTitle,
} from './member.ts'
import type { Role } from '../roles.ts'
import type { MemberStatus } from '../standing.ts'
import type { PersonFilter, PersonSort } from './person-list.ts'
import type { GroupFilter, GroupSort } from './group-list.ts'
import type { EntitySearch, FoundEntity } from './entity-search.ts'

/** What decides what a person may do. */
export interface MemberPowers {
  readonly status: MemberStatus
  /** Roles that they hold directly or through a group that they are in now. */
  readonly roles: ReadonlySet<Role>
  readonly groups: ReadonlySet<GroupId>
}

export interface MemberReader {
  find(account: AccountId, ref: Ref): Promise<Member | undefined>
  /** The people behind GUIDs, in their order; undefined where there is nobody. */
  listIds(account: AccountId, guids: readonly string[]): Promise<readonly (MemberId | undefined)[]>
  findByUsername(account: AccountId, usernameFolded: string): Promise<Member | undefined>
  findByEmail(account: AccountId, emailFolded: string): Promise<Member | undefined>
  /** Those whom another system calls so, folded, in the order of ids; so many at most. */
  listByExternalId(account: AccountId, externalId: string, most: number): Promise<readonly Member[]>
  /** The GUIDs of people; whom there isn't is left out. */
  listGuids(account: AccountId, members: readonly MemberId[]): Promise<ReadonlyMap<MemberId, string>>
  /** The names of people; whom there isn't is left out. */
  listTitles(account: AccountId, members: readonly MemberId[]): Promise<ReadonlyMap<MemberId, PersonTitle>>
  /** The groups of several people, in the order of ids; who is in none is left out. */
  listGroupsOfAll(
    account: AccountId,
    members: readonly MemberId[],
  ): Promise<ReadonlyMap<MemberId, readonly Group[]>>
  /** The PHC string of the member's password. */
  findPassword(account: AccountId, member: MemberId): Promise<string | null>
  /** Roles that they hold directly. */
  listOwnRoles(account: AccountId, member: MemberId): Promise<readonly Role[]>
  /** Whether they may act at all; undefined when there is nobody. */
  findStatus(account: AccountId, member: MemberId): Promise<MemberStatus | undefined>
  /** All that decides what they may do, as it is at one moment; undefined when there is nobody. */
  findPowers(account: AccountId, member: MemberId): Promise<MemberPowers | undefined>
  /** Whether somebody who can sign in is a manager, on their own or through a group. */
  hasManager(account: AccountId): Promise<boolean>
  listGroupIds(account: AccountId, member: MemberId): Promise<readonly GroupId[]>
  listGroups(account: AccountId, member: MemberId): Promise<readonly Group[]>
  /** In the order of ids. */
  list(
    account: AccountId,
    scope: MemberScope,
    query: OffsetQuery<MemberFilter>,
  ): Promise<readonly MemberWithRoles[]>
  listEntities(account: AccountId, search: EntitySearch): Promise<readonly FoundEntity[]>
  listByKey(account: AccountId, query: CursorQuery<PersonFilter, PersonSort>): Promise<Page<MemberWithRoles>>
  countEntities(
    account: AccountId,
    search: Pick<EntitySearch, 'kinds' | 'text' | 'namesOnly'>,
  ): Promise<number>
}

/** What a person begins with. */
export interface MemberPlaces {
  readonly roles: readonly Role[]
  readonly groups: readonly GroupId[]
}

export interface MemberWriter extends MemberReader {
  /** Makes others that lock the same member wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, member: MemberId): Promise<void>
  /** As `lock`, and nobody can put the member anywhere meanwhile: what is found behind it is all there is. */
  lockToDelete(account: AccountId, member: MemberId): Promise<void>
  insert(account: AccountId, values: MemberValues, places?: MemberPlaces): Promise<Member>
  update(account: AccountId, member: MemberId, change: Partial<MemberValues>): Promise<void>
  setPassword(account: AccountId, member: MemberId, phc: string): Promise<void>
  /** Notes that an invitation was sent now. */
  markInvited(account: AccountId, member: MemberId): Promise<void>
  /** Notes that the person came in, unless that was before. */
  markActivated(account: AccountId, member: MemberId): Promise<void>
  /** Notes that the person does something now, unless that was noted so short a time ago, in milliseconds. */
  markSeen(account: AccountId, member: MemberId, within: number): Promise<void>
  setRoles(account: AccountId, member: MemberId, roles: readonly Role[]): Promise<void>
  setGroups(account: AccountId, member: MemberId, groups: readonly GroupId[]): Promise<void>
  /** Removes the member with their sessions, keys, memberships, policy items and subscriptions. */
  delete(account: AccountId, member: MemberId): Promise<void>
}

export interface GroupReader {
  find(account: AccountId, ref: CodedRef): Promise<Group | undefined>
  /** The groups behind GUIDs, in their order; undefined where there is none. */
  listIds(account: AccountId, guids: readonly string[]): Promise<readonly (GroupId | undefined)[]>
  findByName(account: AccountId, nameFolded: string): Promise<Group | undefined>
  list(account: AccountId, query: OffsetQuery<NoFilter>): Promise<readonly Group[]>
  listRoles(account: AccountId, group: GroupId): Promise<readonly Role[]>
  listRolesOfAll(
    account: AccountId,
    groups: readonly GroupId[],
  ): Promise<ReadonlyMap<GroupId, readonly Role[]>>
  listByKey(account: AccountId, query: CursorQuery<GroupFilter, GroupSort>): Promise<Page<Group>>
  countMembers(account: AccountId, group: GroupId): Promise<number>
  /** The members' GUIDs in the order of their ids, from behind that id on. */
  listMemberGuids(
    account: AccountId,
    group: GroupId,
    after: number,
    limit: number,
  ): Promise<readonly { readonly id: MemberId; readonly guid: string }[]>
}

export interface GroupWriter extends GroupReader {
  /** Makes others that lock the same group wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, group: GroupId): Promise<void>
  /** As `lock`, and nobody can be put into the group meanwhile. */
  lockToDelete(account: AccountId, group: GroupId): Promise<void>
  insert(account: AccountId, name: string, code?: string | null): Promise<Group>
  setName(account: AccountId, group: GroupId, name: string): Promise<void>
  setCode(account: AccountId, group: GroupId, code: string | null): Promise<void>
  setRoles(account: AccountId, group: GroupId, roles: readonly Role[]): Promise<void>
  setMembers(account: AccountId, group: GroupId, members: readonly MemberId[]): Promise<void>
  /** Whether the member wasn't in it before. */
  addMember(account: AccountId, group: GroupId, member: MemberId): Promise<boolean>
  /** Whether the member was in it. */
  removeMember(account: AccountId, group: GroupId, member: MemberId): Promise<boolean>
  /** Puts many into the group. Those who weren't in it. */
  addMembers(account: AccountId, group: GroupId, members: readonly MemberId[]): Promise<readonly MemberId[]>
  /** Takes many out of the group. Those who were in it. */
  removeMembers(
    account: AccountId,
    group: GroupId,
    members: readonly MemberId[],
  ): Promise<readonly MemberId[]>
  /** Removes the group with its memberships, roles and policy items. */
  delete(account: AccountId, group: GroupId): Promise<void>
}

/** What is counted as rows come and go, so that a total needs no counting. */
export type Counted =
  | { readonly of: 'members' | 'groups' | 'courses' | 'programs' }
  | { readonly of: 'members'; readonly group: GroupId }
  | { readonly of: 'members'; readonly course: CourseId }
  | { readonly of: 'members'; readonly program: ProgramId }
