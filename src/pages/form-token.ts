import type { FastifyRequest } from 'fastify'
import { FORM_LIFETIME_MS } from '../domain/access/forms.ts'
import { cookieOf, setCookie } from '../http/cookies.ts'
import type { Clock } from '../lib/clock.ts'
import { equalInConstantTime, hmacSha256 } from '../lib/digest.ts'
import type { Ids } from '../lib/ids.ts'
import { PageFault } from './page-fault.ts'
import type { FormTokens, Visit } from './visit.ts'

/** Stands for a session where there is none yet: log-in, activation, forgotten password. */
const VISITOR = 'quadrivium-visitor'

const VISITOR_TOKEN = /^[\w-]{43}$/

const VISITOR_BYTES = 32

const NONCE_BYTES = 12

/** The form field with the token. */
export const FORM_TOKEN = 'form_token'

/** When a form was shown, and a number unique to the form: `<base 36>.<nonce>`. */
const STAMP = /^([0-9a-z]{1,11})\.[\w-]{16}$/

/**
 * The tokens of a request's forms: each is a stamp and its digest, keyed by the session's own secret, or for visitors
 * by a secret in a cookie, which is set when first needed. Another site can make a browser send the cookie, but can't
 * compute the digest.
 * @param session the token of the session, when somebody is signed in
 */
export function formTokensOf(
  { ids, clock }: { ids: Ids; clock: Clock },
  { request, reply, address }: Pick<Visit, 'request' | 'reply' | 'address'>,
  session: string | undefined,
): FormTokens {
  let secret = session ?? visitorOf(request, address)
  const digest = (key: string, stamp: string) =>
    hmacSha256(key, `quadrivium form ${stamp}`).toString('base64url')
  return {
    issue() {
      if (secret === undefined) {
        secret = ids.token(VISITOR_BYTES)
        setCookie(reply, VISITOR, secret, address)
      }
      const stamp = `${clock.now().toString(36)}.${ids.token(NONCE_BYTES)}`
      return `${stamp}.${digest(secret, stamp)}`
    },
    holds(token) {
      const mark = token.lastIndexOf('.')
      const stamp = token.slice(0, Math.max(mark, 0))
      // Compared even if there is nothing to compare with, so that the time reveals nothing.
      const expected = digest(secret ?? ids.token(VISITOR_BYTES), stamp)
      return equalInConstantTime(token.slice(mark + 1), expected) && STAMP.test(stamp)
    },
  }
}

/** Whether a form with that token can still be carried out; the token must be one of ours. */
export function isFresh(token: string, now: number): boolean {
  const shown = Number.parseInt(STAMP.exec(token.slice(0, token.lastIndexOf('.')))?.[1] ?? '', 36)
  return now - shown < FORM_LIFETIME_MS
}

/** The token sent with a form; empty without one. */
export function sentToken({ form }: Pick<Visit, 'form'>): string {
  return form.get(FORM_TOKEN) ?? ''
}

/** Refuses a form that was issued to another browser, or is sent from another site. @throws PageFault forged_form */
export function demandOwnForm(visit: Visit): void {
  if (visit.fromElsewhere || !visit.formTokens.holds(sentToken(visit))) {
    throw new PageFault('forged_form')
  }
}

function visitorOf(request: FastifyRequest, address: string): string | undefined {
  const token = cookieOf(request, VISITOR, address)
  return token !== undefined && VISITOR_TOKEN.test(token) ? token : undefined
}
