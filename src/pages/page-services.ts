import type { Logger } from 'pino'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import type { Store } from '../domain/store.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import type { Telemetry } from '../lib/telemetry.ts'

/** What the pages may use. */
export interface PageServices {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  /** Is told what happens; omitted: nobody watches. */
  readonly telemetry?: Telemetry | undefined
  readonly rateLimits: RateLimits
  /** Seals the data that a form carries. */
  readonly sealedBox: SealedBox
  /** Records failed sign-ins. */
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
  /** The public origin of the server, used in links. */
  readonly publicUrl: string
}
