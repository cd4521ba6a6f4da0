import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Issue } from '../../domain/errors.ts'
import { answerOf } from '../answer-of.ts'
import type { AnswerTable, Services } from '../dialect.ts'

// Codes, statuses and titles as in docs/contracts/learnosity.md 3.3; clients act on the code.
const codes = {
  10000: [500, 'An error has occurred'],
  20000: [400, 'Missing mandatory parameter(s)'],
  20001: [400, 'Invalid parameter length'],
  20002: [400, 'Too many parameters passed'],
  20003: [400, 'Invalid parameter type'],
  20004: [400, 'Invalid parameter value'],
  20009: [400, 'JSON failed to validate against schema'],
  20012: [404, 'Not Found'],
  20013: [400, 'Item not found in database'],
  20014: [400, 'Tag not found in database'],
  20015: [400, 'Tag type not found in database'],
  40001: [405, 'Method not allowed'],
  40002: [403, 'Consumer is not associated with an organisation'],
  40003: [403, 'Consumer does not have sufficient access rights to current organisation'],
  41000: [400, 'Missing security parameters'],
  41001: [403, 'Invalid security parameter length'],
  41002: [403, 'Consumer key not found'],
  41003: [403, 'Signatures do not match'],
  41004: [403, 'Timestamp is too old or in the future'],
  41005: [403, 'Domain is not allowed'],
  41006: [400, 'Invalid expires format'],
  41007: [400, 'Session has expired'],
  41009: [403, 'Consumer is not active'],
  42000: [429, 'Too many requests'],
} as const satisfies Readonly<Record<number, readonly [status: number, title: string]>>

export type Code = keyof typeof codes

interface LearnosityAnswer {
  readonly status: number
  readonly code: Code
  /** Begins with the vendor's title. */
  readonly message: string
}

/** A refusal with the vendor's code, thrown by this dialect's own checks. */
export class LearnosityError extends Error {
  override readonly name = 'LearnosityError'
  readonly answer: LearnosityAnswer

  /** @param where the parameter's path: `tags[3].name` */
  constructor(code: Code, where?: string) {
    super(`${code} ${where ?? ''}`)
    this.answer = answer(code, where)
  }
}

/** A request to an address without a version: the only answer that isn't JSON (1.1). */
export class NoVersion extends Error {
  override readonly name = 'NoVersion'
}

const table: AnswerTable<LearnosityAnswer> = {
  invalid: ({ issues: [issue] }) => answerIssue(issue),
  conflict: ({ issues: [issue] }) => answer(20004, issue?.field),
  not_found: ({ issues: [issue] }) => answerNotFound(issue),
  forbidden: () => answer(40003),
  unauthenticated: () => answer(41002),
  limited: () => answer(42000),
  unavailable: () => answer(10000),
  malformed_body: () => missingSecurity(['security']),
  body_too_large: () => ({ ...answer(20001, 'the body of the request is too long'), status: 413 }),
  too_many_values: () => ({ ...answer(20002, 'the body of the request'), status: 413 }),
  wrong_encoding: () => answer(20004, 'the body of the request is not text in UTF-8'),
  overloaded: () => ({ ...answer(10000, 'the server is receiving too much'), status: 503 }),
  unsupported_media_type: () => missingSecurity(['security']),
  malformed_request: () => ({ ...answer(20004, 'the address of the request'), status: 400 }),
  no_such_route: () => answer(20012),
  method_not_allowed: () => answer(40001),
  crashed: () => answer(10000),
}

/** The answer for missing keys of the security packet, worded as by the live service (2.4). */
function missingSecurity(keys: readonly string[]): LearnosityAnswer {
  const { status, code, message } = answer(41000)
  return { status, code, message: `${message}. Check the following parameter(s): ${keys.join(', ')}` }
}

/** Keys of the security packet are missing, or it can't be read at all (2.4, the first check). */
export class MissingSecurity extends LearnosityError {
  override readonly answer: LearnosityAnswer

  constructor(keys: readonly string[]) {
    super(41000)
    this.answer = missingSecurity(keys)
  }
}

/** Answers any error in Learnosity's form (3.2), with a UUID that is also logged. */
export function answerError(
  { log, ids }: Services,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof NoVersion) {
    return reply
      .code(404)
      .type('text/plain; charset=utf-8')
      .send(
        'There is nothing at this address. It must begin with a version, as in /v2025.1.LTS/itembank/tagging/tags.',
      )
  }
  const uuid = ids.guid()
  const { status, code, message } = answerFor(error)
  const line = { request: request.id, request_uuid: uuid, status, code }
  if (status === 500) log.error({ ...line, err: error }, 'crashed')
  else log.info(line, 'refused')
  if (status === 429) reply.header('retry-after', '5')
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ meta: { status: false, code, message, request_uuid: uuid } })
}

function answerFor(error: unknown): LearnosityAnswer {
  if (error instanceof LearnosityError) return error.answer
  return answerOf(table, error)
}

function answerNotFound(issue: Issue | undefined): LearnosityAnswer {
  const where = issue?.value === undefined ? undefined : String(issue.value)
  switch (issue?.subject) {
    case 'item':
    case 'activity':
      return answer(20013, where)
    case 'tag':
      return answer(20014, where)
    case 'tag_type':
      return answer(20015, where)
    case 'item_bank':
      return answer(40003)
    default:
      return answer(20004, where)
  }
}

// The dialect checks parameters itself, one by one and with their paths; this is for errors that only the domain finds.
function answerIssue(issue: Issue | undefined): LearnosityAnswer {
  switch (issue?.problem) {
    case 'missing':
      return answer(20000, issue.field)
    case 'too_long':
      return answer(20001, issue.field)
    default:
      return answer(20004, issue?.field === 'after' ? 'next' : issue?.field)
  }
}

function answer(code: Code, where?: string): LearnosityAnswer {
  const [status, title] = codes[code]
  return { status, code, message: where === undefined ? title : `${title}: ${where}` }
}
