import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { DomainError } from '../domain/errors.ts'
import { faultOf } from '../http/faults.ts'
import type { AnswerTable } from './dialect.ts'

/** The dialect's answer to an error; an unknown error counts as the fault `crashed`. */
export function answerOf<Answer>(table: AnswerTable<Answer>, error: unknown): Answer {
  return error instanceof DomainError ? table[error.kind](error) : table[faultOf(error)]()
}

/** Logs errors that need attention: an unusable store, and unexpected errors with all details. */
export function logFailure(log: Logger, error: unknown, request: FastifyRequest): void {
  const failure = error instanceof DomainError ? error.kind : faultOf(error)
  if (failure === 'unavailable' || failure === 'crashed') {
    log.error({ err: error, request: request.id }, failure)
  }
}
