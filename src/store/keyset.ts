import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { countOf, type Cursor, MOST_COUNTED, type Page, type SortKey } from '../domain/page.ts'
import { portionsOf } from '../lib/portions.ts'
import { isStorable } from '../lib/text.ts'
import { among } from './among.ts'
import type { EngineName, Executor } from './engine.ts'
import { fitting, type Measured, octetsOf, ROWS_UNMEASURED } from './fitting.ts'
import { listed } from './listed.ts'
import { raw } from './raw.ts'
import { isId } from './queries/rows.ts'
import type { Database } from './tables/tables.ts'
import { findHits, holdsEach, type Hit, type Search } from './word-search.ts'

// Lists with keyset pagination. A page starts where the previous one ended, by the sort values and the id, and never
// counts the rows before it. The rows that a page reads and the text that it holds are bounded: a page may be shorter
// than requested and still have a next one, if few rows match or their texts are long.

/** A sort column. SQLite walks `index`: the account (and bank), the column, the id. */
export interface SortColumn {
  readonly column: string
  readonly type: 'text' | 'number'
  readonly nullable?: boolean
  readonly index: string
}

/** A table that can be listed by key. Conditions and sort columns refer to its rows by the alias `t`. */
export interface Listing<Sort extends string> {
  readonly table: keyof Database
  /** The column that identifies a row within the scope. */
  readonly id: 'id' | 'number'
  /** The index by which SQLite walks the rows in id order. */
  readonly index: string
  readonly sorts: Readonly<Record<Sort, SortColumn>>
  /** The indexes that tell the facts of conditions. */
  readonly facts?: {
    readonly indexes: readonly string[]
    /** The one among them that holds all rows in id order, if there is one. */
    readonly index?: string
    /** The sort by whose index rows are counted. */
    readonly counted: Sort
  }
  /** The text columns that may be long. */
  readonly texts?: readonly string[]
  /** How many rows fit on a page however long their texts are. */
  readonly unmeasured?: number
}

/** A condition on the rows of a list. */
export interface Condition {
  /** Tests one row: by its columns, or by a key of another table. */
  readonly holds: RawBuilder<SqlBool>
  /** `holds` needs nothing of the row but its id. */
  readonly isById?: true
  /** What `ids` selects needn't be tested again. */
  readonly isGiven?: true
  /** Selects the ids of the matching rows by an index, each once, as `id`; omitted: there is none. */
  readonly ids?: RawBuilder<unknown>
  /** Tests the row of an id by that index, without reading the row. */
  readonly has?: (id: RawBuilder<unknown>) => RawBuilder<SqlBool>
  readonly facts?: Facts
  /** Like `ids`, of those rows whose facts pass the tests; omitted: the index holds no facts. */
  readonly idsPassing?: (tests: readonly Facts[]) => RawBuilder<unknown>
  /** The indexes that hold the matching rows in the order of a sort, by sort; `id`: in id order. */
  readonly walks?: Readonly<Partial<Record<string, string>>>
  /** The matching rows are a range of that column: in its order they stand together. */
  readonly range?: Range
}

/** Values of a column at or after `from`, and before `before`. */
export interface Range {
  readonly column: string
  readonly from?: number | string | undefined
  readonly before?: number | string | undefined
}

/** A condition as indexes tell it, without reading the row. */
export interface Facts {
  /** True of all rows that match the condition. */
  readonly pass: (alias: string) => RawBuilder<SqlBool>
  /** Whether it is true of these alone. */
  readonly areExact: boolean
}

export interface KeysetRequest<Sort extends string> {
  /** The scope of the list: the rows of the account, or of the bank. On alias `t`. */
  readonly scope: RawBuilder<SqlBool>
  /** What rows of the scope are left out unless they fulfil; tested last, because almost all do. */
  readonly only?: RawBuilder<SqlBool> | undefined
  readonly sort: readonly SortKey<Sort>[]
  readonly conditions: readonly Condition[]
  readonly after: Cursor | null
  readonly limit: number
}

export interface KeysetPage {
  readonly ids: readonly number[]
  readonly next: Cursor | null
  /** Where the list continues after the given id. */
  readonly behind: (at: number) => Cursor | null
}

const NOTHING: KeysetPage = { ids: [], next: null, behind: () => null }

export interface Count {
  readonly total: number
  readonly totalIsCapped?: boolean
}

/** How many rows a page reads. */
export interface Bounds {
  /** Up to how many rows that match one condition are read in full, instead of walking all rows in order. */
  readonly few: number
  /** How many rows a page reads when it walks an index: first a few, then more. */
  readonly windows: readonly number[]
  /** How many entries it reads instead, if the index tells of all conditions. */
  readonly entries: readonly number[]
  /** Up to how many rows that match one condition are tested by the indexes of the others, if the first few didn't do. */
  readonly probed: number
}

const BOUNDS: Bounds = {
  few: 1_000,
  windows: [500, 1_000, 2_500],
  entries: [1_000, 3_000, 9_000],
  probed: 20_000,
}
/** How many rows are tested for a count of several conditions, none of which matches few rows. */
const COUNTED_AMONG = 20_000
/** How many of them on SQLite before others have their turn. */
const COUNTED_A_TURN = 2_000
/** How many things of a page are read there before others have their turn. */
const THINGS_A_TURN = 200

