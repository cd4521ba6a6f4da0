import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { answerOf, logFailure } from '../answer-of.ts'
import type { AnswerTable } from '../dialect.ts'

/** The words of the specification for what is wrong. */
type CodeMinor =
  | 'invaliddata'
  | 'invalid_filter_field'
  | 'invalid_selection_field'
  | 'invalid_sort_field'
  | 'unauthorisedrequest'
  | 'forbidden'
  | 'unknownobject'
  | 'server_busy'
  | 'internal_server_error'

interface Refusal {
  readonly status: number
  readonly code: CodeMinor
  readonly description: string
}

/** Refusals specific to OneRoster, thrown by its own hooks and routes. */
export class OneRosterError extends Error {
  override readonly name = 'OneRosterError'
  readonly refusal: Refusal
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: CodeMinor,
    description: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(description)
    this.refusal = { status, code, description }
    this.headers = headers
  }
}

/** Refusals of the token endpoint, in OAuth's form (RFC 6749, 5.2). */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly status: number
  readonly code: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'

  constructor(code: TokenError['code'], description: string) {
    super(description)
    this.code = code
    this.status = code === 'invalid_client' ? 401 : 400
  }
}

/** A parameter whose value can't be used. */
export function invalidData(description: string): OneRosterError {
  return new OneRosterError(400, 'invaliddata', description)
}

/** A record that doesn't exist. */
export function unknownObject(): OneRosterError {
  return new OneRosterError(404, 'unknownobject', NO_OBJECT)
}

/** A request without a token that is valid now. */
export function unauthorised(description: string): OneRosterError {
  return new OneRosterError(401, 'unauthorisedrequest', description, {
    'www-authenticate': 'Bearer realm="oneroster"',
  })
}

/** A token that may not read this (RFC 6750, 3.1). @param scope the one that is missing */
export function insufficientScope(scope: string): OneRosterError {
  return new OneRosterError(403, 'forbidden', `The access token needs the scope ${scope}.`, {
    'www-authenticate': `Bearer realm="oneroster", error="insufficient_scope", scope="${scope}"`,
  })
}

/** Too many requests in a while. */
export function tooMany(retryAfter: number): OneRosterError {
  return new OneRosterError(429, 'server_busy', 'Too many requests. Try again later.', {
    'retry-after': String(retryAfter),
  })
}

const NO_OBJECT = 'There is no object with this sourcedId.'
const KEY_REVOKED = 'The access token is not valid. Request a new one.'
const UNREADABLE = 'The body of the request cannot be read. Send a form in UTF-8.'
const BUSY = 'The server cannot answer at the moment. Try again later.'

const table: AnswerTable<Refusal> = {
  invalid: () => refusal(400, 'invaliddata', 'A value of the request cannot be used.'),
  conflict: () => refusal(400, 'invaliddata', 'A value of the request cannot be used.'),
  not_found: () => refusal(404, 'unknownobject', NO_OBJECT),
  forbidden: () => refusal(403, 'forbidden', 'The client is not allowed to do this.'),
  unauthenticated: () => refusal(401, 'unauthorisedrequest', KEY_REVOKED),
  limited: () => refusal(429, 'server_busy', 'Too many requests. Try again later.'),
  unavailable: () => refusal(503, 'server_busy', BUSY),
  malformed_body: () => refusal(400, 'invaliddata', UNREADABLE),
  body_too_large: () => refusal(413, 'invaliddata', 'The body of the request is too large.'),
  too_many_values: () => refusal(413, 'invaliddata', 'The body of the request holds too many values.'),
  wrong_encoding: () => refusal(400, 'invaliddata', UNREADABLE),
  overloaded: () => refusal(503, 'server_busy', BUSY),
  unsupported_media_type: () => refusal(415, 'invaliddata', 'The body of the request must be a form.'),
  malformed_request: () =>
    refusal(400, 'invaliddata', 'The address of the request cannot be read. Encode its parameters in UTF-8.'),
  no_such_route: () => refusal(404, 'unknownobject', 'There is nothing at this address.'),
  method_not_allowed: () => refusal(405, 'invaliddata', 'This address does not take this method.'),
  crashed: () =>
    refusal(500, 'internal_server_error', 'Something went wrong. The log of the server tells more.'),
}

function refusal(status: number, code: CodeMinor, description: string): Refusal {
  return { status, code, description }
}

/** Answers any error in OneRoster's form, and those of the token endpoint in OAuth's. */
export function answerError(
  log: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.type('application/json; charset=utf-8')
  if (error instanceof TokenError) {
    if (error.status === 401) reply.header('www-authenticate', 'Basic realm="oneroster"')
    return reply.code(error.status).send({ error: error.code, error_description: error.message })
  }
  const { status, code, description } = refusalOf(log, error, request)
  if (error instanceof OneRosterError) reply.headers(error.headers)
  else if (status === 401) reply.header('www-authenticate', 'Bearer realm="oneroster"')
  return reply.code(status).send({
    imsx_codeMajor: 'failure',
    imsx_severity: 'error',
    imsx_description: description,
    imsx_CodeMinor: {
      imsx_codeMinorField: [{ imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: code }],
    },
  })
}

function refusalOf(log: Logger, error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof OneRosterError) return error.refusal
  logFailure(log, error, request)
  return answerOf(table, error)
}
