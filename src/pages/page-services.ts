import type { Logger } from 'pino'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import type { Store } from '../domain/store.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'

/** What the pages may use. */
export interface PageServices {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly rateLimits: RateLimits
  /** Seals what a form says of itself. */
  readonly sealedBox: SealedBox
  /** Writes down who tried in vain to sign in. */
  readonly failedSignIns: FailedSignIns
  readonly settings: PageSettings
}

export interface PageSettings {
  /** Whether guessing passwords is slowed down. */
  readonly limitRates: boolean
  /** How long a session lasts without being used, in milliseconds. */
  readonly sessionLifetime: number
  /** How long a session lasts however much it is used, in milliseconds. */
  readonly longestSession: number
  readonly trustedProxies: readonly string[]
  /** How people reach the server: an origin, to which links lead. */
  readonly publicUrl: string
}
