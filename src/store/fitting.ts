import { sql, type RawBuilder } from 'kysely'

// Texts may be long, and a page may have many rows: the memory of one request is bounded in bytes, whatever the rows
// hold. Sizes are read together with the ids, and the rows that fit are then read by id. Neither engine reads a long
// text to determine its size.

/** How much of a page's texts is read at once, in bytes. */
export const MAX_PART_OCTETS = 4 * 1024 * 1024
/** This many rows always fit, however long their texts are: their sizes aren't read. */
export const ROWS_UNMEASURED = 50

export interface Measured {
  /** The length of the row's texts, in bytes. */
  readonly octets: number
}

/** The total length of those texts of a row, in bytes. @param columns each with its table's alias */
export function octetsOf(...columns: readonly string[]): RawBuilder<number> {
  return sql<number>`(${sql.join(
    columns.map((column) => sql`coalesce(octet_length(${sql.ref(column)}), 0)`),
    sql` + `,
  )})`
}

/** As many rows from the start as are read at once: at least one. */
export function fitting<Row extends Measured>(rows: readonly Row[], most = MAX_PART_OCTETS): readonly Row[] {
  let octets = 0
  const end = rows.findIndex((row, at) => (octets += row.octets) > most && at > 0)
  return end === -1 ? rows : rows.slice(0, end)
}
