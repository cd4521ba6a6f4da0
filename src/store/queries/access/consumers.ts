import { sql, type RawBuilder } from 'kysely'
import type { BankAccess, Consumer } from '../../../domain/access/consumer.ts'
import type { AccountId, CredentialId, ItemBankId } from '../../../domain/ids.ts'
import type { ConsumerKey, ConsumerReader, ConsumerWriter } from '../../../domain/access/access-store.ts'
import { query, recurringQuery, type Executor } from '../../engine.ts'
import { flag } from '../rows.ts'

type Which = { account: number; credential: number }

/** The first key of a consumer, to which its domains and banks belong. */
const FIRST_ID = sql<number>`coalesce(consumer.belongs_to, consumer.credential_id)`

const find = query<Which>()(({ db }, $) =>
  db
    .selectFrom('consumer')
    .innerJoin('credential', (join) =>
      join
        .onRef('credential.account_id', '=', 'consumer.account_id')
        .onRef('credential.id', '=', 'consumer.credential_id'),
    )
    .innerJoin('consumer as first', (join) =>
      join.onRef('first.account_id', '=', 'consumer.account_id').on('first.credential_id', '=', FIRST_ID),
    )
    .select([
      'consumer.consumer_key',
      'consumer.is_active',
      'first.credential_id as first_id',
      'first.primary_bank_id',
      'credential.label',
    ])
    .where('consumer.account_id', '=', $.account)
    .where('consumer.credential_id', '=', $.credential),
)
// All of a key in one row, which is read before each request of a door that signs.
const findByLookup = recurringQuery<{ lookup: string }>()(({ db, engine }, $) => {
  const [pair, all] = (engine === 'sqlite' ? ['array', 'group_array'] : ['build_array', 'agg']).map((name) =>
    sql.raw(`json_${name}`),
  )
  const inOrder = (each: RawBuilder<unknown>, column: string) =>
    sql<string | null>`cast(${all}(${each} order by ${sql.ref(column)}) as text)`.as('json')
  return db
    .selectFrom('credential')
    .innerJoin('consumer', (join) =>
      join
        .onRef('consumer.account_id', '=', 'credential.account_id')
        .onRef('consumer.credential_id', '=', 'credential.id'),
    )
    .innerJoin('consumer as first', (join) =>
      join.onRef('first.account_id', '=', 'consumer.account_id').on('first.credential_id', '=', FIRST_ID),
    )
    .select([
      'credential.account_id',
      'credential.id',
      'consumer.consumer_key',
      'consumer.is_active',
      'first.credential_id as first_id',
      'first.primary_bank_id',
      'credential.label',
    ])
    .select((at) => [
      at
        .selectFrom('consumer_secret')
        .select(inOrder(sql`${pair}(number, sealed)`, 'number'))
        .whereRef('consumer_secret.account_id', '=', 'credential.account_id')
        .whereRef('consumer_secret.credential_id', '=', 'credential.id')
        .as('secrets'),
      at
        .selectFrom('consumer_domain')
        .select(inOrder(sql.ref('domain'), 'domain'))
        .whereRef('consumer_domain.account_id', '=', 'credential.account_id')
        .whereRef('consumer_domain.credential_id', '=', 'first.credential_id')
        .as('domains'),
    ])
    .where('credential.lookup', '=', $.lookup)
    .where('credential.revoked', 'is', null)
})
const lock = query<Which>()(({ db }, $) =>
  db
    .selectFrom('consumer')
    .select('credential_id')
    .where('account_id', '=', $.account)
    .where('credential_id', '=', $.credential)
    .forNoKeyUpdate(),
)
const secrets = query<Which>()(({ db }, $) =>
  db
    .selectFrom('consumer_secret')
    .select(['number', 'sealed'])
    .where('account_id', '=', $.account)
    .where('credential_id', '=', $.credential)
    .orderBy('number'),
)
const domains = query<Which>()(({ db }, $) =>
  db
    .selectFrom('consumer')
    .innerJoin('consumer_domain', (join) =>
      join
        .onRef('consumer_domain.account_id', '=', 'consumer.account_id')
        .on('consumer_domain.credential_id', '=', FIRST_ID),
    )
    .select('domain')
    .where('consumer.account_id', '=', $.account)
    .where('consumer.credential_id', '=', $.credential)
    .orderBy('domain'),
)
const access = query<Which & { bank: number }>()(({ db }, $) =>
  db
    .selectFrom('consumer')
    .innerJoin('consumer_bank', (join) =>
      join
        .onRef('consumer_bank.account_id', '=', 'consumer.account_id')
        .on('consumer_bank.credential_id', '=', FIRST_ID),
    )
    .select('may_write')
    .where('consumer.account_id', '=', $.account)
    .where('consumer.credential_id', '=', $.credential)
    .where('bank_id', '=', $.bank),
)
const banks = query<Which>()(({ db }, $) =>
  db
    .selectFrom('consumer')
    .innerJoin('consumer_bank', (join) =>
      join
        .onRef('consumer_bank.account_id', '=', 'consumer.account_id')
        .on('consumer_bank.credential_id', '=', FIRST_ID),
    )
    .select(['bank_id', 'may_write'])
    .where('consumer.account_id', '=', $.account)
    .where('consumer.credential_id', '=', $.credential)
    .orderBy('bank_id'),
)
const listKeys = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('consumer')
    .select(['credential_id', 'belongs_to', 'is_active'])
    .where('account_id', '=', $.account)
    .orderBy('credential_id'),
)
const insert = query<Which & { key: string; primaryBank: number | null; belongsTo: number | null }>()(
  ({ db }, $) =>
    db.insertInto('consumer').values({
      account_id: $.account,
      credential_id: $.credential,
      consumer_key: $.key,
      is_active: 1,
      primary_bank_id: $.primaryBank,
      belongs_to: $.belongsTo,
    }),
)
const insertSecret = query<Which & { number: number; sealed: string; now: number }>()(({ db }, $) =>
  db.insertInto('consumer_secret').values({
    account_id: $.account,
    credential_id: $.credential,
    number: $.number,
    sealed: $.sealed,
    created: $.now,
  }),
)
const deleteSecret = query<Which & { number: number }>()(({ db }, $) =>
  db
    .deleteFrom('consumer_secret')
    .where('account_id', '=', $.account)
    .where('credential_id', '=', $.credential)
    .where('number', '=', $.number),
)
const setActive = query<Which & { isActive: number }>()(({ db }, $) =>
  db
    .updateTable('consumer')
    .set({ is_active: $.isActive })
    .where('account_id', '=', $.account)
    .where('credential_id', '=', $.credential),
)

