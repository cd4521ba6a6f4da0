import { sql, type RawBuilder } from 'kysely'
import type { TaggableNumber, TagNumber, TagTypeNumber } from '../../../domain/ids.ts'
import type {
  BankPlace,
  KnownSearch,
  NewTaggableRow,
  NewTagging,
  PlacedTaggable,
  PutTag,
  TaggableQuery,
  TaggableReader,
  TaggableWriter,
} from '../../../domain/item-bank/item-bank-store.ts'
import type {
  DatedTaggable,
  TaggableListFilter,
  TaggableListSort,
} from '../../../domain/item-bank/bank-lists.ts'
import type { CursorQuery, Page } from '../../../domain/page.ts'
import type { Taggable, TaggableKind, TaggableStatus } from '../../../domain/item-bank/taggable.ts'
import { query, type Build, type EngineName, type Executor } from '../../engine.ts'
import { portionsOf } from '../../../lib/portions.ts'
import { asJsonRows, jsonList, jsonRows } from '../../json-rows.ts'
import { listed, lookedUp, lookedUpAll } from '../../looked-up.ts'
import { raw } from '../../raw.ts'
import { among } from '../../among.ts'
import { isId } from '../rows.ts'
import { listInBank, TAGGABLES, taggablesRequest } from './bank-lists.ts'
import { at } from './item-banks.ts'
import { bankKey, blockConditions, blockOf, blocksSince, merged, ofBank } from './past-places.ts'

/** Numbers begin with 1. */
const NO_TAG = 0

const columns = ['number', 'kind', 'reference', 'title', 'status', 'updated'] as const

interface Row {
  number: number
  kind: string
  reference: string
  title: string | null
  status: string
  updated: number
}

const findAll = query<{ account: number; bank: number; kind: string; references: string }>()((builder, $) =>
  raw<Row>(
    builder,
    sql`select t.number, t.kind, t.reference, t.title, t.status, t.updated
          from ${jsonRows(builder.engine, { reference: 'text' }, $.references)} r
          ${lookedUp(builder.engine, 'taggable', 't', {
            ...bankKey(builder.engine, $),
            kind: sql`cast(${$.kind} as text)`,
            reference: sql`r.reference`,
          })}`,
  ),
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
    sql`insert into taggable_tag (account_id, bank_id, taggable, tag, since)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), r.taggable, r.tag, r.since
        from ${jsonRows(builder.engine, { taggable: 'bigint', tag: 'bigint', since: 'bigint' }, $.rows)} r
        where true
        on conflict do nothing`,
  ),
)

