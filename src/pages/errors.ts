import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { DomainError, type Kind } from '../domain/errors.ts'
import { faultOf, type Fault } from '../http/faults.ts'
import { page } from './answers.ts'
import { NeedsWriter } from '../lib/needs-writer.ts'
import { html } from './html.ts'
import { chooseLocale } from './language.ts'
import { PageFault, type PageRefusal } from './page-fault.ts'
import { pageWords, type Trouble } from './page-words.ts'
import { send } from './send.ts'
import type { Visits } from './visit.ts'

interface Wrong {
  readonly status: number
  readonly trouble: Trouble
}

/** Every kind of refusal and error: a new kind doesn't compile without a page. */
const table: Readonly<Record<Kind | Fault | PageRefusal, Wrong>> = {
  invalid: { status: 400, trouble: 'invalid' },
  unauthenticated: { status: 403, trouble: 'forbidden' },
  forbidden: { status: 403, trouble: 'forbidden' },
  not_found: { status: 404, trouble: 'not_found' },
  conflict: { status: 409, trouble: 'conflict' },
  limited: { status: 429, trouble: 'limited' },
  unavailable: { status: 503, trouble: 'unavailable' },
  malformed_body: { status: 400, trouble: 'bad_request' },
  malformed_request: { status: 400, trouble: 'bad_request' },
  unsupported_media_type: { status: 415, trouble: 'bad_request' },
  body_too_large: { status: 413, trouble: 'too_large' },
  too_many_values: { status: 413, trouble: 'too_large' },
  wrong_encoding: { status: 400, trouble: 'bad_request' },
  overloaded: { status: 503, trouble: 'unavailable' },
  no_such_route: { status: 404, trouble: 'not_found' },
  method_not_allowed: { status: 405, trouble: 'method_not_allowed' },
  crashed: { status: 500, trouble: 'crashed' },
  forged_form: { status: 403, trouble: 'forged_form' },
  no_academy: { status: 404, trouble: 'no_academy' },
  not_secure: { status: 403, trouble: 'not_secure' },
}

/** Answers every error with a page in the reader's language. */
export function errorAnswerer(visits: Visits, log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const wrong = wrongBehind(log, error, request)
    if (isUnknownAddress(error) && !acceptsHtml(request)) {
      return reply.code(404).send({ status: 404, error: 'no_such_route' })
    }
    visits(request, reply)
      .catch((failure: unknown) => {
        // The session was to be extended, which can wait for the next page.
        if (failure instanceof NeedsWriter) return visits(request, reply)
        throw failure
      })
      .catch((failure: unknown) => {
        // If opening the visit is what failed, that is already logged.
        if (failure !== error) wrongBehind(log, failure, request)
        return undefined
      })
      .then((visit) => {
        const locale = visit?.locale ?? localeOfBrowser(request)
        const [heading, text] = pageWords[locale].errors[wrong.trouble]
        const main = html`<p>${text}</p>
          ${visit && html`<p><a href="/">${pageWords[locale].toStart}</a></p>`}`
        send(reply, { locale, visit }, page(heading, main, { status: wrong.status, width: 'narrow' }))
      })
      .catch((failure: unknown) => {
        log.error({ err: failure, request: request.id }, 'an error could not be answered with a page')
        void reply.code(500).type('text/plain').send('')
      })
    return reply
  }
}

function wrongBehind(log: Logger, error: unknown, request: FastifyRequest): Wrong {
  if (error instanceof PageFault) return table[error.refusal]
  if (error instanceof DomainError) {
    if (error.kind === 'unavailable') log.error({ err: error, request: request.id }, 'unavailable')
    return table[error.kind]
  }
  const fault = faultOf(error)
  if (fault === 'crashed') log.error({ err: error, request: request.id }, 'crashed')
  return table[fault]
}

function isUnknownAddress(error: unknown): boolean {
  return !(error instanceof DomainError) && faultOf(error) === 'no_such_route'
}

/** Programs that request a missing address get no page. */
function acceptsHtml({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? '')
}

function localeOfBrowser({ headers }: FastifyRequest) {
  return chooseLocale({
    wish: undefined,
    person: undefined,
    academy: undefined,
    browser: headers['accept-language'],
  })
}