interface Key {
  readonly column: string
  readonly type: 'text' | 'number'
  readonly nullable: boolean
  readonly descending: boolean
}

type Row = Readonly<Record<string, string | number | null>> & { readonly id: number }

/** A page of ids in the requested order. */
export async function pageByKey<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  request: KeysetRequest<Sort>,
  bounds: Bounds = BOUNDS,
): Promise<KeysetPage> {
  return pageAmong(run, listing, request, await fewOf(run, listing, request, bounds.few), bounds)
}

/** @param few as `fewest` found it for the conditions */
async function pageAmong<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  request: KeysetRequest<Sort>,
  few: Few,
  bounds: Bounds,
): Promise<KeysetPage> {
  const { conditions, limit } = request
  const keys = keysOf(listing, request.sort)
  const after = readable(keys, request.after)
  if (after === undefined) return NOTHING
  if (few !== undefined) return pageOfFew(run, listing, request, { keys, after, few })
  const bound = conditions.find(({ range }) => range !== undefined && range.column === keys[0]?.column)
  const ordering: Ordering = { keys, range: bound?.range }
  const others = conditions.filter((condition) => condition !== bound)
  const way = await wayOf(
    run,
    listing,
    { ...request, conditions: others },
    { ordering, after, look: bounds.windows[0] ?? 1 },
  )
  const [first = 1, ...windows] = windowsOf(way, bounds)
  const begun = await walk(run, listing, request, { way, ordering, start: after, windows: [first] })
  if (begun.next === null || begun.ids.length === limit) return begun
  await run.pause()
  const room = limit - begun.ids.length
  // If as many in a thousand match further on, the rest of the windows fills the page.
  const expected = begun.ids.length * (windows.reduce((sum, rows) => sum + rows, 0) / first)
  const common = expected < room ? await inCommon(run, conditions, bounds) : undefined
  if (common !== undefined) return pageOfFew(run, listing, request, { keys, after, few: common })
  if (windows.length === 0) return begun
  const rest = await walk(
    run,
    listing,
    { ...request, limit: room },
    { way, ordering, start: begun.next, windows },
  )
  return {
    ids: [...begun.ids, ...rest.ids],
    next: rest.next,
    behind: (at) => (at < begun.ids.length ? begun.behind(at) : rest.behind(at - begun.ids.length)),
  }
}

/** How many entries a page reads on its way. */
function windowsOf({ cost }: Way, { windows, entries }: Bounds): readonly number[] {
  if (cost === 'row') return windows
  return cost === 'entry' ? entries : entries.map((count) => Math.ceil(count / 2))
}

/** A page of all candidates, sorted. */
async function pageOfFew<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  { scope, only, conditions, limit }: KeysetRequest<Sort>,
  {
    keys,
    after,
    few,
  }: {
    readonly keys: readonly Key[]
    readonly after: Cursor | null
    readonly few: NonNullable<Few>
  },
): Promise<KeysetPage> {
  const rows = await run.select<Row>((builder) =>
    raw<Row>(
      builder,
      sql`select ${keyColumns(listing, keys)} from (${few.ids}) as few ${crossJoin(run.engine, listing, scope)}
        where ${all([scope, ...holding(leftOf(conditions, few), only), ...behindWhole(keys, after)])}
        order by ${order(run.engine, keys, false)} limit ${limit + 1}`,
    ),
  )
  return page(keys, rows, limit)
}

/** Walks an index in order, segment by segment: rows without the first value are grouped together. */
async function walk<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  { scope, only, limit }: KeysetRequest<Sort>,
  {
    way,
    ordering,
    start,
    windows: allowed,
  }: {
    readonly way: Way
    readonly ordering: Ordering
    readonly start: Cursor | null
    readonly windows: readonly number[]
  },
): Promise<KeysetPage> {
  const { index, within } = way
  const { keys } = ordering
  const found: Row[] = []
  const windows = way.others.length === 0 ? [] : [...allowed]
  // Restarts after the end of each window.
  const parts = [...segmentsOf(ordering, start)]
  for (let segment = parts.shift(); segment !== undefined; segment = parts.shift()) {
    const window = windows.shift()
    const ahead = (isEnded: boolean) => all([scope, ...within, ...rangeOf(keys, segment, isEnded)])
    const end =
      window === undefined
        ? undefined
        : await rowAt(run, listing, { keys, index, where: ahead(false), skip: window - 1 })
    const until = end === undefined ? [] : upTo(keys, end)
    const room = limit + 1 - found.length
    const rows = await run.select<Row>((builder) =>
      raw<Row>(
        builder,
        sql`${matching(run.engine, listing, { way, keys, scope, only, where: [ahead(end !== undefined), ...until] })} limit ${room}`,
      ),
    )
    found.push(...rows)
    if (found.length > limit) return page(keys, found, limit)
    if (end === undefined) {
      if (window !== undefined) windows.unshift(window) // only little of it was read
      continue
    }
    const after = cursorAt(keys, end)
    if (windows.length === 0) return page(keys, found, limit, after)
    await run.pause()
    parts.splice(0, parts.length, ...segmentsOf(ordering, after))
  }
  return page(keys, found, limit)
}

