import type { Generated } from 'kysely'

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
  created: number
}

export interface AccountHostTable {
  host: string
  account_id: number
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
  sort_name: string
  search_text: string
  created: number
  modified: number
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
  created: number
  modified: number
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
  code: string | null
  code_digest: string | null
  summary: string | null
  duration: number | null
  is_active: number
  in_catalog: number
  author: string | null
  created: number
  modified: number
}

export interface ProgramTable {
  id: Generated<number>
  account_id: number
  name: string
  description: string | null
  created: number
  modified: number
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
  full_path: string
  sort_path: string
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
  created: number
  revoked: number | null
  last_used: number | null
}

export interface SessionTable {
  id: Generated<number>
  account_id: number
  token_hash: string
  member_id: number
  credential_id: number | null
  expires: number
  created: number
}

export interface AuditEntryTable {
  id: Generated<number>
  account_id: number
  at: number
  door: string
  credential_id: number | null
  member_id: number | null
  action: string
  subject: string
  subject_id: number
  before: string | null
  after: string | null
}

export interface OutboxTable {
  id: Generated<number>
  account_id: number
  kind: string
  ordering_key: string
  payload: string
  due: number
  attempts: Generated<number>
  leased_until: number | null
  created: number
}

export interface OperationTable {
  id: string
  at: number
}

export interface Database {
  account: AccountTable
  account_host: AccountHostTable
  member: MemberTable
  member_role: MemberRoleTable
  member_group: GroupTable
  group_role: GroupRoleTable
  group_member: GroupMemberTable
  course: CourseTable
  program: ProgramTable
  program_course: ProgramCourseTable
  category: CategoryTable
  policy_item: PolicyItemTable
  category_tag: CategoryTagTable
  category_subscription: CategorySubscriptionTable
  credential: CredentialTable
  session: SessionTable
  audit_entry: AuditEntryTable
  outbox: OutboxTable
  operation: OperationTable
}
