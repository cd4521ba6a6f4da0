import type { Static, TObject, TProperties, TSchema } from 'typebox'
import type { Reader, Writer } from '../../domain/store.ts'
import type { ApiServices } from '../api-services.ts'
import type { ProblemCode } from '../problems/catalogue.ts'
import type { Scope } from '../scopes.ts'
import type { Answer } from './answer.ts'
import type { Call } from './call.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** How many things a dry run would touch, by what would become of them: `{ "enrolmentsDeleted": 12 }`. */
export type Effects = Readonly<Record<string, number>>

/** What the table says of an operation: enough to register its route, check its requests and write its documentation. */
interface Described<Q extends TProperties, B extends TSchema> {
  /** Unique; the `operationId` of the document: `listTopics`. */
  readonly id: string
  /** Below `/api/quadrivium/v1`; places of things in braces: `/topics/{topic}/policy`. */
  readonly path: string
  readonly summary: string
  /** More, where the summary doesn't say all. Markdown. */
  readonly description?: string
  /** What a token must be good for; left out: any token will do. */
  readonly scope?: Scope
  /** Whether only a signed-in browser may ask: `signed-in`, or one whose person has shown the password a short while ago. */
  readonly session?: 'signed-in' | 'confirmed'
  /** Parameters in the address. Numbers and truths are read as such, lists from commas and repetition. */
  readonly query?: Q
  readonly body?: B
  /** What of the body is looked at before the operation begins, where it looks at the parts itself; left out: all of it. */
  readonly checkedAs?: TSchema
  /** Longest body in bytes; 256 KiB unless said. */
  readonly longestBody?: number
  /** The shape of each answer by its status; null: no body. A string: those media types, whatever the shape. */
  readonly answers: Readonly<Record<number, TSchema | string | null>>
  /** What it is refused for, beside what everything can be refused for. */
  readonly problems?: readonly ProblemCode[]
  /** A request and its answer, for the document; a test runs the request against the demo academy. */
  readonly example?: {
    readonly path?: string
    readonly query?: string
    readonly body?: unknown
  }
}

/** An operation that only looks, on one snapshot. */
interface Reading<Q extends TProperties, B extends TSchema> extends Described<Q, B> {
  readonly method: 'GET'
  readonly read: (reader: Reader, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Answer>
  /**
   * What can be embedded in the thing, or in each item of the list, by the key under which it then stands: for all things
   * that are answered together, in their order, never one by one.
   */
  readonly expand?: Readonly<Record<string, Embed>>
}

/** Finds what is embedded in things that are answered: one value for each, in the same order. */
export type Embed = (
  reader: Reader,
  call: Call,
  things: readonly Readonly<Record<string, unknown>>[],
) => Promise<readonly unknown[]>

/** An operation that is one transaction: it can be tried without effect, repeated by key, and bound to a version. */
interface Writing<Q extends TProperties, B extends TSchema> extends Described<Q, B> {
  readonly method: Exclude<Method, 'GET'>
  readonly write: (tx: Writer, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Answer>
  /**
   * The thing as GET shows it, locked until the transaction's end: what `If-Match` is compared with. Left out where there is
   * no such thing yet; null where there may be one, and is none.
   */
  readonly current?: (tx: Writer, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<unknown>
  /** What a dry run says of the consequences, counted before the change. */
  readonly effects?: (tx: Writer, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Effects>
}

/** An operation that is more than one transaction, or none: a password that is verified, a stream. It can't be tried. */
interface Doing<Q extends TProperties, B extends TSchema> extends Described<Q, B> {
  readonly method: Method
  readonly run: (services: ApiServices, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Answer>
}

/** An operation as the table holds it: its types are known where it is defined. */
export type Operation =
  Reading<TProperties, TSchema> | Writing<TProperties, TSchema> | Doing<TProperties, TSchema>

// The three makers below give handlers the types of their parameters, and the table one type of operation.

/** Defines an operation that only looks. */
export function reads<const Q extends TProperties = TProperties, const B extends TSchema = TSchema>(
  operation: Omit<Reading<Q, B>, 'method'>,
): Operation {
  return { ...operation, method: 'GET' } as unknown as Operation
}

/** Defines an operation that is one transaction. */
export function writes<const Q extends TProperties = TProperties, const B extends TSchema = TSchema>(
  operation: Writing<Q, B>,
): Operation {
  return operation as unknown as Operation
}

/** Defines an operation that isn't one transaction. */
export function does<const Q extends TProperties = TProperties, const B extends TSchema = TSchema>(
  operation: Doing<Q, B>,
): Operation {
  return operation as unknown as Operation
}
