import type { Logger } from 'pino'
import type { Letterhead } from '../domain/academy/address.ts'
import type { Mail } from '../domain/delivery/events.ts'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import type { Store } from '../domain/store.ts'
import type { RequestLog } from '../http/request-log.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'

/** What the API may use. */
export interface ApiServices {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly rateLimits: RateLimits
  readonly failedSignIns: FailedSignIns
  readonly sealedBox: SealedBox
  readonly settings: ApiSettings
  /** The doors that the server has. */
  readonly doors: readonly ApiDoor[]
  /** The last requests of each door. */
  readonly requests: RequestLog
  /** Aborted when the server ends; left out: it isn't told. */
  readonly closing?: AbortSignal
  /** A mail as delivery hands it to the mail server. */
  readonly renderMail: (
    mail: Mail,
    letterhead: Letterhead,
  ) => { readonly text: string; readonly html: string }
}

/** A door as far as this API tells of it. */
export interface ApiDoor {
  readonly name: string
  /** There, where the door says how webhooks look. */
  readonly webhookFormat?: unknown
  /** What has a quota. */
  readonly quotas?: readonly string[]
  readonly document?: { readonly title: string }
  /** How the door is used. */
  readonly guide?: () => Promise<DoorGuide>
  /** What opens it, where it has keys of its own. */
  readonly keys?: DoorKeys
}

/** What whoever begins with a door wants to know. */
export interface DoorGuide {
  /** Behind the address of the academy, where the door begins. */
  readonly path: string
  /** What differs from the vendor: a sentence each. */
  readonly differences: readonly string[]
  /** A first call, by an academy's address. */
  readonly snippets: (address: string) => {
    readonly curl: string
    readonly javascript: string
    readonly python: string
  }
}

/** What a door's keys are: how they are made, for whom they act, and of which kind they are. */
export interface DoorKeys {
  readonly make: (ids: Ids) => { readonly key: string; readonly secret?: string }
  readonly actsFor: 'account' | 'member'
  readonly kind: 'shown' | 'signing' | 'consumer'
}

export interface ApiSettings {
  /** Whether requests are counted and guessing passwords is slowed down. */
  readonly limitRates: boolean
  /** How long a session lasts without being used, in milliseconds. */
  readonly sessionLifetime: number
  readonly trustedProxies: readonly string[]
  /** How people reach the server: an origin. */
  readonly publicUrl: string
  /** How long the link of an invitation is good, in milliseconds; left out: 30 days. */
  readonly invitationLifetime?: number
}
