import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { unauthenticated } from '../../domain/errors.ts'
import { extendSession, getSession, isEndToBeMoved, type SignedIn } from '../../domain/access/sessions.ts'
import type { Principal } from '../../domain/principal.ts'
import { atMostOnceAMinute } from '../../http/at-most-once-a-minute.ts'
import type { Services } from '../dialect.ts'
import { noteCaller } from '../../http/request-log.ts'

/** A request with the result of `authenticate`. A WeakMap entry for each took a twelfth of the time of a small read. */
interface Authenticated extends FastifyRequest {
  signedIn?: SignedIn
}

/** The session of a request that has passed `authenticate`. */
export function sessionOf({ signedIn: found }: Authenticated): SignedIn {
  if (found === undefined) throw unauthenticated()
  return found
}

/** The principal of a request that has passed `authenticate`. */
export function principalOf(request: FastifyRequest): Principal {
  return sessionOf(request).principal
}

/**
 * The hook that finds the session of `Authorization: VBrick <token>` (docs/contracts/rev.md B2). A session that is used
 * is extended: its end moves, in the background and at most once a minute.
 */
export function authenticate({ store, clock, log, settings }: Services): onRequestAsyncHookHandler {
  const occasionally = atMostOnceAMinute(clock, log, 'failed to move the end of a session')
  return async (request: Authenticated) => {
    const token = tokenOf(request.headers.authorization)
    if (token === undefined) throw unauthenticated()
    const found = await store.lookUp((reader) => getSession(reader, 'rev', token))
    request.signedIn = found
    noteCaller(request, found.principal)

    const { session } = found
    if (!isEndToBeMoved(session, clock.now(), settings.sessionLifetime)) return
    occasionally(session.id, () => store.write((tx) => extendSession(tx, found, settings.sessionLifetime)))
  }
}

/** The scheme is accepted in any case, followed by one or more blanks. */
function tokenOf(header: string | undefined): string | undefined {
  return /^vbrick +([\w-]+) *$/i.exec(header ?? '')?.[1]
}
