import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { findCredential } from '../../domain/access/sessions.ts'
import { unauthenticated } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import { noteCaller } from '../../http/request-log.ts'
import type { Services } from '../dialect.ts'
import { clientOfToken } from './access-token.ts'
import { unauthorised } from './errors.ts'
import { limitReads } from './limit-rates.ts'

/** A request with the result of `authenticate`. */
interface Authenticated extends FastifyRequest {
  principal?: Principal
}

/** The principal of a request that has passed `authenticate`. */
export function principalOf({ principal }: Authenticated): Principal {
  if (principal === undefined) throw unauthenticated()
  return principal
}

/** The hook that finds the client of `Authorization: Bearer <token>`, and counts the request against its account. */
export function authenticate(services: Services): onRequestAsyncHookHandler {
  const { store, clock, sealedBox } = services
  return async (request: Authenticated) => {
    const token = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) {
      throw unauthorised('Send an access token: the header Authorization with the scheme Bearer.')
    }
    const client = clientOfToken(sealedBox, token, clock.now())
    if (client === undefined) throw unauthorised('The access token is not valid any more. Request a new one.')
    const found = await store.lookUp((reader) => findCredential(reader, 'oneroster', client))
    if (found === undefined) throw unauthorised('The key of this access token was revoked.')
    const { accountId, id } = found
    const principal = { accountId, door: 'oneroster', credentialId: id, memberId: null }
    request.principal = principal
    noteCaller(request, principal)
    limitReads(services, accountId)
  }
}
