import type { DomainError, Issue, Kind, Problem as Wrong, Subject } from '../../domain/errors.ts'
import type { FaultCode, Fault, ProblemCode } from './catalogue.ts'
import { Problem } from './problem.ts'
import { PasswordRefused } from '../../domain/access/own-password.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD, type PasswordProblem } from '../../domain/access/passwords.ts'
import { TooManyTries } from '../../domain/access/sessions.ts'

/** A refusal of the domain as a problem of this API. */
export function problemOf(error: DomainError): Problem {
  return table[error.kind](error)
}

const table: Readonly<Record<Kind, (error: DomainError) => Problem>> = {
  invalid: (error) => (error instanceof PasswordRefused ? ofPasswords(error) : ofInvalid(error.issues)),
  conflict: ({ issues }) => ofConflict(issues),
  not_found: ({ issues: [issue] }) => new Problem('not_found', { about: wordFor(issue) }),
  forbidden: () => new Problem('forbidden'),
  unauthenticated: () => unauthenticatedProblem(),
  limited: (error) => tooManyRequests(error instanceof TooManyTries ? error.retryAfter : 1),
  unavailable: () => new Problem('unavailable', { headers: { 'retry-after': '5' } }),
}

/** Refuses a caller without a valid credential. */
export function unauthenticatedProblem(): Problem {
  return new Problem('unauthenticated', { headers: { 'www-authenticate': 'Bearer realm="Quadrivium"' } })
}

/** @param seconds until the next attempt is allowed */
export function tooManyRequests(seconds: number): Problem {
  return new Problem('too_many_requests', {
    about: String(seconds),
    headers: { 'retry-after': String(seconds) },
  })
}

/** When the only fault is a value that is already taken, the problem is a conflict, whichever check found it. */
function ofInvalid(issues: readonly Issue[]): Problem {
  const taken = issues.every(({ problem, field }) => problem === 'taken' && field in TAKEN)
  return taken ? ofConflict(issues) : new Problem('invalid', { errors: issues.map(faultOf) })
}

function ofPasswords({ isWrong, problem }: PasswordRefused): Problem {
  const wrong: readonly Fault[] = isWrong ? [{ pointer: '/password', code: 'wrong_password' }] : []
  const chosen: readonly Fault[] =
    problem === undefined ? [] : [{ pointer: '/newPassword', ...FAULTS_OF_PASSWORDS[problem] }]
  return new Problem('invalid', { errors: [...wrong, ...chosen] })
}

const FAULTS_OF_PASSWORDS: Readonly<Record<PasswordProblem, Pick<Fault, 'code' | 'limit'>>> = {
  missing: { code: 'required' },
  too_short: { code: 'too_short', limit: SHORTEST_PASSWORD },
  too_long: { code: 'too_long', limit: LONGEST_PASSWORD },
  common: { code: 'too_common' },
  own_name: { code: 'own_name' },
}

function ofConflict(issues: readonly Issue[]): Problem {
  const errors = issues.map(faultOf)
  const [issue] = issues
  if (issue?.problem === 'not_allowed' && issue.subject === 'member' && issue.field === 'externalId') {
    return new Problem('external_id_ambiguous', { errors, about: String(issue.value) })
  }
  if (issue?.problem !== 'taken') return new Problem('conflict', { errors })
  const about = issue.value === undefined ? {} : { about: String(issue.value) }
  return new Problem(TAKEN[keyOf(issue.subject, issue.field)] ?? 'taken', { errors, ...about })
}

const TAKEN: Readonly<Record<string, ProblemCode>> = {
  name: 'name_taken',
  code: 'code_taken',
  email: 'email_taken',
  username: 'username_taken',
  externalId: 'external_id_taken',
}

const FAULT_OF: Readonly<Record<Wrong, FaultCode>> = {
  missing: 'required',
  malformed: 'malformed',
  too_long: 'too_long',
  too_many: 'too_many',
  unknown: 'unknown',
  taken: 'taken',
  cycle: 'cycle',
  last: 'last_manager',
  not_allowed: 'not_allowed',
}

function faultOf({ subject, field, problem, value, limit }: Issue): Fault {
  return {
    pointer: pointerOf(subject, field),
    code: FAULT_OF[problem],
    ...(value !== undefined && { value: String(value) }),
    ...(limit !== undefined && { limit }),
  }
}

/** `lessons[2].title` is `/lessons/2/title`. */
function pointerOf(subject: string, field: string): string {
  const [, first = '', rest = ''] = /^(\w*)(.*)$/s.exec(field) ?? []
  return `/${keyOf(subject, first)}${rest.replace(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`
}

function keyOf(subject: string, field: string): string {
  return KEYS[`${subject}.${field}`] ?? KEYS[field] ?? field
}

/** This API's key for a domain field, where the two differ: by subject and field, or by field alone. */
const KEYS: Readonly<Record<string, string>> = {
  isActive: 'active',
  isVisible: 'visible',
  locale: 'language',
  duration: 'durationSeconds',
  policyItems: 'policy',
  'course.categories': 'items',
  'course.groups': 'items',
  'course.certificate': 'certificateName',
  'program.certificate': 'certificateName',
  reference: 'code',
  'item_pool.id': 'code',
  'tag_hierarchy.branches': 'paths',
  managerId: 'manager',
  auditDays: 'retention/auditDays',
}

/** This API's word for the thing that an issue is about. */
function wordFor(issue: Issue | undefined): string {
  return issue === undefined ? 'thing' : wordOf(issue.subject)
}

/** This API's word for a subject of the domain. */
export function wordOf(subject: Subject): string {
  return WORDS[subject] ?? subject.replaceAll('_', ' ')
}

const WORDS: Readonly<Record<string, string>> = {
  category: 'topic',
  member: 'person',
  item_bank: 'bank',
  item_pool: 'pool',
  tag_hierarchy: 'hierarchy',
}
