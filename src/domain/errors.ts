export type Kind =
  'invalid' | 'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'limited' | 'unavailable'

export const SUBJECTS = [
  'account',
  'member',
  'group',
  'role',
  'course',
  'program',
  'enrolment',
  'program_membership',
  'lesson',
  'quiz',
  'certificate',
  'invitation',
  'category',
  'category_tag',
  'credential',
  'session',
  'webhook',
  'delivery',
  'job',
  'import',
  'consumer',
  'item_bank',
  'bank_user',
  'tag_type',
  'tag',
  'item',
  'activity',
  'item_pool',
  'tag_hierarchy',
  'store',
] as const
export type Subject = (typeof SUBJECTS)[number]

export type Problem =
  | 'missing' // needed, but not given, null or blank
  | 'malformed' // of another type or form than it must be
  | 'too_long'
  | 'too_many' // things in a list
  | 'unknown' // names something that isn't there
  | 'taken' // must be unique and isn't
  | 'cycle' // would put a category under itself
  | 'last' // the academy would be left without a manager who can sign in
  | 'not_allowed' // good in itself, but not here, not now or not for this one

/** One thing that is wrong with what was asked: where (subject and field), what, and with which value. */
export interface Issue {
  readonly subject: Subject
  readonly field: string
  readonly problem: Problem
  readonly value?: string | number
  /** The greatest length allowed, for `too_long` and `too_many`. */
  readonly limit?: number
}

/**
 * A refusal, in words of learning. It knows no status codes and no sentences: each dialect has one table for those.
 * `invalid` carries all issues that were found, not the first.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly kind: Kind
  readonly issues: readonly Issue[]

  constructor(kind: Kind, issues: readonly Issue[], options?: ErrorOptions) {
    super(`${kind}: ${issues.map((i) => `${i.subject}.${i.field} ${i.problem}`).join(', ')}`, options)
    this.kind = kind
    this.issues = issues
  }
}

export function invalid(issues: readonly Issue[]): DomainError {
  return new DomainError('invalid', issues)
}

export function notFound(subject: Subject, value?: string | number): DomainError {
  return new DomainError('not_found', [issue(subject, 'id', 'unknown', value)])
}

export function forbidden(subject: Subject, act: string): DomainError {
  return new DomainError('forbidden', [issue(subject, act, 'not_allowed')])
}

export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', [issue('credential', 'credential', 'unknown')])
}

/** A refusal because another has what must be unique. */
export function conflict(subject: Subject, field: string, value?: string | number): DomainError {
  return new DomainError('conflict', [issue(subject, field, 'taken', value)])
}

/** A refusal because of how the thing stands: a webhook that is off, a person who is barred. */
export function unfit(subject: Subject, field: string, value?: string | number): DomainError {
  return new DomainError('conflict', [issue(subject, field, 'not_allowed', value)])
}

export function unavailable(cause?: unknown): DomainError {
  return new DomainError('unavailable', [issue('store', 'store', 'not_allowed')], { cause })
}

export function issue(subject: Subject, field: string, problem: Problem, value?: string | number): Issue {
  return value === undefined ? { subject, field, problem } : { subject, field, problem, value }
}
