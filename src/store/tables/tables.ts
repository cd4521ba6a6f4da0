import type { Generated, GeneratedAlways } from 'kysely'
import type { ItemBankTables } from './item-bank-tables.ts'

// The schema as Kysely sees it; the migrations make it. Instants are integers (milliseconds), booleans 0 or 1 on both
// engines, `*_folded` holds the form in which the text beside it is compared, `*_digest` stands for a text that may be
// too long for an index.

export interface AccountTable {
  id: Generated<number>
  guid: string
  name: string
  language: string
  tree_revision: Generated<number>
  demo_seed: string | null
  pull_key: string | null
  created: number
  address: string | null
  sender: string | null
  accent: string | null
  logo: string | null
  time_zone: string | null
  audit_days: number | null
}

export interface AccountHostTable {
  host: string
  account_id: number
  position: number
}

export interface AccountLogoTable {
  account_id: number
  type: string
  content: string
}

export interface MemberTable {
  id: Generated<number>
  account_id: number
  guid: string
  username: string
  username_folded: string
  first_name: string | null
  last_name: string
  email: string | null
  email_folded: string | null
  title: string | null
  phone: string | null
  language: string | null
  status: string
  password: string | null
  company: string | null
  company_folded: string | null
  department: string | null
  department_folded: string | null
  country: string | null
  country_folded: string | null
  external_id: string | null
  external_id_folded: string | null
  association: string | null
  association_folded: string | null
  identification: string | null
  identification_folded: string | null
  registration: string | null
  registration_folded: string | null
  name_folded: string
  sort_name: string
  search_text: string
  words: Generated<string>
  /** What people are filtered by, as `traitsOf` packs it. */
  traits: Generated<number>
  manager_id: number | null
  time_zone: string | null
  last_seen: number | null
  invited: number | null
  activated: number | null
  created: number
  modified: number
  version: Generated<number>
}

export interface MemberRoleTable {
  account_id: number
  member_id: number
  role: string
}

export interface GroupTable {
  id: Generated<number>
  account_id: number
  guid: string
  name: string
  name_folded: string
  words: Generated<string>
  code: string | null
  description: string | null
  created: number
  modified: number
  version: Generated<number>
}

export interface GroupRoleTable {
  account_id: number
  group_id: number
  role: string
}

export interface GroupMemberTable {
  account_id: number
  group_id: number
  member_id: number
}

export interface CourseTable {
  id: Generated<number>
  account_id: number
  type: string
  name: string
  name_folded: string
  words: Generated<string>
  code: string | null
  code_digest: string | null
  /** The beginning of the code; made by the engine. */
  code_key: GeneratedAlways<string | null>
  summary: string | null
  duration: number | null
  is_active: number
  in_catalog: number
  author: string | null
  visibility: string
  self_enrolment: string
  locale: string | null
  thumbnail_url: string | null
  certificate_name: string | null
  certificate_days: number | null
  due_days: number | null
  repeat_days: number | null
  created: number
  modified: number
  version: Generated<number>
  /** Since when it is being deleted: its people are taken out in portions, and nobody sees it any more. */
  deleted: Generated<number | null>
}

export interface ProgramTable {
  id: Generated<number>
  account_id: number
  code: string | null
  name: string
  name_folded: string
  words: Generated<string>
  description: string | null
  locale: string | null
  thumbnail_url: string | null
  is_active: number
  certificate_name: string | null
  certificate_days: number | null
  created: number
  modified: number
  version: Generated<number>
  /** As in a course. */
  deleted: Generated<number | null>
}

export interface ProgramCourseTable {
  account_id: number
  program_id: number
  position: number
  course_id: number
}

export interface CategoryTable {
  id: Generated<number>
  account_id: number
  guid: string
  parent_id: number | null
  name: string
  name_folded: string
  words: Generated<string>
  full_path: string
  sort_path: string
  /** The beginning of the sort path; made by the engine. */
  path_key: GeneratedAlways<string>
  restricted: number
  created_by: number | null
  is_active: number
  is_visible: number
  description: string | null
  picture_file_name: string | null
  locale: string
  code: string | null
  code_digest: string | null
  created: number
  modified: number
  version: Generated<number>
}

export interface PolicyItemTable {
  account_id: number
  category_id: number
  position: number
  share: string
  member_id: number | null
  group_id: number | null
}

