import { sql, type RawBuilder } from 'kysely'
import type { ItemBankId, TaggableNumber } from '../../../domain/ids.ts'
import type {
  BankPlace,
  ItemPoolQuery,
  ItemPoolReader,
  ItemPoolWriter,
} from '../../../domain/item-bank/item-bank-store.ts'
import type {
  ItemPool,
  ItemPoolListFilter,
  ItemPoolSort,
  ItemPoolStatus,
} from '../../../domain/item-bank/item-pool.ts'
import type { CursorQuery, Page } from '../../../domain/page.ts'
import { query, type Builder, type Executor } from '../../engine.ts'
import { asJsonRows, jsonList, jsonRows } from '../../json-rows.ts'
import { lookedUp, lookedUpAll } from '../../looked-up.ts'
import { raw } from '../../raw.ts'
import { emptySnapshot } from './empty-bank.ts'
import { at } from './item-banks.ts'
import { bankKey } from './past-places.ts'
import { listByKey } from '../../keyset.ts'
import { portionsOf } from '../../../lib/portions.ts'
import { among } from '../../among.ts'
import { isId, one } from '../rows.ts'
import { POOLS, poolsRequest } from './bank-lists.ts'

const columns = ['number', 'id', 'name', 'status', 'snapshot_id', 'created', 'updated'] as const

interface Row {
  number: number
  id: string
  name: string
  status: string
  snapshot_id: number
  created: number
  updated: number
}

const find = query<{ account: number; bank: number; id: string }>()(({ db }, $) =>
  db
    .selectFrom('item_pool')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('id', '=', $.id),
)
const findByNumber = query<{ account: number; bank: number; number: number }>()(({ db }, $) =>
  db
    .selectFrom('item_pool')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)
const insert = query<{
  account: number
  bank: number
  number: number
  id: string
  name: string
  status: string
  snapshot: number
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('item_pool')
    .values({
      account_id: $.account,
      bank_id: $.bank,
      number: $.number,
      id: $.id,
      name: $.name,
      status: $.status,
      snapshot_id: $.snapshot,
      created: $.now,
      updated: $.now,
    })
    .returning(columns),
)

const update = query<{
  account: number
  bank: number
  number: number
  name: string
  status: string
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('item_pool')
    .set({ name: $.name, status: $.status, updated: $.now })
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)
const remove = query<{ account: number; bank: number; number: number }>()(({ db }, $) =>
  db
    .deleteFrom('item_pool')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)
const removeSnapshot = query<{ account: number; bank: number; snapshot: number }>()(({ db }, $) =>
  db
    .deleteFrom('item_bank')
    .where('account_id', '=', $.account)
    .where('snapshot_of', '=', $.bank)
    .where('id', '=', $.snapshot),
)

/** How many items are copied in one go on SQLite, with their tags; a turn has a few of them. */
const ITEMS_A_TURN = 200

// Types and tags come with the first item that has them. Numbers stay as they are, so rows that name each other can be copied as they stand.
type Copy = { account: number; bank: number; to: number; items: string }
const copyTypes = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into tag_type (account_id, bank_id, number, name, description, created, modified)
        select tt.account_id, cast(${$.to} as bigint), tt.number, tt.name, tt.description, tt.created, tt.modified
        from (select distinct t.type from ${tagsOn(builder, $)} r
          ${lookedUp(builder.engine, 'tag', 't', { ...bankKey(builder.engine, $), number: sql`r.tag` })}) x
        ${lookedUp(builder.engine, 'tag_type', 'tt', { ...bankKey(builder.engine, $), number: sql`x.type` })}
        where true on conflict do nothing`,
  ),
)
const copyTags = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into tag (account_id, bank_id, number, type, name, description, sort_rank, sort_since, updated, created_at,
          updated_at)
        select t.account_id, cast(${$.to} as bigint), t.number, t.type, t.name, t.description, t.sort_rank, t.sort_since,
          t.updated, t.created_at, t.updated_at
        from ${tagsOn(builder, $)} r
        ${lookedUp(builder.engine, 'tag', 't', { ...bankKey(builder.engine, $), number: sql`r.tag` })}
        where true on conflict do nothing`,
  ),
)
const copyItems = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable (account_id, bank_id, number, kind, reference, title, sort_title, status, updated, created_at,
          updated_at)
        select t.account_id, cast(${$.to} as bigint), t.number, t.kind, t.reference, t.title, t.sort_title, t.status,
          t.updated, t.created_at, t.updated_at
        from ${jsonRows(builder.engine, { number: 'bigint' }, $.items)} r
        ${lookedUp(builder.engine, 'taggable', 't', { ...bankKey(builder.engine, $), number: sql`r.number` })}`,
  ),
)
const copyTaggings = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable_tag (account_id, bank_id, taggable, tag, since)
        select l.account_id, cast(${$.to} as bigint), l.taggable, l.tag, l.since
        from ${jsonRows(builder.engine, { number: 'bigint' }, $.items)} r
        ${lookedUpAll(builder.engine, 'taggable_tag', 'l', { ...bankKey(builder.engine, $), taggable: sql`r.number` }, ['tag'])}`,
  ),
)

