import { sql, type RawBuilder } from 'kysely'
import { portionsOf } from '../../../lib/portions.ts'
import { isStorable } from '../../../lib/text.ts'
import type { TagNumber, TagTypeNumber } from '../../../domain/ids.ts'
import type {
  Author,
  DatedTag,
  TagListFilter,
  TagListSort,
  TagUsage,
} from '../../../domain/item-bank/bank-lists.ts'
import type { CursorQuery, Page } from '../../../domain/page.ts'
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
} from '../../../domain/item-bank/item-bank-store.ts'
import {
  LEAST_SORT_KEY,
  type DatedTagType,
  type Tag,
  type TagFilter,
  type TagType,
} from '../../../domain/item-bank/tag.ts'
import { query, type Build, type EngineName, type Executor, type Keep } from '../../engine.ts'
import { asJsonRows, jsonList, jsonRows } from '../../json-rows.ts'
import { isListed, listed, lookedUp, lookedUpAll } from '../../looked-up.ts'
import { raw } from '../../raw.ts'
import { among } from '../../among.ts'
import { isId } from '../rows.ts'
import { listInBank, TAGS, tagsRequest } from './bank-lists.ts'
import { listTagAuthors } from './tag-authors.ts'
import { at } from './item-banks.ts'
import { bankKey, blockConditions, blockOf, blocksSince, merged, ofBank } from './past-places.ts'

/** How many tags are written on SQLite before others have their turn. */
const TAGS_A_TURN = 250

/** More types than these are filtered out of the order of the whole bank instead of merged from the orders of each. */
const MERGED_TYPES = 32

/** A tag `t` with the name of its type `tt`. */
export const tagColumns = sql`t.number, t.type as "typeNumber", tt.name as type, t.name, t.description, t.sort_rank,
  t.sort_since, t.updated`

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

const beginningWith = query<{
  account: number
  bank: number
  beginning: string
  end: string
  limit: number
}>()(({ db }, $) =>
  db
    .selectFrom('tag')
    .select('number')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('name', '>=', $.beginning)
    .where('name', '<', $.end)
    .orderBy('account_id')
    .orderBy('bank_id')
    .orderBy('name')
    .limit($.limit),
)

