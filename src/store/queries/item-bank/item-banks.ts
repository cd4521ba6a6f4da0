import { sql } from 'kysely'
import type { BankUser } from '../../../domain/item-bank/bank-user.ts'
import { notFound } from '../../../domain/errors.ts'
import type { AccountId, ItemBankId } from '../../../domain/ids.ts'
import type { ItemBank } from '../../../domain/item-bank/item-bank.ts'
import type {
  BankContents,
  BankPlace,
  ItemBankReader,
  ItemBankWriter,
  NewItemBank,
} from '../../../domain/item-bank/item-bank-store.ts'
import { query, type Executor } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { emptyBank } from './empty-bank.ts'
import { forgetPast } from './past-places.ts'
import { one } from '../rows.ts'

const columns = ['id', 'name', 'revision', 'paging_key', 'created', 'modified'] as const

const find = query<{ account: number; bank: number }>()(({ db }, $) =>
  db
    .selectFrom('item_bank')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('id', '=', $.bank)
    .where('snapshot_of', 'is', null),
)
const list = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('item_bank')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('snapshot_of', 'is', null)
    .orderBy('id'),
)
const insert = query<{
  account: number
  name: string
  pagingKey: string
  snapshotOf: number | null
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('item_bank')
    .values({
      account_id: $.account,
      name: $.name,
      revision: 0,
      paging_key: $.pagingKey,
      snapshot_of: $.snapshotOf,
      created: $.now,
      modified: $.now,
    })
    .returning(columns),
)
const raise = query<{ account: number; bank: number; by: number }>()(({ db }, $) =>
  db
    .updateTable('item_bank')
    .set({ revision: sql`revision + ${$.by}` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.bank)
    .returning('revision'),
)

const update = query<{ account: number; bank: number; name: string; now: number }>()(({ db }, $) =>
  db
    .updateTable('item_bank')
    .set({ name: $.name, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.bank),
)
const forgetPrimary = query<{ account: number; bank: number }>()(({ db }, $) =>
  db
    .updateTable('consumer')
    .set({ primary_bank_id: null })
    .where('account_id', '=', $.account)
    .where('primary_bank_id', '=', $.bank),
)
const remove = query<{ account: number; bank: number }>()(({ db }, $) =>
  db.deleteFrom('item_bank').where('account_id', '=', $.account).where('id', '=', $.bank),
)
const contents = query<{ account: number; bank: number }>()((builder, $) => {
  const count = (table: string, kind?: string) => sql<number>`(select count(*) from ${sql.table(table)}
    where account_id = ${$.account} and bank_id = ${$.bank} ${kind === undefined ? sql`` : sql`and kind = ${kind}`})`
  return raw<BankContents>(
    builder,
    sql`select ${count('taggable', 'item')} as items, ${count('taggable', 'activity')} as activities,
      ${count('tag')} as tags, ${count('item_pool')} as pools, ${count('tag_hierarchy')} as hierarchies`,
  )
})

const userColumns = ['number', 'id', 'first_name', 'last_name', 'email'] as const

const findUser = query<{ account: number; bank: number; id: string }>()(({ db }, $) =>
  db
    .selectFrom('bank_user')
    .select(userColumns)
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('id', '=', $.id),
)

interface UserValues {
  [name: string]: string | number | null
  account: number
  bank: number
  number: number
  firstName: string | null
  lastName: string | null
  email: string | null
  now: number
}

const insertUser = query<UserValues & { id: string }>()(({ db }, $) =>
  db.insertInto('bank_user').values({
    account_id: $.account,
    bank_id: $.bank,
    number: $.number,
    id: $.id,
    first_name: $.firstName,
    last_name: $.lastName,
    email: $.email,
    created: $.now,
    modified: $.now,
  }),
)
const updateUser = query<UserValues>()(({ db }, $) =>
  db
    .updateTable('bank_user')
    .set({ first_name: $.firstName, last_name: $.lastName, email: $.email, modified: $.now })
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('number', '=', $.number),
)

export class ItemBankQueries implements ItemBankReader, ItemBankWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(place: BankPlace): Promise<ItemBank | undefined> {
    const row = await this.#run.first(find, at(place))
    return row && itemBank(row)
  }

  async list(account: AccountId): Promise<ItemBank[]> {
    const rows = await this.#run.all(list, { account })
    return rows.map(itemBank)
  }

  async insert(account: AccountId, { name, pagingKey, snapshotOf }: NewItemBank): Promise<ItemBank> {
    const now = this.#run.now
    const row = await this.#run.first(insert, {
      account,
      name,
      pagingKey,
      snapshotOf: snapshotOf ?? null,
      now,
    })
    return itemBank(one(row))
  }

  async update(place: BankPlace, { name }: Pick<ItemBank, 'name'>): Promise<void> {
    await this.#run.send(update, { ...at(place), name, now: this.#run.now })
  }

  async delete(place: BankPlace): Promise<void> {
    await emptyBank(this.#run, place.accountId, place.bankId)
    await this.#run.send(forgetPrimary, at(place))
    await this.#run.send(remove, at(place))
  }

  async countContents(place: BankPlace): Promise<BankContents> {
    return one(await this.#run.first(contents, at(place)))
  }

  async raiseRevision(place: BankPlace, by: number): Promise<number> {
    const row = await this.#run.first(raise, { ...at(place), by })
    if (row === undefined) throw notFound('item_bank', place.bankId) // deleted meanwhile
    const { revision } = row
    await forgetPast(this.#run, place, revision, by)
    return revision
  }

  async findUser(place: BankPlace, id: string): Promise<BankUser | undefined> {
    const row = await this.#run.first(findUser, { ...at(place), id })
    if (row === undefined) return undefined
    const { first_name, last_name, ...same } = row
    return { ...same, firstName: first_name, lastName: last_name }
  }

  async insertUser(place: BankPlace, { id, ...user }: BankUser): Promise<void> {
    await this.#run.send(insertUser, { ...at(place), ...user, id, now: this.#run.now })
  }

  async updateUser(place: BankPlace, { id: _, ...user }: BankUser): Promise<void> {
    await this.#run.send(updateUser, { ...at(place), ...user, now: this.#run.now })
  }
}

/** A bank as the parameters `account` and `bank`. */
export function at({ accountId, bankId }: BankPlace): { account: number; bank: number } {
  return { account: accountId, bank: bankId }
}

function itemBank(row: {
  id: number
  name: string
  revision: number
  paging_key: string
  created: number
  modified: number
}): ItemBank {
  const { id, name, revision, paging_key, created, modified } = row
  return { id: id as ItemBankId, name, revision, pagingKey: paging_key, created, modified }
}
