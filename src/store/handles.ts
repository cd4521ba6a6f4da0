import type { Reader, Writer } from '../domain/store.ts'
import type { Executor } from './engine.ts'
import { AccessTokenQueries } from './queries/access/access-tokens.ts'
import { AccountQueries } from './queries/academy/accounts.ts'
import { AuditQueries } from './queries/audit.ts'
import { CategoryQueries } from './queries/taxonomy/categories.ts'
import { CategoryTagQueries } from './queries/taxonomy/category-tags.ts'
import { CertificateQueries } from './queries/learning/certificates.ts'
import { ConsumerQueries } from './queries/access/consumers.ts'
import { ContentQueries } from './queries/courses/course-content.ts'
import { CourseGroupQueries } from './queries/courses/course-groups.ts'
import { CourseQueries } from './queries/courses/courses.ts'
import { CredentialQueries } from './queries/access/credentials.ts'
import { EnrolmentQueries } from './queries/learning/enrolments.ts'
import { GroupQueries } from './queries/people/groups.ts'
import { InvitationQueries } from './queries/learning/invitations.ts'
import { ItemBankQueries } from './queries/item-bank/item-banks.ts'
import { TagHierarchyQueries } from './queries/item-bank/item-hierarchies.ts'
import { ItemPoolQueries } from './queries/item-bank/item-pools.ts'
import { TaggableQueries } from './queries/item-bank/item-taggables.ts'
import { TagQueries } from './queries/item-bank/item-tags.ts'
import { KeptAnswerQueries } from './queries/access/kept-answers.ts'
import { KeptFormQueries } from './queries/access/kept-forms.ts'
import { MemberQueries } from './queries/people/members.ts'
import { OutboxQueries } from './queries/delivery/outbox.ts'
import { ImportQueries } from './queries/transfer/imports.ts'
import { JobQueries } from './queries/learning/jobs.ts'
import { PendingWorkQueries } from './queries/learning/pending-work.ts'
import { PasswordResetQueries } from './queries/access/password-resets.ts'
import { ProgramMembershipQueries } from './queries/learning/program-memberships.ts'
import { ProgramQueries } from './queries/courses/programs.ts'
import { SessionQueries } from './queries/access/sessions.ts'
import { TimesQueries } from './queries/times.ts'
import { SharedCountQueries } from './queries/shared-counts.ts'
import { SubscriptionQueries } from './queries/taxonomy/subscriptions.ts'
import { OverviewQueries } from './queries/learning/overview.ts'
import { TallyQueries } from './queries/learning/tallies.ts'
import { UsedTokenQueries } from './queries/access/used-tokens.ts'
import { WebhookQueries } from './queries/delivery/webhooks.ts'

/**
 * The domain's view of one read or one operation. Each group of queries is created on first access: most reads need two
 * or three of them.
 */
export class Handle implements Reader, Writer {
  readonly #run: Executor
  readonly newGuid: () => string
  readonly #trace: string | null
  /** Whether the operation made a delivery or pending work due. */
  madeDue = false
  #accounts: AccountQueries | undefined
  #members: MemberQueries | undefined
  #groups: GroupQueries | undefined
  #courses: CourseQueries | undefined
  #programs: ProgramQueries | undefined
  #categories: CategoryQueries | undefined
  #categoryTags: CategoryTagQueries | undefined
  #subscriptions: SubscriptionQueries | undefined
  #credentials: CredentialQueries | undefined
  #sessions: SessionQueries | undefined
  #audit: AuditQueries | undefined
  #outbox: OutboxQueries | undefined
  #pendingWork: PendingWorkQueries | undefined
  #jobs: JobQueries | undefined
  #imports: ImportQueries | undefined
  #webhooks: WebhookQueries | undefined
  #certificates: CertificateQueries | undefined
  #content: ContentQueries | undefined
  #courseGroups: CourseGroupQueries | undefined
  #enrolments: EnrolmentQueries | undefined
  #invitations: InvitationQueries | undefined
  #passwordResets: PasswordResetQueries | undefined
  #programMemberships: ProgramMembershipQueries | undefined
  #sharedCounts: SharedCountQueries | undefined
  #tallies: TallyQueries | undefined
  #keptForms: KeptFormQueries | undefined
  #keptAnswers: KeptAnswerQueries | undefined
  #accessTokens: AccessTokenQueries | undefined
  #usedTokens: UsedTokenQueries | undefined
  #consumers: ConsumerQueries | undefined
  #itemBanks: ItemBankQueries | undefined
  #tags: TagQueries | undefined
  #taggables: TaggableQueries | undefined
  #itemPools: ItemPoolQueries | undefined
  #tagHierarchies: TagHierarchyQueries | undefined

  /** @param trace to which its deliveries belong */
  constructor(run: Executor, newGuid: () => string, trace: string | null = null) {
    this.#run = run
    this.#trace = trace
    this.newGuid = newGuid
  }

