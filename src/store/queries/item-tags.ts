import { sql, type RawBuilder } from 'kysely'
import type { TagNumber, TagTypeNumber } from '../../domain/ids.ts'
import type {
  BankPlace,
  KnownTag,
  PlacedTag,
  SortPlace,
  TagPair,
  TagReader,
  TagsByPosition,
  TagsBySortKey,
  TagWrite,
  TagWriter,
} from '../../domain/item-bank-store.ts'
import { LEAST_SORT_KEY, type Tag, type TagFilter, type TagType } from '../../domain/tag.ts'
import { query, type Build, type Builder, type EngineName, type Executor } from '../engine.ts'
import { asJsonRows, jsonList, jsonRows } from '../json-rows.ts'
import { raw } from '../raw.ts'
import { at } from './item-banks.ts'
import { one } from './rows.ts'

// How a list is read as it was. `tag` holds each tag where it stands now. Where it stood before is in `tag_past` (order
// of updates) and `tag_sort_past` (order of sort keys), from one position until another. A list as of revision R is the
// tags that have stood still since R, merged with the past places that ended after R. Past places are kept in blocks of
// positions by their end: all in a block later than R's own ended after R, so each such block is one range of an index
// in the wanted order, and nothing in it is read in vain.
const POSITIONS_PER_BLOCK = 32_768
/** More later blocks than these are read as one, and sorted: two million tags written between two pages. */
const MERGED_BLOCKS = 64
/** More types than these are filtered out of the order of the whole bank instead of merged from the orders of each. */
const MERGED_TYPES = 32
/** Past places are kept longer than a token is taken for. */
const PAST_KEPT = 48 * 60 * 60 * 1000

const columns = [
  'tag.number',
  'tag.type as typeNumber',
  'tag_type.name as type',
  'tag.name',
  'tag.description',
  'tag.sort_rank',
  'tag.sort_since',
  'tag.updated',
] as const

export interface TagRow {
  number: number
  typeNumber: number
  type: string
  name: string
  description: string | null
  sort_rank: number
  sort_since: number
  updated: number
}

const allTypes = query<{ account: number; bank: number }>()(({ db }, $) =>
  db
    .selectFrom('tag_type')
    .select(['number', 'name', 'description'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .orderBy('name'),
)
const namedTypes = query<{ account: number; bank: number; names: string }>()(({ db, engine }, $) =>
  db
    .selectFrom('tag_type')
    .select(['number', 'name', 'description'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('name', 'in', jsonList(engine, 'text', $.names) as RawBuilder<string>)
    .orderBy('name'),
)
const insertTypes = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) =>
  raw(
    builder,
    sql`insert into tag_type (account_id, bank_id, number, name, description, created)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.number, r.name, null, cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, { number: 'bigint', name: 'text' }, $.rows)} r`,
  ),
)
const describeType = query<{ account: number; bank: number; type: number; description: string | null }>()(
  ({ db }, $) =>
    db
      .updateTable('tag_type')
      .set({ description: $.description })
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('number', '=', $.type),
)

// A cross join: SQLite then looks each pair up instead of reading the bank.
const findAll = query<{ account: number; bank: number; pairs: string }>()((builder, $) =>
  raw<TagRow>(
    builder,
    sql`select t.number, t.type as "typeNumber", tt.name as type, t.name, t.description, t.sort_rank, t.sort_since, t.updated
        from ${jsonRows(builder.engine, { type: 'bigint', name: 'text' }, $.pairs)} r
        cross join tag t
        cross join tag_type tt
        where t.account_id = ${$.account} and t.bank_id = ${$.bank} and t.name = r.name and t.type = r.type
          and tt.account_id = ${$.account} and tt.bank_id = ${$.bank} and tt.number = t.type`,
  ),
)

const writeColumns = {
  number: 'bigint',
  type: 'bigint',
  name: 'text',
  description: 'text',
  sort_rank: 'bigint',
  sort_since: 'bigint',
  updated: 'bigint',
} as const

const write = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) =>
  raw(
    builder,
    sql`insert into tag (account_id, bank_id, number, type, name, description, sort_rank, sort_since, updated, created_at,
          updated_at)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.number, r.type, r.name, r.description,
          r.sort_rank, r.sort_since, r.updated, cast(${$.now} as bigint), cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, writeColumns, $.rows)} r
        where true
        on conflict (account_id, bank_id, number) do update set
          description = excluded.description, sort_rank = excluded.sort_rank, sort_since = excluded.sort_since,
          updated = excluded.updated, updated_at = excluded.updated_at`,
  ),
)

