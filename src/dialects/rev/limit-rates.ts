import type { onRequestAsyncHookHandler } from 'fastify'
import type { Services } from '../dialect.ts'
import { sessionOf } from './authenticate.ts'
import { RevError } from './errors.ts'

const MINUTE = 60_000
// The figures that the official client assumes, per account (docs/contracts/rev.md B8).
const READS = 24_000
const WRITES = 3_600
// Ours: per address, so that passwords can't be tried in bulk while an office behind one address can still log in.
const LOGINS = 60

/** The hook that counts a request with a session against its account. */
export function limitRates({ rateLimits, settings }: Services): onRequestAsyncHookHandler {
  return async (request) => {
    if (!settings.limitRates) return
    const { accountId } = sessionOf(request).principal
    const kind = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write'
    const requests = settings.quotas?.[`rev.${kind}`] ?? (kind === 'read' ? READS : WRITES)
    refuse(rateLimits.take(`rev ${accountId} ${kind}`, { requests, window: MINUTE }))
  }
}

/** The hook that counts a login against the client's address. */
export function limitLogins({ rateLimits, settings }: Services): onRequestAsyncHookHandler {
  return async (request) => {
    if (!settings.limitRates) return
    const requests = settings.quotas?.['rev.login'] ?? LOGINS
    refuse(rateLimits.take(`rev login ${request.ip}`, { requests, window: MINUTE }))
  }
}

function refuse(allowance: ReturnType<Services['rateLimits']['take']>): void {
  if (allowance.allowed) return
  throw new RevError(429, 'TooManyRequests', 'Too many requests. Try again later.', allowance.retryAfter)
}