/** Selects the rows of a part of an index that match, in order. */
function matching<Sort extends string>(
  engine: EngineName,
  listing: Listing<Sort>,
  {
    way,
    keys,
    scope,
    only,
    where,
  }: Pick<KeysetRequest<Sort>, 'scope' | 'only'> & {
    readonly way: Way
    readonly keys: readonly Key[]
    readonly where: readonly RawBuilder<SqlBool>[]
  },
): RawBuilder<Row> {
  const left = only === undefined ? [] : [only]
  const isApart = way.tests.length > 0
  const found = sql<Row>`select ${keyColumns(listing, keys)} from ${indexed(engine, listing, way.index)}
    where ${all([...where, ...way.facts, ...(isApart ? [] : left)])} order by ${order(engine, keys, true)}`
  if (!isApart) return found
  // The rows of entries that pass are read, and no others: PostgreSQL would read a row before it tests anything of it.
  const apart = sql.raw(engine === 'postgres' ? ' offset 0' : '')
  const names = [...keys.slice(0, -1).map((_, at) => sql.ref(`few.k${at}`)), sql.ref('few.id')]
  return sql<Row>`select ${sql.join(names)} from (${found}${apart}) as few ${crossJoin(engine, listing, scope)}
    where ${all([scope, ...way.tests, ...left])} order by ${order(engine, keys, true, names)}`
}

/**
 * The number of rows that match the conditions, counted as far as it is cheap.
 * @param few as `fewest` found it for the conditions
 */
async function countAmong<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  { scope, only, conditions, kept }: Pick<ListRequest<Sort>, 'scope' | 'only' | 'conditions' | 'kept'>,
  few: Few,
): Promise<Count> {
  if (conditions.length === 0 && kept !== undefined) return { total: await kept() }
  const count = (from: RawBuilder<unknown>, where: readonly RawBuilder<SqlBool>[]) =>
    countRows(run, from, where)
  if (few !== undefined) {
    return countOf(
      await count(sql`(${few.ids}) as few ${crossJoin(run.engine, listing, scope)}`, [
        scope,
        ...holding(leftOf(conditions, few), only),
      ]),
    )
  }
  const [single] = conditions
  if (single?.ids !== undefined && conditions.length === 1) {
    return countOf(await count(sql`(${single.ids}) as fitting`, []))
  }
  if (conditions.length === 0) {
    if (only !== undefined && run.engine === 'sqlite') {
      // Whether a row is left out is looked up for each.
      const [way] = waysBy(listing, 'id', conditions)
      return countOnWay(run, listing, { scope, only, way, keys: keysOf(listing, []) })
    }
    return countOf(await count(indexed(run.engine, listing, listing.index), [scope, ...holding([], only)]))
  }
  const by = listing.facts?.counted
  const [led] = waysBy(listing, 'id', conditions)
  const [way] = led.within.length > 0 || by === undefined ? [led] : waysBy(listing, by, conditions)
  const keys = keysOf(listing, led === way || by === undefined ? [] : [{ by, descending: false }])
  return countOnWay(run, listing, { scope, only, way, keys })
}

/** How many rows match among the first on a way. */
async function countOnWay<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  {
    scope,
    only,
    way,
    keys,
  }: Pick<KeysetRequest<Sort>, 'scope' | 'only'> & { readonly way: Way; readonly keys: readonly Key[] },
): Promise<Count> {
  const portion = run.engine === 'sqlite' ? COUNTED_A_TURN : COUNTED_AMONG
  let total = 0
  let ahead = [scope, ...way.within]
  for (let looked = portion; ; looked += portion) {
    const end = await rowAt(run, listing, { keys, index: way.index, where: all(ahead), skip: portion - 1 })
    const until = end === undefined ? [] : upTo(keys, end)
    const found = matching(run.engine, listing, { way, keys, scope, only, where: [...ahead, ...until] })
    total += await countRows(run, sql`(${found}) as fitting`, [])
    if (end === undefined) return countOf(total)
    if (total > MOST_COUNTED || looked === COUNTED_AMONG) {
      return { total: Math.min(total, MOST_COUNTED), totalIsCapped: true }
    }
    ahead = [scope, ...way.within, ...range(keys, valuesAt(cursorAt(keys, end)), false)]
    await run.pause()
  }
}

/** How many rows match, no further than a count goes. */
async function countRows(
  run: Executor,
  from: RawBuilder<unknown>,
  where: readonly RawBuilder<SqlBool>[],
): Promise<number> {
  const [row] = await run.select<{ count: number }>((builder) =>
    raw<{ count: number }>(
      builder,
      sql`select count(*) as count from (select 1 from ${from} where ${all(where)} limit ${MOST_COUNTED + 1}) as counted`,
    ),
  )
  return row?.count ?? 0
}

/** The ids among those rows that match the conditions, in no particular order. */
async function fulfilling<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  { scope, only, conditions }: Pick<KeysetRequest<Sort>, 'scope' | 'only' | 'conditions'>,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await run.select<{ id: number }>((builder) =>
    raw<{ id: number }>(
      builder,
      sql`select ${column(listing.id)} as id from (${theseIds(run.engine, ids)}) as few ${crossJoin(run.engine, listing, scope)}
        where ${all([scope, ...holding(conditions, only)])}`,
    ),
  )
  return new Set(rows.map(({ id }) => id))
}