const remember = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) => {
  const cells = {
    block: 'bigint',
    position: 'bigint',
    number: 'bigint',
    type: 'bigint',
    ended: 'bigint',
  } as const
  return raw(
    builder,
    sql`insert into tag_past (account_id, bank_id, block, position, number, type, ended, ended_at)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.block, r.position, r.number, r.type, r.ended,
          cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, cells, $.rows)} r`,
  )
})
const rememberSort = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) => {
  const cells = {
    block: 'bigint',
    type: 'bigint',
    sort_rank: 'bigint',
    name: 'text',
    since: 'bigint',
    number: 'bigint',
    ended: 'bigint',
  } as const
  return raw(
    builder,
    sql`insert into tag_sort_past (account_id, bank_id, block, type, sort_rank, name, since, number, ended, ended_at)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.block, r.type, r.sort_rank, r.name, r.since,
          r.number, r.ended, cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, cells, $.rows)} r`,
  )
})
const forget = query<{ account: number; bank: number; block: number; before: number }>()(({ db }, $) =>
  db
    .deleteFrom('tag_past')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('block', '<', $.block)
    .where('ended_at', '<', $.before),
)
const forgetSort = query<{ account: number; bank: number; block: number; before: number }>()(({ db }, $) =>
  db
    .deleteFrom('tag_sort_past')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('block', '<', $.block)
    .where('ended_at', '<', $.before),
)

const remove = query<{ account: number; bank: number; tag: number }>()(({ db }, $) =>
  db
    .deleteFrom('tag')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.tag),
)
const takeOff = query<{ account: number; bank: number; tag: number }>()(({ db }, $) =>
  db
    .deleteFrom('taggable_tag')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('tag', '=', $.tag),
)