export interface CategoryTagTable {
  id: Generated<number>
  account_id: number
  category_id: number
  course_id: number
  code: string | null
  code_digest: string | null
}

export interface CategorySubscriptionTable {
  account_id: number
  member_id: number
  category_id: number
}

export interface CredentialTable {
  id: Generated<number>
  account_id: number
  door: string
  label: string
  member_id: number | null
  lookup: string
  secret_hash: string | null
  sealed_secret: string | null
  created: number
  revoked: number | null
  last_used: number | null
  /** When its label, its state or what it opens was changed; not when it was used. */
  modified: number
}

export interface SessionTable {
  id: Generated<number>
  account_id: number
  door: string
  token_hash: string
  member_id: number
  credential_id: number | null
  agent: string | null
  expires: number
  ends: number
  created: number
  confirmed: number | null
}

export interface AuditEntryTable {
  id: Generated<number>
  account_id: number
  at: number
  door: string
  credential_id: number | null
  member_id: number | null
  request_id: string | null
  action: string
  subject: string
  subject_id: number
  before: string | null
  after: string | null
}

/** The newest audit entry that was deleted for its age. */
export interface AuditHorizonTable {
  account_id: number
  entry_id: number
  committed: number
}

export interface OutboxTable {
  id: Generated<number>
  account_id: number
  kind: string
  webhook_id: number | null
  ordering_key: string
  message_id: string
  payload: string
  state: string
  due: number | null
  lease: string | null
  attempts: Generated<number>
  created: number
  settled: number | null
  /** The trace in which it was caused, as `traceparent` names it. */
  trace: string | null
  words: Generated<string>
  /** The address that a mail goes to, as it is written there. */
  recipient: Generated<string | null>
  /** When its state or its message was changed. */
  modified: number
}

export interface JobTable {
  id: Generated<number>
  account_id: number
  door: string
  credential_id: number | null
  member_id: number | null
  kind: string
  state: string
  done: number
  total: number | null
  work: string
  result: string | null
  error: string | null
  created: number
  started: number | null
  finished: number | null
  modified: number
}

export interface ImportTable {
  id: Generated<number>
  account_id: number
  door: string
  credential_id: number | null
  member_id: number | null
  kind: string
  state: string
  options: string
  parts: string
  counts: string
  progress: string | null
  job_id: number | null
  created: number
  planned: number | null
  finished: number | null
  modified: number
}

export interface ImportRowTable {
  account_id: number
  import_id: number
  part: number
  /** The number of the record in its file; the header is 1. */
  record: number
  cells: string
  state: string
  result: string | null
  /** The thing that the record is about, as its kind names it. */
  target: string | null
  detail: string | null
}

export interface ImportKeyTable {
  account_id: number
  import_id: number
  name: string
  part: number
  record: number
}

export interface PendingWorkTable {
  id: Generated<number>
  account_id: number
  door: string
  credential_id: number | null
  member_id: number | null
  work: string
  due: number
  attempts: Generated<number>
  created: number
}

export interface DeliveryAttemptTable {
  id: Generated<number>
  account_id: number
  delivery_id: number
  number: number
  at: number
  milliseconds: number
  answer: string
}

export interface WebhookTable {
  id: Generated<number>
  account_id: number
  url: string
  events: string
  format: string
  secret: string
  single_attempt: number
  off_since: number | null
  off_reason: string | null
  failing_since: number | null
  created: number
  modified: number
  /** The secret before the present one, which signs too until that time. */
  old_secret: string | null
  old_secret_until: number | null
}

export interface CourseGroupTable {
  account_id: number
  course_id: number
  group_id: number
}

export interface EnrolmentTable {
  id: Generated<number>
  account_id: number
  course_id: number
  member_id: number
  role: string
  progress: number
  score: number | null
  success: number | null
  quiz_taken: number
  /** A day: `2026-11-28`. */
  due_date: string | null
  origin: string | null
  created: number
  started: number | null
  completed: number | null
  modified: number
  version: Generated<number>
}

export interface ProgramMembershipTable {
  id: Generated<number>
  account_id: number
  program_id: number
  member_id: number
  role: string
  progress: number
  /** A day. */
  due_date: string | null
  created: number
  completed: number | null
  modified: number
  version: Generated<number>
}