/** The numbers of the tags on the items, each once. */
function tagsOn({ engine }: Builder, $: Copy): RawBuilder<unknown> {
  return sql`(select distinct l.tag from ${jsonRows(engine, { number: 'bigint' }, $.items)} i
    ${lookedUpAll(engine, 'taggable_tag', 'l', { ...bankKey(engine, $), taggable: sql`i.number` }, ['tag'])})`
}

export class ItemPoolQueries implements ItemPoolReader, ItemPoolWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(place: BankPlace, id: string): Promise<ItemPool | undefined> {
    const row = await this.#run.first(find, { ...at(place), id })
    return row && pool(row)
  }

  async findByNumber(place: BankPlace, number: number): Promise<ItemPool | undefined> {
    if (!isId(number)) return undefined
    const row = await this.#run.first(findByNumber, { ...at(place), number })
    return row && pool(row)
  }

  async count(place: BankPlace, statuses: readonly ItemPoolStatus[] | undefined): Promise<number> {
    const [row] = await this.#run.select(({ db, engine }) => {
      const all = db
        .selectFrom('item_pool')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('account_id', '=', place.accountId)
        .where('bank_id', '=', place.bankId)
      return statuses === undefined ? all : all.where(among(engine, 'status', statuses))
    })
    return one(row).count
  }

  async list(place: BankPlace, wanted: ItemPoolQuery): Promise<ItemPool[]> {
    const direction = wanted.descending ? 'desc' : 'asc'
    const rows = await this.#run.select<Row>(({ db, engine }) => {
      const list = (values: readonly string[]) =>
        jsonList(engine, 'text', JSON.stringify(values)) as RawBuilder<string>
      let select = db
        .selectFrom('item_pool')
        .select(columns)
        .where('account_id', '=', place.accountId)
        .where('bank_id', '=', place.bankId)
        .where('number', '<=', wanted.asOf)
      if (wanted.ids !== undefined) select = select.where('id', 'in', list(wanted.ids))
      if (wanted.statuses !== undefined) select = select.where('status', 'in', list(wanted.statuses))
      if (wanted.after !== undefined) {
        select = select.where('number', wanted.descending ? '<' : '>', wanted.after)
      }
      return select.orderBy('number', direction).limit(wanted.limit)
    })
    return rows.map(pool)
  }

  listByKey(place: BankPlace, query: CursorQuery<ItemPoolListFilter, ItemPoolSort>): Promise<Page<ItemPool>> {
    return listByKey(this.#run, POOLS, poolsRequest(this.#run, place, query), async (numbers) => {
      const rows = await this.#run.select<Row>(({ db, engine }) =>
        db
          .selectFrom('item_pool')
          .select(columns)
          .where('account_id', '=', place.accountId)
          .where('bank_id', '=', place.bankId)
          .where(among(engine, 'number', numbers)),
      )
      return rows.map((row) => [row.number, pool(row)] as const)
    })
  }

  async insert(place: BankPlace, values: Omit<ItemPool, 'created' | 'updated'>): Promise<ItemPool> {
    const { number, id, name, status, snapshotId } = values
    const row = await this.#run.first(insert, {
      ...at(place),
      number,
      id,
      name,
      status,
      snapshot: snapshotId,
      now: this.#run.now,
    })
    return pool(one(row))
  }

  async update(
    place: BankPlace,
    number: number,
    { name, status }: Pick<ItemPool, 'name' | 'status'>,
  ): Promise<void> {
    await this.#run.send(update, { ...at(place), number, name, status, now: this.#run.now })
  }

  async delete(place: BankPlace, number: number, snapshot: ItemBankId): Promise<void> {
    if ((await this.#run.run(remove, { ...at(place), number })) === 0) return
    await emptySnapshot(this.#run, place.accountId, snapshot)
    await this.#run.send(removeSnapshot, { ...at(place), snapshot })
  }

  async copy(from: BankPlace, to: ItemBankId, items: readonly TaggableNumber[]): Promise<void> {
    const each = [...new Set(items)]
    for (const portion of portionsOf(each, this.#run.engine === 'sqlite' ? ITEMS_A_TURN : each.length)) {
      const what = { ...at(from), to, items: asJsonRows(portion.map((number) => [number])) }
      await this.#run.send(copyTypes, what)
      await this.#run.send(copyTags, what)
      await this.#run.send(copyItems, what)
      await this.#run.send(copyTaggings, what)
    }
  }
}

function pool(row: Row): ItemPool {
  const { snapshot_id, ...same } = row
  return { ...same, status: row.status as ItemPoolStatus, snapshotId: snapshot_id as ItemBankId }
}
