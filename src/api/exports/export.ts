import type { TProperties } from 'typebox'
import type { Principal } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import type { Scope } from '../scopes.ts'

/** A file to take away, which is written while it is read. */
export interface ExportedFile {
  /** Such as `people.csv`. */
  readonly name: string
  /** Its media type. */
  readonly type: string
  readonly content: AsyncIterable<string | Uint8Array>
}

/** What can be exported. The API and the command line have the same exports with the same parameters. */
export interface Export {
  /** As in `/exports/people`. */
  readonly name: string
  readonly scope: Scope
  readonly summary: string
  readonly description?: string
  readonly parameters: TProperties
  /** The media types that it may have, by its format. */
  readonly types: readonly string[]
  /**
   * Begins to write the file: whoever may not read it is refused before the first byte.
   * @param query as the parameters say
   * @throws Problem invalid_parameters, DomainError forbidden
   */
  readonly open: (
    store: Pick<Store, 'read' | 'readLong'>,
    by: Principal,
    query: object,
    signal?: AbortSignal,
  ) => Promise<ExportedFile>
}
