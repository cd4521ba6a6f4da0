import type { Subject } from './errors.ts'
import type { AccountId, AuditEntryId, CredentialId, MemberId } from './ids.ts'
import type { BehindId, Cursor, CursorQuery, Page } from './page.ts'
import type { Door } from './principal.ts'

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

/** Audit entries are sorted by when others could first see them; within a range of time by when they were written. */
export type AuditSort = 'committed'

/** Conditions on audit entries that must all hold. Several values for one field: any of them. */
export interface AuditListFilter {
  /** Of the entries themselves. */
  readonly id?: readonly number[]
  /** Who did it; null: the account itself. */
  readonly member?: readonly (number | null)[]
  readonly door?: readonly Door[]
  readonly credential?: readonly (number | null)[]
  readonly action?: readonly AuditAction[]
  readonly subject?: readonly Subject[]
  readonly subjectId?: readonly number[]
  /** In milliseconds: at that instant or later, before that instant. */
  readonly from?: number
  readonly before?: number
}

/** Changes in the order in which they could first be seen. */
export interface Changes {
  readonly items: readonly AuditEntry[]
  /** Behind what was looked at: the next call goes on there, be it right away or tomorrow. */
  readonly next: Cursor
  /** Whether something behind it could be seen already. */
  readonly more: boolean
  /** Whether something between the cursor and the first item has been deleted because it was too old. */
  readonly lost: boolean
}

/** Which changes are asked for. */
export interface ChangesRequest {
  /** null: from the beginning. */
  readonly after: Cursor | null
  readonly limit: number
  readonly subject?: readonly Subject[]
}

/** Who acted, by id. */
export interface ActorNames {
  readonly members: ReadonlyMap<MemberId, string>
  readonly credentials: ReadonlyMap<CredentialId, string>
}

/** Things whose names are looked up by their id. */
export const NAMED_SUBJECTS = [
  'member',
  'group',
  'course',
  'program',
  'category',
  'credential',
  'webhook',
  'item_bank',
] as const satisfies readonly Subject[]
export type NamedSubject = (typeof NAMED_SUBJECTS)[number]

/** Things without a name of their own, which connect others. */
export const LINK_SUBJECTS = [
  'enrolment',
  'program_membership',
  'category_tag',
  'session',
] as const satisfies readonly Subject[]
export type LinkSubject = (typeof LINK_SUBJECTS)[number]

/** One of the things that a thing connects. */
export interface Link {
  readonly subject: NamedSubject
  readonly id: number
}

export interface AuditReader {
  listByKey(account: AccountId, query: CursorQuery<AuditListFilter, AuditSort>): Promise<Page<AuditEntry>>
  /** Only what nothing can come before any more: whoever goes on behind the last of them misses nothing. */
  listChanges(account: AccountId, request: ChangesRequest): Promise<Changes>
  /** Behind all that could be seen by now. */
  findEndOfChanges(account: AccountId): Promise<Cursor>
  /** In the order in which it happened, from behind that entry on. */
  list(account: AccountId, after: number, limit: number): Promise<readonly AuditEntry[]>
  /** What happened to one thing, in order. */
  listOfSubject(account: AccountId, subject: Subject, subjectId: number): Promise<readonly AuditEntry[]>
  /** What happened to some things of one kind, the newest first unless said otherwise, from behind that entry on. */
  listOfSubjects(
    account: AccountId,
    subject: Subject,
    subjectIds: readonly number[],
    part: BehindId & { readonly limit: number },
  ): Promise<readonly AuditEntry[]>
  /** @param most counting stops there */
  countOfSubjects(
    account: AccountId,
    subject: Subject,
    subjectIds: readonly number[],
    most: number,
  ): Promise<number>
  /** The names of the people and the labels of the credentials behind entries, as far as they are still there. */
  listActorNames(
    account: AccountId,
    entries: readonly Pick<AuditEntry, 'memberId' | 'credentialId'>[],
  ): Promise<ActorNames>
  /** The names of things of one kind, as far as they are still there. */
  listNames(
    account: AccountId,
    subject: NamedSubject,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, string>>
  /** What things of one kind connect, as far as they are still there. */
  listLinks(
    account: AccountId,
    subject: LinkSubject,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, readonly Link[]>>
  /** Those written before that time, in the order in which they were. */
  listOld(
    account: AccountId,
    part: {
      readonly before: number
      readonly after: Pick<AuditEntry, 'at' | 'id'> | null
      readonly limit: number
    },
  ): Promise<readonly AuditEntry[]>
  /**
   * The entries among the next `limit` ones whose states hold one of these texts, without regard to the case of ASCII
   * letters; `last` is the last one that was looked at, null at the end of the trail.
   */
  listMentioning(
    account: AccountId,
    texts: readonly string[],
    part: { readonly after: number; readonly limit: number },
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly last: number | null }>
  /** The newest first. */
  listNewest(account: AccountId, filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]>
}

/** The states of an entry, as somebody's erasure leaves them. */
export type EntryStates = Pick<AuditEntry, 'id' | 'before' | 'after'>

export interface AuditWriter extends AuditReader {
  /** Deletes entries, and remembers how far the trail is gone. */
  deleteOld(account: AccountId, ids: readonly AuditEntryId[]): Promise<void>
  /** Replaces the states of entries: for the erasure of a person, and nothing else. */
  updateStates(account: AccountId, entries: readonly EntryStates[]): Promise<void>
  add(account: AccountId, entries: readonly NewAuditEntry[]): Promise<void>
}

export type AuditAction = 'create' | 'update' | 'delete' | 'sign_in' | 'sign_in_failed' | 'sign_out'

/** The state of a thing as it is written into the trail: flat JSON under the domain's names. */
export type AuditState = Readonly<Record<string, unknown>>

export interface NewAuditEntry {
  readonly door: Door
  readonly credentialId: CredentialId | null
  readonly memberId: MemberId | null
  /** The id of the request that did it, where the door tells one. */
  readonly requestId?: string | null
  readonly action: AuditAction
  readonly subject: Subject
  readonly subjectId: number
  readonly before: AuditState | null
  readonly after: AuditState | null
}

/** Who did what, when, by which door and credential, from what to what. Entries are never changed, but when a person is erased. */
export interface AuditEntry extends NewAuditEntry {
  readonly id: AuditEntryId
  readonly requestId: string | null
  readonly at: number
}
