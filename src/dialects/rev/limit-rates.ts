import type { onRequestAsyncHookHandler } from 'fastify'
import { quotaKey } from '../../http/rate-limits.ts'
import type { Services } from '../dialect.ts'
import { sessionOf } from './authenticate.ts'
import { RevError } from './errors.ts'
import { revQuotas } from './rev-quotas.ts'

/** The hook that counts a request with a session against its account. */
export function limitRates({ rateLimits, settings }: Services): onRequestAsyncHookHandler {
  return async (request) => {
    if (!settings.limitRates) return
    const { accountId } = sessionOf(request).principal
    const kind = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write'
    const { requests, window } = revQuotas[kind]
    refuse(
      rateLimits.take(quotaKey('rev', accountId, kind), {
        requests: settings.quotas?.[`rev.${kind}`] ?? requests,
        window,
      }),
    )
  }
}

/** The hook that counts a login against the client's address. */
export function limitLogins({ rateLimits, settings }: Services): onRequestAsyncHookHandler {
  return async (request) => {
    if (!settings.limitRates) return
    const { requests, window } = revQuotas.login
    refuse(
      rateLimits.take(`rev login ${request.ip}`, {
        requests: settings.quotas?.['rev.login'] ?? requests,
        window,
      }),
    )
  }
}

function refuse(allowance: ReturnType<Services['rateLimits']['take']>): void {
  if (allowance.allowed) return
  throw new RevError(429, 'TooManyRequests', 'Too many requests. Try again later.', allowance.retryAfter)
}