export interface CertificateTable {
  id: Generated<number>
  account_id: number
  /** The result of an earlier period that it certifies; null: the present one. */
  past_result_id: number | null
  enrolment_id: number | null
  program_membership_id: number | null
  code: string
  name: string
  holder: string
  created: number
  expires: number | null
}

/** A certificate of a person who was erased. */
export interface UnnamedCertificateTable {
  account_id: number
  certificate_id: number
  code: string
  name: string
  score: number | null
  created: number
  expires: number | null
}

/** What an enrolment came to in an earlier period. */
export interface PastResultTable {
  id: Generated<number>
  account_id: number
  enrolment_id: number
  progress: number
  score: number | null
  success: number | null
  due_date: string | null
  started: number | null
  completed: number | null
  ended: number
}

export interface LessonTable {
  id: Generated<number>
  account_id: number
  course_id: number
  position: number
  title: string
  kind: string
  content: string
}

export interface QuizTable {
  account_id: number
  course_id: number
  pass_mark: number
  questions: string
}

export interface FinishedLessonTable {
  account_id: number
  enrolment_id: number
  lesson_id: number
  at: number
}

export interface QuizAttemptTable {
  id: Generated<number>
  account_id: number
  enrolment_id: number
  score: number
  passed: number
  answers: string
  at: number
}

export interface PasswordResetTable {
  id: Generated<number>
  account_id: number
  member_id: number
  token_hash: string
  expires: number
  email: string
}

export interface AccessTokenTable {
  account_id: number
  credential_id: number
  scopes: string
  networks: string
  expires: number | null
}

export interface KeptAnswerTable {
  account_id: number
  slot: string
  request: string
  answer: string | null
  expires: number
}

export interface KeptFormTable {
  account_id: number
  member_id: number
  action: string
  fields: string
  expires: number
}

export interface InvitationTextTable {
  account_id: number
  place: string
  place_id: number
  subject: string | null
  body: string | null
  action: string | null
}

export interface InvitationTable {
  id: Generated<number>
  account_id: number
  member_id: number
  course_id: number | null
  program_id: number | null
  token_hash: string
  created: number
  email: string
  expires: number
  used: number | null
}

export interface UsedTokenTable {
  account_id: number
  digest: string
  token: string | null
  expires: number
  used_by: string | null
}

export interface TallyTable {
  account_id: number
  kind: string
  owner_id: number
  slot: number
  count: number
}

export interface SharedCountTable {
  key: string
  node: string
  count: number
  until: number
}

export interface OperationTable {
  id: string
  at: number
}

export interface KeyProofTable {
  name: string
  sealed: string
}

export interface Database extends ItemBankTables {
  key_proof: KeyProofTable
  account: AccountTable
  account_logo: AccountLogoTable
  account_host: AccountHostTable
  member: MemberTable
  member_role: MemberRoleTable
  member_group: GroupTable
  group_role: GroupRoleTable
  group_member: GroupMemberTable
  course: CourseTable
  program: ProgramTable
  program_course: ProgramCourseTable
  course_group: CourseGroupTable
  enrolment: EnrolmentTable
  program_membership: ProgramMembershipTable
  certificate: CertificateTable
  unnamed_certificate: UnnamedCertificateTable
  past_result: PastResultTable
  lesson: LessonTable
  quiz: QuizTable
  finished_lesson: FinishedLessonTable
  quiz_attempt: QuizAttemptTable
  invitation_text: InvitationTextTable
  invitation: InvitationTable
  password_reset: PasswordResetTable
  kept_form: KeptFormTable
  access_token: AccessTokenTable
  kept_answer: KeptAnswerTable
  used_token: UsedTokenTable
  tally: TallyTable
  category: CategoryTable
  policy_item: PolicyItemTable
  category_tag: CategoryTagTable
  category_subscription: CategorySubscriptionTable
  credential: CredentialTable
  session: SessionTable
  audit_entry: AuditEntryTable
  audit_horizon: AuditHorizonTable
  outbox: OutboxTable
  pending_work: PendingWorkTable
  job: JobTable
  import: ImportTable
  import_row: ImportRowTable
  import_key: ImportKeyTable
  delivery_attempt: DeliveryAttemptTable
  webhook: WebhookTable
  shared_count: SharedCountTable
  operation: OperationTable
}
