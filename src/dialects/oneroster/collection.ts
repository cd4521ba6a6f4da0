import type { CursorQuery, Page } from '../../domain/page.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { Context } from './context.ts'
import type { Condition } from './filter.ts'

/** A record as it is answered. */
export type Presented = Readonly<Record<string, unknown>>

/** One kind of records: how they are listed, found and presented. */
export interface Collection<Thing, Filter extends object, Sort extends string> {
  /** The names of a list and of a record in answers. */
  readonly plural: string
  readonly single: string
  /** All fields that a record can have. */
  readonly fields: readonly string[]
  /** Our sort keys by their fields. */
  readonly sorts: Readonly<Record<string, Sort>>
  /** Our conditions by their fields: what isn't among them can't be filtered. @throws OneRosterError */
  readonly filters: Readonly<Record<string, FilterReader<Filter>>>
  list(reader: Reader, by: Principal, query: CursorQuery<Filter, Sort>): Promise<Page<Thing>>
  /** Records that come first, whatever the order: those that aren't rows of a list. */
  first?(context: Context): readonly Presented[]
  /** Counts what a list counts only up to a bound; undefined: there are too many. */
  count?(reader: Reader, by: Principal, filter: Filter): Promise<number | undefined>
  present(context: Context, thing: Thing): Presented
}

export type FilterReader<Filter> = (
  condition: Condition,
  reader: Reader,
  by: Principal,
) => Filter | Promise<Filter>

/** A time as it is answered: ISO 8601 in UTC with milliseconds. */
export function presentTime(at: number): string {
  return new Date(at).toISOString()
}
