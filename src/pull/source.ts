import type { Kind } from '../domain/transfer/columns/column.ts'
import type { OwnKeys } from './own-keys.ts'
import type { Scratch } from './scratch.ts'
import type { PulledRow } from './pulled-row.ts'
import type { SourceClient } from './source-client.ts'

/** How a source lets us in. */
export interface Login {
  /** A username, the e-mail address of a person, or the public part of a key, as the door needs. */
  readonly user?: string
  /** A password, a key, or its secret part. */
  readonly secret: string
  /** For item banks: the bank here, and the organisation there. */
  readonly bank?: string
  readonly organisation?: string
}

export interface Reading {
  readonly client: SourceClient
  readonly login: Login
  readonly keys: OwnKeys
  /** For what is met on the way. */
  readonly scratch: Scratch
  /** Told of what could not be carried over, in a sentence. */
  readonly note: (sentence: string) => void
}

/** One vendor's API as a source. */
export interface Source {
  readonly name: string
  /** What `--user` and the secret are at this door. */
  readonly needs: {
    readonly user?: { readonly means: string; readonly isRequired: boolean }
    readonly secret: string
    readonly bank?: true
  }
  /** The kinds of rows that it shows. */
  readonly kinds: readonly Kind[]
  /** Everything, kind by kind in the order of import. @throws SourceError */
  read(reading: Reading): AsyncIterable<PulledRow>
}
