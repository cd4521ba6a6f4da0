import type { Services } from '../dialect.ts'
import { tooMany } from './errors.ts'

const MINUTE = 60_000
/** Requests of an account in a minute. */
const READS = 24_000
/** Token requests from an address in a minute: few enough that secrets can't be tried in bulk. */
const TOKENS = 60

/** Counts a read against its account. @throws OneRosterError */
export function limitReads({ rateLimits, settings }: Services, accountId: number): void {
  if (!settings.limitRates) return
  const requests = settings.quotas?.['oneroster.read'] ?? READS
  const allowance = rateLimits.take(`oneroster ${accountId} read`, { requests, window: MINUTE })
  if (!allowance.allowed) throw tooMany(allowance.retryAfter)
}

/** Counts a token request against the client's address. @throws OneRosterError */
export function limitTokens({ rateLimits, settings }: Services, address: string): void {
  if (!settings.limitRates) return
  const requests = settings.quotas?.['oneroster.token'] ?? TOKENS
  const allowance = rateLimits.take(`oneroster token ${address}`, { requests, window: MINUTE })
  if (!allowance.allowed) throw tooMany(allowance.retryAfter)
}
