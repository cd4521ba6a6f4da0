import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { DomainError } from '../domain/errors.ts'
import { faultOf } from '../http/faults.ts'
import type { AnswerTable } from './dialect.ts'

/** The answer of a dialect's table to whatever was thrown; what it doesn't know is the fault `crashed`. */
export function answerOf<Answer>(table: AnswerTable<Answer>, error: unknown): Answer {
  return error instanceof DomainError ? table[error.kind](error) : table[faultOf(error)]()
}

/** Logs what somebody has to look at: a store that can't be used, and errors that nobody foresaw, whole. */
export function logFailure(log: Logger, error: unknown, request: FastifyRequest): void {
  const failure = error instanceof DomainError ? error.kind : faultOf(error)
  if (failure === 'unavailable' || failure === 'crashed') {
    log.error({ err: error, request: request.id }, failure)
  }
}
