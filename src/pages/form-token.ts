import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOf, setCookie } from '../http/cookies.ts'
import { equalInConstantTime, hmacSha256 } from '../lib/digest.ts'
import type { Ids } from '../lib/ids.ts'
import { PageFault } from './page-fault.ts'
import type { PageServices } from './page-services.ts'
import type { Visit } from './visit.ts'

/** Stands for a session where there is none yet: log in, activation, forgotten password. */
const VISITOR = 'quadrivium-visitor'
const VISITOR_TOKEN = /^[\w-]{43}$/
const VISITOR_BYTES = 32

/** The field that carries the token. */
export const FORM_TOKEN = 'form_token'

/**
 * What makes the token of a request's forms: a digest keyed by the session's own secret, or by the one of a cookie for
 * visitors, which is set when it is first needed. Another site can make a browser send the cookie, but not the digest.
 * @param session the token of the session, when somebody is signed in
 */
export function formTokenOf(
  { ids, settings }: { ids: Ids; settings: PageServices['settings'] },
  request: FastifyRequest,
  reply: FastifyReply,
  session: string | undefined,
): () => string {
  let secret = session ?? visitorOf(request, settings.publicUrl)
  return () => {
    if (secret === undefined) {
      secret = ids.token(VISITOR_BYTES)
      setCookie(reply, VISITOR, secret, settings.publicUrl)
    }
    return hmacSha256(secret, 'quadrivium form').toString('base64url')
  }
}

/** Refuses a form that this browser wasn't given, or that another site sends. @throws PageFault forged_form */
export function demandOwnForm({ request, form, formToken }: Visit): void {
  const given = form.get(FORM_TOKEN) ?? ''
  if (comesFromElsewhere(request) || !equalInConstantTime(given, formToken())) {
    throw new PageFault('forged_form')
  }
}

function comesFromElsewhere({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const { origin } = headers
  // Our own pages say `null`: they have `Referrer-Policy: no-referrer`, and browsers then keep the origin to themselves.
  if (origin === undefined || origin === 'null') return false
  return !URL.canParse(origin) || new URL(origin).host !== host.toLowerCase()
}

function visitorOf(request: FastifyRequest, publicUrl: string): string | undefined {
  const token = cookieOf(request, VISITOR, publicUrl)
  return token !== undefined && VISITOR_TOKEN.test(token) ? token : undefined
}
