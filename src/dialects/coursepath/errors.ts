import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { DomainError, type Issue } from '../../domain/errors.ts'
import { answerOf, logFailure } from '../answer-of.ts'
import type { AnswerTable } from '../dialect.ts'

/** Every error answer of Coursepath (docs/contracts/coursepath.md 4.4). */
export interface CoursepathAnswer {
  readonly status: number
  readonly error: string
  readonly message: string
  readonly field: string | null
}

/** Refusals specific to Coursepath, thrown by its own hooks and routes. */
export class CoursepathError extends Error {
  override readonly name = 'CoursepathError'
  readonly answer: CoursepathAnswer
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    error: string,
    message: string,
    {
      field = null,
      headers = {},
    }: { field?: string | null; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.answer = { status, error, message, field }
    this.headers = headers
  }
}

export type TokenRefusal =
  'missing_token' | 'invalid_token' | 'expired_token' | 'reused_token' | 'unknown_member'

/** A 401 with its challenge (2.3). The message names the cause, never the token or the key. */
export function refuseToken(error: TokenRefusal, message: string): CoursepathError {
  const challenge = 'Bearer realm="coursepath"'
  const detail = `, error="invalid_token", error_description="${message}"`
  return new CoursepathError(401, error, message, {
    headers: { 'www-authenticate': error === 'missing_token' ? challenge : challenge + detail },
  })
}

/** A parameter whose value isn't accepted. */
export function invalidParameter(field: string, message: string): CoursepathError {
  return new CoursepathError(400, 'invalid_parameter', message, { field })
}

const unreadable = answer(
  400,
  'invalid_request',
  'The body of the request cannot be read. It must be a form or a JSON object in UTF-8, of the kind that its Content-Type names.',
)

const table: AnswerTable<CoursepathAnswer> = {
  invalid: ({ issues: [issue] }) => answerIssue(issue),
  conflict: ({ issues: [issue] }) => answerConflict(issue),
  not_found: ({ issues: [issue] }) => answer(404, 'not_found', `There is no such ${nounOf(issue)}.`),
  forbidden: () => answer(403, 'forbidden', 'The member in whose name the call is made may not do this.'),
  unauthenticated: () => refuseToken('unknown_member', NO_MEMBER).answer,
  limited: () => answer(429, 'too_many_requests', 'Too many requests. Try again later.'),
  unavailable: () =>
    answer(503, 'unavailable', 'The server cannot reach its data at the moment. Try again later.'),
  malformed_body: () => unreadable,
  body_too_large: () => answer(413, 'payload_too_large', 'The body of the request is larger than 1 MiB.'),
  too_many_values: () =>
    answer(
      413,
      'payload_too_large',
      'The body of the request holds too many values. Send them in several requests.',
    ),
  wrong_encoding: () => unreadable,
  overloaded: () =>
    answer(503, 'unavailable', 'The server is receiving too much at the moment. Try again later.'),
  unsupported_media_type: () =>
    answer(415, 'unsupported_media_type', 'The body must be a form or JSON, and say so in its Content-Type.'),
  malformed_request: () =>
    answer(
      400,
      'invalid_request',
      'The address of the request cannot be read. Its escapes must be of UTF-8.',
    ),
  no_such_route: () => answer(404, 'not_found', 'There is nothing at this address.'),
  method_not_allowed: () => answer(405, 'method_not_allowed', 'This address does not take this method.'),
  crashed: () => answer(500, 'server_error', 'Something went wrong. The log of the server tells more.'),
}

export const NO_MEMBER = 'No active member has the e-mail address that the token names.'

/** Answers any error in Coursepath's form. */
export function answerError(
  log: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal =
    error instanceof DomainError && error.kind === 'unauthenticated'
      ? refuseToken('unknown_member', NO_MEMBER) // deleted or deactivated since the token was checked
      : error
  if (refusal instanceof CoursepathError) reply.headers(refusal.headers)
  const { status, error: code, message, field } = answerFor(log, refusal, request)
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send({ status, error: code, message, field })
}

function answerFor(log: Logger, error: unknown, request: FastifyRequest): CoursepathAnswer {
  if (error instanceof CoursepathError) return error.answer
  logFailure(log, error, request)
  return answerOf(table, error)
}

function answerIssue(issue: Issue | undefined): CoursepathAnswer {
  if (issue === undefined) return answer(400, 'invalid_request', 'The request cannot be carried out.')
  const field = wireName(issue)
  switch (issue.problem) {
    case 'missing':
      return answer(400, 'missing_parameter', `The parameter ${field} is required.`, field)
    case 'too_long':
      return answer(
        400,
        'invalid_parameter',
        `The parameter ${field} is longer than ${issue.limit ?? '?'} characters.`,
        field,
      )
    default:
      return answer(
        400,
        'invalid_parameter',
        `The parameter ${field} ${wishes[field] ?? 'has a value that it cannot have'}.`,
        field,
      )
  }
}

/** What a parameter must be, where the domain checks its form. */
const wishes: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address such as name@example.com',
  country: 'must be a two-letter country code such as NL',
  locale: 'must be a language tag such as en or en-US',
}

function answerConflict(issue: Issue | undefined): CoursepathAnswer {
  if (issue?.problem === 'last') {
    const message = 'This is the last manager who can sign in. Make another member a manager before.'
    return answer(409, 'conflict', message)
  }
  if (issue?.subject === 'member') {
    if (issue.problem === 'not_allowed')
      return answer(409, 'conflict', 'The member is deactivated and cannot be invited.')
    if (issue.problem === 'missing')
      return answer(409, 'conflict', 'The member has no e-mail address to send the invitation to.')
    if (issue.problem === 'malformed')
      return answer(
        409,
        'conflict',
        'No mail can be sent to the e-mail address of the member. Correct it, then invite them again.',
      )
    // The username equals the address, so a username that is taken means that the address is taken.
    return answer(409, 'conflict', 'Another member uses this e-mail address.', 'email')
  }
  if (issue?.field === 'published')
    return answer(
      409,
      'conflict',
      `The ${nounOf(issue)} isn't published, so the invitation would lead nowhere. Publish it first.`,
    )
  if (issue?.problem !== 'taken')
    return answer(409, 'conflict', `The ${nounOf(issue)} is not in a state that allows this.`)
  return answer(409, 'conflict', 'This is in use already.', wireName(issue))
}

const nouns: Readonly<Record<string, string>> = {
  enrolment: 'coursemember',
  program_membership: 'programmember',
}

function nounOf(issue: Issue | undefined): string {
  return issue === undefined ? 'thing' : (nouns[issue.subject] ?? issue.subject)
}

const wireNames: Readonly<Record<string, string>> = {
  firstName: 'name',
  lastName: 'name',
  username: 'email',
  language: 'locale',
  status: 'active',
}

function wireName({ subject, field }: Issue): string {
  return subject === 'invitation' ? `mail[${field}]` : (wireNames[field] ?? field)
}

function answer(
  status: number,
  error: string,
  message: string,
  field: string | null = null,
): CoursepathAnswer {
  return { status, error, message, field }
}
