import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { DomainError } from '../../domain/errors.ts'
import { UnreadableFile } from '../../domain/transfer/reading/unreadable-file.ts'
import { noteError } from '../../http/request-log.ts'
import { faultOf, type Fault as HttpFaultCode } from '../../http/faults.ts'
import { PROBLEMS } from './catalogue.ts'
import { problemOf } from './of-domain.ts'
import { Problem } from './problem.ts'
import { sizeText } from './size-text.ts'
import { detailLanguage, faultSentence, problemSentence } from './sentences.ts'

/** A problem document (RFC 9457). */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly errors?: readonly object[]
  readonly current?: unknown
  readonly requestId: string
}

const OF_HTTP: Readonly<Record<HttpFaultCode, () => Problem>> = {
  malformed_body: () => new Problem('malformed_body'),
  body_too_large: () => new Problem('body_too_large'),
  too_many_values: () => new Problem('body_too_large'),
  wrong_encoding: () => new Problem('malformed_body'),
  overloaded: () => new Problem('unavailable', { headers: { 'retry-after': '1' } }),
  unsupported_media_type: () => new Problem('unsupported_media_type'),
  malformed_request: () => new Problem('malformed_request'),
  no_such_route: () => new Problem('no_such_path'),
  method_not_allowed: () => new Problem('method_not_allowed'),
  crashed: () => new Problem('crashed'),
}

/** Converts any thrown value to a problem. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof UnreadableFile) return new Problem('unreadable_file', { about: error.message })
  return error instanceof DomainError ? problemOf(error) : OF_HTTP[faultOf(error)]()
}

/** Answers any error with a problem document. @param docs the origin of `/docs` */
export function answerProblem(
  { log, docs }: { readonly log: Logger; readonly docs: string },
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = withLimit(toProblem(error), error, request)
  noteError(request, problem)
  if (problem.code === 'crashed' || problem.code === 'unavailable') {
    log.error({ err: error, request: request.id }, problem.code)
  }
  return reply
    .code(problem.status)
    .headers(problem.details.headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem, docs, request)))
}

/** A body that is too large is told how large it may be. */
function withLimit(problem: Problem, error: unknown, { routeOptions }: FastifyRequest): Problem {
  const { longestBody = 0 } = routeOptions.config
  if (error instanceof Problem || longestBody === 0 || faultOf(error) !== 'body_too_large') return problem
  return new Problem(problem.code, { ...problem.details, about: sizeText(longestBody) })
}

/** The document of a problem, in the language that the request prefers. */
export function problemDocument(
  { code, details }: Problem,
  docs: string,
  request: Pick<FastifyRequest, 'id' | 'headers'>,
): ProblemDocument {
  const { status, title } = PROBLEMS[code]
  const language = detailLanguage(request.headers['accept-language'])
  const errors = details.errors?.map(({ value: _, ...fault }, index) => ({
    ...fault,
    detail: faultSentence(language, details.errors?.[index] ?? fault),
  }))
  return {
    type: `${docs}/docs/problems#${code}`,
    title,
    status,
    detail: problemSentence(language, code, details.about),
    code,
    ...(errors !== undefined && errors.length > 0 && { errors }),
    ...(details.current !== undefined && { current: details.current }),
    requestId: request.id,
  }
}
