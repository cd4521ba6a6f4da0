import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import type { Principal } from '../domain/principal.ts'
import { createSession } from '../domain/access/sessions.ts'
import { localPath } from '../http/local-path.ts'
import { redirect, type Answer } from './answers.ts'
import { logInPage } from './entry/log-in.ts'
import { entryWords } from './entry/entry-words.ts'
import { beginSession, openingOf } from './entry/session.ts'
import { errorAnswerer } from './errors.ts'
import { localeOf } from './language.ts'
import { rememberLanguage } from './language-cookie.ts'
import { PageFault } from './page-fault.ts'
import type { PageServices } from './page-services.ts'
import { send } from './send.ts'
import { openVisits } from './open-visits.ts'
import type { Visit } from './visit.ts'

/** What a sign-on link requests. */
export interface SignOnRequest {
  /** The language. */
  readonly locale: string | null
  /** The path to open; ignored unless it is on our own origin. */
  readonly next: string | null
}

/** Signs a browser in for another system, which has verified the person and the link; the pages do the rest. */
export function makeSignOn(services: PageServices) {
  const { store, log, telemetry } = services
  const visits = openVisits(services)
  const answerError = errorAnswerer(visits, log)

  const admit = async (reply: FastifyReply, by: Principal, wish: SignOnRequest): Promise<FastifyReply> => {
    const visit = await visits(reply.request, reply)
    const { token } = await store.write((tx) => createSession(tx, by, openingOf(services, visit)))
    await beginSession(services, visit, token)
    telemetry?.meter?.signIn('link', 'succeeded')
    const locale = localeOf(wish.locale)
    if (locale !== undefined) rememberLanguage(reply, locale, visit.address)
    return answer(reply, visit, { ...redirect(localPath(wish.next) ?? '/'), status: 302 })
  }

  const refuse = async (reply: FastifyReply, wish: SignOnRequest): Promise<FastifyReply> => {
    telemetry?.meter?.signIn('link', 'refused')
    const visit = await visits(reply.request, reply)
    const spoken = { ...visit, locale: localeOf(wish.locale) ?? visit.locale }
    const problem = entryWords[spoken.locale].logIn.linkRefused
    return answer(reply, spoken, logInPage(spoken, { next: localPath(wish.next), problem, status: 401 }))
  }

  return {
    /** Signs the person in, and opens the requested page. */
    async admit(reply: FastifyReply, by: Principal, wish: SignOnRequest): Promise<FastifyReply> {
      try {
        return await admit(reply, by, wish)
      } catch (error) {
        // Barred since the token was checked.
        if (error instanceof DomainError && error.kind === 'unauthenticated') return refuse(reply, wish)
        throw error
      }
    },

    /** Answers an invalid link, or one that came by plain HTTP, with a page. */
    async refuse(
      reply: FastifyReply,
      why: 'not_valid' | 'not_secure',
      wish: SignOnRequest,
    ): Promise<FastifyReply> {
      if (why === 'not_secure') throw new PageFault('not_secure')
      return refuse(reply, wish)
    },

    /** Answers any error with a page. */
    answerError: (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
      answerError(error, request, reply),
  }
}

function answer(reply: FastifyReply, visit: Visit, given: Answer): FastifyReply {
  return send(reply, { locale: visit.locale, visit }, given)
}
