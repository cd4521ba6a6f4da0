// The ports of the domain: what it asks of whatever remembers. `src/store` carries them out in SQL, on two engines.
// Every call names the account, and none ever sees another's rows.
import type { AuditEntry, NewAuditEntry } from './audit.ts'
import type { Account, NewAccount } from './academy/accounts.ts'
import type { Category, CategoryChange, Lineage, NewCategoryRow, PolicyItem } from './taxonomy/category.ts'
import type { CategoryTag, NewCategoryTag } from './taxonomy/category-tag.ts'
import type { Course, CourseValues } from './courses/course.ts'
import type { Credential, NewCredential } from './access/credential.ts'
import type { OutboxReader, OutboxWriter, WebhookReader, WebhookWriter } from './delivery/delivery-store.ts'
import type { Subject } from './errors.ts'
import type { Group } from './people/group.ts'
import type {
  AccountId,
  CategoryId,
  CategoryTagId,
  CourseId,
  CredentialId,
  GroupId,
  MemberId,
  ProgramId,
  Ref,
  SessionId,
} from './ids.ts'
import type {
  CertificateReader,
  CertificateWriter,
  ContentReader,
  ContentWriter,
  CourseGroupReader,
  CourseGroupWriter,
  EnrolmentReader,
  EnrolmentWriter,
  InvitationReader,
  InvitationWriter,
  ProgramMembershipReader,
  ProgramMembershipWriter,
  TallyReader,
  UsedTokenWriter,
} from './learning/learning-store.ts'
import type {
  BankPlace,
  ConsumerReader,
  ConsumerWriter,
  ItemBankReader,
  ItemBankWriter,
  ItemPoolReader,
  ItemPoolWriter,
  TaggableReader,
  TaggableWriter,
  TagHierarchyReader,
  TagHierarchyWriter,
  TagReader,
  TagWriter,
} from './item-bank/item-bank-store.ts'
import type { Member, MemberValues } from './people/member.ts'
import type { PasswordResetReader, PasswordResetWriter } from './access/password-reset.ts'
import type { Door } from './principal.ts'
import type { NewProgram, Program } from './courses/program.ts'
import type { Role } from './roles.ts'
import type { TagFilter } from './item-bank/tag.ts'
import type { FoundSession, NewSession, Session } from './access/session.ts'

/** A wish for JSON made by the engine: each key as it stands on the wire, and the field or the word that fills it. */
export type Projection<Field extends string> = readonly (readonly [
  key: string,
  value: Field | { readonly word: string },
])[]

export type CategoryField = 'id' | 'guid' | 'name' | 'fullPath' | 'restricted'
export type CategoryTagField = 'id' | 'categoryId' | 'courseId' | 'code'

/** Which categories a list holds, always ordered by path, segment by segment, without regard to case. */
export type CategoryScope =
  | { readonly of: 'account' }
  | { readonly of: 'top' }
  | { readonly of: 'children'; readonly parent: string }
  | { readonly of: 'descendants'; readonly parent: string }

/** A part of a list in the order of ids. */
export interface Paging {
  readonly offset: number
  readonly limit: number
}

/** Values that a field may have; several for one field: any of them. An empty list matches nothing. */
export interface CategoryTagFilter {
  readonly id?: readonly number[]
  readonly categoryId?: readonly number[]
  readonly courseId?: readonly number[]
  readonly code?: readonly string[]
}

export interface CategoryFilter {
  readonly id?: readonly number[]
  readonly parentId?: readonly number[]
  readonly name?: readonly string[]
  readonly code?: readonly string[]
  readonly locale?: readonly string[]
  readonly isActive?: boolean
  readonly isVisible?: boolean
  /** Both ends included, in milliseconds. */
  readonly modified?: InstantRange
}

