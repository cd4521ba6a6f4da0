import type { Logger } from 'pino'
import type { Letterhead } from '../domain/academy/address.ts'
import type { Mail } from '../domain/delivery/events.ts'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import type { Job } from '../domain/learning/job.ts'
import type { Principal } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import type { RequestLog } from '../http/request-log.ts'
import type { Quota, RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import type { Telemetry } from '../lib/telemetry.ts'

/** What this API is called among the doors: in the log, the audit trail and the request log. */
export const API_DOOR = 'api'

/** Where it stands, below the academy's address. */
export const API_ROOT = '/api/quadrivium/v1'

/** What the API may use. */
export interface ApiServices {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  /** Is told what happens; omitted: nobody watches. */
  readonly telemetry?: Telemetry | undefined
  readonly rateLimits: RateLimits
  readonly failedSignIns: FailedSignIns
  readonly sealedBox: SealedBox
  readonly settings: ApiSettings
  /** The doors of this server. */
  readonly doors: readonly ApiDoor[]
  /** The most recent requests of each door. */
  readonly requests: RequestLog
  /** Makes backups; omitted: this server can't. */
  readonly backups?: ApiBackups | undefined
  /** The server as those who run an academy on it see it; omitted: nothing is known of it. */
  readonly installation?: ApiInstallation | undefined
  /** Aborted when the server shuts down; omitted: never. */
  readonly closing?: AbortSignal
  /** Prints a certificate as its holder gets it, with a code that proves nothing. Times are in milliseconds. */
  readonly printPreview: (preview: {
    readonly language: string
    readonly academy: string
    readonly address: string
    readonly holder: string
    readonly name: string
    readonly issued: number
    readonly expires: number | null
    readonly accent: string | null
    readonly logo: Buffer | null
  }) => Promise<Buffer>
  /** Renders a mail as delivery sends it. */
  readonly renderMail: (
    mail: Mail,
    letterhead: Letterhead,
  ) => { readonly text: string; readonly html: string }
}

/** Backups of the whole database. */
export interface ApiBackups {
  /** Whether the engine is one that the server backs up. */
  readonly isPossible: boolean
  /** The newest first; times in milliseconds. */
  list(): readonly { readonly name: string; readonly created: number; readonly bytes: number }[]
  /** Starts one. @throws forbidden, conflict (one is being made) */
  create(by: Principal): Promise<Job>
}

/** The server, with what is set for all its academies. */
export interface ApiInstallation {
  readonly version: string
  readonly engine: 'sqlite' | 'postgres'
  /** When the last backup was made, in milliseconds; undefined: none is known. */
  lastBackup(): number | undefined
  /** Where mails go; undefined: there is no mail server, and mails wait. */
  readonly mail?: ApiMailServer | undefined
  /** In whose name mails go out for academies without a sender of their own; undefined: nothing is set. */
  readonly mailFrom: string | undefined
  /** How long a session lasts however much it is used, and an invitation is good, in days. */
  readonly sessionDays: number
  readonly invitationDays: number
  /** How long mails and webhook messages are kept, in days. */
  readonly deliveryDays: number
  /** How long the audit trail is kept at most, in days; undefined: for ever. */
  readonly auditDays: number | undefined
  /** Origins whose pages may call the API and the doors. */
  readonly corsOrigins: readonly string[]
}

/** The mail server, and a way to try it. */
export interface ApiMailServer {
  /** Host and port. */
  readonly server: string
  /** Whether it speaks TLS from the start; otherwise TLS begins when the mail server offers it. */
  readonly isSecure: boolean
  /** Sends a mail at once. @throws DomainError forbidden, invalid (to) */
  test(by: Principal, to: string): Promise<ApiTestedMail>
}

/** How a test mail went. */
export interface ApiTestedMail {
  readonly state: 'sent' | 'delayed' | 'refused'
  readonly answer: string
  readonly id: number | null
  readonly server: string
  readonly sender: string
  readonly hint: string | null
  readonly dialogue: readonly { readonly by: 'client' | 'server' | 'network'; readonly text: string }[]
}

/** How many requests of a kind a door takes in a window of time. */
export interface ApiQuota extends Quota {
  /** Whose requests they are. What an academy does is counted under `quotaKey`. */
  readonly per: 'academy' | 'address' | 'key' | 'endpoint'
}

/** What this API shows of a door. */
export interface ApiDoor {
  readonly name: string
  /** Present when the door defines a webhook format. */
  readonly webhookFormat?: unknown
  /** Its quotas, by the kind of request. */
  readonly quotas?: Readonly<Record<string, ApiQuota>>
  readonly document?: { readonly title: string }
  /** How to use the door. */
  readonly guide?: () => Promise<DoorGuide>
  /** Its own kind of keys, if it has one. */
  readonly keys?: DoorKeys
}

/** What a developer needs to start with a door. */
export interface DoorGuide {
  /** The path of the door, below the academy's address. */
  readonly path: string
  /** Differences from the vendor's API, one sentence each. */
  readonly differences: readonly string[]
  /** A first call, for the given address of an academy. */
  readonly snippets: (address: string) => {
    readonly curl: string
    readonly javascript: string
    readonly python: string
  }
}

/** A door's keys: how they are made, for whom they act, and their kind. */
export interface DoorKeys {
  readonly make: (ids: Ids) => { readonly key: string; readonly secret?: string }
  readonly actsFor: 'account' | 'member'
  readonly kind: 'shown' | 'signing' | 'consumer'
}

export interface ApiSettings {
  /** Whether requests are rate limited and password guessing is slowed down. */
  readonly limitRates: boolean
  /** The doors' quotas that differ from their own figures: `rev.login`. Omitted: none. */
  readonly quotas?: Readonly<Record<string, number>>
  /** How long an unused session lasts, in milliseconds. */
  readonly sessionLifetime: number
  readonly trustedProxies: readonly string[]
  /** The origin under which people reach the server. */
  readonly publicUrl: string
  /** How long an invitation link is valid, in milliseconds; default: 30 days. */
  readonly invitationLifetime?: number
  /** The longest file that can be imported, in bytes; default: 256 MB. */
  readonly longestImport?: number
}

/** Whether mails wait, because it is known that no mail server is set up. */
export function hasNoMail(installation: ApiInstallation | undefined): boolean {
  return installation !== undefined && installation.mail === undefined
}
