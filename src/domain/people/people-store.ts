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
import type { GroupFilter, GroupMembership, GroupMembershipFilter, GroupSort } from './group-list.ts'
import type { EntitySearch, FoundEntity } from './entity-search.ts'

/** What determines a person's rights. */
export interface MemberPowers {
  readonly status: MemberStatus
  /** Roles held directly or through a current group. */
  readonly roles: ReadonlySet<Role>
  readonly groups: ReadonlySet<GroupId>
}

export interface MemberReader {
  find(account: AccountId, ref: Ref): Promise<Member | undefined>
  /** The people with these GUIDs, in the same order; undefined where there is none. */
  listIds(account: AccountId, guids: readonly string[]): Promise<readonly (MemberId | undefined)[]>
  findByUsername(account: AccountId, usernameFolded: string): Promise<Member | undefined>
  /** The person with that address, folded; where there is none, whoever has no address and signs in with it. */
  findByAddress(account: AccountId, address: string): Promise<Member | undefined>
  findByEmail(account: AccountId, emailFolded: string): Promise<Member | undefined>
  /** The person of the session whose token has that digest: before the account is known. */
  findOfSession(tokenHash: string): Promise<Member | undefined>
  /** The people with that external id, folded, ordered by id, up to a limit. */
  listByExternalId(account: AccountId, externalId: string, most: number): Promise<readonly Member[]>
  /** The people with these usernames, addresses or external ids, folded: of each, up to a limit, ordered by id. */
  listNamed(
    account: AccountId,
    kind: 'username' | 'email' | 'externalId',
    names: readonly string[],
    most: number,
  ): Promise<readonly Member[]>
  /** The GUIDs of people; unknown people are left out. */
  listGuids(account: AccountId, members: readonly MemberId[]): Promise<ReadonlyMap<MemberId, string>>
  /** The usernames of people; unknown people are left out. */
  listUsernames(account: AccountId, members: readonly MemberId[]): Promise<ReadonlyMap<MemberId, string>>
  /** The people with these ids, in no particular order; unknown people are left out. */
  listByIds(account: AccountId, members: readonly MemberId[]): Promise<readonly MemberWithRoles[]>
  /** The names of people; unknown people are left out. */
  listTitles(account: AccountId, members: readonly MemberId[]): Promise<ReadonlyMap<MemberId, PersonTitle>>
  /** The groups of several people, ordered by id; people without groups are left out. */
  listGroupsOfAll(
    account: AccountId,
    members: readonly MemberId[],
  ): Promise<ReadonlyMap<MemberId, readonly Group[]>>
  /** The PHC string of the member's password. */
  findPassword(account: AccountId, member: MemberId): Promise<string | null>
  /** Roles held directly. */
  listOwnRoles(account: AccountId, member: MemberId): Promise<readonly Role[]>
  /** Whether they may act at all; undefined when there is no such person. */
  findStatus(account: AccountId, member: MemberId): Promise<MemberStatus | undefined>
  /** Everything that determines their rights, at one moment; undefined when there is no such person. */
  findPowers(account: AccountId, member: MemberId): Promise<MemberPowers | undefined>
  /** Whether a manager who can sign in exists, by a direct role or through a group. */
  hasManager(account: AccountId): Promise<boolean>
  listGroupIds(account: AccountId, member: MemberId): Promise<readonly GroupId[]>
  listGroups(account: AccountId, member: MemberId): Promise<readonly Group[]>
  /** Ordered by id. */
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

/** A person's initial values. */
export interface MemberPlaces {
  readonly roles: readonly Role[]
  readonly groups: readonly GroupId[]
}

export interface MemberWriter extends MemberReader {
  /** Where operations run concurrently, makes others that lock the same member wait for the end of this operation. */
  lock(account: AccountId, member: MemberId): Promise<void>
  /**
   * Like `lock`, and nobody can add the member to anything meanwhile: memberships read behind the lock are complete.
   */
  lockToDelete(account: AccountId, member: MemberId): Promise<void>
  insert(account: AccountId, values: MemberValues, places?: MemberPlaces): Promise<Member>
  update(account: AccountId, member: MemberId, change: Partial<MemberValues>): Promise<void>
  setPassword(account: AccountId, member: MemberId, phc: string): Promise<void>
  /** Records that an invitation was sent now. */
  markInvited(account: AccountId, member: MemberId): Promise<void>
  /** Records the first time that the person came in; later calls change nothing. */
  markActivated(account: AccountId, member: MemberId): Promise<void>
  /** Records that the person is active now, unless that was recorded less than this many milliseconds ago. */
  markSeen(account: AccountId, member: MemberId, within: number): Promise<void>
  /** Notes of people that something changed which shows in them. */
  touch(account: AccountId, members: readonly MemberId[]): Promise<void>
  setRoles(account: AccountId, member: MemberId, roles: readonly Role[]): Promise<void>
  setGroups(account: AccountId, member: MemberId, groups: readonly GroupId[]): Promise<void>
  /** Removes the member with their sessions, keys, memberships, policy items and subscriptions. */
  delete(account: AccountId, member: MemberId): Promise<void>
}

export interface GroupReader {
  find(account: AccountId, ref: CodedRef): Promise<Group | undefined>
  /** The groups with these GUIDs, in the same order; undefined where there is none. */
  listIds(account: AccountId, guids: readonly string[]): Promise<readonly (GroupId | undefined)[]>
  findByName(account: AccountId, nameFolded: string): Promise<Group | undefined>
  /** The groups with these codes, in no particular order; unknown groups are left out. */
  listByCodes(account: AccountId, codes: readonly string[]): Promise<readonly Group[]>
  list(account: AccountId, query: OffsetQuery<NoFilter>): Promise<readonly Group[]>
  listRoles(account: AccountId, group: GroupId): Promise<readonly Role[]>
  /** The groups with these ids, in no particular order; unknown groups are left out. */
  listByIds(account: AccountId, groups: readonly GroupId[]): Promise<readonly Group[]>
  /** Who of these is in which group. */
  listMembershipsOf(
    account: AccountId,
    members: readonly MemberId[],
  ): Promise<readonly { readonly groupId: GroupId; readonly memberId: MemberId }[]>
  listRolesOfAll(
    account: AccountId,
    groups: readonly GroupId[],
  ): Promise<ReadonlyMap<GroupId, readonly Role[]>>
  listByKey(account: AccountId, query: CursorQuery<GroupFilter, GroupSort>): Promise<Page<Group>>
  countMembers(account: AccountId, group: GroupId): Promise<number>
  /** Who is in which group, ordered by group and person. The cursor's value is the group, its id the person. */
  listMemberships(
    account: AccountId,
    query: CursorQuery<GroupMembershipFilter>,
  ): Promise<Page<GroupMembership>>
  /** The members' GUIDs ordered by id, after the given id. */
  listMemberGuids(
    account: AccountId,
    group: GroupId,
    after: number,
    limit: number,
  ): Promise<readonly { readonly id: MemberId; readonly guid: string }[]>
  /** The ids of all members, ordered. Where they are many, others have their turns meanwhile. */
  listMemberIds(account: AccountId, group: GroupId): Promise<readonly MemberId[]>
}

export interface GroupWriter extends GroupReader {
  /** Where operations run concurrently, makes others that lock the same group wait for the end of this operation. */
  lock(account: AccountId, group: GroupId): Promise<void>
  /** Like `lock`, and nobody can be added to the group meanwhile. */
  lockToDelete(account: AccountId, group: GroupId): Promise<void>
  insert(
    account: AccountId,
    name: string,
    more?: Partial<Pick<Group, 'code' | 'description'>>,
  ): Promise<Group>
  setName(account: AccountId, group: GroupId, name: string): Promise<void>
  setCode(account: AccountId, group: GroupId, code: string | null): Promise<void>
  setDescription(account: AccountId, group: GroupId, description: string | null): Promise<void>
  setRoles(account: AccountId, group: GroupId, roles: readonly Role[]): Promise<void>
  /** @returns who joined and who left; that it is seen in them is for the caller to note (`MemberWriter.touch`) */
  setMembers(account: AccountId, group: GroupId, members: readonly MemberId[]): Promise<readonly MemberId[]>
  /** Whether the member was not in it before. */
  addMember(account: AccountId, group: GroupId, member: MemberId): Promise<boolean>
  /** Whether the member was in it. */
  removeMember(account: AccountId, group: GroupId, member: MemberId): Promise<boolean>
  /** Adds many people to the group. Returns those who weren't in it. */
  addMembers(account: AccountId, group: GroupId, members: readonly MemberId[]): Promise<readonly MemberId[]>
  /** Removes many people from the group. Returns those who were in it. */
  removeMembers(
    account: AccountId,
    group: GroupId,
    members: readonly MemberId[],
  ): Promise<readonly MemberId[]>
  /**
   * Removes the group with its memberships, roles and policy items.
   * @returns who was in it, as for `setMembers`
   */
  delete(account: AccountId, group: GroupId): Promise<readonly MemberId[]>
}

/** Counters maintained as rows are added and removed, so that totals need no counting. */
export type Counted =
  | { readonly of: 'members' | 'groups' | 'courses' | 'programs' }
  | { readonly of: 'members'; readonly group: GroupId }
  | { readonly of: 'members'; readonly course: CourseId }
  | { readonly of: 'members'; readonly program: ProgramId }
