import { sql, type RawBuilder } from 'kysely'
import type { TaggableNumber } from '../../domain/ids.ts'
import type {
  BankPlace,
  KnownSearch,
  NewTaggableRow,
  TaggableQuery,
  TaggableReader,
  TaggableTag,
  TaggableWriter,
} from '../../domain/item-bank-store.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Taggable, TaggableKind, TaggableStatus } from '../../domain/taggable.ts'
import { query, type Build, type Executor } from '../engine.ts'
import { asJsonRows, jsonList, jsonRows } from '../json-rows.ts'
import { raw } from '../raw.ts'
import { at } from './item-banks.ts'
import { tag, type TagRow } from './item-tags.ts'

const columns = ['number', 'kind', 'reference', 'title', 'status', 'updated'] as const

interface Row {
  number: number
  kind: string
  reference: string
  title: string | null
  status: string
  updated: number
}

const findAll = query<{ account: number; bank: number; kind: string; references: string }>()(
  ({ db, engine }, $) =>
    db
      .selectFrom('taggable')
      .select(columns)
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('kind', '=', $.kind)
      .where('reference', 'in', jsonList(engine, 'text', $.references) as RawBuilder<string>),
)
const findByNumber = query<{ account: number; bank: number; number: number }>()(({ db }, $) =>
  db
    .selectFrom('taggable')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)