/** Selects those ids as `id`. */
function theseIds(engine: EngineName, ids: readonly number[]): RawBuilder<unknown> {
  return sql`select these.value as id from ${listed(engine, ids, 'these')}`
}

/** A condition that matches only those rows. */
function oneOfIds(engine: EngineName, id: 'id' | 'number', ids: readonly number[]): Condition {
  return { ids: theseIds(engine, ids), isGiven: true, holds: among(engine, `t.${id}`, ids) }
}

/** Few rows; undefined: there are many. */
type Few =
  | {
      /** Selects their ids, as `id`. */
      readonly ids: RawBuilder<unknown>
      /** The condition that they were found by, if it was one. */
      readonly by?: Condition
    }
  | undefined

/** What is still to be tested of them. */
function leftOf(conditions: readonly Condition[], { by }: NonNullable<Few>): readonly Condition[] {
  return by?.isGiven === true ? conditions.filter((condition) => condition !== by) : conditions
}

/** As `fewest`; there are none if the only condition is a range of the order: what matches stands together. */
async function fewOf<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  { conditions, sort }: Pick<KeysetRequest<Sort>, 'conditions' | 'sort'>,
  most: number,
): Promise<Few> {
  const [first] = keysOf(listing, sort)
  if (conditions.every(({ range }) => range !== undefined && range.column === first?.column)) return undefined
  return fewest(run, conditions, most)
}

/** Among the conditions that select by an index, the one that matches the fewest rows, if those are few. */
async function fewest(run: Executor, conditions: readonly Condition[], most: number): Promise<Few> {
  const best = await rarest(run, conditions, most)
  if (best === undefined) return undefined
  const lookups = conditions.flatMap(({ isById, has }, at) => {
    return isById !== true || has === undefined || conditions[at] === best
      ? []
      : [has(sql.ref('candidate.id'))]
  })
  const chosen =
    lookups.length === 0
      ? passing(best, conditions)
      : sql`select candidate.id from (${passing(best, conditions)}) as candidate where ${all(lookups)}`
  // The limit keeps PostgreSQL from estimating many rows.
  return { ids: sql`${chosen} limit ${most}`, by: best }
}

/** Selects the rows of a condition whose facts pass the others, as far as its index tells. */
function passing(best: Condition, conditions: readonly Condition[]): RawBuilder<unknown> | undefined {
  return best.idsPassing?.(factsOf(conditions, best)) ?? best.ids
}

function factsOf(conditions: readonly Condition[], best: Condition): readonly Facts[] {
  return conditions.flatMap((other) => (other === best || other.facts === undefined ? [] : [other.facts]))
}

/** The condition that selects the fewest rows by an index, if those are no more than that. */
async function rarest(
  run: Executor,
  conditions: readonly Condition[],
  most: number,
): Promise<Condition | undefined> {
  let best: Condition | undefined
  let least = most + 1
  for (const condition of conditions) {
    if (condition.ids === undefined) continue
    const [row] = await run.select<{ count: number }>((builder) =>
      raw<{ count: number }>(
        builder,
        sql`select count(*) as count from (select 1 from (${condition.ids}) as fitting limit ${least}) as counted`,
      ),
    )
    const count = row?.count ?? 0
    if (count > BOUNDS.few) await run.pause()
    if (count >= least) continue
    least = count
    best = condition
  }
  return best
}

/** The rows that several conditions have in common by their indexes, if those are few. */
async function inCommon(
  run: Executor,
  conditions: readonly Condition[],
  { few, probed }: Bounds,
): Promise<Few> {
  const best = await rarest(run, conditions, probed)
  if (best === undefined) return undefined
  const told = best.idsPassing === undefined ? [] : factsOf(conditions, best)
  const id = sql.ref('candidate.id')
  const tests = conditions.flatMap((other) => {
    const { facts, has } = other
    return other === best || has === undefined || (facts !== undefined && told.includes(facts))
      ? []
      : [has(id)]
  })
  if (tests.length + told.length === 0) return undefined
  const rows = await run.select<{ id: number }>((builder) =>
    raw<{ id: number }>(
      builder,
      sql`select candidate.id from (${passing(best, conditions)}) as candidate where ${all(tests)} limit ${few + 1}`,
    ),
  )
  if (rows.length > few) return undefined
  const ids = rows.map((row) => row.id)
  return { ids: theseIds(run.engine, ids) }
}

/** The row at that offset from the first, if there is one. */
async function rowAt<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  {
    keys,
    index,
    where,
    skip,
  }: {
    readonly keys: readonly Key[]
    readonly index: string
    readonly where: RawBuilder<SqlBool>
    readonly skip: number
  },
): Promise<Row | undefined> {
  const [row] = await run.select<Row>((builder) =>
    raw<Row>(
      builder,
      sql`select ${keyColumns(listing, keys)} from ${indexed(run.engine, listing, index)} where ${where}
        order by ${order(run.engine, keys, true)} limit 1 offset ${skip}`,
    ),
  )
  return row
}

