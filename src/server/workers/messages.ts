// What the processes of one server say to each other, over the channels between the primary and its workers.
import type { Config } from '../../config/config.ts'
import type { KeyCount } from '../../http/rate-limits.ts'

/**
 * What a worker is: the one that writes the SQLite file, one that reads it and hands everything else over, or, with
 * PostgreSQL, a server that does all by itself.
 */
export type Role = 'writer' | 'reader' | 'whole'

/** What a worker needs to know before it begins. */
export interface Assignment {
  readonly role: Role
  /** 1, 2, … The first one does what is done once for all. */
  readonly number: number
  readonly config: Config
  readonly serverKey: Uint8Array
  /** The Unix socket, or the named pipe, on which the writer takes requests of the others. */
  readonly socket: string
}

/** What workers are asked for by one of them. */
export type Topic = 'metrics' | 'requests'

export type ToWorker =
  | { readonly kind: 'assignment'; readonly assignment: Assignment }
  /** What another worker has counted. */
  | { readonly kind: 'counts'; readonly from: number; readonly counts: readonly KeyCount[] }
  | { readonly kind: 'question'; readonly id: string; readonly topic: Topic; readonly about: unknown }
  | { readonly kind: 'answers'; readonly id: string; readonly answers: readonly unknown[] }
  /** Finish what is under way, and end. */
  | { readonly kind: 'stop' }
  /** Nobody hands requests over any more. */
  | { readonly kind: 'others_gone' }

export type ToPrimary =
  | { readonly kind: 'ready_for_assignment' }
  | { readonly kind: 'listening' }
  /** It can't begin, and ends. */
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }
  | { readonly kind: 'counts'; readonly counts: readonly KeyCount[] }
  | { readonly kind: 'question'; readonly id: string; readonly topic: Topic; readonly about: unknown }
  | { readonly kind: 'answer'; readonly id: string; readonly answer: unknown }
