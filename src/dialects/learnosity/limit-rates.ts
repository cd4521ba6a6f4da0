import type { Services } from '../dialect.ts'
import { LearnosityError } from './errors.ts'

// The maximum number of requests of one consumer key to one endpoint for one action, in any five seconds
// (docs/contracts/learnosity.md section 11).
const WINDOW = 5_000
const READS = 1000
const WRITES = 50

/** Counts a request, or refuses it. @throws LearnosityError 42000 */
export function limitRate(
  { rateLimits, settings }: Services,
  consumerKey: string,
  endpoint: string,
  action: string,
): void {
  if (!settings.limitRates) return
  const requests = quotaOf(action, settings.quotas)
  const key = `learnosity ${consumerKey} ${endpoint} ${action}`
  const { allowed } = rateLimits.takeSliding(key, { requests, window: WINDOW })
  if (!allowed) throw new LearnosityError(42000)
}

function quotaOf(action: string, quotas: Services['settings']['quotas']): number {
  switch (action) {
    case 'get':
      return quotas?.['learnosity.get'] ?? READS
    case 'update':
      return quotas?.['learnosity.update'] ?? WRITES
    default:
      return quotas?.['learnosity.set'] ?? WRITES
  }
}
