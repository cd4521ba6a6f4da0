import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '../../../domain/errors.ts'
import { signInByKey, signInByPassword, type Opening } from '../../../domain/access/sessions.ts'
import { findAccountOfHost } from '../../../domain/academy/tenancy.ts'
import { sha256 } from '../../../lib/digest.ts'
import { fold } from '../../../lib/text.ts'
import type { Services } from '../../dialect.ts'
import { RevError } from '../errors.ts'
import { fieldsOf, queryOf } from '../read-request.ts'
import { presentKeyLogin, presentPasswordLogin } from './session-wire.ts'

const TOKEN_BYTES = 64
// Clients repeat a failed login up to four times by themselves, so it takes clearly more to lock a name (B3).
const FAILURES = { requests: 20, window: 15 * 60_000 }

/** Logging in; these routes ignore any Authorization header. */
export function loginRoutes(app: FastifyInstance, services: Services): void {
  const { store, rateLimits, settings } = services

  app.post('/api/v2/user/login', async (request) => {
    const [username, password] = pairOf(request, 'username', 'password')
    const account = await store.read((reader) => findAccountOfHost(reader, request.host))
    if (account === undefined) throw invalidCredentials()
    // By the form in which names are compared, so that another casing is no new try; hashed, so that it is short.
    const failures = `rev failed login ${account.id} ${sha256(fold(username))}`
    if (settings.limitRates && !rateLimits.take(failures, FAILURES).allowed) throw invalidCredentials()
    const opened = await refusedAlike(
      signInByPassword(store, account.id, username, password, opening(services)),
    )
    rateLimits.forget(failures)
    return presentPasswordLogin(opened)
  })

  app.post('/api/v2/authenticate', async (request) => {
    const [key, secret] = pairOf(request, 'apikey', 'secret')
    return presentKeyLogin(await refusedAlike(signInByKey(store, key, secret, opening(services))))
  })
}

function opening({ ids, settings }: Services): Opening {
  return { door: 'rev', token: ids.token(TOKEN_BYTES), lifetime: settings.sessionLifetime }
}

/** Two values from the body, or from the query: one published client sends them there, with an empty body. */
function pairOf(request: FastifyRequest, first: string, second: string): [string, string] {
  const fields = fieldsOf(request)
  const query = queryOf(request)
  const [a, b] = [first, second].map((name) => fields[name] ?? query.get(name)?.at(-1))
  if (typeof a !== 'string' || typeof b !== 'string' || a === '' || b === '') throw invalidCredentials()
  return [a, b]
}

async function refusedAlike<T>(signIn: Promise<T>): Promise<T> {
  try {
    return await signIn
  } catch (error) {
    const refused = error instanceof DomainError && error.kind === 'unauthenticated'
    throw refused ? invalidCredentials() : error
  }
}

/** All reasons for which a login fails look alike (B3). */
function invalidCredentials(): RevError {
  return new RevError(401, 'InvalidCredentials', 'The credentials are not valid.')
}