const presentSortPlace = query<{ account: number; bank: number; tag: number; asOf: number }>()(({ db }, $) =>
  db
    .selectFrom('tag')
    .select(['type', 'sort_rank', 'name'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.tag)
    .where('sort_since', '<=', $.asOf),
)
const pastSortPlace = query<{ account: number; bank: number; tag: number; asOf: number }>()(({ db }, $) =>
  db
    .selectFrom('tag_sort_past')
    .select(['type', 'sort_rank', 'name'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.tag)
    .where('since', '<=', $.asOf)
    .where('ended', '>', $.asOf),
)
const revision = query<{ account: number; bank: number }>()(({ db }, $) =>
  db.selectFrom('item_bank').select('revision').where('account_id', '=', $.account).where('id', '=', $.bank),
)

export class TagQueries implements TagReader, TagWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async types(place: BankPlace, names: readonly string[] | undefined): Promise<TagType[]> {
    const rows =
      names === undefined
        ? await this.#run.all(allTypes, at(place))
        : await this.#run.all(namedTypes, { ...at(place), names: JSON.stringify(names) })
    return rows.map((row) => ({ ...row, number: row.number as TagTypeNumber }))
  }

  async byPosition(place: BankPlace, part: TagsByPosition): Promise<PlacedTag[]> {
    const blocks = part.by === 'created' ? [] : await this.#blocksSince(place, part.asOf)
    const rows = await this.#run.select(byPosition(place, part, blocks))
    return rows.map((row) => ({ tag: tag(row), position: row.position }))
  }

  async bySortKey(place: BankPlace, part: TagsBySortKey): Promise<Tag[]> {
    const rows = await this.#run.select(bySortKey(place, part, await this.#blocksSince(place, part.asOf)))
    return rows.map(tag)
  }

  async sortPlaceOf(place: BankPlace, number: TagNumber, asOf: number): Promise<SortPlace | undefined> {
    const which = { ...at(place), tag: number, asOf }
    const row =
      (await this.#run.first(presentSortPlace, which)) ?? (await this.#run.first(pastSortPlace, which))
    if (row === undefined) return undefined
    return { type: row.type as TagTypeNumber, sortKey: sortKeyOf(row.sort_rank), name: row.name }
  }

  async findAll(place: BankPlace, pairs: readonly TagPair[]): Promise<KnownTag[]> {
    if (pairs.length === 0) return []
    const rows = await this.#run.all(findAll, {
      ...at(place),
      pairs: asJsonRows(pairs.map(({ type, name }) => [type, name])),
    })
    return rows.map((row) => ({ ...tag(row), sortSince: row.sort_since }))
  }

  async insertTypes(place: BankPlace, types: readonly Pick<TagType, 'number' | 'name'>[]): Promise<void> {
    const rows = asJsonRows(types.map(({ number, name }) => [number, name]))
    await this.#run.run(insertTypes, { ...at(place), now: this.#run.now, rows })
  }

  async describeType(place: BankPlace, type: TagTypeNumber, description: string | null): Promise<void> {
    await this.#run.run(describeType, { ...at(place), type, description })
  }

  async write(place: BankPlace, writes: readonly TagWrite[]): Promise<void> {
    const rows = writes.map((one) => [
      one.number,
      one.typeNumber,
      one.name,
      one.description,
      rankOf(one.sortKey),
      hasMoved(one) ? one.position : (one.before?.sortSince ?? one.position),
      one.position,
    ])
    await this.#remember(
      place,
      writes.flatMap((one) =>
        one.before === undefined ? [] : [{ tag: one.before, ended: one.position, moved: hasMoved(one) }],
      ),
    )
    await this.#forgetOld(
      place,
      writes.map(({ position }) => position),
    )
    await this.#run.run(write, { ...at(place), now: this.#run.now, rows: asJsonRows(rows) })
  }

  async delete(place: BankPlace, known: KnownTag, position: number): Promise<void> {
    await this.#remember(place, [{ tag: known, ended: position, moved: true }])
    await this.#run.run(takeOff, { ...at(place), tag: known.number })
    await this.#run.run(remove, { ...at(place), tag: known.number })
  }

  async #remember(place: BankPlace, past: readonly Past[]): Promise<void> {
    if (past.length === 0) return
    const now = this.#run.now
    const rows = past.map(({ tag, ended }) => [
      blockOf(ended),
      tag.updated,
      tag.number,
      tag.typeNumber,
      ended,
    ])
    await this.#run.run(remember, { ...at(place), now, rows: asJsonRows(rows) })
    const moved = past
      .filter((one) => one.moved)
      .map(({ tag, ended }) => [
        blockOf(ended),
        tag.typeNumber,
        rankOf(tag.sortKey),
        tag.name,
        tag.sortSince,
        tag.number,
        ended,
      ])
    if (moved.length > 0) await this.#run.run(rememberSort, { ...at(place), now, rows: asJsonRows(moved) })
  }

  /** With each block that these positions begin, forgets past places that no token can ask for any more. */
  async #forgetOld(place: BankPlace, positions: readonly number[]): Promise<void> {
    const lowest = positions.reduce((a, b) => Math.min(a, b), Infinity)
    const block = blockOf(positions.reduce((a, b) => Math.max(a, b), 0))
    if (block <= blockOf(lowest - 1)) return
    const old = { ...at(place), block, before: this.#run.now - PAST_KEPT }
    await this.#run.run(forget, old)
    await this.#run.run(forgetSort, old)
  }

  async #blocksSince(place: BankPlace, asOf: number): Promise<number[]> {
    const { revision: present } = one(await this.#run.first(revision, at(place)))
    if (present <= asOf) return []
    const blocks: number[] = []
    for (let block = blockOf(asOf + 1); block <= blockOf(present); block++) blocks.push(block)
    return blocks
  }
}

/** A place that a tag gave up. */
interface Past {
  readonly tag: KnownTag
  readonly ended: number
  /** Whether it changed its place in the order of sort keys as well. */
  readonly moved: boolean
}

function hasMoved({ before, sortKey }: TagWrite): boolean {
  return before !== undefined && before.sortKey !== sortKey
}

function blockOf(position: number): number {
  return Math.floor(position / POSITIONS_PER_BLOCK)
}

/** Without a sort key a tag stands before all that have one. */
function rankOf(sortKey: number | null): number {
  return sortKey ?? LEAST_SORT_KEY
}

function sortKeyOf(rank: number): number | null {
  return rank === LEAST_SORT_KEY ? null : rank
}

type PlacedRow = TagRow & { position: number }

