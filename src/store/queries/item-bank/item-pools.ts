import { sql, type RawBuilder } from 'kysely'
import type { ItemBankId, TaggableNumber } from '../../../domain/ids.ts'
import type {
  BankPlace,
  ItemPoolQuery,
  ItemPoolReader,
  ItemPoolWriter,
} from '../../../domain/item-bank/item-bank-store.ts'
import type { ItemPool, ItemPoolStatus } from '../../../domain/item-bank/item-pool.ts'
import { query, type Executor } from '../../engine.ts'
import { jsonList } from '../../json-rows.ts'
import { raw } from '../../raw.ts'
import { at } from './item-banks.ts'
import { one } from '../rows.ts'

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

const remove = query<{ account: number; bank: number; number: number }>()(({ db }, $) =>
  db
    .deleteFrom('item_pool')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)
// What refers goes before what it refers to.
const emptyings = (['taggable_tag', 'taggable', 'tag', 'tag_type'] as const).map((table) =>
  query<{ account: number; snapshot: number }>()(({ db }, $) =>
    db.deleteFrom(table).where('account_id', '=', $.account).where('bank_id', '=', $.snapshot),
  ),
)
const removeSnapshot = query<{ account: number; bank: number; snapshot: number }>()(({ db }, $) =>
  db
    .deleteFrom('item_bank')
    .where('account_id', '=', $.account)
    .where('snapshot_of', '=', $.bank)
    .where('id', '=', $.snapshot),
)

// Numbers stay as they are, so rows that name each other can be copied as they stand.
type Copy = { account: number; bank: number; to: number; items: string }
const copyTypes = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into tag_type (account_id, bank_id, number, name, description, created)
        select account_id, cast(${$.to} as bigint), number, name, description, created from tag_type
        where account_id = ${$.account} and bank_id = ${$.bank} and number in (
          select t.type from tag t where t.account_id = ${$.account} and t.bank_id = ${$.bank}
            and t.number in ${tagsOn($, jsonList(builder.engine, 'bigint', $.items))})`,
  ),
)
const copyTags = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into tag (account_id, bank_id, number, type, name, description, sort_rank, sort_since, updated, created_at,
          updated_at)
        select account_id, cast(${$.to} as bigint), number, type, name, description, sort_rank, sort_since, updated,
          created_at, updated_at
        from tag where account_id = ${$.account} and bank_id = ${$.bank}
          and number in ${tagsOn($, jsonList(builder.engine, 'bigint', $.items))}`,
  ),
)
const copyItems = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable (account_id, bank_id, number, kind, reference, title, sort_title, status, updated, created_at,
          updated_at)
        select account_id, cast(${$.to} as bigint), number, kind, reference, title, sort_title, status, updated, created_at,
          updated_at
        from taggable where account_id = ${$.account} and bank_id = ${$.bank}
          and number in ${jsonList(builder.engine, 'bigint', $.items)}`,
  ),
)
const copyTaggings = query<Copy>()((builder, $) =>
  raw(
    builder,
    sql`insert into taggable_tag (account_id, bank_id, taggable, tag, since)
        select account_id, cast(${$.to} as bigint), taggable, tag, since
        from taggable_tag where account_id = ${$.account} and bank_id = ${$.bank}
          and taggable in ${jsonList(builder.engine, 'bigint', $.items)}`,
  ),
)
function tagsOn($: Copy, items: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select tag from taggable_tag
    where account_id = ${$.account} and bank_id = ${$.bank} and taggable in ${items})`
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

  async page(place: BankPlace, wanted: ItemPoolQuery): Promise<ItemPool[]> {
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

  async delete(place: BankPlace, number: number, snapshot: ItemBankId): Promise<void> {
    if ((await this.#run.run(remove, { ...at(place), number })) === 0) return
    for (const emptying of emptyings) await this.#run.run(emptying, { account: place.accountId, snapshot })
    await this.#run.run(removeSnapshot, { ...at(place), snapshot })
  }

  async copy(from: BankPlace, to: ItemBankId, items: readonly TaggableNumber[]): Promise<void> {
    const what = { ...at(from), to, items: JSON.stringify(items) }
    await this.#run.run(copyTypes, what)
    await this.#run.run(copyTags, what)
    await this.#run.run(copyItems, what)
    await this.#run.run(copyTaggings, what)
  }
}

function pool(row: Row): ItemPool {
  const { snapshot_id, ...same } = row
  return { ...same, status: row.status as ItemPoolStatus, snapshotId: snapshot_id as ItemBankId }
}