/** @param end where the list continues if all rows are on the page */
function page(
  keys: readonly Key[],
  rows: readonly Row[],
  limit: number,
  end: Cursor | null = null,
): KeysetPage {
  const shown = rows.slice(0, limit)
  const behind = (at: number) => {
    const row = shown[at]
    return row === undefined ? null : cursorAt(keys, row)
  }
  return {
    ids: shown.map(({ id }) => id),
    next: rows.length > limit ? behind(shown.length - 1) : end,
    behind,
  }
}

function cursorAt(keys: readonly Key[], row: Row): Cursor {
  return { values: keys.slice(0, -1).map((_, at) => row[`k${at}`] ?? null), id: row.id }
}

/** The sort keys, the id last: it sorts in the direction of the key before it. */
function keysOf<Sort extends string>(listing: Listing<Sort>, sort: readonly SortKey<Sort>[]): Key[] {
  const keys = sort.map(({ by, descending }): Key => {
    const { column: name, type, nullable = false } = listing.sorts[by]
    return { column: name, type, nullable, descending }
  })
  return [
    ...keys,
    { column: listing.id, type: 'number', nullable: false, descending: keys.at(-1)?.descending ?? false },
  ]
}

/** The cursor, or undefined if it can't come from one of our pages. */
function readable(keys: readonly Key[], after: Cursor | null): Cursor | null | undefined {
  if (after === null) return null
  const fits =
    isId(after.id) &&
    after.values.length === keys.length - 1 &&
    after.values.every((value, at) => {
      const key = keys[at]
      if (value === null) return key?.nullable === true
      if (typeof value === 'number') return key?.type === 'number' && isId(value)
      return key?.type === 'text' && isStorable(value)
    })
  return fits ? after : undefined
}

/** An index to walk. */
interface Way {
  readonly index: string
  /** What all rows in that part of the index fulfil. */
  readonly within: readonly RawBuilder<SqlBool>[]
  readonly others: readonly Condition[]
  /** What is tested of an entry of the index. */
  readonly facts: readonly RawBuilder<SqlBool>[]
  /** What is tested of its row. */
  readonly tests: readonly RawBuilder<SqlBool>[]
  /** What it takes to test one entry: the entry alone, look-ups by its id, or its row. */
  readonly cost: 'entry' | 'lookup' | 'row'
}

/** The ways through the rows in that order: by the conditions that have one, or else through all rows. */
function waysBy<Sort extends string>(
  listing: Listing<Sort>,
  by: Sort | 'id',
  conditions: readonly Condition[],
): readonly [Way, ...Way[]] {
  const way = (index: string, condition?: Condition): Way => {
    const others = conditions.filter((other) => other !== condition)
    const isTold = listing.facts?.indexes.includes(index) === true
    const told = isTold ? others.filter(({ facts }) => facts !== undefined) : []
    const rest = others.filter((other) => !told.includes(other))
    // What looks like a match is read; then that is the time for what only the row tells.
    const unsure = told.filter(({ facts }) => facts?.areExact === false)
    const late = unsure.length === 0 ? [] : rest.filter(({ isById }) => isById !== true)
    return {
      index,
      within: condition === undefined ? [] : [condition.holds],
      others,
      facts: [
        ...told.flatMap(({ facts }) => (facts === undefined ? [] : [facts.pass('t')])),
        ...holding(rest.filter((other) => !late.includes(other))),
      ],
      tests: holding([...unsure, ...late]),
      cost: rest.length === 0 ? 'entry' : told.length > 0 ? 'lookup' : 'row',
    }
  }
  const led = conditions.flatMap((condition) => {
    const index = condition.walks?.[by]
    return index === undefined ? [] : [way(index, condition)]
  })
  const [first, ...further] = led
  if (first !== undefined) return [first, ...further]
  if (by !== 'id') return [way(listing.sorts[by].index)]
  const telling = conditions.some(({ facts }) => facts !== undefined) ? listing.facts?.index : undefined
  return [way(telling ?? listing.index)]
}

/** The way on which the fewest rows lie ahead, as far as that shows after a few. */
async function wayOf<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  { scope, sort, conditions }: KeysetRequest<Sort>,
  {
    ordering,
    after,
    look,
  }: { readonly ordering: Ordering; readonly after: Cursor | null; readonly look: number },
): Promise<Way> {
  const { keys } = ordering
  const ways = waysBy(listing, sort[0]?.by ?? 'id', conditions)
  let [best] = ways
  if (ways.length === 1) return best
  let furthest: Row | undefined
  for (const way of ways) {
    const [ahead = []] = segmentsOf(ordering, after)
      .slice(-1)
      .map((segment) => rangeOf(keys, segment, false))
    const where = all([scope, ...way.within, ...ahead])
    const row = await rowAt(run, listing, { keys, index: way.index, where, skip: look - 1 })
    if (row === undefined) return way
    if (furthest !== undefined && !isFurther(keys, row, furthest)) continue
    furthest = row
    best = way
  }
  return best
}

function isFurther([first]: readonly Key[], row: Row, other: Row): boolean {
  const name = first === undefined || first.column === 'id' ? 'id' : 'k0'
  const [value, than] = [row[name] ?? 0, other[name] ?? 0]
  return first?.descending === true ? value < than : value > than
}

/** What a list is sorted by, and the range of its first column that it is limited to. */
interface Ordering {
  readonly keys: readonly Key[]
  readonly range: Range | undefined
}