/** A part of the list in the order of positions, as it was at `asOf`. */
function byPosition(place: BankPlace, part: TagsByPosition, blocks: readonly number[]): Build<PlacedRow> {
  return (builder) => {
    const { descending, after, asOf, limit, types, names } = part
    const order = sql.raw(descending ? 'desc' : 'asc')
    const filter = new Filter(builder.engine, types, names)
    const low = descending ? -1 : (after ?? -1)
    const high = descending ? (after ?? asOf + 1) : asOf + 1
    const inBank = (alias: string) => ofBank(alias, place)
    const present = (condition: RawBuilder<unknown>, position: RawBuilder<unknown>) => sql`
      select t.number, ${position} as position from tag t
      where ${inBank('t')} and ${position} > ${low} and ${position} < ${high} ${condition}
      order by ${position} ${order} limit ${limit}`
    const past = (block: RawBuilder<unknown>) => sql`
      select p.number, p.position from tag_past p cross join tag t
      where ${inBank('p')} and p.block ${block} and p.position > ${low} and p.position < ${high} and p.ended > ${asOf}
        and ${inBank('t')} and t.number = p.number ${filter.types('p')} ${filter.names('t')}
      order by p.position ${order} limit ${limit}`

    const column = sql.ref(part.by === 'created' ? 't.number' : 't.updated')
    const arms =
      names === undefined
        ? typeConditions(types, filter).map((condition) => present(condition, column))
        : [
            // The sum keeps the engine from walking the order of the whole bank for a few names.
            present(sql`${filter.names('t')} ${filter.types('t')}`, sql`(${column} + 0)`),
          ]
    return raw(
      builder,
      merged([...arms, ...blockConditions(blocks).map(past)], place, ['position'], order, limit),
    )
  }
}

/** A part of the tags of one type in the order of sort keys and names, as it was at `asOf`. */
function bySortKey(place: BankPlace, part: TagsBySortKey, blocks: readonly number[]): Build<TagRow> {
  return (builder) => {
    const { descending, after, asOf, limit, type, names } = part
    const order = sql.raw(descending ? 'desc' : 'asc')
    const filter = new Filter(builder.engine, undefined, names)
    const inBank = (alias: string) => ofBank(alias, place)
    const beyond = (alias: string) => {
      if (after === undefined) return sql``
      const key = sql`(${sql.ref(`${alias}.sort_rank`)}, ${sql.ref(`${alias}.name`)})`
      return sql`and ${key} ${sql.raw(descending ? '<' : '>')} (${bigint(rankOf(after.sortKey))}, ${after.name})`
    }
    const present = sql`
      select t.number, t.sort_rank, t.name from tag t
      where ${inBank('t')} and t.type = ${type} and t.sort_since <= ${asOf} ${beyond('t')} ${filter.names('t')}
      order by t.sort_rank ${order}, t.name ${order} limit ${limit}`
    const past = (block: RawBuilder<unknown>) => sql`
      select p.number, p.sort_rank, p.name from tag_sort_past p cross join tag t
      where ${inBank('p')} and p.block ${block} and p.type = ${type} ${beyond('p')}
        and p.since <= ${asOf} and p.ended > ${asOf} ${filter.names('p')}
        and ${inBank('t')} and t.number = p.number
      order by p.sort_rank ${order}, p.name ${order} limit ${limit}`
    return raw(
      builder,
      merged([present, ...blockConditions(blocks).map(past)], place, ['sort_rank', 'name'], order, limit),
    )
  }
}

/** The tags that the arms pick; each arm is ordered and cut by itself, and so is their union. */
function merged(
  arms: readonly RawBuilder<unknown>[],
  place: BankPlace,
  keys: readonly string[],
  order: RawBuilder<unknown>,
  limit: number,
): RawBuilder<PlacedRow> {
  const all = arms.map((arm, index) => sql`select * from (${arm}) as ${sql.ref(`arm${index}`)}`)
  const by = (alias: string) => sql.join(keys.map((key) => sql`${sql.ref(`${alias}.${key}`)} ${order}`))
  return sql<PlacedRow>`
    select tag.number, tag.type as "typeNumber", tag_type.name as type, tag.name, tag.description, tag.sort_rank,
      tag.sort_since, tag.updated, ${sql.ref(`picked.${keys[0] ?? ''}`)} as "position"
    from (
      select * from (${sql.join(all, sql` union all `)}) as found order by ${by('found')} limit ${limit}
    ) as picked cross join tag cross join tag_type
    where ${ofBank('tag', place)} and tag.number = picked.number
      and ${ofBank('tag_type', place)} and tag_type.number = tag.type
    order by ${by('picked')}`
}

