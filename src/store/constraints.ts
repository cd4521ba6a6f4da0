import { conflict, type DomainError, type Subject } from '../domain/errors.ts'

// What a violated unique index means in the domain. The index decides every race; an earlier look-up only gives better
// error messages.
const unique: Readonly<Record<string, readonly [Subject, string]>> = {
  account_host_key: ['account', 'host'],
  member_username: ['member', 'username'],
  member_email: ['member', 'email'],
  member_group_name: ['group', 'name'],
  member_group_code: ['group', 'code'],
  course_code: ['course', 'code'],
  program_code: ['program', 'code'],
  category_sibling: ['category', 'name'],
  category_top: ['category', 'name'],
  category_code: ['category', 'code'],
  category_tag_pair: ['category_tag', 'categoryId'],
  category_tag_code: ['category_tag', 'code'],
  taggable_reference: ['item', 'reference'],
  tag_type_name: ['tag_type', 'name'],
  item_pool_id: ['item_pool', 'id'],
  tag_hierarchy_reference: ['tag_hierarchy', 'reference'],
}

// SQLite names the columns of a plain unique index, and the index itself only if it is partial.
const sqliteColumns: Readonly<Record<string, string>> = {
  'account_host.host': 'account_host_key',
  'member.account_id, member.username_folded': 'member_username',
  'member.account_id, member.email_folded': 'member_email',
  'member_group.account_id, member_group.name_folded': 'member_group_name',
  'member_group.account_id, member_group.code': 'member_group_code',
  'course.account_id, course.code_digest': 'course_code',
  'program.account_id, program.code': 'program_code',
  'category.account_id, category.parent_id, category.name_folded': 'category_sibling',
  'category.account_id, category.name_folded': 'category_top',
  'category.account_id, category.code_digest': 'category_code',
  'category_tag.account_id, category_tag.category_id, category_tag.course_id': 'category_tag_pair',
  'category_tag.account_id, category_tag.code_digest': 'category_tag_code',
  'taggable.account_id, taggable.bank_id, taggable.kind, taggable.reference': 'taggable_reference',
  'tag_type.account_id, tag_type.bank_id, tag_type.name': 'tag_type_name',
  'item_pool.account_id, item_pool.bank_id, item_pool.id': 'item_pool_id',
  'tag_hierarchy.account_id, tag_hierarchy.bank_id, tag_hierarchy.reference': 'tag_hierarchy_reference',
}

/** The domain's error for a violated unique index; undefined for any other failure. */
export function constraintError(error: unknown): DomainError | undefined {
  const place = brokenIndex(error)
  const meaning = place === undefined ? undefined : unique[place]
  return meaning && conflict(...meaning)
}

function brokenIndex(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('constraint' in error && typeof error.constraint === 'string') return error.constraint // PostgreSQL
  const [, columns, index] = /^UNIQUE constraint failed: (?:([^']+)|index '(\w+)')$/.exec(error.message) ?? []
  return index ?? (columns === undefined ? undefined : sqliteColumns[columns])
}
