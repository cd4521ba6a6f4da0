import { sql, type RawBuilder } from 'kysely'

// Texts may be long, and a page may have many rows: what one request holds in memory is bounded in bytes, whatever the
// rows hold. Sizes are asked for beside the ids, and the rows that fit are read by their ids. Neither engine reads a long
// text to tell its size.

/** How much of the texts of a page is read at once, in bytes. */
export const MAX_PART_OCTETS = 4 * 1024 * 1024
/** So many rows fit, however long their texts are: nobody asks for their sizes. */
export const ROWS_UNMEASURED = 50

export interface Measured {
  /** How long the texts of the row are, in bytes. */
  readonly octets: number
}

/** The length of those texts of a row together, in bytes. @param columns each with its table's alias */
export function octetsOf(...columns: readonly string[]): RawBuilder<number> {
  return sql<number>`(${sql.join(
    columns.map((column) => sql`coalesce(octet_length(${sql.ref(column)}), 0)`),
    sql` + `,
  )})`
}

/** As many of the rows from the first on as are read at once: one at least. */
export function fitting<Row extends Measured>(rows: readonly Row[], most = MAX_PART_OCTETS): readonly Row[] {
  let octets = 0
  const end = rows.findIndex((row, at) => (octets += row.octets) > most && at > 0)
  return end === -1 ? rows : rows.slice(0, end)
}
