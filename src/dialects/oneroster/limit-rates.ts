import { quotaKey } from '../../http/rate-limits.ts'
import type { Services } from '../dialect.ts'
import { tooMany } from './errors.ts'
import { onerosterQuotas } from './oneroster-quotas.ts'

/** Counts a read against its account. @throws OneRosterError */
export function limitReads({ rateLimits, settings }: Services, accountId: number): void {
  if (!settings.limitRates) return
  const { requests, window } = onerosterQuotas.read
  const allowance = rateLimits.take(quotaKey('oneroster', accountId, 'read'), {
    requests: settings.quotas?.['oneroster.read'] ?? requests,
    window,
  })
  if (!allowance.allowed) throw tooMany(allowance.retryAfter)
}

/** Counts a token request against the client's address. @throws OneRosterError */
export function limitTokens({ rateLimits, settings }: Services, address: string): void {
  if (!settings.limitRates) return
  const { requests, window } = onerosterQuotas.token
  const allowance = rateLimits.take(`oneroster token ${address}`, {
    requests: settings.quotas?.['oneroster.token'] ?? requests,
    window,
  })
  if (!allowance.allowed) throw tooMany(allowance.retryAfter)
}
