import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { DomainError } from '../../domain/errors.ts'
import type { Issue } from '../../domain/errors.ts'
import { answerOf, logFailure } from '../answer-of.ts'
import type { AnswerTable } from '../dialect.ts'

/** Every error answer of Rev: a stable word for programs, and a sentence for people (docs/contracts/rev.md A6). */
export interface RevAnswer {
  readonly status: number
  readonly code: string
  readonly detail: string
}

/** Refusals specific to Rev, thrown by its own routes. */
export class RevError extends Error {
  override readonly name = 'RevError'
  readonly answer: RevAnswer
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, detail: string, retryAfter?: number) {
    super(`${status} ${code}`)
    this.answer = answer(status, code, detail)
    this.retryAfter = retryAfter
  }
}

const table: AnswerTable<RevAnswer> = {
  invalid: ({ issues }) => answerIssue(firstByPrecedence(issues)),
  conflict: ({ issues }) => answerIssue(issues[0]),
  not_found: (error) => answerNotFound(error),
  forbidden: () => answer(401, 'NotAuthorized', 'The signed-in user may not do this.'),
  unauthenticated: () => answer(401, 'Unauthorized', 'There is no session for this request. Log in first.'),
  limited: () => answer(429, 'TooManyRequests', 'Too many requests. Try again later.'),
  unavailable: () => answer(503, 'ServiceUnavailable', 'The server cannot store anything at the moment.'),
  malformed_body: () => answer(400, 'MalformedRequest', 'The body of the request cannot be read.'),
  body_too_large: () => answer(413, 'MalformedRequest', 'The body of the request is too large.'),
  too_many_values: () =>
    answer(
      413,
      'MalformedRequest',
      'The body of the request holds too many values. Send them in several requests.',
    ),
  wrong_encoding: () => answer(400, 'MalformedRequest', 'The body of the request is not text in UTF-8.'),
  overloaded: () =>
    answer(503, 'ServiceUnavailable', 'The server is receiving too much at the moment. Try again later.'),
  unsupported_media_type: () =>
    answer(400, 'MalformedRequest', 'The content type of the request cannot be read.'),
  malformed_request: () => answer(400, 'MalformedRequest', 'The address of the request cannot be read.'),
  no_such_route: () => answer(404, 'NotFound', 'There is nothing at this address.'),
  method_not_allowed: () => answer(404, 'NotFound', 'There is nothing at this address for this method.'),
  crashed: () =>
    answer(500, 'InternalServerError', 'Something went wrong. The log of the server tells more.'),
}

/** Answers any error in Rev's form. */
export function answerError(
  log: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof RevError && error.retryAfter !== undefined) {
    reply.header('retry-after', String(error.retryAfter))
  }
  const { status, code, detail } = answerFor(log, error, request)
  return reply.code(status).type('application/json; charset=utf-8').send({ code, detail })
}

function answerFor(log: Logger, error: unknown, request: FastifyRequest): RevAnswer {
  if (error instanceof RevError) return error.answer
  logFailure(log, error, request)
  return answerOf(table, error)
}

// A6: name, then parent, then policy items, then the rest.
const PRECEDENCE = ['name', 'parent', 'policyItems', 'fullPath']

function firstByPrecedence(issues: readonly Issue[]): Issue | undefined {
  const rank = ({ field }: Issue) =>
    (PRECEDENCE.indexOf(field) + PRECEDENCE.length + 1) % (PRECEDENCE.length + 1)
  return issues.toSorted((a, b) => rank(a) - rank(b))[0]
}

function answerNotFound({ issues: [issue] }: DomainError): RevAnswer {
  const named = quoted(issue?.value)
  switch (issue?.subject) {
    case 'category':
      return answer(500, 'CategoryNotFound', `There is no category${named}.`)
    case 'member':
      return answer(404, 'UserDoesNotExist', `There is no user${named}.`)
    case 'group':
      return answer(404, 'GroupDoesNotExist', `There is no group${named}.`)
    default:
      return answer(404, 'NotFound', 'There is no such thing.')
  }
}

function answerIssue(issue: Issue | undefined): RevAnswer {
  if (issue === undefined) return malformed('The request cannot be carried out.')
  const { subject, field, problem, value } = issue
  const named = quoted(value)
  switch (problem) {
    case 'taken':
      return answerTaken(issue)
    case 'unknown':
      if (subject === 'category') {
        return answer(500, 'ParentCategoryNotFound', `There is no parent category${named}.`)
      }
      if (subject === 'member') return answer(500, 'UserDoesNotExist', `There is no user${named}.`)
      if (subject === 'group') return answer(500, 'GroupDoesNotExist', `There is no group${named}.`)
      return answer(500, 'RoleDoesNotExist', `There is no role${named}.`)
    case 'cycle':
      return answer(500, 'InvalidParentCategory', 'A category cannot be put under itself or its descendants.')
    case 'missing':
      return answer(500, 'RequiredFieldMissing', `The field ${wireName(field)} is required.`)
    case 'too_long':
      return malformed(`The field ${wireName(field)} is longer than ${issue.limit ?? '?'} characters.`)
    case 'last':
      return answer(500, 'LastAccountAdmin', LAST_MANAGER)
    case 'too_many':
      return malformed(`The field ${wireName(field)} holds more than ${issue.limit ?? '?'} entries.`)
    case 'malformed':
    case 'not_allowed':
      return malformed(`The field ${wireName(field)} has a value${named} that it cannot have.`)
  }
}

const LAST_MANAGER = 'This is the last account administrator who can sign in. Make another one before.'

function answerTaken({ subject, field, value }: Issue): RevAnswer {
  const named = quoted(value)
  if (subject === 'group') return answer(500, 'GroupExists', `A group named${named} already exists.`)
  if (subject === 'member') {
    return field === 'email'
      ? answer(500, 'EmailExists', `A user with the e-mail address${named} already exists.`)
      : answer(500, 'UsernameExists', `A user with the username${named} already exists.`)
  }
  return answer(500, 'CategoryNameExists', `A category named${named} already exists under the same parent.`)
}

function malformed(detail: string): RevAnswer {
  return answer(500, 'MalformedRequest', detail)
}

/** Clients cut a detail at 256 characters, so ours is shorter. */
function answer(status: number, code: string, detail: string): RevAnswer {
  return { status, code, detail: cut(detail, 255) }
}

function quoted(value: string | number | undefined): string {
  return value === undefined ? '' : ` "${cut(String(value), 120)}"`
}

/** The start of a text, without half of a surrogate pair at its end. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}

const wireNames: Readonly<Record<string, string>> = {
  parent: 'parentCategoryId',
  policyItems: 'categoryPolicyItems',
  members: 'userIds',
  groups: 'groupIds',
  roles: 'roleIds',
  phone: 'phoneNumber',
}

function wireName(field: string): string {
  return wireNames[field] ?? field
}
