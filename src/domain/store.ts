// The ports of the domain: what it asks of whatever remembers. `src/store` carries them out in SQL, on two engines.
// Every call names the account, and none ever sees another's rows.
import type { AccountReader, AccountWriter } from './academy/account-store.ts'
import type {
  AccessTokenReader,
  AccessTokenWriter,
  KeptAnswerReader,
  KeptAnswerWriter,
  ConsumerReader,
  ConsumerWriter,
  CredentialReader,
  CredentialWriter,
  KeptFormReader,
  KeptFormWriter,
  PasswordResetReader,
  PasswordResetWriter,
  SessionReader,
  SessionWriter,
  UsedTokenWriter,
} from './access/access-store.ts'
import type { AuditReader, AuditWriter } from './audit.ts'
import type {
  ContentReader,
  ContentWriter,
  CourseGroupReader,
  CourseGroupWriter,
  CourseReader,
  CourseWriter,
  ProgramReader,
  ProgramWriter,
} from './courses/course-store.ts'
import type { OutboxReader, OutboxWriter, WebhookReader, WebhookWriter } from './delivery/delivery-store.ts'
import type { AccountId } from './ids.ts'
import type {
  BankPlace,
  ItemBankReader,
  ItemBankWriter,
  ItemPoolReader,
  ItemPoolWriter,
  TagHierarchyReader,
  TagHierarchyWriter,
  TagReader,
  TagWriter,
  TaggableReader,
  TaggableWriter,
} from './item-bank/item-bank-store.ts'
import type { TagFilter } from './item-bank/tag.ts'
import type {
  CertificateReader,
  CertificateWriter,
  EnrolmentReader,
  EnrolmentWriter,
  InvitationReader,
  JobReader,
  JobWriter,
  InvitationWriter,
  PendingWorkReader,
  PendingWorkWriter,
  ProgramMembershipReader,
  ProgramMembershipWriter,
  OverviewReader,
  TallyReader,
} from './learning/learning-store.ts'
import type { GroupReader, GroupWriter, MemberReader, MemberWriter } from './people/people-store.ts'
import type { Projection } from './projection.ts'
import type { ImportReader, ImportWriter } from './transfer/import-store.ts'
import type { SharedCountWriter } from './shared-counts.ts'
import type { TimesWriter } from './times.ts'
import type {
  CategoryReader,
  CategoryTagReader,
  CategoryTagWriter,
  CategoryWriter,
  SubscriptionReader,
  SubscriptionWriter,
} from './taxonomy/taxonomy-store.ts'
import type { CategoryChoice, CategoryField, CategoryScope } from './taxonomy/category.ts'

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
  readonly keptForms: KeptFormReader
  readonly keptAnswers: KeptAnswerReader
  readonly accessTokens: AccessTokenReader
  readonly tallies: TallyReader
  readonly overview: OverviewReader
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
  readonly pendingWork: PendingWorkReader
  readonly jobs: JobReader
  readonly imports: ImportReader
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
  readonly keptForms: KeptFormWriter
  readonly keptAnswers: KeptAnswerWriter
  readonly accessTokens: AccessTokenWriter
  readonly usedTokens: UsedTokenWriter
  readonly sharedCounts: SharedCountWriter
  readonly times: TimesWriter
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
  readonly pendingWork: PendingWorkWriter
  readonly jobs: JobWriter
  readonly imports: ImportWriter
  readonly webhooks: WebhookWriter
  /** A fresh GUID. */
  newGuid(): string
  /**
   * Runs a part of the operation that may fail by itself: then nothing of that part stays, its error comes out, and the
   * operation goes on. Parts don't hold parts.
   */
  attempt<T>(part: () => Promise<T>): Promise<T>
  /**
   * Lets others have a turn in the middle of a long operation. They see nothing of it before its end, and whoever wants to
   * write waits for it.
   */
  pause(): Promise<void>
}

/** Figures of an engine for those who watch it. */
export interface StoreFigures {
  /** Length of the write-ahead log in bytes; left out where the engine keeps it elsewhere. */
  readonly walBytes?: number
  /** What the database takes up on disk, in bytes. */
  readonly bytes: number
}

export interface Store {
  /**
   * Runs a few small reads on one snapshot. They may await nothing but the reader, and have no effect but their result:
   * where they take long after all, they begin again as a long read.
   */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>
  /**
   * Like `read`, for what may take long in a large academy, such as counting what holds a word: others have turns where the
   * reader's ports cut their work into portions. Small reads wait for nothing; long ones may wait for each other.
   */
  readLong<T>(work: (reader: Reader) => Promise<T>): Promise<T>
  /** Like `read`, for work of one statement, which needs no snapshot around it: a second one throws. */
  lookUp<T>(work: (reader: Reader) => Promise<T>): Promise<T>
  /**
   * Runs one operation as one transaction, and resolves when it is on disk. It may await nothing but the writer, and
   * may run more than once when the engine asks for a retry. A statement that failed undoes the whole operation.
   */
  write<T>(work: (tx: Writer) => Promise<T>): Promise<T>
  /**
   * Like `write`, for an operation of one statement, which needs no transaction around it: a second one throws. If the answer
   * to it is lost, it is sent again, so it has to be one that comes to the same the second time.
   */
  writeOne<T>(work: (tx: Writer) => Promise<T>): Promise<T>
  /**
   * Like `write`, for an academy that is made with a past (docs/decisions/0017): `at` gives the operation's writer as of an
   * instant, in milliseconds. Instants only grow and none lies ahead of the present: another one throws a RangeError.
   */
  writePast<T>(work: (at: (instant: number) => Writer, now: number) => Promise<T>): Promise<T>
  /**
   * A long list as the members of a JSON array (without its brackets), in chunks, from one snapshot.
   * @param choice leaves some out; for the whole account only
   */
  listCategoriesAsJson(
    account: AccountId,
    scope: CategoryScope,
    projection: Projection<CategoryField>,
    choice?: CategoryChoice,
  ): AsyncIterable<string>
  /**
   * All tags of a bank as the members of a JSON object (without its braces), in chunks: each type with an array of the
   * names of its tags. Types and names are in order; types without a tag are left out.
   */
  listTagNamesAsJson(place: BankPlace, filter: TagFilter): AsyncIterable<string>
  /** Calls after the commit of each operation of this process that made a delivery or pending work due. Returns how to end it. */
  onOutbox(listener: () => void): () => void
  /** The time that all nodes go by who share the store; undefined: it is this process's alone. */
  findSharedTime(): Promise<number | undefined>
  /** What the engine can tell about itself. */
  measure(): Promise<StoreFigures>
  /** Whether the store answers. */
  ping(): Promise<void>
  /** Whether the store can be read and written: writes a little, unless something was written just now. */
  probe(): Promise<void>
  close(): Promise<void>
}