const takeDomains = query<Which>()(({ db }, $) =>
  db
    .deleteFrom('consumer_domain')
    .where('account_id', '=', $.account)
    .where('credential_id', '=', $.credential),
)
const takeBanks = query<Which>()(({ db }, $) =>
  db
    .deleteFrom('consumer_bank')
    .where('account_id', '=', $.account)
    .where('credential_id', '=', $.credential),
)
const setPrimaryBank = query<Which & { primaryBank: number | null }>()(({ db }, $) =>
  db
    .updateTable('consumer')
    .set({ primary_bank_id: $.primaryBank })
    .where('account_id', '=', $.account)
    .where('credential_id', '=', $.credential),
)

/** What a consumer opens belongs to its credential, which notes when that was changed. */
const touch = query<Which & { now: number }>()(({ db }, $) =>
  db
    .updateTable('credential')
    .set({ modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.credential),
)

export class ConsumerQueries implements ConsumerReader, ConsumerWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findByLookup(lookup: string): Promise<Consumer | undefined> {
    const row = await this.#run.first(findByLookup, { lookup })
    if (row === undefined) return undefined
    const secrets = JSON.parse(row.secrets ?? '[]') as [number, string][]
    return {
      accountId: row.account_id as AccountId,
      credentialId: row.id as CredentialId,
      consumerId: row.first_id as CredentialId,
      key: row.consumer_key,
      label: row.label,
      isActive: row.is_active === 1,
      primaryBankId: row.primary_bank_id as ItemBankId | null,
      secrets: secrets.map(([number, sealed]) => ({ number, sealed })),
      domains: JSON.parse(row.domains ?? '[]') as string[],
    }
  }

  async find(account: AccountId, credential: CredentialId): Promise<Consumer | undefined> {
    const [row, names, live] = await Promise.all([
      this.#run.first(find, { account, credential }),
      this.#run.all(domains, { account, credential }),
      this.#run.all(secrets, { account, credential }),
    ])
    if (row === undefined) return undefined
    const consumerId = row.first_id as CredentialId
    return {
      accountId: account,
      credentialId: credential,
      consumerId,
      key: row.consumer_key,
      label: row.label,
      isActive: row.is_active === 1,
      primaryBankId: row.primary_bank_id as ItemBankId | null,
      secrets: live,
      domains: names.map(({ domain }) => domain),
    }
  }

  async listKeys(account: AccountId): Promise<ConsumerKey[]> {
    const rows = await this.#run.all(listKeys, { account })
    return rows.map(({ credential_id, belongs_to, is_active }) => ({
      credentialId: credential_id as CredentialId,
      consumerId: (belongs_to ?? credential_id) as CredentialId,
      isActive: is_active === 1,
    }))
  }

  async listBanks(account: AccountId, credential: CredentialId): Promise<Map<ItemBankId, BankAccess>> {
    const rows = await this.#run.all(banks, { account, credential })
    return new Map(rows.map((row) => [row.bank_id as ItemBankId, row.may_write === 1 ? 'write' : 'read']))
  }

  async findAccess(
    account: AccountId,
    credential: CredentialId,
    bank: ItemBankId,
  ): Promise<BankAccess | undefined> {
    const row = await this.#run.first(access, { account, credential, bank })
    return row && (row.may_write === 1 ? 'write' : 'read')
  }

  async insert(
    account: AccountId,
    {
      credentialId,
      key,
      primaryBankId,
      domains,
    }: Pick<Consumer, 'credentialId' | 'key' | 'primaryBankId' | 'domains'>,
    banks: ReadonlyMap<ItemBankId, BankAccess>,
  ): Promise<void> {
    const primaryBank = primaryBankId
    await this.#run.send(insert, { account, credential: credentialId, key, primaryBank, belongsTo: null })
    await this.#insertDomains(account, credentialId, domains)
    await this.#insertBanks(account, credentialId, banks)
  }

  async lock(account: AccountId, credential: CredentialId): Promise<void> {
    // SQLite has one writer.
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, credential })
  }

  async setDomains(account: AccountId, credential: CredentialId, domains: readonly string[]): Promise<void> {
    await this.#run.send(takeDomains, { account, credential })
    await this.#insertDomains(account, credential, domains)
    await this.#touch(account, credential)
  }

  async setBanks(
    account: AccountId,
    credential: CredentialId,
    banks: ReadonlyMap<ItemBankId, BankAccess>,
    primary: ItemBankId | null,
  ): Promise<void> {
    await this.#run.send(takeBanks, { account, credential })
    await this.#insertBanks(account, credential, banks)
    await this.#run.send(setPrimaryBank, { account, credential, primaryBank: primary })
    await this.#touch(account, credential)
  }

  #insertDomains(account: AccountId, credential: CredentialId, domains: readonly string[]): Promise<void> {
    return this.#run.insertAll(
      'consumer_domain',
      { account_id: 'bigint', credential_id: 'bigint', domain: 'text' },
      domains.map((domain) => [account, credential, domain]),
    )
  }

  #insertBanks(
    account: AccountId,
    credential: CredentialId,
    banks: ReadonlyMap<ItemBankId, BankAccess>,
  ): Promise<void> {
    return this.#run.insertAll(
      'consumer_bank',
      { account_id: 'bigint', credential_id: 'bigint', bank_id: 'bigint', may_write: 'smallint' },
      [...banks].map(([bank, may]) => [account, credential, bank, flag(may === 'write')]),
    )
  }

  async insertKey(
    account: AccountId,
    { credentialId, consumerId, key }: Pick<Consumer, 'credentialId' | 'consumerId' | 'key'>,
  ): Promise<void> {
    const place = { account, credential: credentialId, belongsTo: consumerId }
    await this.#run.send(insert, { ...place, key, primaryBank: null })
  }

  async insertSecret(
    account: AccountId,
    credential: CredentialId,
    number: number,
    sealed: string,
  ): Promise<void> {
    await this.#run.send(insertSecret, { account, credential, number, sealed, now: this.#run.now })
    await this.#touch(account, credential)
  }

  async deleteSecret(account: AccountId, credential: CredentialId, number: number): Promise<void> {
    await this.#run.send(deleteSecret, { account, credential, number })
    await this.#touch(account, credential)
  }

  async setActive(account: AccountId, credential: CredentialId, isActive: boolean): Promise<void> {
    await this.#run.send(setActive, { account, credential, isActive: flag(isActive) })
    await this.#touch(account, credential)
  }

  async #touch(account: AccountId, credential: CredentialId): Promise<void> {
    await this.#run.send(touch, { account, credential, now: this.#run.now })
  }
}
