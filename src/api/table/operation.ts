import type { Static, TObject, TProperties, TSchema } from 'typebox'
import type { Reader, Writer } from '../../domain/store.ts'
import type { ApiServices } from '../api-services.ts'
import type { ProblemCode } from '../problems/catalogue.ts'
import type { Scope } from '../scopes.ts'
import type { Answer } from './answer.ts'
import type { Call } from './call.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** How many things a dry run would affect, by the kind of effect: `{ "enrolmentsDeleted": 12 }`. */
export type Effects = Readonly<Record<string, number>>

/** The table's entry for an operation: enough to register its route, check its requests and generate its documentation. */
interface Described<Q extends TProperties, B extends TSchema> {
  /** Unique; the `operationId` of the document: `listTopics`. */
  readonly id: string
  /** Below `/api/quadrivium/v1`; path parameters in braces: `/topics/{topic}/policy`. */
  readonly path: string
  readonly summary: string
  /** Details beyond the summary, in Markdown. */
  readonly description?: string
  /** The scope that a token needs; omitted: none. */
  readonly scope?: Scope
  /** `signed-in`: only from a signed-in browser. `confirmed`: the person must also have entered their password recently. */
  readonly session?: 'signed-in' | 'confirmed'
  /** Query parameters. Numbers and booleans are parsed; lists are given by commas or repetition. */
  readonly query?: Q
  readonly body?: B
  /** What is checked of the body in advance, when the operation checks the rest itself; omitted: the whole body. */
  readonly checkedAs?: TSchema
  /**
   * Media types of a file that is the body instead of JSON. The operation reads it as a stream (`call.file`); it may be as
   * long as the settings say.
   */
  readonly file?: readonly string[]
  /** Maximum body length in bytes; 256 KiB by default. */
  readonly longestBody?: number
  /** The shape of the answer for each status; null: no body. A string: its media types, without a shape. */
  readonly answers: Readonly<Record<number, TSchema | string | null>>
  /** Its problems, besides those that every request can get. */
  readonly problems?: readonly ProblemCode[]
  /** Whether an idempotency key is passed over, because doing it twice comes to the same. */
  readonly isKeyless?: true
  /** Set when the operation will go: answers say so, and who still calls it is listed. */
  readonly going?: Going
  /** An example request for the document. A test runs it against the demo academy. */
  readonly example?: {
    readonly path?: string
    readonly query?: string
    readonly body?: unknown
  }
}

/** That an operation will go (RFC 9745 and RFC 8594). */
export interface Going {
  /** The day on which it was said: `2026-11-28`. */
  readonly deprecated: string
  /** The day on which it goes; omitted: that isn't known yet. */
  readonly sunset?: string
  /** Where to read what to use instead: a path below `/docs`. */
  readonly instead: string
}

/** A read-only operation on one snapshot. */
interface Reading<Q extends TProperties, B extends TSchema> extends Described<Q, B> {
  readonly method: 'GET'
  readonly read: (reader: Reader, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Answer>
  /** It may take long in a large academy, and pauses meanwhile. */
  readonly isLong?: true
  /**
   * What can be embedded in the thing, or in each item of the list, by its key. It is fetched for all things of an answer
   * together, never one by one.
   */
  readonly expand?: Readonly<Record<string, Embed>>
}

/** Fetches what is embedded in the things of an answer: one value for each, in the same order. */
export type Embed = (
  reader: Reader,
  call: Call,
  things: readonly Readonly<Record<string, unknown>>[],
) => Promise<readonly unknown[]>

/** An operation in one transaction. It supports dry runs, idempotency keys and `If-Match`. */
interface Writing<Q extends TProperties, B extends TSchema> extends Described<Q, B> {
  readonly method: Exclude<Method, 'GET'>
  /** Reads the file that is the body, before the transaction. */
  readonly readFile?: (
    services: ApiServices,
    call: Call<Static<TObject<Q>>, Static<B>>,
  ) => Promise<Uint8Array>
  /** @param file what `readFile` has read */
  readonly write: (tx: Writer, call: Call<Static<TObject<Q>>, Static<B>>, file: Uint8Array) => Promise<Answer>
  /**
   * The thing as GET shows it, locked until the end of the transaction; `If-Match` is compared with it. Omitted when the
   * operation always creates a thing; returns null when a thing may exist but doesn't.
   */
  readonly current?: (tx: Writer, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<unknown>
  /** The effects that a dry run reports, counted before the change. */
  readonly effects?: (tx: Writer, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Effects>
}

/**
 * An operation with several transactions, or none: verifying a password, a stream. It has no dry run, and its answer is kept
 * under an idempotency key after its effect, not with it.
 */
interface Doing<Q extends TProperties, B extends TSchema> extends Described<Q, B> {
  readonly method: Method
  readonly run: (services: ApiServices, call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Answer>
}

/** What `write` gets of an operation without a file. */
export const NO_FILE = new Uint8Array()

/** An operation as stored in the table; its exact types are known only where it is defined. */
export type Operation =
  Reading<TProperties, TSchema> | Writing<TProperties, TSchema> | Doing<TProperties, TSchema>

/** Whether an operation does its effect once for each idempotency key. */
export function takesKey({ method, isKeyless }: Operation): boolean {
  return (method === 'POST' || method === 'PATCH') && isKeyless !== true
}

/** Whether a request without a body is one with `{}`: an act whose wishes can all be left out. */
export function mayHaveNoBody({ method, body }: Operation): boolean {
  if (method !== 'POST' || body === undefined || !('properties' in body)) return false
  return !('required' in body && Array.isArray(body.required) && body.required.length > 0)
}

// The three functions below type the handlers' parameters, and give the table a single type of operation.

/** Defines a read-only operation. */
export function reads<const Q extends TProperties = TProperties, const B extends TSchema = TSchema>(
  operation: Omit<Reading<Q, B>, 'method'>,
): Operation {
  return { ...operation, method: 'GET' } as unknown as Operation
}

/** Defines an operation in one transaction. */
export function writes<const Q extends TProperties = TProperties, const B extends TSchema = TSchema>(
  operation: Writing<Q, B>,
): Operation {
  return operation as unknown as Operation
}

/** Defines an operation with several transactions, or none. */
export function does<const Q extends TProperties = TProperties, const B extends TSchema = TSchema>(
  operation: Doing<Q, B>,
): Operation {
  return operation as unknown as Operation
}