export interface CourseFilter {
  readonly id?: readonly number[]
  readonly code?: readonly string[]
  readonly name?: readonly string[]
  readonly type?: readonly string[]
  readonly summary?: readonly string[]
  readonly duration?: readonly number[]
  readonly author?: readonly string[]
  readonly isActive?: boolean
  readonly inCatalog?: boolean
  readonly created?: InstantRange
  readonly modified?: InstantRange
}

export interface InstantRange {
  readonly from: number
  readonly to: number
}

/** People and groups found by a word, as one list: groups first, each kind ordered by name. */
export interface EntitySearch {
  readonly kinds: readonly ('group' | 'member')[]
  /** Folded; empty finds all. */
  readonly text: string
  readonly limit: number
  /** Where the page before ended. */
  readonly after?: EntityPosition
}

export interface EntityPosition {
  readonly kind: 'group' | 'member'
  readonly sortName: string
  readonly id: number
}

export type FoundEntity =
  | { readonly kind: 'group'; readonly group: Group; readonly position: EntityPosition }
  | { readonly kind: 'member'; readonly member: Member; readonly position: EntityPosition }

export interface AccountReader {
  /** The account that answers to this host name (lower case, without port). */
  findByHost(host: string): Promise<Account | undefined>
  /** The account of a deployment that has just one. */
  findOnly(): Promise<Account | undefined>
  find(account: AccountId): Promise<Account | undefined>
  list(): Promise<readonly Account[]>
  /** The host names that the account answers to. */
  hosts(account: AccountId): Promise<readonly string[]>
}

export interface AccountWriter extends AccountReader {
  insert(account: NewAccount): Promise<Account>
  insertHost(account: AccountId, host: string): Promise<void>
  /** Whether the account answered to that host. */
  deleteHost(account: AccountId, host: string): Promise<boolean>
  /**
   * The first step of each write to the tree: raises the tree's revision. On PostgreSQL the lock that this takes holds
   * to the commit, so a write sees all earlier ones, and the order of revisions is the order of commits.
   */
  lockTree(account: AccountId): Promise<void>
  setDemoSeed(account: AccountId, sealed: string): Promise<void>
}

export interface CategoryReader {
  find(account: AccountId, ref: Ref): Promise<Category | undefined>
  guidOf(account: AccountId, category: CategoryId): Promise<string | undefined>
  lineage(account: AccountId, ref: Ref): Promise<Lineage>
  policyItems(account: AccountId, category: CategoryId): Promise<readonly PolicyItem[]>
  /** The category and all below it, ordered by path: a parent stands before its children. */
  subtree(account: AccountId, category: Category): Promise<readonly Category[]>
  subtreePolicyItems(account: AccountId, category: Category): Promise<readonly PlacedPolicyItem[]>
  /** The whole tree, ordered by path. */
  tree(account: AccountId): Promise<readonly Category[]>
  treePolicyItems(account: AccountId): Promise<readonly PlacedPolicyItem[]>
  children(account: AccountId, parents: readonly CategoryId[]): Promise<readonly Category[]>
  page(account: AccountId, filter: CategoryFilter, paging: Paging): Promise<readonly Category[]>
  findByCode(account: AccountId, code: string): Promise<Category | undefined>
  /** The one below that parent (null: at the top) whose name is that, folded. */
  findChild(account: AccountId, parent: CategoryId | null, nameFolded: string): Promise<Category | undefined>
  /** One level in the order of names; null: the top level. */
  level(account: AccountId, parent: CategoryId | null): Promise<readonly Category[]>
}

export interface CategoryWriter extends CategoryReader {
  insert(account: AccountId, row: NewCategoryRow): Promise<Category>
  /** Changes the category's own columns; `undefined` leaves as it is. */
  update(account: AccountId, category: CategoryId, change: CategoryChange): Promise<void>
  /** The longest full path of the category and all below it, in characters. */
  longestPath(account: AccountId, category: Category): Promise<number>
  /** Puts the category, with everything below it, at another place or under another name. */
  relocate(account: AccountId, category: Category, to: Place): Promise<void>
  replacePolicyItems(account: AccountId, category: CategoryId, items: readonly PolicyItem[]): Promise<void>
  /** Removes the category and all below it, with their tags, policy items and subscriptions. */
  deleteSubtree(account: AccountId, category: Category): Promise<void>
}

