import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import type { DomainError, Kind } from '../domain/errors.ts'
import type { Door, Principal } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import type { Fault } from '../http/faults.ts'
import type { RequestLog } from '../http/request-log.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import type { Setting } from '../lib/setting.ts'
import type { WebhookFormat } from '../domain/delivery/webhook-format.ts'
import type { DemoPart } from './demo-part.ts'

/**
 * One vendor's wire format: a translation of the domain, on a Fastify instance of its own. All that the rest of the house
 * knows of a dialect stands here. The descriptor is light; what is heavy is loaded when it is first asked for.
 */
export interface Dialect {
  /** The door's name: of the folder, in audit entries, log lines, quotas, and on the command line. */
  readonly name: Door
  /** Makes the instance, with routes, parsers and answers. */
  readonly build: (services: Services, signOn: SignOn) => Promise<FastifyInstance>
  /** Whether requests to that path belong to this dialect. */
  readonly claims: (path: string) => Claim | undefined
  /** What opens the door; left out: it has no keys of its own. */
  readonly keys?: KeyKind
  /** What has a quota that can be set: requests of one kind. */
  readonly quotas?: readonly string[]
  /** Settings of this dialect alone, by their names behind `QUADRIVIUM_`. */
  readonly settings?: Readonly<Record<string, Setting<SettingValue>>>
  /** Whether the vendor lets an item be called so; left out: anything that the domain allows. */
  readonly isItemReference?: (reference: string) => boolean
  /** How the vendor's webhooks look. */
  readonly webhookFormat?: () => Promise<WebhookFormat>
  /** Its OpenAPI document, a file of JSON beside the dialect: shown and handed out below /docs. */
  readonly document?: { readonly title: string; readonly file: URL }
  /** What whoever begins with the door wants to know. */
  readonly guide?: () => Promise<DoorGuide>
  /** The dialect's part of the demo academy. */
  readonly demo?: () => Promise<DemoPart>
}

/** What whoever begins with a door wants to know: the long form is the dialect's README. */
export interface DoorGuide {
  /** Behind the academy's address, where the door begins. */
  readonly path: string
  /** What differs from the vendor: a sentence each. */
  readonly differences: readonly string[]
  /** A first call at an academy's address, with the credential in capitals. */
  readonly snippets: (address: string) => {
    readonly curl: string
    readonly javascript: string
    readonly python: string
  }
}

/**
 * How strongly a dialect claims a path: `alone`, whoever else claims it; `shared`, the request decides (the front knows
 * how); `rest`, unless another dialect claims it.
 */
export type Claim = 'alone' | 'shared' | 'rest'

/** What a door's keys are: how they are made, for whom they act, how they are kept. */
export interface KeyKind {
  readonly make: (ids: Ids) => { readonly key: string; readonly secret?: string }
  readonly actsFor: 'account' | 'member'
  /**
   * `shown`: clients show it, and only its digest is kept. `signing`: clients sign with it, so it is kept sealed.
   * `consumer`: a consumer with pairs of key and secret, hosts and item banks.
   */
  readonly kind: 'shown' | 'signing' | 'consumer'
  /** What the door calls the parts. */
  readonly names: { readonly key: string; readonly secret?: string }
}

/** What a setting may hold. */
export type SettingValue = string | number | boolean | readonly string[] | Quotas | undefined

/** The quotas that differ from the vendors' figures, by the door and what is counted: `rev.login`. */
export type Quotas = Readonly<Record<string, number>>

/** The name by which a dialect's quota is set. */
export function quotaName({ name }: Pick<Dialect, 'name'>, what: string): string {
  return `${name}.${what}`
}

/** How a dialect lets a browser in to the pages, where its vendor has links that do so. The pages carry it out. */
export interface SignOn {
  /** Signs the person in, and leads to where the link wished to. */
  admit(reply: FastifyReply, by: Principal, wish: SignOnRequest): Promise<FastifyReply>
  /** Answers a link that isn't good, or came by plain HTTP, with a page. */
  refuse(reply: FastifyReply, why: 'not_valid' | 'not_secure', wish: SignOnRequest): Promise<FastifyReply>
  /** Answers any error with a page. */
  answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
}

/** What such a link asks for. */
export interface SignOnRequest {
  /** The language. */
  readonly locale: string | null
  /** The path to land on; only one on our own origin is followed. */
  readonly next: string | null
}

/** What a dialect may use. */
export interface Services {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly rateLimits: RateLimits
  /** Writes down who tried in vain to sign in. */
  readonly failedSignIns: FailedSignIns
  /** Remembers the last requests of each door. */
  readonly requests?: RequestLog
  /** Opens what only this server can have sealed. */
  readonly sealedBox: SealedBox
  readonly settings: DialectSettings
}

export interface DialectSettings {
  /** Whether the vendors' rate limits apply. */
  readonly limitRates: boolean
  /** Quotas other than the vendors'. Left out: none. */
  readonly quotas?: Quotas
  /** How long a session lasts without being used, in milliseconds. */
  readonly sessionLifetime: number
  /** How long a session lasts however much it is used, in milliseconds. */
  readonly longestSession: number
  readonly trustedProxies: readonly string[]
  /** Origins whose pages may call our own API and the doors; left out: none. */
  readonly corsOrigins?: readonly string[]
  /** How people reach the server: an origin, to which links lead. */
  readonly publicUrl: string
  /** How long the link of an invitation is good, in milliseconds; left out: 30 days. */
  readonly invitationLifetime?: number
  /** Whether doors that ask for TLS answer plain HTTP on loopback. */
  readonly allowHttp: boolean
  /** Values of the dialects' own settings. One that is left out has its usual value. */
  readonly own?: Readonly<Record<string, SettingValue>>
}

/** The value of one of the dialect's own settings. */
export function ownSetting<T extends SettingValue>(
  { own }: DialectSettings,
  name: string,
  { fallback }: Setting<T>,
): T {
  return (own?.[name] ?? fallback) as T // src/config reads it by the setting of that name
}

/** A dialect's answer to everything that can be refused or go wrong: a new kind doesn't compile without one. */
export type AnswerTable<Answer> = Readonly<Record<Kind, (error: DomainError) => Answer>> &
  Readonly<Record<Fault, () => Answer>>
