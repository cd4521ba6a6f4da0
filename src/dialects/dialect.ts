import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import type { DomainError, Kind } from '../domain/errors.ts'
import type { Door, Principal } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import type { Fault } from '../http/faults.ts'
import type { RequestLog } from '../http/request-log.ts'
import type { Quota, RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import type { Setting } from '../lib/setting.ts'
import type { Telemetry } from '../lib/telemetry.ts'
import type { WebhookFormat } from '../domain/delivery/webhook-format.ts'
import type { DemoPart } from './demo-part.ts'

/**
 * One vendor's wire format: a translation of the domain, on its own Fastify instance. This is all that the rest of the
 * server knows about a dialect. The descriptor is small; large modules are loaded on demand.
 */
export interface Dialect {
  /** The door's name: used for its folder, in audit entries, log lines and quotas, and on the command line. */
  readonly name: Door
  /** Creates the instance, with its routes, parsers and answers. */
  readonly build: (services: Services, signOn: SignOn) => Promise<FastifyInstance>
  /** Whether requests to that path belong to this dialect. */
  readonly claims: (path: string) => Claim | undefined
  /**
   * Whether a request writes, as far as its head tells; omitted: every method but GET, HEAD and OPTIONS does. Where one
   * process writes for several, others answer what doesn't.
   */
  readonly writes?: (request: IncomingMessage) => boolean
  /** The kind of key for the door; omitted: it has no keys of its own. */
  readonly keys?: KeyKind
  /** The vendor's figures, each of which can be configured, by the kind of request. */
  readonly quotas?: Readonly<Record<string, DoorQuota>>
  /** Settings of this dialect only, by their names after `QUADRIVIUM_`. */
  readonly settings?: Readonly<Record<string, Setting<SettingValue>>>
  /** Whether the vendor allows an item with that reference; omitted: whatever the domain allows. */
  readonly isItemReference?: (reference: string) => boolean
  /** The vendor's webhook format. */
  readonly webhookFormat?: () => Promise<WebhookFormat>
  /** Its OpenAPI document, a JSON file next to the dialect: shown and downloadable below /docs. */
  readonly document?: { readonly title: string; readonly file: URL }
  /** A short introduction to the door. */
  readonly guide?: () => Promise<DoorGuide>
  /** The dialect's part of the demo academy. */
  readonly demo?: () => Promise<DemoPart>
}

/** A short introduction to a door: the long form is the dialect's README. */
export interface DoorGuide {
  /** The door's base path, after the academy's address. */
  readonly path: string
  /** The differences from the vendor: one sentence each. */
  readonly differences: readonly string[]
  /** A first call to an academy's address, with the credential in capitals. */
  readonly snippets: (address: string) => {
    readonly curl: string
    readonly javascript: string
    readonly python: string
  }
}

/**
 * How strongly a dialect claims a path: `alone` wins over all other claims; `shared`: the request decides (the front
 * knows how); `rest` loses to any other claim.
 */
export type Claim = 'alone' | 'shared' | 'rest'

/** A door's keys: how they are made, whom they act for, how they are stored. */
export interface KeyKind {
  readonly make: (ids: Ids) => { readonly key: string; readonly secret?: string }
  readonly actsFor: 'account' | 'member'
  /**
   * `shown`: clients present it, and only its digest is stored. `signing`: clients sign with it, so it is stored
   * sealed. `consumer`: a consumer with pairs of key and secret, hosts and item banks.
   */
  readonly kind: 'shown' | 'signing' | 'consumer'
  /** The door's names for the parts. */
  readonly names: { readonly key: string; readonly secret?: string }
}

/** The type of a setting. */
export type SettingValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Quotas
  | { readonly host: string; readonly port: number }
  | undefined

/** How many requests of a kind a door takes in a window of time, and whose they are. */
export interface DoorQuota extends Quota {
  /** `endpoint`: of a key at one endpoint. What an academy does is counted under `quotaKey`. */
  readonly per: 'academy' | 'address' | 'key' | 'endpoint'
}

/** The quotas that differ from the vendors' figures, by the door and the counted requests: `rev.login`. */
export type Quotas = Readonly<Record<string, number>>

/** The name with which a dialect's quota is set. */
export function quotaName({ name }: Pick<Dialect, 'name'>, what: string): string {
  return `${name}.${what}`
}

/** How a dialect signs a browser in to the pages, if its vendor has links for that. The pages carry it out. */
export interface SignOn {
  /** Signs the person in, and opens the requested page. */
  admit(reply: FastifyReply, by: Principal, wish: SignOnRequest): Promise<FastifyReply>
  /** Answers an invalid link, or one that came by plain HTTP, with a page. */
  refuse(reply: FastifyReply, why: 'not_valid' | 'not_secure', wish: SignOnRequest): Promise<FastifyReply>
  /** Answers any error with a page. */
  answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
}

/** What a sign-on link requests. */
export interface SignOnRequest {
  /** The language. */
  readonly locale: string | null
  /** The path to open; ignored unless it is on our own origin. */
  readonly next: string | null
}

/** What a dialect may use. */
export interface Services {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  /** Is told what happens; omitted: nobody watches. */
  readonly telemetry?: Telemetry | undefined
  readonly rateLimits: RateLimits
  /** Records failed sign-ins. */
  readonly failedSignIns: FailedSignIns
  /** Keeps the latest requests of each door. */
  readonly requests?: RequestLog
  /** Called before a request that writes is counted; throws where another process writes. Omitted: this one does. */
  readonly demandWriter?: () => void
  /** Opens data sealed by this server. */
  readonly sealedBox: SealedBox
  readonly settings: DialectSettings
}

export interface DialectSettings {
  /** Whether the vendors' rate limits apply. */
  readonly limitRates: boolean
  /** Quotas that differ from the vendors'. Omitted: none. */
  readonly quotas?: Quotas
  /** How long a session lasts without being used, in milliseconds. */
  readonly sessionLifetime: number
  /** How long a session lasts regardless of use, in milliseconds. */
  readonly longestSession: number
  readonly trustedProxies: readonly string[]
  /** Origins whose pages may call our own API and the doors; omitted: none. */
  readonly corsOrigins?: readonly string[]
  /** The public origin of the server, used in links. */
  readonly publicUrl: string
  /** How long an invitation link is valid, in milliseconds; omitted: 30 days. */
  readonly invitationLifetime?: number
  /** Whether doors that require TLS answer plain HTTP on loopback. */
  readonly allowHttp: boolean
  /** Values of the dialects' own settings. Omitted ones have their default value. */
  readonly own?: Readonly<Record<string, SettingValue>>
}

/** The value of one of the dialect's own settings. */
export function ownSetting<T extends SettingValue>(
  { own }: DialectSettings,
  name: string,
  { fallback }: Setting<T>,
): T {
  return (own?.[name] ?? fallback) as T // src/config parses it with the setting of that name
}

/** A dialect's answer to every refusal and error: a new kind doesn't compile without one. */
export type AnswerTable<Answer> = Readonly<Record<Kind, (error: DomainError) => Answer>> &
  Readonly<Record<Fault, () => Answer>>