  attempt<T>(part: () => Promise<T>): Promise<T> {
    return this.#run.attempt(part)
  }

  pause(): Promise<void> {
    return this.#run.pause()
  }

  get now(): number {
    return this.#run.now
  }
  get accounts(): AccountQueries {
    return (this.#accounts ??= new AccountQueries(this.#run, this.newGuid))
  }
  get members(): MemberQueries {
    return (this.#members ??= new MemberQueries(this.#run, this.newGuid))
  }
  get groups(): GroupQueries {
    return (this.#groups ??= new GroupQueries(this.#run, this.newGuid))
  }
  get courses(): CourseQueries {
    return (this.#courses ??= new CourseQueries(this.#run))
  }
  get programs(): ProgramQueries {
    return (this.#programs ??= new ProgramQueries(this.#run))
  }
  get categories(): CategoryQueries {
    return (this.#categories ??= new CategoryQueries(this.#run, this.newGuid))
  }
  get categoryTags(): CategoryTagQueries {
    return (this.#categoryTags ??= new CategoryTagQueries(this.#run))
  }
  get subscriptions(): SubscriptionQueries {
    return (this.#subscriptions ??= new SubscriptionQueries(this.#run))
  }
  get credentials(): CredentialQueries {
    return (this.#credentials ??= new CredentialQueries(this.#run))
  }
  get sessions(): SessionQueries {
    return (this.#sessions ??= new SessionQueries(this.#run))
  }
  get audit(): AuditQueries {
    return (this.#audit ??= new AuditQueries(this.#run))
  }
  get outbox(): OutboxQueries {
    return (this.#outbox ??= new OutboxQueries(
      this.#run,
      this.newGuid,
      () => {
        this.madeDue = true
      },
      this.#trace,
    ))
  }
  get imports(): ImportQueries {
    return (this.#imports ??= new ImportQueries(this.#run))
  }
  get jobs(): JobQueries {
    return (this.#jobs ??= new JobQueries(this.#run))
  }
  get pendingWork(): PendingWorkQueries {
    return (this.#pendingWork ??= new PendingWorkQueries(this.#run, () => {
      this.madeDue = true
    }))
  }
  get webhooks(): WebhookQueries {
    return (this.#webhooks ??= new WebhookQueries(this.#run))
  }
  get certificates(): CertificateQueries {
    return (this.#certificates ??= new CertificateQueries(this.#run))
  }
  get content(): ContentQueries {
    return (this.#content ??= new ContentQueries(this.#run))
  }
  get courseGroups(): CourseGroupQueries {
    return (this.#courseGroups ??= new CourseGroupQueries(this.#run))
  }
  get enrolments(): EnrolmentQueries {
    return (this.#enrolments ??= new EnrolmentQueries(this.#run))
  }
  get invitations(): InvitationQueries {
    return (this.#invitations ??= new InvitationQueries(this.#run))
  }
  get passwordResets(): PasswordResetQueries {
    return (this.#passwordResets ??= new PasswordResetQueries(this.#run))
  }
  get programMemberships(): ProgramMembershipQueries {
    return (this.#programMemberships ??= new ProgramMembershipQueries(this.#run))
  }
  get times(): TimesQueries {
    return new TimesQueries(this.#run)
  }
  get sharedCounts(): SharedCountQueries {
    return (this.#sharedCounts ??= new SharedCountQueries(this.#run))
  }
  get overview(): OverviewQueries {
    return new OverviewQueries(this.#run)
  }
  get tallies(): TallyQueries {
    return (this.#tallies ??= new TallyQueries(this.#run))
  }
  get keptAnswers(): KeptAnswerQueries {
    return (this.#keptAnswers ??= new KeptAnswerQueries(this.#run))
  }
  get accessTokens(): AccessTokenQueries {
    return (this.#accessTokens ??= new AccessTokenQueries(this.#run))
  }
  get keptForms(): KeptFormQueries {
    return (this.#keptForms ??= new KeptFormQueries(this.#run))
  }
  get usedTokens(): UsedTokenQueries {
    return (this.#usedTokens ??= new UsedTokenQueries(this.#run))
  }
  get consumers(): ConsumerQueries {
    return (this.#consumers ??= new ConsumerQueries(this.#run))
  }
  get itemBanks(): ItemBankQueries {
    return (this.#itemBanks ??= new ItemBankQueries(this.#run))
  }
  get tags(): TagQueries {
    return (this.#tags ??= new TagQueries(this.#run))
  }
  get taggables(): TaggableQueries {
    return (this.#taggables ??= new TaggableQueries(this.#run))
  }
  get itemPools(): ItemPoolQueries {
    return (this.#itemPools ??= new ItemPoolQueries(this.#run))
  }
  get tagHierarchies(): TagHierarchyQueries {
    return (this.#tagHierarchies ??= new TagHierarchyQueries(this.#run))
  }
}
