import type { onRequestAsyncHookHandler } from 'fastify'
import type { Services } from '../dialect.ts'
import { sessionOf } from './authenticate.ts'
import { RevError } from './errors.ts'

const MINUTE = 60_000
// The figures that the official client assumes, per account (contracts/rev.md B8).
const READS = { requests: 24_000, window: MINUTE }
const WRITES = { requests: 3_600, window: MINUTE }
// Ours: per address, so that passwords can't be tried in bulk while an office behind one address can still log in.
const LOGINS = { requests: 60, window: MINUTE }

/** The hook that counts a request with a session against its account. */
export function limitRates({ rateLimits, settings }: Services): onRequestAsyncHookHandler {
  return async (request) => {
    if (!settings.limitRates) return
    const { accountId } = sessionOf(request).principal
    const reads = request.method === 'GET' || request.method === 'HEAD'
    refuse(rateLimits.take(`rev ${accountId} ${reads ? 'read' : 'write'}`, reads ? READS : WRITES))
  }
}

/** The hook that counts a login against the address that it comes from. */
export function limitLogins({ rateLimits, settings }: Services): onRequestAsyncHookHandler {
  return async (request) => {
    if (settings.limitRates) refuse(rateLimits.take(`rev login ${request.ip}`, LOGINS))
  }
}

function refuse(allowance: ReturnType<Services['rateLimits']['take']>): void {
  if (allowance.allowed) return
  throw new RevError(429, 'TooManyRequests', 'Too many requests. Try again later.', allowance.retryAfter)
}
