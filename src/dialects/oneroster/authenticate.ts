import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { findCredential } from '../../domain/access/sessions.ts'
import { unauthenticated } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import { noteCaller } from '../../http/request-log.ts'
import type { Services } from '../dialect.ts'
import { readAccessToken } from './access-token.ts'
import { insufficientScope, unauthorised } from './errors.ts'
import { limitReads } from './limit-rates.ts'
import { nameOfScope, type Scope } from './scopes.ts'

/** A request with the result of `authenticate`. */
interface Authenticated extends FastifyRequest {
  principal?: Principal
  scopes?: readonly Scope[]
}

/** The principal of a request that has passed `authenticate`. */
export function principalOf({ principal }: Authenticated): Principal {
  if (principal === undefined) throw unauthenticated()
  return principal
}

/** @throws OneRosterError when the token of the request doesn't have the scope, or a wider one */
export function demandScope({ scopes = [] }: Authenticated, scope: Scope): void {
  if (scopes.includes(scope) || scopes.includes('roster')) return
  throw insufficientScope(nameOfScope(scope))
}

/** The hook that finds the client of `Authorization: Bearer <token>`, and counts the request against its account. */
export function authenticate(services: Services): onRequestAsyncHookHandler {
  const { store, clock, sealedBox } = services
  return async (request: Authenticated) => {
    const token = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) {
      throw unauthorised('Send an access token: the header Authorization with the scheme Bearer.')
    }
    const said = readAccessToken(sealedBox, token, clock.now())
    if (said === undefined) throw unauthorised('The access token is not valid any more. Request a new one.')
    const found = await store.lookUp((reader) => findCredential(reader, 'oneroster', said.client))
    if (found === undefined) throw unauthorised('The key of this access token was revoked.')
    const { accountId, id } = found
    const principal = { accountId, door: 'oneroster', credentialId: id, memberId: null }
    request.principal = principal
    request.scopes = said.scopes
    noteCaller(request, principal)
    limitReads(services, accountId)
  }
}