/** A part of a list: one range of an index. */
interface Segment {
  readonly where: readonly RawBuilder<SqlBool>[]
  /** That its rows have the first value: needed where nothing else bounds it on that side. */
  readonly having?: RawBuilder<SqlBool>
  /** Where the range of the list ends: needed unless the part has an end of its own. */
  readonly ending?: RawBuilder<SqlBool>
}

/** The parts of the list in order. Rows without the first value come first, or last in descending order. */
function segmentsOf({ keys, range: limits }: Ordering, after: Cursor | null): readonly Segment[] {
  const [first, ...rest] = keys
  if (first === undefined) return []
  if (limits !== undefined) return segmentsWithin(limits, first, rest, after)
  const name = column(first.column)
  const values = after === null ? undefined : valuesAt(after)
  const value = values?.[0]
  const behind = values === undefined ? [] : rangeOfRest(rest, values.slice(1), false)
  const none = sql<SqlBool>`${name} is null`
  const some = sql<SqlBool>`${name} >= ${first.type === 'text' ? '' : Number.MIN_SAFE_INTEGER}`
  const without: readonly Segment[] = first.nullable ? [{ where: [none] }] : []
  const having: Segment = { where: [], ...(first.nullable ? { having: some } : {}) }
  if (value === undefined) return first.descending ? [having, ...without] : [...without, having]
  if (value === null) {
    const rest: Segment = { where: [none, ...behind] }
    return first.descending ? [rest] : [rest, having]
  }
  // Rows with the same first value form a range by the next one; SQLite's index can't express further ranges.
  const same: readonly Segment[] =
    rest.length === 0 ? [] : [{ where: [sql<SqlBool>`${name} = ${value}`, ...behind] }]
  const further = sql<SqlBool>`${name} ${sql.raw(first.descending ? '<' : '>')} ${value}`
  return [...same, { ...having, where: [further] }, ...(first.descending ? without : [])]
}

/** The parts of a list that is limited to a range of its first column, which all of its rows have. */
function segmentsWithin(
  { from, before }: Range,
  first: Key,
  rest: readonly Key[],
  after: Cursor | null,
): readonly Segment[] {
  const name = column(first.column)
  const lower = from === undefined ? undefined : sql<SqlBool>`${name} >= ${from}`
  const upper = before === undefined ? undefined : sql<SqlBool>`${name} < ${before}`
  // Of a text or a number that is null neither is true.
  const [beginning, ending] = first.descending ? [upper, lower] : [lower, upper]
  const end = ending === undefined ? {} : { ending }
  const values = after === null ? undefined : valuesAt(after)
  const value = values?.[0]
  if (values === undefined || value === undefined) {
    return [{ where: beginning === undefined ? [] : [beginning], ...end }]
  }
  if (value === null) return []
  // The cursor stands within the range: behind it, the beginning of the range bounds nothing.
  const further = sql<SqlBool>`${name} ${sql.raw(first.descending ? '<' : '>')} ${value}`
  const same = [sql<SqlBool>`${name} = ${value}`, ...rangeOfRest(rest, values.slice(1), false)]
  return [...(rest.length === 0 ? [] : [{ where: same }]), { where: [further], ...end }]
}

/**
 * The conditions of a part. Where its end bounds it from below, that its rows have a value isn't said as well: of two lower
 * bounds SQLite might take the other one, and read the index to its end.
 */
function rangeOf(
  [first]: readonly Key[],
  { where, having, ending }: Segment,
  isEnded: boolean,
): readonly RawBuilder<SqlBool>[] {
  return [
    ...where,
    ...(having === undefined || (isEnded && first?.descending === true) ? [] : [having]),
    ...(ending === undefined || isEnded ? [] : [ending]),
  ]
}

/** Rows after the cursor, in all parts of the list. */
function behindWhole(keys: readonly Key[], after: Cursor | null): readonly RawBuilder<SqlBool>[] {
  return after === null ? [] : [beyond(keys, valuesAt(after))]
}

/** Rows up to that one, in its own part. */
function upTo(keys: readonly Key[], end: Row): readonly RawBuilder<SqlBool>[] {
  const reversed = keys.map((key) => ({ ...key, descending: !key.descending }))
  return range(reversed, valuesAt(cursorAt(keys, end)), true)
}

function valuesAt({ values, id }: Cursor): readonly (string | number | null)[] {
  return [...values, id]
}

/** Rows beyond the values, in their own part, as a range of the index. */
function range(
  keys: readonly Key[],
  values: readonly (string | number | null)[],
  inclusive: boolean,
): readonly RawBuilder<SqlBool>[] {
  const [first, ...rest] = keys
  const [value, ...others] = values
  if (first === undefined || value === undefined) return []
  if (value === null) return rangeOfRest(rest, others, inclusive) // the part has no first value
  const sameWay = keys.every(({ descending, nullable }, at) => {
    return descending === first.descending && (at === 0 || !nullable)
  })
  const sign = sql.raw(`${first.descending ? '<' : '>'}${inclusive ? '=' : ''}`)
  if (sameWay) {
    const columns = sql.join(keys.map((key) => column(key.column)))
    return [sql<SqlBool>`(${columns}) ${sign} (${sql.join([...values])})`]
  }
  const bound = sql.raw(first.descending ? '<=' : '>=')
  return [sql<SqlBool>`${column(first.column)} ${bound} ${value}`, beyond(keys, values, inclusive)]
}

