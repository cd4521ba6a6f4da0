import type { DoorQuota } from '../dialect.ts'

const MINUTE = 60_000

export const onerosterQuotas = {
  read: { requests: 24_000, window: MINUTE, per: 'academy' },
  // So few that secrets can't be tried in bulk.
  token: { requests: 60, window: MINUTE, per: 'address' },
} as const satisfies Readonly<Record<string, DoorQuota>>
