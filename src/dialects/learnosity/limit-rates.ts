import type { Services } from '../dialect.ts'
import { LearnosityError } from './errors.ts'
import { learnosityQuotas } from './learnosity-quotas.ts'

/** Counts a request, or refuses it. @throws LearnosityError 42000 */
export function limitRate(
  { rateLimits, settings }: Services,
  consumerKey: string,
  endpoint: string,
  action: string,
): void {
  if (!settings.limitRates) return
  const kind = action === 'get' || action === 'update' ? action : 'set'
  const { requests, window } = learnosityQuotas[kind]
  const { allowed } = rateLimits.takeSliding(`learnosity ${consumerKey} ${endpoint} ${action}`, {
    requests: settings.quotas?.[`learnosity.${kind}`] ?? requests,
    window,
  })
  if (!allowed) throw new LearnosityError(42000)
}