export interface PlacedPolicyItem extends PolicyItem {
  readonly categoryId: CategoryId
}

/** Where a category stands: its parent, its name, and what follows from the two. */
export interface Place {
  readonly parentId: CategoryId | null
  readonly name: string
  readonly nameFolded: string
  readonly fullPath: string
  readonly sortPath: string
}

/** Which categories people follow. */
export interface SubscriptionReader {
  /** The GUIDs of what the member follows, in the order of paths. */
  categoryGuids(account: AccountId, member: MemberId): Promise<readonly string[]>
}

export interface SubscriptionWriter extends SubscriptionReader {
  /** Whether it is new. */
  insert(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean>
  /** Whether there was one. */
  delete(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean>
}

export interface CategoryTagReader {
  find(account: AccountId, id: CategoryTagId): Promise<CategoryTag | undefined>
  findByPair(account: AccountId, category: CategoryId, course: CourseId): Promise<CategoryTag | undefined>
  findByCode(account: AccountId, code: string): Promise<CategoryTag | undefined>
  listOfSubtree(account: AccountId, category: Category): Promise<readonly CategoryTag[]>
  listOfCourse(account: AccountId, course: CourseId): Promise<readonly CategoryTag[]>
  /** A page as the text of a JSON array, in the order of ids. */
  pageAsJson(
    account: AccountId,
    filter: CategoryTagFilter,
    paging: Paging,
    projection: Projection<CategoryTagField>,
  ): Promise<string>
}

export interface CategoryTagWriter extends CategoryTagReader {
  insert(account: AccountId, tag: NewCategoryTag): Promise<CategoryTag>
  /** Whether there was such a tag. */
  delete(account: AccountId, id: CategoryTagId): Promise<boolean>
}

export interface CourseReader {
  find(account: AccountId, id: CourseId): Promise<Course | undefined>
  findByCode(account: AccountId, code: string): Promise<Course | undefined>
  page(account: AccountId, filter: CourseFilter, paging: Paging): Promise<readonly Course[]>
  /** Those that the member takes, and those that are open to him. */
  listVisible(account: AccountId, member: MemberId, paging: Paging): Promise<readonly Course[]>
  /** Those that the member takes. */
  listOfMember(account: AccountId, member: MemberId, paging: Paging): Promise<readonly Course[]>
  /** Those that are open to the member, that he doesn't take and may enrol himself in. */
  listEnrollable(account: AccountId, member: MemberId, paging: Paging): Promise<readonly Course[]>
}

export interface CourseWriter extends CourseReader {
  insert(account: AccountId, values: CourseValues): Promise<Course>
  update(account: AccountId, id: CourseId, change: Partial<CourseValues>): Promise<void>
  /** Removes the course with its content, category tags, invitations and places in programs. */
  delete(account: AccountId, id: CourseId): Promise<void>
}

export interface ProgramReader {
  find(account: AccountId, id: ProgramId): Promise<Program | undefined>
  list(account: AccountId, paging: Paging): Promise<readonly Program[]>
  /** Those that the member is in. */
  listOfMember(account: AccountId, member: MemberId, paging: Paging): Promise<readonly Program[]>
  /** Those in which the course is. */
  listWithCourse(account: AccountId, course: CourseId): Promise<readonly Program[]>
}

export interface ProgramWriter extends ProgramReader {
  /** Makes others that lock the same program, or join it, wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, program: ProgramId): Promise<void>
  insert(account: AccountId, program: NewProgram): Promise<Program>
  update(account: AccountId, id: ProgramId, change: Partial<NewProgram>): Promise<void>
  /** Removes the program, in which nobody is any more, with its invitations. */
  delete(account: AccountId, id: ProgramId): Promise<void>
}

/** Which people a list holds: all of the account, or those in a group, a course or a program. */
export type MemberScope =
  | { readonly of: 'account' }
  | { readonly of: 'group'; readonly group: GroupId }
  | { readonly of: 'course'; readonly course: CourseId }
  | { readonly of: 'program'; readonly program: ProgramId }

/** Texts of people that lists can be narrowed by. */
export const MEMBER_TEXTS = [
  'email',
  'company',
  'department',
  'country',
  'externalId',
  'association',
  'identification',
  'registration',
  'name',
] as const
export type MemberText = (typeof MEMBER_TEXTS)[number]

/** Conditions that must all hold. A text, whole and folded, must be one of those given; an empty list finds nobody. */
export interface MemberFilter {
  readonly texts: Readonly<Partial<Record<MemberText, readonly string[]>>>
  /** Whether they may sign in and act. */
  readonly active?: boolean
  /** Who holds one of these roles himself, or none of those. */
  readonly role?: { readonly anyOf: readonly Role[]; readonly orNoneOf: readonly Role[] }
}

/** A person with the roles that he holds himself. */
export interface MemberWithRoles {
  readonly member: Member
  readonly roles: readonly Role[]
}

export interface MemberReader {
  find(account: AccountId, ref: Ref): Promise<Member | undefined>
  findByUsername(account: AccountId, usernameFolded: string): Promise<Member | undefined>
  findByEmail(account: AccountId, emailFolded: string): Promise<Member | undefined>
  /** The PHC string of the member's password. */
  passwordOf(account: AccountId, member: MemberId): Promise<string | null>
  /** Roles that he holds himself. */
  ownRoles(account: AccountId, member: MemberId): Promise<readonly Role[]>
  /** Roles that he holds himself or through a group that he is in now. */
  effectiveRoles(account: AccountId, member: MemberId): Promise<readonly Role[]>
  groupIds(account: AccountId, member: MemberId): Promise<readonly GroupId[]>
  groups(account: AccountId, member: MemberId): Promise<readonly Group[]>
  /** In the order of ids. */
  page(
    account: AccountId,
    scope: MemberScope,
    filter: MemberFilter,
    paging: Paging,
  ): Promise<readonly MemberWithRoles[]>
  searchEntities(account: AccountId, search: EntitySearch): Promise<readonly FoundEntity[]>
  countEntities(account: AccountId, search: Pick<EntitySearch, 'kinds' | 'text'>): Promise<number>
}

export interface MemberWriter extends MemberReader {
  /** Makes others that lock the same member wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, member: MemberId): Promise<void>
  insert(account: AccountId, values: MemberValues): Promise<Member>
  update(account: AccountId, member: MemberId, change: Partial<MemberValues>): Promise<void>
  setPassword(account: AccountId, member: MemberId, phc: string): Promise<void>
  /** Notes that an invitation was sent now. */
  markInvited(account: AccountId, member: MemberId): Promise<void>
  /** Notes that the person came in, unless that was before. */
  markActivated(account: AccountId, member: MemberId): Promise<void>
  replaceRoles(account: AccountId, member: MemberId, roles: readonly Role[]): Promise<void>
  replaceGroups(account: AccountId, member: MemberId, groups: readonly GroupId[]): Promise<void>
  /** Removes the member with his sessions, keys, memberships, policy items and subscriptions. */
  delete(account: AccountId, member: MemberId): Promise<void>
}

export interface GroupReader {
  find(account: AccountId, ref: Ref): Promise<Group | undefined>
  findByName(account: AccountId, nameFolded: string): Promise<Group | undefined>
  page(account: AccountId, paging: Paging): Promise<readonly Group[]>
  roles(account: AccountId, group: GroupId): Promise<readonly Role[]>
  rolesOfAll(account: AccountId, groups: readonly GroupId[]): Promise<ReadonlyMap<GroupId, readonly Role[]>>
  countMembers(account: AccountId, group: GroupId): Promise<number>
  /** The members' GUIDs in the order of their ids, from behind that id on. */
  memberGuids(
    account: AccountId,
    group: GroupId,
    after: number,
    limit: number,
  ): Promise<readonly { readonly id: MemberId; readonly guid: string }[]>
}

export interface GroupWriter extends GroupReader {
  /** Makes others that lock the same group wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, group: GroupId): Promise<void>
  insert(account: AccountId, name: string): Promise<Group>
  rename(account: AccountId, group: GroupId, name: string): Promise<void>
  replaceRoles(account: AccountId, group: GroupId, roles: readonly Role[]): Promise<void>
  replaceMembers(account: AccountId, group: GroupId, members: readonly MemberId[]): Promise<void>
  /** Whether the member wasn't in it before. */
  addMember(account: AccountId, group: GroupId, member: MemberId): Promise<boolean>
  /** Whether the member was in it. */
  removeMember(account: AccountId, group: GroupId, member: MemberId): Promise<boolean>
  /** Removes the group with its memberships, roles and policy items. */
  delete(account: AccountId, group: GroupId): Promise<void>
}

export interface CredentialReader {
  /** By the digest of what the client shows: the one look-up that comes before the account is known. */
  findByLookup(lookup: string): Promise<Credential | undefined>
  list(account: AccountId): Promise<readonly Credential[]>
  /** The live keys of a door whose secrets are kept sealed. */
  listSigning(
    account: AccountId,
    door: Door,
  ): Promise<readonly { readonly id: CredentialId; readonly sealedSecret: string }[]>
}

export interface CredentialWriter extends CredentialReader {
  insert(account: AccountId, credential: NewCredential): Promise<Credential>
  /** Whether there was one that was still good. Its sessions end with it. */
  revoke(account: AccountId, id: CredentialId): Promise<boolean>
  markUsed(account: AccountId, id: CredentialId): Promise<void>
}

export interface SessionReader {
  /** By the digest of the token: the account isn't known before. Ended ones aren't found. */
  findByToken(tokenHash: string): Promise<FoundSession | undefined>
}

export interface SessionWriter extends SessionReader {
  insert(account: AccountId, session: NewSession): Promise<Session>
  /** Moves the end; never back. */
  extend(account: AccountId, id: SessionId, expires: number): Promise<void>
  end(account: AccountId, id: SessionId): Promise<void>
  endAllOf(account: AccountId, member: MemberId): Promise<void>
  /** Removes those of the member that ended before that instant. */
  sweepOf(account: AccountId, member: MemberId, before: number): Promise<void>
  /** Removes what ended before that instant. */
  sweep(before: number): Promise<void>
}

/** Conditions that must all hold. */
export interface AuditFilter {
  readonly subject?: Subject
  readonly subjectId?: number
  /** Who did it. */
  readonly member?: MemberId
  /** At that instant or later. */
  readonly since?: number
  /** Before that entry: where the page before ended. */
  readonly before?: number
}

export interface AuditReader {
  /** In the order in which it happened, from behind that entry on. */
  list(account: AccountId, after: number, limit: number): Promise<readonly AuditEntry[]>
  /** What happened to one thing, in order. */
  listOf(account: AccountId, subject: Subject, subjectId: number): Promise<readonly AuditEntry[]>
  /** The newest first. */
  newest(account: AccountId, filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]>
}

export interface AuditWriter extends AuditReader {
  append(account: AccountId, entries: readonly NewAuditEntry[]): Promise<void>
}

/** How often something was done lately, and until when that counts. */
export interface SharedCount {
  readonly key: string
  readonly count: number
  readonly until: number
}

/** What the nodes of one deployment tell each other. It belongs to no account. */
export interface SharedCountWriter {
  /** Says what a node has counted, in place of what it said of the same keys before. */
  tell(node: string, counts: readonly SharedCount[]): Promise<void>
  /** What the other nodes have counted and still counts, a line for each of them. */
  ofOthers(node: string): Promise<readonly SharedCount[]>
  /** Forgets what counts no more since that instant. */
  sweep(before: number): Promise<void>
}

export interface Reader {
  /** The instant at which this read or write began, in milliseconds. */
  readonly now: number
  readonly accounts: AccountReader
  readonly members: MemberReader
  readonly groups: GroupReader
  readonly courses: CourseReader
  readonly programs: ProgramReader
  readonly courseGroups: CourseGroupReader
  readonly content: ContentReader
  readonly enrolments: EnrolmentReader
  readonly programMemberships: ProgramMembershipReader
  readonly certificates: CertificateReader
  readonly invitations: InvitationReader
  readonly passwordResets: PasswordResetReader
  readonly tallies: TallyReader
  readonly categories: CategoryReader
  readonly subscriptions: SubscriptionReader
  readonly categoryTags: CategoryTagReader
  readonly credentials: CredentialReader
  readonly sessions: SessionReader
  readonly consumers: ConsumerReader
  readonly itemBanks: ItemBankReader
  readonly tags: TagReader
  readonly taggables: TaggableReader
  readonly itemPools: ItemPoolReader
  readonly tagHierarchies: TagHierarchyReader
  readonly audit: AuditReader
  readonly outbox: OutboxReader
  readonly webhooks: WebhookReader
}

/** What may write. Only `Store.write` gives one, and it is dead when the operation has settled. */
export interface Writer extends Reader {
  readonly accounts: AccountWriter
  readonly members: MemberWriter
  readonly groups: GroupWriter
  readonly courses: CourseWriter
  readonly programs: ProgramWriter
  readonly courseGroups: CourseGroupWriter
  readonly content: ContentWriter
  readonly enrolments: EnrolmentWriter
  readonly programMemberships: ProgramMembershipWriter
  readonly certificates: CertificateWriter
  readonly invitations: InvitationWriter
  readonly passwordResets: PasswordResetWriter
  readonly usedTokens: UsedTokenWriter
  readonly sharedCounts: SharedCountWriter
  readonly categories: CategoryWriter
  readonly subscriptions: SubscriptionWriter
  readonly categoryTags: CategoryTagWriter
  readonly credentials: CredentialWriter
  readonly sessions: SessionWriter
  readonly consumers: ConsumerWriter
  readonly itemBanks: ItemBankWriter
  readonly tags: TagWriter
  readonly taggables: TaggableWriter
  readonly itemPools: ItemPoolWriter
  readonly tagHierarchies: TagHierarchyWriter
  readonly audit: AuditWriter
  readonly outbox: OutboxWriter
  readonly webhooks: WebhookWriter
  /** A fresh GUID. */
  newGuid(): string
}

export interface Store {
  /** Runs a few small reads on one snapshot. They may await nothing but the reader. */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>
  /**
   * Runs one operation as one transaction, and resolves when it is on disk. It may await nothing but the writer, and
   * may run more than once when the engine asks for a retry. A statement that failed undoes the whole operation.
   */
  write<T>(work: (tx: Writer) => Promise<T>): Promise<T>
  /** A long list as the members of a JSON array (without its brackets), in chunks, from one snapshot. */
  categoriesAsJson(
    account: AccountId,
    scope: CategoryScope,
    projection: Projection<CategoryField>,
  ): AsyncIterable<string>
  /**
   * All tags of a bank as the members of a JSON object (without its braces), in chunks: each type with an array of the
   * names of its tags. Types and names are in order; types without a tag are left out.
   */
  tagNamesAsJson(place: BankPlace, filter: TagFilter): AsyncIterable<string>
  /** Calls after the commit of each operation of this process that made a delivery due. Returns how to end it. */
  onOutbox(listener: () => void): () => void
  /** Whether the store answers. */
  ping(): Promise<void>
  close(): Promise<void>
}