const insert = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) => {
  const cells = {
    number: 'bigint',
    kind: 'text',
    reference: 'text',
    title: 'text',
    status: 'text',
    updated: 'bigint',
  } as const
  return raw(
    builder,
    sql`insert into taggable (account_id, bank_id, number, kind, reference, title, sort_title, status, updated, created_at,
          updated_at)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.number, r.kind, r.reference, r.title,
          coalesce(r.title, ''), r.status, r.updated, cast(${$.now} as bigint), cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, cells, $.rows)} r`,
  )
})
const putTags = query<{ account: number; bank: number; rows: string }>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable_tag (account_id, bank_id, taggable, tag)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.taggable, r.tag
        from ${jsonRows(builder.engine, { taggable: 'bigint', tag: 'bigint' }, $.rows)} r
        where true
        on conflict do nothing`,
  ),
)
const takeAllTags = query<{ account: number; bank: number; taggables: string }>()(({ db, engine }, $) =>
  db
    .deleteFrom('taggable_tag')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('taggable', 'in', jsonList(engine, 'bigint', $.taggables) as RawBuilder<number>),
)
const touch = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) =>
  raw(
    builder,
    sql`update taggable set updated = r.position, updated_at = cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, { number: 'bigint', position: 'bigint' }, $.rows)} r
        where taggable.account_id = ${$.account} and taggable.bank_id = ${$.bank} and taggable.number = r.number`,
  ),
)
const tagsOf = query<{ account: number; bank: number; taggables: string }>()((builder, $) =>
  raw<TagRow & { taggable: number }>(
    builder,
    sql`select l.taggable, t.number, t.type as "typeNumber", tt.name as type, t.name, t.description, t.sort_rank,
          t.sort_since, t.updated
        from taggable_tag l cross join tag t cross join tag_type tt
        where l.account_id = ${$.account} and l.bank_id = ${$.bank}
          and l.taggable in ${jsonList(builder.engine, 'bigint', $.taggables)}
          and t.account_id = ${$.account} and t.bank_id = ${$.bank} and t.number = l.tag
          and tt.account_id = ${$.account} and tt.bank_id = ${$.bank} and tt.number = t.type
        order by l.taggable, tt.name, t.name`,
  ),
)

export class TaggableQueries implements TaggableReader, TaggableWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findAll(place: BankPlace, kind: TaggableKind, references: readonly string[]): Promise<Taggable[]> {
    const rows = await this.#run.all(findAll, { ...at(place), kind, references: JSON.stringify(references) })
    return rows.map(taggable)
  }

  async findByNumber(place: BankPlace, number: TaggableNumber): Promise<Taggable | undefined> {
    const row = await this.#run.first(findByNumber, { ...at(place), number })
    return row && taggable(row)
  }

  async page(place: BankPlace, wanted: TaggableQuery): Promise<Taggable[]> {
    const rows = await this.#run.select(page(place, wanted))
    return rows.map(taggable)
  }

  async tagsOf(
    place: BankPlace,
    taggables: readonly TaggableNumber[],
  ): Promise<ReadonlyMap<TaggableNumber, readonly Tag[]>> {
    const rows = await this.#run.all(tagsOf, { ...at(place), taggables: JSON.stringify(taggables) })
    const tags = new Map<TaggableNumber, Tag[]>(taggables.map((number) => [number, []]))
    for (const row of rows) tags.get(row.taggable as TaggableNumber)?.push(tag(row))
    return tags
  }

  async insert(place: BankPlace, rows: readonly NewTaggableRow[]): Promise<void> {
    const cells = rows.map((row) => [
      row.number,
      row.kind,
      row.reference,
      row.title,
      row.status,
      row.position,
    ])
    await this.#run.run(insert, { ...at(place), now: this.#run.now, rows: asJsonRows(cells) })
  }

  async putTags(place: BankPlace, pairs: readonly TaggableTag[]): Promise<void> {
    if (pairs.length === 0) return
    const rows = asJsonRows(pairs.map((pair) => [pair.taggable, pair.tag]))
    await this.#run.run(putTags, { ...at(place), rows })
  }

  async takeAllTags(place: BankPlace, taggables: readonly TaggableNumber[]): Promise<void> {
    await this.#run.run(takeAllTags, { ...at(place), taggables: JSON.stringify(taggables) })
  }

  async touch(place: BankPlace, rows: readonly Pick<NewTaggableRow, 'number' | 'position'>[]): Promise<void> {
    const cells = rows.map(({ number, position }) => [number, position])
    await this.#run.run(touch, { ...at(place), now: this.#run.now, rows: asJsonRows(cells) })
  }
}

const orderColumns = {
  created: 'number',
  updated: 'updated',
  reference: 'reference',
  title: 'sort_title',
} as const

function page(place: BankPlace, wanted: TaggableQuery): Build<Row> {
  return ({ db, engine }) => {
    const { by, descending } = wanted.order
    const direction = descending ? 'desc' : 'asc'
    let select = db
      .selectFrom('taggable')
      .select(columns)
      .where('account_id', '=', place.accountId)
      .where('bank_id', '=', place.bankId)
      .where('kind', '=', wanted.kind)
      .where('number', '<=', wanted.asOf as TaggableNumber)
    if (wanted.references !== undefined) {
      const list = jsonList(engine, 'text', JSON.stringify(wanted.references)) as RawBuilder<string>
      select = select.where('reference', 'in', list)
    }
    for (const search of wanted.all) select = select.where(sql<boolean>`number in ${tagged(place, [search])}`)
    if (wanted.either !== undefined)
      select = select.where(sql<boolean>`number in ${tagged(place, wanted.either)}`)
    if (wanted.none.length > 0)
      select = select.where(sql<boolean>`number not in ${tagged(place, wanted.none)}`)
    if (wanted.after !== undefined) {
      const key = by === 'title' ? (wanted.after.title ?? '') : wanted.after[by === 'created' ? 'number' : by]
      const sign = sql.raw(descending ? '<' : '>')
      const type = sql.raw(typeof key === 'string' ? 'text' : 'bigint')
      select = select.where(
        sql<boolean>`(${sql.ref(orderColumns[by])}, number) ${sign} (cast(${key} as ${type}), cast(${wanted.after.number} as bigint))`,
      )
    }
    return select.orderBy(orderColumns[by], direction).orderBy('number', direction).limit(wanted.limit)
  }
}

/** The numbers of all that carry one of these tags, or a tag of one of these types. */
function tagged({ accountId, bankId }: BankPlace, searches: readonly KnownSearch[]): RawBuilder<unknown> {
  if (searches.length === 0) return sql`(select 0 where false)`
  const arms = searches.map((search) =>
    'tag' in search
      ? sql`select l.taggable from taggable_tag l
            where l.account_id = ${accountId} and l.bank_id = ${bankId} and l.tag = ${search.tag}`
      : sql`select l.taggable from tag t cross join taggable_tag l
            where t.account_id = ${accountId} and t.bank_id = ${bankId} and t.type = ${search.type}
              and l.account_id = ${accountId} and l.bank_id = ${bankId} and l.tag = t.number`,
  )
  return sql`(${sql.join(arms, sql` union all `)})`
}

function taggable(row: Row): Taggable {
  return {
    number: row.number as TaggableNumber,
    kind: row.kind as TaggableKind,
    reference: row.reference,
    title: row.title,
    status: row.status as TaggableStatus,
    updated: row.updated,
  }
}