type Pairs = { account: number; bank: number; rows: string }
const pairCells = { taggable: 'bigint', tag: 'bigint', ended: 'bigint' } as const
const rememberTaken = query<Pairs & { now: number }>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable_tag_past (account_id, bank_id, type, name, taggable, since, ended, ended_at)
        select l.account_id, l.bank_id, t.type, t.name, l.taggable, l.since, r.ended, cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, pairCells, $.rows)} r
        ${lookedUp(builder.engine, 'taggable_tag', 'l', { ...bankKey(builder.engine, $), taggable: sql`r.taggable`, tag: sql`r.tag` })}
        ${lookedUp(builder.engine, 'tag', 't', { ...bankKey(builder.engine, $), number: sql`r.tag` })}`,
  ),
)
const takeTags = query<Pairs>()((builder, $) =>
  raw(
    builder,
    sql`delete from taggable_tag where account_id = ${$.account} and bank_id = ${$.bank} and ${
      builder.engine === 'sqlite'
        ? sql`(taggable, tag) in (select r.taggable, r.tag from ${jsonRows(builder.engine, pairCells, $.rows)} r)`
        : // By their places: the bank's row is locked, so they stay there.
          sql`ctid = any(array(select l.ctid from ${jsonRows(builder.engine, pairCells, $.rows)} r
            ${lookedUp(
              builder.engine,
              'taggable_tag',
              'l',
              {
                ...bankKey(builder.engine, $),
                taggable: sql`r.taggable`,
                tag: sql`r.tag`,
              },
              ['ctid'],
            )}))`
    }`,
  ),
)
const movedCells = { number: 'bigint', position: 'bigint', block: 'bigint' } as const
const rememberPlaces = query<Pairs & { now: number }>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable_past (account_id, bank_id, block, kind, position, number, ended, ended_at)
        select t.account_id, t.bank_id, r.block, t.kind, t.updated, t.number, r.position, cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, movedCells, $.rows)} r
        ${lookedUp(builder.engine, 'taggable', 't', { ...bankKey(builder.engine, $), number: sql`r.number` })}`,
  ),
)
// Each is there: an upsert finds it by its key.
const touch = query<{ account: number; bank: number; now: number; rows: string }>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable (account_id, bank_id, number, kind, reference, title, sort_title, status, updated, created_at,
          updated_at)
        select t.account_id, t.bank_id, t.number, t.kind, t.reference, t.title, t.sort_title, t.status, r.position,
          t.created_at, cast(${$.now} as bigint)
        from ${jsonRows(builder.engine, movedCells, $.rows)} r
        ${lookedUp(builder.engine, 'taggable', 't', { ...bankKey(builder.engine, $), number: sql`r.number` })}
        where true
        on conflict (account_id, bank_id, number) do update set
          updated = excluded.updated, updated_at = excluded.updated_at`,
  ),
)
const update = query<{
  account: number
  bank: number
  number: number
  title: string | null
  sortTitle: string
  status: string
}>()(({ db }, $) =>
  db
    .updateTable('taggable')
    .set({ title: $.title, sort_title: $.sortTitle, status: $.status })
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)
const removeTaggings = query<{ account: number; bank: number; number: number }>()(({ db }, $) =>
  db
    .deleteFrom('taggable_tag')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('taggable', '=', $.number),
)
const remove = query<{ account: number; bank: number; number: number }>()(({ db }, $) =>
  db
    .deleteFrom('taggable')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)
const tagsOf = query<{ account: number; bank: number; taggables: string; most: number }>()((builder, $) =>
  raw<{ taggable: number; number: number; typeNumber: number; type: string; name: string }>(
    builder,
    sql`select l.taggable, t.number, t.type as "typeNumber", tt.name as type, t.name
        from ${jsonRows(builder.engine, { number: 'bigint' }, $.taggables)} r
        ${lookedUpAll(builder.engine, 'taggable_tag', 'l', { ...bankKey(builder.engine, $), taggable: sql`r.number` }, ['tag'])}
        ${lookedUp(builder.engine, 'tag', 't', { ...bankKey(builder.engine, $), number: sql`l.tag` })}
        ${lookedUp(builder.engine, 'tag_type', 'tt', { ...bankKey(builder.engine, $), number: sql`t.type` })}
        order by l.taggable, tt.name, t.name limit ${$.most}`,
  ),
)

/** How many are found by their references in one go on SQLite. */
const FOUND_A_TURN = 500

export class TaggableQueries implements TaggableReader, TaggableWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async listByReferences(
    place: BankPlace,
    kind: TaggableKind,
    references: readonly string[],
  ): Promise<Taggable[]> {
    const each = [...new Set(references)]
    const found: Taggable[] = []
    for (const portion of portionsOf(each, this.#run.engine === 'sqlite' ? FOUND_A_TURN : each.length)) {
      const named = asJsonRows(portion.map((reference) => [reference]))
      const rows = await this.#run.all(findAll, { ...at(place), kind, references: named })
      for (const row of rows) found.push(taggable(row))
    }
    return found
  }

  async findByNumber(place: BankPlace, number: TaggableNumber): Promise<DatedTaggable | undefined> {
    if (!isId(number)) return undefined
    const [found] = await this.#ofNumbers(place, [number])
    return found
  }

  listByKey(
    place: BankPlace,
    wanted: CursorQuery<TaggableListFilter, TaggableListSort>,
  ): Promise<Page<DatedTaggable>> {
    const textsOf = async (numbers: readonly number[]) => {
      const rows = await this.#run.select(({ db, engine }) =>
        db
          .selectFrom('taggable')
          .select(['number', 'reference', 'title'])
          .where('account_id', '=', place.accountId)
          .where('bank_id', '=', place.bankId)
          .where(among(engine, 'number', numbers)),
      )
      return new Map(rows.map(({ number, reference, title }) => [number, [reference, title]]))
    }
    return listInBank(
      this.#run,
      TAGGABLES,
      taggablesRequest(this.#run, place, wanted),
      { q: wanted.q, textsOf },
      async (numbers) => (await this.#ofNumbers(place, numbers)).map((one) => [one.number, one]),
    )
  }

  async #ofNumbers(place: BankPlace, numbers: readonly number[]): Promise<DatedTaggable[]> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('taggable')
        .select([...columns, 'created_at', 'updated_at'])
        .where('account_id', '=', place.accountId)
        .where('bank_id', '=', place.bankId)
        .where(among(engine, 'number', numbers)),
    )
    return rows.map((row) => ({ ...taggable(row), created: row.created_at, modified: row.updated_at }))
  }

  async list(place: BankPlace, wanted: TaggableQuery): Promise<PlacedTaggable[]> {
    const blocks = await blocksSince(this.#run, place, wanted.asOf)
    const rows = await this.#run.select(page(place, wanted, blocks))
    return rows.map((row) => ({ taggable: taggable(row), position: row.position }))
  }

  async listTags(
    place: BankPlace,
    taggables: readonly TaggableNumber[],
  ): Promise<ReadonlyMap<TaggableNumber, readonly PutTag[]>>
  async listTags(
    place: BankPlace,
    taggables: readonly TaggableNumber[],
    most?: number,
  ): Promise<ReadonlyMap<TaggableNumber, readonly PutTag[]> | undefined>
  async listTags(
    place: BankPlace,
    taggables: readonly TaggableNumber[],
    most = Number.MAX_SAFE_INTEGER - 1,
  ): Promise<ReadonlyMap<TaggableNumber, readonly PutTag[]> | undefined> {
    const each = asJsonRows([...new Set(taggables)].map((number) => [number]))
    const rows = await this.#run.all(tagsOf, { ...at(place), taggables: each, most: most + 1 })
    if (rows.length > most) return undefined
    const tags = new Map<TaggableNumber, PutTag[]>(taggables.map((number) => [number, []]))
    for (const { taggable, number, typeNumber, type, name } of rows) {
      tags
        .get(taggable as TaggableNumber)
        ?.push({ number: number as TagNumber, typeNumber: typeNumber as TagTypeNumber, type, name })
    }
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
    await this.#run.send(insert, { ...at(place), now: this.#run.now, rows: asJsonRows(cells) })
  }

  async addTags(place: BankPlace, taggings: readonly NewTagging[]): Promise<void> {
    if (taggings.length === 0) return
    const rows = asJsonRows(taggings.map(({ taggable, tag, position }) => [taggable, tag, position]))
    await this.#run.send(putTags, { ...at(place), rows })
  }

  async removeTags(place: BankPlace, taggings: readonly NewTagging[]): Promise<void> {
    if (taggings.length === 0) return
    const rows = asJsonRows(taggings.map(({ taggable, tag, position }) => [taggable, tag, position]))
    await this.#run.send(rememberTaken, { ...at(place), now: this.#run.now, rows })
    await this.#run.send(takeTags, { ...at(place), rows })
  }

  async update(
    place: BankPlace,
    number: TaggableNumber,
    { title, status }: Pick<Taggable, 'title' | 'status'>,
  ): Promise<void> {
    await this.#run.send(update, { ...at(place), number, title, sortTitle: title ?? '', status })
  }

  async delete(place: BankPlace, number: TaggableNumber): Promise<void> {
    await this.#run.send(removeTaggings, { ...at(place), number })
    await this.#run.send(remove, { ...at(place), number })
  }

  async touch(
    place: BankPlace,
    moved: readonly Pick<NewTaggableRow, 'number' | 'position'>[],
  ): Promise<void> {
    const rows = asJsonRows(moved.map(({ number, position }) => [number, position, blockOf(position)]))
    await this.#run.send(rememberPlaces, { ...at(place), now: this.#run.now, rows })
    await this.#run.send(touch, { ...at(place), now: this.#run.now, rows })
  }
}

// What an order goes by. Only the order of updates ever changes; titles and references are given once.
const orderColumns = {
  created: ['number'],
  updated: ['position'],
  reference: ['reference', 'number'],
  title: ['sort_title', 'number'],
} as const

type PlacedRow = Row & { position: number }

/** A part of the list as it was at `asOf`: what came later isn't in it, and the tags are those that stood there then. */
function page(place: BankPlace, wanted: TaggableQuery, blocks: readonly number[]): Build<PlacedRow> {
  return (builder) => {
    const { kind, asOf, after, limit } = wanted
    const { by, descending } = wanted.order
    const sign = sql.raw(descending ? '<' : '>')
    const byUpdate = by === 'updated'
    const filter = filterOf(builder.engine, place, wanted, blocks.length > 0)
    const columnsOf = (
      position: RawBuilder<unknown>,
    ) => sql`t.number, t.kind, t.reference, t.title, t.sort_title, t.status,
      t.updated, ${position} as "position"`
    const ofKind = (alias: string) => sql`${ofBank(alias, place)} and ${sql.ref(`${alias}.kind`)} = ${kind}`
    const beyond = (position: RawBuilder<unknown>) => {
      if (after === undefined) return sql``
      const text = sql.ref(by === 'title' ? 't.sort_title' : 't.reference')
      return after.text === undefined
        ? sql`and ${position} ${sign} ${after.position}`
        : sql`and (${text}, t.number) ${sign} (cast(${after.text} as text), cast(${after.position} as bigint))`
    }
    const here = sql.ref(byUpdate ? 't.updated' : 't.number')
    const present = sql`
      select ${columnsOf(here)} from taggable t
      where ${ofKind('t')} ${listed(builder.engine, 'taggable', 't')} and ${here} <= ${asOf} ${beyond(here)} ${filter}`
    const there = sql.ref('p.position')
    const past = (block: RawBuilder<unknown>) => sql`
      select ${columnsOf(there)} from taggable_past p
      ${lookedUp(builder.engine, 'taggable', 't', { ...bankKey(builder.engine, at(place)), number: sql`p.number` })}
      where ${ofKind('p')} and p.block ${block} and p.position <= ${asOf} and p.ended > ${asOf} ${beyond(there)} ${filter}`
    const arms = byUpdate ? [present, ...blockConditions(blocks).map(past)] : [present]
    return raw(builder, merged<PlacedRow>(builder.engine, arms, orderColumns[by], descending, limit))
  }
}

function filterOf(
  engine: EngineName,
  place: BankPlace,
  { references, all, either, none, asOf }: TaggableQuery,
  changedSince: boolean,
): RawBuilder<unknown> {
  const carry = (searches: readonly KnownSearch[]) => tagged(engine, place, searches, asOf, changedSince)
  return sql.join(
    [
      ...(references === undefined
        ? []
        : [sql`and t.reference in ${jsonList(engine, 'text', JSON.stringify(references))}`]),
      ...all.map((search) => sql`and t.number in ${carry([search])}`),
      ...(either === undefined ? [] : [sql`and t.number in ${carry(either)}`]),
      ...(none.length === 0 ? [] : [sql`and t.number not in ${carry(none)}`]),
      sql``,
    ],
    sql` `,
  )
}

/** The numbers of all that carried one of these tags, or a tag of one of these types, when the bank stood at `asOf`. */
function tagged(
  engine: EngineName,
  place: BankPlace,
  searches: readonly KnownSearch[],
  asOf: number,
  changedSince: boolean,
): RawBuilder<unknown> {
  if (searches.length === 0) return sql`(select 0 where false)`
  const arms = searches.flatMap(({ type, name, tag }) => {
    const present =
      name === undefined
        ? sql`select l.taggable from tag t
              ${lookedUpAll(engine, 'taggable_tag', 'l', { ...bankKey(engine, at(place)), tag: sql`t.number` }, ['taggable'])}
              where ${ofBank('t', place)} ${listed(engine, 'tag', 't')} and t.type = ${type} and l.since <= ${asOf}`
        : sql`select l.taggable from taggable_tag l
              where ${ofBank('l', place)} and l.tag = ${tag ?? NO_TAG} and l.since <= ${asOf}`
    const past = sql`select l.taggable from taggable_tag_past l
        where ${ofBank('l', place)} and l.type = ${type} ${name === undefined ? sql`` : sql`and l.name = ${name}`}
          and l.since <= ${asOf} and l.ended > ${asOf}`
    return changedSince ? [present, past] : [present]
  })
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
