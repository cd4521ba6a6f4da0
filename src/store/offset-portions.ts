import type { OffsetRequest } from '../domain/page.ts'
import type { Executor } from './engine.ts'

// Pages by offset, on SQLite. What an offset passes by may be a million rows: they are passed by portion by portion, in the order
// of ids, and others have their turns between two.

/** The rows behind an id, up to another one; undefined: without that bound. */
export interface Portion {
  readonly behind: number | undefined
  readonly upTo: number | undefined
}

/** A list in the order of ids. */
export interface Portioned {
  /** How many rows a portion has, whether they match or not. */
  readonly rows: number
  /** The id of the row with that many rows between it and the other; undefined: there are fewer. */
  readonly idAt: (behind: number | undefined, between: number) => Promise<number | undefined>
  /** How many rows of a portion match; omitted: all do. */
  readonly count?: (portion: Portion) => Promise<number>
  readonly ids: (portion: Portion, page: OffsetRequest) => Promise<readonly number[]>
}

/** The ids of a page. */
export async function idsInPortions(
  run: Executor,
  { rows, idAt, count, ids }: Portioned,
  { limit, offset }: OffsetRequest,
): Promise<number[]> {
  const found: number[] = []
  let left = offset
  for (let behind: number | undefined; ;) {
    // A page that the portion holds in any case needs no end.
    const isWithin = count === undefined && left + limit - found.length <= rows
    const upTo: number | undefined = isWithin ? undefined : await idAt(behind, rows - 1)
    const portion = { behind, upTo }
    const passed = isWithin || left === 0 ? undefined : await passedIn(portion)
    if (passed !== undefined && passed <= left) left -= passed
    else {
      found.push(...(await ids(portion, { limit: limit - found.length, offset: left })))
      left = 0
    }
    if (upTo === undefined || found.length === limit) return found
    behind = upTo
    await run.pause()
  }

  async function passedIn(portion: Portion): Promise<number | undefined> {
    if (count !== undefined) return count(portion)
    return portion.upTo === undefined ? undefined : rows
  }
}