/** Like `range`, for rows that share the values before: rows with and without a value are in one part. */
function rangeOfRest(
  keys: readonly Key[],
  values: readonly (string | number | null)[],
  inclusive: boolean,
): readonly RawBuilder<SqlBool>[] {
  return keys[0]?.nullable === true ? [beyond(keys, values, inclusive)] : range(keys, values, inclusive)
}

/** Rows that come after the values in key order. */
function beyond(
  keys: readonly Key[],
  values: readonly (string | number | null)[],
  inclusive = false,
): RawBuilder<SqlBool> {
  const [first, ...rest] = keys
  const [value = null, ...others] = values
  if (first === undefined) return inclusive ? sql<SqlBool>`1 = 1` : sql<SqlBool>`1 = 0`
  const name = column(first.column)
  if (value === null) {
    const same = sql<SqlBool>`(${name} is null and ${beyond(rest, others, inclusive)})`
    return first.descending ? same : sql<SqlBool>`(${name} is not null or ${same})`
  }
  const further = first.descending
    ? first.nullable
      ? sql<SqlBool>`(${name} < ${value} or ${name} is null)`
      : sql<SqlBool>`${name} < ${value}`
    : sql<SqlBool>`${name} > ${value}`
  return sql<SqlBool>`(${further} or (${name} = ${value} and ${beyond(rest, others, inclusive)}))`
}

function keyColumns<Sort extends string>(listing: Listing<Sort>, keys: readonly Key[]): RawBuilder<unknown> {
  return sql.join([
    sql`${column(listing.id)} as id`,
    ...keys.slice(0, -1).map((key, at) => sql`${column(key.column)} as ${sql.ref(`k${at}`)}`),
  ])
}

/** @param within whether all rows belong to one part of the list: either all have the first value or none does */
function order(
  engine: EngineName,
  keys: readonly Key[],
  within: boolean,
  names: readonly RawBuilder<unknown>[] = keys.map((key) => column(key.column)),
): RawBuilder<unknown> {
  // Nulls come first. That is SQLite's default order; PostgreSQL is told so if both kinds of rows are mixed. Within a
  // part they aren't, and an index in PostgreSQL's default order can be used.
  return sql.join(
    keys.map(({ descending, nullable }, at) => {
      const way = sql.raw(descending ? 'desc' : 'asc')
      const told = nullable && engine === 'postgres' && !(within && at === 0)
      const nulls = told ? sql.raw(descending ? ' nulls last' : ' nulls first') : sql``
      return sql`${names[at]} ${way}${nulls}`
    }),
  )
}

function indexed<Sort extends string>(
  engine: EngineName,
  listing: Listing<Sort>,
  index: string,
): RawBuilder<unknown> {
  const table = sql`${sql.table(listing.table)} as t`
  return engine === 'sqlite' ? sql`${table} indexed by ${sql.raw(index)}` : table
}

/**
 * The listed table joined after `few`, row by row: SQLite keeps the order of a cross join. PostgreSQL looks up each row on its
 * own, and can't read the rows of an account from the beginning until it has met all of them.
 */
function crossJoin<Sort extends string>(
  engine: EngineName,
  listing: Listing<Sort>,
  scope: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  const table = sql`${sql.table(listing.table)} as t`
  const isIt = sql`${column(listing.id)} = few.id`
  return engine === 'sqlite'
    ? sql`cross join ${table} on ${isIt}`
    : sql`cross join lateral (select t.* from ${table} where ${scope} and ${isIt} offset 0) as t`
}

function holding(
  conditions: readonly Condition[],
  only?: RawBuilder<SqlBool>,
): readonly RawBuilder<SqlBool>[] {
  return [...conditions.map(({ holds }) => holds), ...(only === undefined ? [] : [only])]
}

function all(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return conditions.length === 0
    ? sql<SqlBool>`1 = 1`
    : sql<SqlBool>`${sql.join([...conditions], sql` and `)}`
}

function column(name: string): RawBuilder<unknown> {
  return sql.ref(`t.${name}`)
}

/** A list's keyset query, in the terms of the store. */
export interface ListRequest<Sort extends string> extends KeysetRequest<Sort> {
  /** The words to search for: without a sort the best hits come first. */
  readonly search?: Search | undefined
  /** Whether the rows are counted too; `kept`: the stored total without conditions, if there is one. */
  readonly counted: boolean
  readonly kept?: () => Promise<number>
}

/** A page of objects in the requested order, `fetch`ed by the ids of their rows. */
export async function listByKey<Sort extends string, Thing>(
  run: Executor,
  listing: Listing<Sort>,
  request: ListRequest<Sort>,
  fetch: (ids: readonly number[]) => Promise<readonly (readonly [id: number, thing: Thing])[]>,
): Promise<Page<Thing>> {
  const { search } = request
  const found =
    search === undefined
      ? await countedPage(run, listing, request)
      : await pageOfSearch(run, listing, request, search)
  return readPage(run, listing, request.scope, found, fetch)
}