const allTypes = query<{ account: number; bank: number }>()(({ db, engine }, $) =>
  db
    .selectFrom('tag_type')
    .select(['number', 'name', 'description', 'created', 'modified'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where(isListed(engine, 'tag_type'))
    .orderBy('name'),
)
const namedTypes = query<{ account: number; bank: number; names: string }>()(({ db, engine }, $) =>
  db
    .selectFrom('tag_type')
    .select(['number', 'name', 'description', 'created', 'modified'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where(isListed(engine, 'tag_type'))
    .where('name', 'in', jsonList(engine, 'text', $.names) as RawBuilder<string>)
    .orderBy('name'),
)
const numberedTypes = query<{ account: number; bank: number; numbers: string }>()(({ db, engine }, $) =>
  db
    .selectFrom('tag_type')
    .select(['number', 'name'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', 'in', jsonList(engine, 'bigint', $.numbers) as RawBuilder<number>),
)
const descriptions = query<{ account: number; bank: number; tags: string }>()(({ db, engine }, $) =>
  db
    .selectFrom('tag')
    .select(['number', 'description'])
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', 'in', jsonList(engine, 'bigint', $.tags) as RawBuilder<number>),
)
const insertTypes = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) =>
  raw(
    builder,
    sql`insert into tag_type (account_id, bank_id, number, name, description, created, modified)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.number, r.name, null, cast(${$.now} as bigint),
          cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, { number: 'bigint', name: 'text' }, $.rows)} r`,
  ),
)
const updateType = query<{
  account: number
  bank: number
  type: number
  name: string
  description: string | null
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('tag_type')
    .set({ name: $.name, description: $.description, modified: $.now })
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.type),
)
const rename = query<{
  account: number
  bank: number
  tag: number
  name: string
  position: number
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('tag')
    .set({ name: $.name, updated: $.position, sort_since: $.position, updated_at: $.now })
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.tag),
)
const putAnew = query<{ account: number; bank: number; tag: number; position: number }>()(({ db }, $) =>
  db
    .updateTable('taggable_tag')
    .set({ since: $.position })
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('tag', '=', $.tag),
)
const copyUses = query<{ account: number; bank: number; from: number; to: number; position: number }>()(
  (builder, $) =>
    raw(
      builder,
      sql`insert into taggable_tag (account_id, bank_id, taggable, tag, since)
          select account_id, bank_id, taggable, cast(${$.to} as bigint), cast(${$.position} as bigint)
          from taggable_tag where account_id = ${$.account} and bank_id = ${$.bank} and tag = ${$.from}
          on conflict do nothing`,
    ),
)

const findAll = query<{ account: number; bank: number; pairs: string }>()((builder, $) =>
  raw<TagRow>(
    builder,
    sql`select ${tagColumns}
        from ${jsonRows(builder.engine, { type: 'bigint', name: 'text' }, $.pairs)} r
        ${lookedUp(builder.engine, 'tag', 't', { ...bankKey(builder.engine, $), name: sql`r.name`, type: sql`r.type` })}
        ${lookedUp(builder.engine, 'tag_type', 'tt', { ...bankKey(builder.engine, $), number: sql`t.type` })}`,
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
/** Uses of one tag are counted up to here. */
const MAX_COUNTED_USES = 10_000

const uses = query<{ account: number; bank: number; tags: string }>()((builder, $) =>
  raw<{ number: number; count: number }>(
    builder,
    sql`select r.number, (select count(*) from (
          select 1 from (select 1) as single
          ${lookedUpAll(builder.engine, 'taggable_tag', 'l', { ...bankKey(builder.engine, $), tag: sql`r.number` }, ['taggable'])}
          limit ${sql.lit(MAX_COUNTED_USES + 1)}) as counted) as count
        from ${jsonRows(builder.engine, { number: 'bigint' }, $.tags)} r`,
  ),
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
const rememberTakenOff = query<{
  account: number
  bank: number
  tag: number
  type: number
  name: string
  ended: number
  now: number
}>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable_tag_past (account_id, bank_id, type, name, taggable, since, ended, ended_at)
        select account_id, bank_id, cast(${$.type} as bigint), ${$.name}, taggable, since, cast(${$.ended} as bigint),
          cast(${$.now} as bigint)
        from taggable_tag where account_id = ${$.account} and bank_id = ${$.bank} and tag = ${$.tag}`,
  ),
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

export class TagQueries implements TagReader, TagWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async listTypes(place: BankPlace, names: readonly string[] | undefined): Promise<DatedTagType[]> {
    const rows =
      names === undefined
        ? await this.#run.all(allTypes, at(place))
        : await this.#run.all(namedTypes, { ...at(place), names: JSON.stringify(names) })
    return rows.map((row) => ({ ...row, number: row.number as TagTypeNumber }))
  }

  async listByPosition(place: BankPlace, part: TagsByPosition): Promise<PlacedTag[]> {
    const blocks = part.by === 'created' ? [] : await blocksSince(this.#run, place, part.asOf)
    const rows = await this.#run.select(byPosition(place, part, blocks))
    return this.#withTypes(place, rows)
  }

  async listBySortKey(place: BankPlace, part: TagsBySortKey): Promise<PlacedTag[]> {
    const blocks = await blocksSince(this.#run, place, part.asOf)
    return this.#withTypes(place, await this.#run.select(bySortKey(place, part, blocks)))
  }

  async listDescriptions(
    place: BankPlace,
    tags: readonly TagNumber[],
  ): Promise<ReadonlyMap<TagNumber, string | null>> {
    const rows = await this.#run.all(descriptions, { ...at(place), tags: JSON.stringify(tags) })
    return new Map(rows.map(({ number, description }) => [number as TagNumber, description]))
  }

  async findSortPlace(place: BankPlace, number: TagNumber, asOf: number): Promise<SortPlace | undefined> {
    const which = { ...at(place), tag: number, asOf }
    const row =
      (await this.#run.first(presentSortPlace, which)) ?? (await this.#run.first(pastSortPlace, which))
    if (row === undefined) return undefined
    return { type: row.type as TagTypeNumber, sortKey: sortKeyOf(row.sort_rank), name: row.name }
  }

  async listByPairs(place: BankPlace, pairs: readonly TagPair[]): Promise<KnownTag[]> {
    if (pairs.length === 0) return []
    const rows = await this.#run.all(findAll, {
      ...at(place),
      pairs: asJsonRows(pairs.map(({ type, name }) => [type, name])),
    })
    return rows.map((row) => ({ ...tag(row), sortSince: row.sort_since }))
  }

  listByKey(place: BankPlace, wanted: CursorQuery<TagListFilter, TagListSort>): Promise<Page<DatedTag>> {
    const textsOf = async (numbers: readonly number[]) => {
      const rows = await this.#run.select(({ db, engine }) =>
        db
          .selectFrom('tag')
          .select(['number', 'name'])
          .where('account_id', '=', place.accountId)
          .where('bank_id', '=', place.bankId)
          .where(among(engine, 'number', numbers)),
      )
      return new Map(rows.map(({ number, name }) => [number, [name]]))
    }
    return listInBank(
      this.#run,
      TAGS,
      tagsRequest(this.#run, place, wanted),
      { q: wanted.q, textsOf },
      async (numbers) => (await this.#ofNumbers(place, numbers)).map((tag) => [tag.number, tag]),
    )
  }

  async listByBeginnings(
    place: BankPlace,
    beginnings: readonly string[],
    limit: number,
  ): Promise<DatedTag[]> {
    const numbers = new Set<number>()
    for (const beginning of beginnings) {
      const rows = await this.#run.all(beginningWith, {
        ...at(place),
        beginning,
        end: `${beginning}\u{10ffff}`,
        limit,
      })
      for (const { number } of rows) numbers.add(number)
    }
    const tags = numbers.size === 0 ? [] : await this.#ofNumbers(place, [...numbers])
    return tags.sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  async findByNumber(place: BankPlace, number: TagNumber): Promise<DatedTag | undefined> {
    if (!isId(number)) return undefined
    const [tag] = await this.#ofNumbers(place, [number])
    return tag
  }

  async countUses(place: BankPlace, tags: readonly TagNumber[]): Promise<Map<TagNumber, TagUsage>> {
    if (tags.length === 0) return new Map()
    const rows = await this.#run.all(uses, { ...at(place), tags: asJsonRows(tags.map((tag) => [tag])) })
    return new Map(
      rows.map(({ number, count }) => [
        number as TagNumber,
        { count: Math.min(count, MAX_COUNTED_USES), isCapped: count > MAX_COUNTED_USES },
      ]),
    )
  }

  listAuthors(place: BankPlace, tags: readonly TagNumber[]): Promise<Map<TagNumber, Author>> {
    return listTagAuthors(this.#run, place, tags)
  }

  async insertTypes(place: BankPlace, types: readonly Pick<TagType, 'number' | 'name'>[]): Promise<void> {
    const rows = asJsonRows(types.map(({ number, name }) => [number, name]))
    await this.#run.send(insertTypes, { ...at(place), now: this.#run.now, rows })
  }

  async updateType(
    place: BankPlace,
    type: TagTypeNumber,
    { name, description }: Pick<TagType, 'name' | 'description'>,
  ): Promise<void> {
    await this.#run.send(updateType, { ...at(place), type, name, description, now: this.#run.now })
  }

  async setName(
    place: BankPlace,
    known: KnownTag,
    { name, position }: { readonly name: string; readonly position: number },
  ): Promise<void> {
    await this.#rememberWithUses(place, known, position)
    await this.#run.send(putAnew, { ...at(place), tag: known.number, position })
    await this.#run.send(rename, { ...at(place), tag: known.number, name, position, now: this.#run.now })
  }

  async copyUses(
    place: BankPlace,
    uses: { readonly from: TagNumber; readonly to: TagNumber; readonly position: number },
  ): Promise<void> {
    await this.#run.send(copyUses, { ...at(place), ...uses })
  }

  async insertOrUpdate(place: BankPlace, writes: readonly TagWrite[]): Promise<void> {
    const most = this.#run.engine === 'sqlite' ? TAGS_A_TURN : writes.length
    for (const portion of portionsOf(writes, most)) {
      await this.#insertOrUpdate(place, portion)
      if (portion.length === TAGS_A_TURN) await this.#run.pause()
    }
  }

  async #insertOrUpdate(place: BankPlace, writes: readonly TagWrite[]): Promise<void> {
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
    await this.#run.send(write, { ...at(place), now: this.#run.now, rows: asJsonRows(rows) })
  }

  async delete(place: BankPlace, known: KnownTag, position: number): Promise<void> {
    await this.#rememberWithUses(place, known, position)
    await this.#run.send(takeOff, { ...at(place), tag: known.number })
    await this.#run.send(remove, { ...at(place), tag: known.number })
  }

  /** Where it stood, and what it was on, under its present name. */
  async #rememberWithUses(place: BankPlace, known: KnownTag, position: number): Promise<void> {
    await this.#remember(place, [{ tag: known, ended: position, moved: true }])
    const { number: tag, typeNumber: type, name } = known
    await this.#run.send(rememberTakenOff, {
      ...at(place),
      tag,
      type,
      name,
      ended: position,
      now: this.#run.now,
    })
  }

  async #ofNumbers(place: BankPlace, numbers: readonly number[]): Promise<DatedTag[]> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('tag')
        .select(['number', 'type as typeNumber', 'name', 'description', 'sort_rank', 'updated'])
        .select(['created_at', 'updated_at'])
        .where('account_id', '=', place.accountId)
        .where('bank_id', '=', place.bankId)
        .where(among(engine, 'number', numbers)),
    )
    const placed = await this.#withTypes(
      place,
      rows.map((row) => ({ ...row, left_out: 0 })),
    )
    return placed.flatMap(({ tag }, index) => {
      const row = rows[index]
      return row === undefined ? [] : [{ ...tag, created: row.created_at, modified: row.updated_at }]
    })
  }

  /** The tags with the names of their types: those of a page are few, and looked up together. */
  async #withTypes(
    place: BankPlace,
    rows: readonly (PartRow & { position?: number })[],
  ): Promise<PlacedTag[]> {
    if (rows.length === 0) return []
    const numbers = JSON.stringify([...new Set(rows.map(({ typeNumber }) => typeNumber))])
    const types = await this.#run.all(numberedTypes, { ...at(place), numbers })
    const names = new Map(types.map(({ number, name }) => [number, name]))
    return rows.map((row) => ({
      tag: tag(row, names.get(row.typeNumber)),
      position: row.position ?? row.number,
      octetsLeftOut: row.left_out,
    }))
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
    await this.#run.send(remember, { ...at(place), now, rows: asJsonRows(rows) })
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
    if (moved.length > 0) await this.#run.send(rememberSort, { ...at(place), now, rows: asJsonRows(moved) })
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

/** Without a sort key a tag stands before all that have one. */
function rankOf(sortKey: number | null): number {
  return sortKey ?? LEAST_SORT_KEY
}

function sortKeyOf(rank: number): number | null {
  return rank === LEAST_SORT_KEY ? null : rank
}

/** A tag in a part of a list: the type's name is looked up for all of them together. */
type PartRow = Omit<TagRow, 'type' | 'sort_since'> & { left_out: number }
type PlacedRow = PartRow & { position: number }

/** A description that is longer, in bytes, is left out of a part. */
const SHORT = 4_000
const shortDescription = sql`
  case when octet_length(t.description) <= ${sql.lit(SHORT)} then t.description end as description,
  case when octet_length(t.description) > ${sql.lit(SHORT)} then octet_length(t.description) else 0 end as left_out`
const partColumns = sql`t.number, t.type as "typeNumber", t.name, ${shortDescription}, t.sort_rank, t.updated`

/** A part of the list in the order of positions, as it was at `asOf`. */
function byPosition(place: BankPlace, part: TagsByPosition, blocks: readonly number[]): Build<PlacedRow> {
  return (builder) => {
    const { descending, after, asOf, limit, types, names } = part
    const filter = new Filter(builder.engine, types, names)
    const low = descending ? -1 : (after ?? -1)
    const high = descending ? (after ?? asOf + 1) : asOf + 1
    const inBank = (alias: string) => ofBank(alias, place)
    const key = bankKey(builder.engine, at(place))
    const present = (condition: RawBuilder<unknown>, position: RawBuilder<unknown>, from = sql`tag t`) => sql`
      select ${partColumns}, ${position} as "position" from ${from}
      where ${inBank('t')} ${listed(builder.engine, 'tag', 't')} and ${position} > ${low} and ${position} < ${high} ${condition}`
    const past = (block: RawBuilder<unknown>) => sql`
      select ${partColumns}, p.position as "position" from tag_past p
      ${lookedUp(builder.engine, 'tag', 't', { ...key, number: sql`p.number` })}
      where ${inBank('p')} and p.block ${block} and p.position > ${low} and p.position < ${high} and p.ended > ${asOf}
        ${filter.types('p')} ${filter.names('t')}`

    const column = sql.ref(part.by === 'created' ? 't.number' : 't.updated')
    const arms =
      names === undefined
        ? typeConditions(types, filter).map((condition) => present(condition, column))
        : [
            // The sum keeps the engine from walking the order of the whole bank for a few names.
            present(
              filter.types('t'),
              sql`(${column} + 0)`,
              sql`${namesOf(builder.engine, names)} r
                ${lookedUpAll(builder.engine, 'tag', 't', { ...key, name: sql`r.name` }, ['type'])}`,
            ),
          ]
    const all = [...arms, ...blockConditions(blocks).map(past)]
    return raw(builder, merged<PlacedRow>(builder.engine, all, ['position'], descending, limit))
  }
}

/** A part of the tags of one type in the order of sort keys and names, as it was at `asOf`. */
function bySortKey(place: BankPlace, part: TagsBySortKey, blocks: readonly number[]): Build<PartRow> {
  return (builder) => {
    const { descending, after, asOf, limit, type, names } = part
    const filter = new Filter(builder.engine, undefined, names)
    const inBank = (alias: string) => ofBank(alias, place)
    const beyond = (alias: string) => {
      if (after === undefined) return sql``
      const key = sql`(${sql.ref(`${alias}.sort_rank`)}, ${sql.ref(`${alias}.name`)})`
      return sql`and ${key} ${sql.raw(descending ? '<' : '>')} (${bigint(rankOf(after.sortKey))}, ${after.name})`
    }
    const columnsOf = (
      alias: string,
    ) => sql`t.number, t.type as "typeNumber", ${sql.ref(`${alias}.name`)} as "name",
      ${shortDescription}, ${sql.ref(`${alias}.sort_rank`)} as "sort_rank", t.updated`
    const key = bankKey(builder.engine, at(place))
    const from =
      names === undefined
        ? sql`tag t`
        : sql`${namesOf(builder.engine, names)} r
            ${lookedUp(builder.engine, 'tag', 't', { ...key, name: sql`r.name`, type: bigint(type) })}`
    const present = sql`
      select ${columnsOf('t')} from ${from}
      where ${inBank('t')} ${listed(builder.engine, 'tag', 't')} and t.type = ${type} and t.sort_since <= ${asOf} ${beyond('t')}`
    const past = (block: RawBuilder<unknown>) => sql`
      select ${columnsOf('p')} from tag_sort_past p
      ${lookedUp(builder.engine, 'tag', 't', { ...key, number: sql`p.number` })}
      where ${inBank('p')} and p.block ${block} and p.type = ${type} ${beyond('p')}
        and p.since <= ${asOf} and p.ended > ${asOf} ${filter.names('p')}`
    const arms = [present, ...blockConditions(blocks).map(past)]
    return raw(builder, merged<PartRow>(builder.engine, arms, ['sort_rank', 'name'], descending, limit))
  }
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

/** Names as rows, each once. */
function namesOf(engine: EngineName, names: readonly string[]): RawBuilder<unknown> {
  return jsonRows(engine, { name: 'text' }, asJsonRows(names.map((name) => [name])))
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
        : sql`and ${sql.ref(column)} in ${jsonList(builder.engine, 'text', JSON.stringify(list.filter(isStorable)))}`
    if (builder.engine === 'sqlite') {
      // Type by type, as the rows are read: to group all tags, SQLite would sort them before the first row.
      const tags = sql`select group_concat(${text('t.name')}, ',' order by t.name) from tag t indexed by tag_sort
        where ${ofBank('t', place)} and t.type = tt.number ${among('t.name', names)}`
      return raw<{ json: string }>(
        builder,
        sql`select ${text('tt.name')} || ':[' || (${tags}) || ']' as json
            from tag_type tt where ${ofBank('tt', place)} ${among('tt.name', types)} order by tt.name`,
      )
    }
    return raw<{ json: string }>(
      builder,
      sql`select ${text('tt.name')} || ':[' || string_agg(${text('t.name')}, ',' order by t.name) || ']' as json
          from tag_type tt
          ${lookedUpAll(builder.engine, 'tag', 't', { ...bankKey(builder.engine, at(place)), type: sql`tt.number` }, ['number'])}
          where ${ofBank('tt', place)} ${among('tt.name', types)} ${among('t.name', names)}
          group by tt.number, tt.name order by tt.name`,
    )
  }
}

/** A type without a tag has no text. */
export const hasTagNames: Keep = ([json]) => json !== null

function quoted(engine: EngineName, column: string): RawBuilder<unknown> {
  return engine === 'sqlite' ? sql`json_quote(${sql.ref(column)})` : sql`to_json(${sql.ref(column)})::text`
}

/** @param type the type's name, where the row hasn't got it */
export function tag(
  row: Omit<TagRow, 'sort_since' | 'type'> & { type?: string },
  type = row.type ?? '',
): Tag {
  return {
    number: row.number as TagNumber,
    typeNumber: row.typeNumber as TagTypeNumber,
    type,
    name: row.name,
    description: row.description,
    sortKey: sortKeyOf(row.sort_rank),
    updated: row.updated,
  }
}
