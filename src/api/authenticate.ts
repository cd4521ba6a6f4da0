import type { FastifyReply, FastifyRequest } from 'fastify'
import { findAccountOfHost, listHosts } from '../domain/academy/tenancy.ts'
import { findAccessToken, recordTokenUse } from '../domain/access/access-tokens.ts'
import { extendSession, findSignedIn, isConfirmed, isEndToBeMoved } from '../domain/access/sessions.ts'
import { systemOf } from '../domain/principal.ts'
import type { Reader } from '../domain/store.ts'
import { atMostOnceAMinute } from '../http/at-most-once-a-minute.ts'
import { leaveOut, noteCaller } from '../http/request-log.ts'
import { comesFromElsewhere } from '../http/own-origin.ts'
import { sessionTokenOf } from '../http/session-cookie.ts'
import { addressesAmong } from '../http/trusted-addresses.ts'
import { equalInConstantTime, hmacSha256 } from '../lib/digest.ts'
import type { ApiServices } from './api-services.ts'
import { isAccessToken } from '../lib/access-token.ts'
import { ownQuotas } from './doors/own-door.ts'
import { tooManyRequests, unauthenticatedProblem } from './problems/of-domain.ts'
import { Problem } from './problems/problem.ts'
import { coversScope } from './scopes.ts'
import type { Caller } from './table/call.ts'
import type { Operation } from './table/operation.ts'

export type Authenticate = (
  request: FastifyRequest,
  reply: FastifyReply,
  operation: Operation,
) => Promise<Caller>

/**
 * Identifies the caller by a token or a browser session, and checks that the operation accepts this kind of credential.
 * The domain decides what the person may do.
 */
export function authenticator(services: ApiServices): Authenticate {
  const findCaller = callerFinder(services)
  return async (request, reply, operation) => {
    const caller = await findCaller(request)
    if (caller === undefined) throw unauthenticatedProblem()
    // What pages ask in a person's session would push out what programs ask, and a page that watches would see itself.
    if (caller.way === 'session') leaveOut(request)
    else noteCaller(request, caller.by)
    limitRates(services, caller, operation, reply)
    demandWay(services, caller, operation)
    return caller
  }
}

/** The secret that a page sends with every change (CSRF protection), bound to its session. */
export function sessionSecretToken(secret: string): string {
  return hmacSha256(secret, 'quadrivium api').toString('base64url')
}

function callerFinder({ store, clock, log, settings }: ApiServices) {
  const moveEnd = atMostOnceAMinute(clock, log, 'failed to move the end of a session')
  const noteUse = atMostOnceAMinute(clock, log, 'failed to note the use of a token')
  return async (request: FastifyRequest): Promise<Caller | undefined> => {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const token = /^bearer +(\S+)$/i.exec(authorization)?.[1]
      if (token === undefined || !isAccessToken(token)) return undefined
      const found = await store.lookUp((reader) => findAccessToken(reader, token))
      if (found === undefined || !isFrom(found.networks, request.ip)) return undefined
      const { accountId, id, memberId } = found
      noteUse(id, () => store.write((tx) => recordTokenUse(tx, systemOf(accountId, 'api'), found)))
      const by = { accountId, door: 'api', credentialId: id, memberId, requestId: request.id }
      return { way: 'token', by, scopes: found.scopes }
    }
    const session = await store.read((reader) => findSession(reader, request, settings.publicUrl))
    if (session === undefined) return undefined
    const { signedIn, secret, fromElsewhere } = session
    if (!isSafe(request)) demandOwnPage(request, secret, fromElsewhere)
    if (isEndToBeMoved(signedIn.session, clock.now(), settings.sessionLifetime)) {
      moveEnd(signedIn.session.id, () =>
        store.write((tx) => extendSession(tx, signedIn, settings.sessionLifetime)),
      )
    }
    const by = {
      ...signedIn.principal,
      memberId: signedIn.session.memberId,
      requestId: request.id,
      ...(isConfirmed(signedIn.session, clock.now()) && { isConfirmed: true as const }),
    }
    return { way: 'session', by, signedIn: { ...signedIn, principal: by }, secret }
  }
}

async function findSession(reader: Reader, request: FastifyRequest, publicUrl: string) {
  if (request.headers.cookie === undefined) return undefined
  const account = await findAccountOfHost(reader, request.host)
  if (account === undefined) return undefined
  const secret = sessionTokenOf(request, account.address ?? publicUrl)
  if (secret === undefined) return undefined
  const [signedIn, hosts] = await Promise.all([
    findSignedIn(reader, 'console', secret),
    isSafe(request) ? [] : listHosts(reader, account.id),
  ])
  if (signedIn?.session.accountId !== account.id) return undefined
  return { signedIn, secret, fromElsewhere: comesFromElsewhere(request, publicUrl, hosts) }
}

function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

function demandOwnPage({ headers }: FastifyRequest, secret: string, fromElsewhere: boolean): void {
  const shown = headers['x-quadrivium-token']
  const isOurs = typeof shown === 'string' && equalInConstantTime(shown, sessionSecretToken(secret))
  if (fromElsewhere || !isOurs) throw new Problem('token_missing')
}

function isFrom(networks: readonly string[], address: string): boolean {
  return networks.length === 0 || addressesAmong(networks)(address)
}

function demandWay({ clock }: ApiServices, caller: Caller, { scope, session }: Operation): void {
  if (caller.way === 'token') {
    if (session !== undefined) throw new Problem('session_needed')
    if (!coversScope(caller.scopes, scope)) throw new Problem('scope_missing', { about: scope ?? '' })
  } else if (session === 'confirmed' && !isConfirmed(caller.signedIn.session, clock.now())) {
    throw new Problem('confirmation_needed')
  }
}

function limitRates(
  { rateLimits, settings }: ApiServices,
  { by, way }: Caller,
  { method }: Operation,
  reply: FastifyReply,
): void {
  if (!settings.limitRates) return
  const kind = method === 'GET' ? 'read' : 'write'
  const { requests, window } = ownQuotas[kind]
  const whose = way === 'token' ? `token ${by.credentialId ?? ''}` : `person ${by.memberId}`
  void reply.header('ratelimit-policy', `"${kind}";q=${requests};w=${window / 1_000}`)
  const key = `api ${kind} ${whose}`
  const allowance = rateLimits.take(key, { requests, window })
  if (!allowance.allowed) {
    void reply.header('ratelimit', `"${kind}";r=0;t=${allowance.retryAfter}`)
    throw tooManyRequests(allowance.retryAfter)
  }
  void reply.header('ratelimit', `"${kind}";r=${requests - rateLimits.counted(key, { window })}`)
}
