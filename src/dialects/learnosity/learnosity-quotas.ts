import type { DoorQuota } from '../dialect.ts'

const WINDOW = 5_000

/**
 * The maximum number of requests of one consumer key to one endpoint for one action, in any five seconds
 * (docs/contracts/learnosity.md section 11).
 */
export const learnosityQuotas = {
  get: { requests: 1_000, window: WINDOW, per: 'endpoint' },
  set: { requests: 50, window: WINDOW, per: 'endpoint' },
  update: { requests: 50, window: WINDOW, per: 'endpoint' },
} as const satisfies Readonly<Record<string, DoorQuota>>
