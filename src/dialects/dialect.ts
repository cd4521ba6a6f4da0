import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { DomainError, Kind } from '../domain/errors.ts'
import type { Door, Principal } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import type { Fault } from '../http/faults.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'

/** One vendor's wire format: a translation of the domain, on a Fastify instance of its own. */
export interface Dialect {
  readonly door: Door
  /** Makes the instance, with routes, parsers and answers. */
  readonly build: (services: Services, signOn: SignOn) => FastifyInstance
}

/** How a dialect lets a browser in to the pages, where its vendor has links that do so. The pages carry it out. */
export interface SignOn {
  /** Signs the person in, and leads to where the link wished to. */
  admit(reply: FastifyReply, by: Principal, wish: SignOnWish): Promise<FastifyReply>
  /** Answers a link that isn't good, or came by plain HTTP, with a page. */
  refuse(reply: FastifyReply, why: 'not_valid' | 'not_secure', wish: SignOnWish): Promise<FastifyReply>
  /** Answers any error with a page. */
  answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
}

/** What such a link asks for. */
export interface SignOnWish {
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
  /** Opens what only this server can have sealed. */
  readonly sealedBox: SealedBox
  readonly settings: DialectSettings
}

export interface DialectSettings {
  /** Whether the vendors' rate limits apply. */
  readonly limitRates: boolean
  /** Quotas other than the vendors', by the door and what is counted: `rev.login`. Left out: none. */
  readonly quotas?: Readonly<Record<string, number>>
  /** How long a session lasts without being used, in milliseconds. */
  readonly sessionLifetime: number
  readonly trustedProxies: readonly string[]
  /** How people reach the server: an origin, to which links lead. */
  readonly publicUrl: string
  /** Whether doors that ask for TLS answer plain HTTP on loopback. */
  readonly allowHttp: boolean
  /** Whether consumers may sign with the older kind of signature, a plain SHA-256; left out: they may. */
  readonly legacySignatures?: boolean
  /** How old a token may be that a client signs for each call, in seconds; left out: three minutes. */
  readonly tokenSeconds?: number
}

/** A dialect's answer to everything that can be refused or go wrong: a new kind doesn't compile without one. */
export type AnswerTable<Answer> = Readonly<Record<Kind, (error: DomainError) => Answer>> &
  Readonly<Record<Fault, () => Answer>>
