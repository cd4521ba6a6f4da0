import type { DoorQuota } from '../dialect.ts'

const MINUTE = 60_000

/** The figures that the official client assumes, per account (docs/contracts/rev.md B8); that of logins is ours. */
export const revQuotas = {
  read: { requests: 24_000, window: MINUTE, per: 'academy' },
  write: { requests: 3_600, window: MINUTE, per: 'academy' },
  // Passwords can't be tried in bulk, while an office behind one address can still log in.
  login: { requests: 60, window: MINUTE, per: 'address' },
} as const satisfies Readonly<Record<string, DoorQuota>>
