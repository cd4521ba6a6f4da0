import type { Services } from '../dialect.ts'
import { LearnosityError } from './errors.ts'

// Requests of one consumer key to one endpoint for one action, in any five seconds (contracts/learnosity.md section 11).
const WINDOW = 5_000
const READS = { requests: 1000, window: WINDOW }
const WRITES = { requests: 50, window: WINDOW }

/** Counts a request, or refuses it. @throws LearnosityError 42000 */
export function limitRate(
  { rateLimits, settings }: Services,
  consumerKey: string,
  endpoint: string,
  action: string,
): void {
  if (!settings.limitRates) return
  const quota = action === 'get' ? READS : WRITES
  const { allowed } = rateLimits.takeSliding(`learnosity ${consumerKey} ${endpoint} ${action}`, quota)
  if (!allowed) throw new LearnosityError(42000)
}
