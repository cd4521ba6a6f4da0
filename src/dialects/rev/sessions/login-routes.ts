import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '../../../domain/errors.ts'
import {
  signInByKey,
  signInByPassword,
  TooManyTries,
  type Opening,
  type SignInServices,
} from '../../../domain/access/sessions.ts'
import { findAccountOfHost } from '../../../domain/academy/tenancy.ts'
import { PasswordGuard } from '../../../http/sign-in-guard.ts'
import type { Services } from '../../dialect.ts'
import { RevError } from '../errors.ts'
import { fieldsOf, queryOf } from '../read-request.ts'
import { presentKeyLogin, presentPasswordLogin } from './session-wire.ts'

// A name and a password, from unauthenticated clients.
const SHORT = { config: { longestBody: 8 * 1024 } }
const TOKEN_BYTES = 64

/** Logging in; these routes ignore any Authorization header. */
export function loginRoutes(app: FastifyInstance, services: Services): void {
  const { store, rateLimits, settings, failedSignIns, telemetry } = services
  const guard = new PasswordGuard(rateLimits, settings.limitRates)
  const signIns: SignInServices = { store, guard, failures: failedSignIns, meter: telemetry?.meter }

  app.post('/api/v2/user/login', SHORT, async (request) => {
    const [name, password] = pairOf(request, 'username', 'password')
    const account = await store.read((reader) => findAccountOfHost(reader, request.host))
    if (account === undefined) throw invalidCredentials()
    const attempt = { name, password, address: request.ip }
    return presentPasswordLogin(
      await refusedAlike(signInByPassword(signIns, account.id, attempt, opening(services, request))),
    )
  })

  app.post('/api/v2/authenticate', SHORT, async (request) => {
    const [key, secret] = pairOf(request, 'apikey', 'secret')
    const attempt = { key, secret, address: request.ip }
    return presentKeyLogin(await refusedAlike(signInByKey(signIns, attempt, opening(services, request))))
  })
}

function opening({ ids, settings }: Services, { headers }: FastifyRequest): Opening {
  return {
    door: 'rev',
    token: ids.token(TOKEN_BYTES),
    lifetime: settings.sessionLifetime,
    longest: settings.longestSession,
    agent: headers['user-agent'],
  }
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
    if (error instanceof TooManyTries) throw tooManyTries(error)
    const refused = error instanceof DomainError && error.kind === 'unauthenticated'
    throw refused ? invalidCredentials() : error
  }
}

function tooManyTries({ retryAfter }: TooManyTries): RevError {
  return new RevError(429, 'TooManyRequests', 'Too many wrong passwords. Try again later.', retryAfter)
}

/** All reasons for a failed login look alike (B3). */
function invalidCredentials(): RevError {
  return new RevError(401, 'InvalidCredentials', 'The credentials are not valid.')
}