async function countedPage<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  request: ListRequest<Sort>,
): Promise<KeysetPage & Partial<Count>> {
  const few = await fewOf(run, listing, request, BOUNDS.few)
  const found = await pageAmong(run, listing, request, few, BOUNDS)
  await run.pause()
  if (!request.counted) return found
  const count = await countAmong(run, listing, request, few)
  await run.pause()
  return { ...found, ...count }
}

/** The objects of a page, `fetch`ed by the ids of their rows: as many as can be read at once. */
export async function readPage<Sort extends string, Thing>(
  run: Executor,
  listing: Listing<Sort>,
  scope: RawBuilder<SqlBool>,
  { behind, ...found }: KeysetPage & Partial<Count>,
  fetch: (ids: readonly number[]) => Promise<readonly (readonly [id: number, thing: Thing])[]>,
): Promise<Page<Thing>> {
  const { ids, next, ...count } = { ...found, ...(await readAtOnce(run, listing, scope, found, behind)) }
  const things = new Map<number, Thing>()
  for (const portion of portionsOf(ids, run.engine === 'sqlite' ? THINGS_A_TURN : ids.length)) {
    for (const [id, thing] of await fetch(portion)) things.set(id, thing)
    if (portion.length === THINGS_A_TURN) await run.pause()
  }
  const items = ids.flatMap((id) => {
    const thing = things.get(id)
    return thing === undefined ? [] : [thing]
  })
  return { items, next, ...count }
}

/** As much of a page as can be read at once. */
async function readAtOnce<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  scope: RawBuilder<SqlBool>,
  { ids, next }: Pick<KeysetPage, 'ids' | 'next'>,
  behind: KeysetPage['behind'],
): Promise<Pick<KeysetPage, 'ids' | 'next'>> {
  const { texts, unmeasured = ROWS_UNMEASURED } = listing
  if (texts === undefined || ids.length <= unmeasured) return { ids, next }
  const rows = await run.select<Measured & { id: number }>((builder) =>
    raw<Measured & { id: number }>(
      builder,
      sql`select ${column(listing.id)} as id, ${octetsOf(...texts.map((name) => `t.${name}`))} as octets
        from (${theseIds(run.engine, ids)}) as few ${crossJoin(run.engine, listing, scope)} where ${scope}`,
    ),
  )
  const octets = new Map(rows.map((row) => [row.id, row.octets]))
  const fit = fitting(ids.map((id) => ({ octets: octets.get(id) ?? 0 }))).length
  return fit === ids.length ? { ids, next } : { ids: ids.slice(0, fit), next: behind(fit - 1) }
}

/** How many hits are counted. Up to so many are found by the words and then sorted; among more, rows are tested in their order. */
const MOST_HITS = 1_000
/** How many times a page looks for hits when few of them match the conditions. */
const LOOKS = 4

async function pageOfSearch<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  request: ListRequest<Sort>,
  search: Search,
): Promise<KeysetPage & Partial<Count>> {
  const { counted, sort } = request
  if (!counted && sort.length === 0) return pageOfHits(run, listing, request, search)
  const { found, end } = await findHits(run, search, undefined, MOST_HITS + 1)
  const best = found.slice(0, MOST_HITS).map(({ id }) => id)
  const capped = found.length > MOST_HITS || end !== undefined
  const total = counted
    ? {
        total: (await fulfilling(run, listing, request, best)).size,
        ...(capped ? { totalIsCapped: true } : {}),
      }
    : {}
  if (sort.length === 0) return { ...(await pageOfHits(run, listing, request, search)), ...total }
  const isHit: Condition = capped
    ? { holds: holdsEach(run.engine, search) }
    : oneOfIds(run.engine, listing.id, best)
  const conditions = [...request.conditions, isHit]
  return { ...(await pageByKey(run, listing, { ...request, conditions })), ...total }
}

/** The best hits first. */
async function pageOfHits<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  request: ListRequest<Sort>,
  search: Search,
): Promise<KeysetPage> {
  const { after, limit } = request
  let last = hitAt(after)
  if (after !== null && last === undefined) return NOTHING
  const hits: Hit[] = []
  const ended = (next: Hit | undefined): KeysetPage => ({
    ids: hits.map(({ id }) => id),
    next: cursorOf(next),
    behind: (at) => cursorOf(hits[at]),
  })
  for (let look = 0; look < LOOKS; look++) {
    const { found, end } = await findHits(run, search, last, limit + 1)
    const fulfilled = await fulfilling(
      run,
      listing,
      request,
      found.map(({ id }) => id),
    )
    await run.pause()
    for (const hit of found) {
      if (!fulfilled.has(hit.id)) {
        last = hit
        continue
      }
      if (hits.length === limit) return ended(last)
      hits.push(hit)
      last = hit
    }
    if (end === undefined && found.length <= limit) return ended(undefined)
    last = end ?? last
  }
  return ended(last)
}

function cursorOf(hit: Hit | undefined): Cursor | null {
  return hit === undefined ? null : { values: [hit.rank], id: hit.id }
}

function hitAt(cursor: Cursor | null): Hit | undefined {
  const rank = cursor?.values[0]
  if (cursor?.values.length !== 1 || !isId(cursor.id)) return undefined
  return rank === 0 || rank === 1 || rank === 2 ? { rank, id: cursor.id } : undefined
}