function ofBank(alias: string, { accountId, bankId }: BankPlace): RawBuilder<unknown> {
  return sql`${sql.ref(`${alias}.account_id`)} = ${accountId} and ${sql.ref(`${alias}.bank_id`)} = ${bankId}`
}

/** One condition for each type, so that each is read in its own order; a single one for none or for many. */
function typeConditions(types: readonly TagTypeNumber[] | undefined, filter: Filter): RawBuilder<unknown>[] {
  if (types === undefined || types.length > MERGED_TYPES) return [filter.types('t')]
  return types.map((type) => sql`and t.type = ${type}`)
}

/** A filter on tags; each list is one parameter, however long. */
class Filter {
  readonly #engine: EngineName
  readonly #types: string | undefined
  readonly #names: string | undefined

  constructor(
    engine: EngineName,
    types: readonly number[] | undefined,
    names: readonly string[] | undefined,
  ) {
    this.#engine = engine
    this.#types = types && JSON.stringify(types)
    this.#names = names && JSON.stringify(names)
  }

  types(alias: string): RawBuilder<unknown> {
    if (this.#types === undefined) return sql``
    return sql`and ${sql.ref(`${alias}.type`)} in ${jsonList(this.#engine, 'bigint', this.#types)}`
  }

  names(alias: string): RawBuilder<unknown> {
    if (this.#names === undefined) return sql``
    return sql`and ${sql.ref(`${alias}.name`)} in ${jsonList(this.#engine, 'text', this.#names)}`
  }
}

function blockConditions(blocks: readonly number[]): RawBuilder<unknown>[] {
  const apart = blocks.slice(0, MERGED_BLOCKS).map((block) => sql`= ${block}`)
  const rest = blocks[MERGED_BLOCKS]
  return rest === undefined ? apart : [...apart, sql`>= ${rest}`]
}

/** PostgreSQL takes a parameter in a row value for text. */
function bigint(value: number): RawBuilder<unknown> {
  return sql`cast(${value} as bigint)`
}

/** Each type of a bank with an array of the names of its tags, as the members of a JSON object. */
export function tagNamesAsJson(place: BankPlace, { types, names }: TagFilter): Build<{ json: string }> {
  return (builder) => {
    const text = (column: string) => quoted(builder.engine, column)
    const among = (column: string, list: readonly string[] | undefined) =>
      list === undefined
        ? sql``
        : sql`and ${sql.ref(column)} in ${jsonList(builder.engine, 'text', JSON.stringify(list))}`
    const joined =
      builder.engine === 'sqlite'
        ? sql`group_concat(${text('t.name')}, ',' order by t.name)`
        : sql`string_agg(${text('t.name')}, ',' order by t.name)`
    return raw<{ json: string }>(
      builder,
      sql`select ${text('tt.name')} || ':[' || ${joined} || ']' as json
          from tag_type tt cross join tag t
          where ${ofBank('tt', place)} ${among('tt.name', types)}
            and ${ofBank('t', place)} and t.type = tt.number ${among('t.name', names)}
          group by tt.number, tt.name order by tt.name`,
    )
  }
}

function quoted(engine: EngineName, column: string): RawBuilder<unknown> {
  return engine === 'sqlite' ? sql`json_quote(${sql.ref(column)})` : sql`to_json(${sql.ref(column)})::text`
}

/** A tag with the name of its type. */
export function tagsWithTypes({ db }: Builder) {
  return db
    .selectFrom('tag')
    .innerJoin('tag_type', (join) =>
      join
        .onRef('tag_type.account_id', '=', 'tag.account_id')
        .onRef('tag_type.bank_id', '=', 'tag.bank_id')
        .onRef('tag_type.number', '=', 'tag.type'),
    )
    .select(columns)
}

export function tag(row: TagRow): Tag {
  return {
    number: row.number as TagNumber,
    typeNumber: row.typeNumber as TagTypeNumber,
    type: row.type,
    name: row.name,
    description: row.description,
    sortKey: sortKeyOf(row.sort_rank),
    updated: row.updated,
  }
}
