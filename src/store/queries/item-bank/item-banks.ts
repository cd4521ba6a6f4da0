import { sql } from 'kysely'
import type { BankUser } from '../../../domain/item-bank/bank-user.ts'
import type { AccountId, ItemBankId } from '../../../domain/ids.ts'
import type { ItemBank } from '../../../domain/item-bank/item-bank.ts'
import type {
  BankPlace,
  ItemBankReader,
  ItemBankWriter,
  NewItemBank,
} from '../../../domain/item-bank/item-bank-store.ts'
import { query, type Executor } from '../../engine.ts'
import { forgetPast } from './past-places.ts'
import { one } from '../rows.ts'

const columns = ['id', 'name', 'revision', 'paging_key', 'created'] as const

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

  async raiseRevision(place: BankPlace, by: number): Promise<number> {
    const { revision } = one(await this.#run.first(raise, { ...at(place), by }))
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
    await this.#run.run(insertUser, { ...at(place), ...user, id, now: this.#run.now })
  }

  async updateUser(place: BankPlace, { id: _, ...user }: BankUser): Promise<void> {
    await this.#run.run(updateUser, { ...at(place), ...user, now: this.#run.now })
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
}): ItemBank {
  const { id, name, revision, paging_key, created } = row
  return { id: id as ItemBankId, name, revision, pagingKey: paging_key, created }
}
