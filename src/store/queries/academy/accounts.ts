import { sql, type RawBuilder } from 'kysely'
import type { Account, AccountValues, Logo, NewAccount } from '../../../domain/academy/accounts.ts'
import type { SealedSecret } from '../../../domain/academy/sealed-secret.ts'
import type { AccountId, CredentialId } from '../../../domain/ids.ts'
import type { AccountPlace, AccountReader, AccountWriter } from '../../../domain/academy/account-store.ts'
import { isStorable } from '../../../lib/text.ts'
import { query, standingQuery, type Executor, type Value } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { one } from '../rows.ts'

const columns = [
  'account.id',
  'guid',
  'name',
  'language',
  'demo_seed',
  'created',
  'address',
  'sender',
  'accent',
  'logo',
  'time_zone',
  'audit_days',
] as const

/** The account that answers to a host: the one that has it, else the only one of the store. */
export function idOfHost(host: string): RawBuilder<number> {
  return sql<number>`coalesce(
    (select account_id from account_host where host = ${host}),
    (select id from account where id = (select min(id) from account) and id = (select max(id) from account))
  )`
}

const findByHost = query<{ host: string }>()(({ db }, $) =>
  db
    .selectFrom('account_host')
    .innerJoin('account', 'account.id', 'account_host.account_id')
    .select(columns)
    .where('host', '=', $.host),
)
const findOfHost = query<{ host: string }>()(({ db }, $) =>
  db.selectFrom('account').select(columns).where('account.id', '=', idOfHost($.host)),
)
const list = query<{ limit: number }>()(({ db }, $) =>
  db.selectFrom('account').select(columns).orderBy('id').limit($.limit),
)
const find = query<{ id: number }>()(({ db }, $) =>
  db.selectFrom('account').select(columns).where('id', '=', $.id),
)
const insert = query<{ guid: string; name: string; language: string; created: number }>()(({ db }, $) =>
  db
    .insertInto('account')
    .values({
      guid: $.guid,
      name: $.name,
      language: $.language,
      created: $.created,
      demo_seed: null,
      address: null,
      sender: null,
      accent: null,
      logo: null,
      time_zone: null,
      audit_days: null,
      pull_key: null,
    })
    .returning(columns),
)
const insertHost = query<{ account: number; host: string }>()(({ db }, $) =>
  db.insertInto('account_host').values((values) => ({
    account_id: $.account,
    host: $.host,
    position: values
      .selectFrom('account_host as other')
      .where('other.account_id', '=', $.account)
      .select((at) => at.fn.coalesce(at(at.fn.max('other.position'), '+', at.val(1)), at.val(0)).as('next')),
  })),
)
const deleteHost = query<{ account: number; host: string }>()(({ db }, $) =>
  db.deleteFrom('account_host').where('account_id', '=', $.account).where('host', '=', $.host),
)
const hostsOf = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('account_host')
    .select('host')
    .where('account_id', '=', $.account)
    .orderBy('position')
    .orderBy('host'),
)
const placeOf = standingQuery<{ account: number }>()((builder, $) =>
  raw<{ address: string | null; time_zone: string | null; others: number; hosts: string | null }>(
    builder,
    sql`select address, time_zone,
        (select count(*) from (select id from account where id <> ${$.account} limit 1) as another) as others,
        (select ${sql.raw(builder.engine === 'sqlite' ? 'group_concat' : 'string_agg')}(host, ' ' order by position, host)
          from account_host where account_id = ${$.account}) as hosts
      from account where id = ${$.account}`,
  ),
)
const lockTree = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('account').select('id').where('id', '=', $.account).forNoKeyUpdate(),
)
type Nothing = Readonly<Record<string, Value>>

// The account is left out on purpose: one key seals for all of them.
const signingKeys = query<Nothing>()(({ db }) =>
  db.selectFrom('credential').select('sealed_secret as sealed').where('sealed_secret', 'is not', null),
)
const consumerSecrets = query<Nothing>()(({ db }) => db.selectFrom('consumer_secret').select('sealed'))
const webhookSecrets = query<Nothing>()(({ db }) => db.selectFrom('webhook').select('secret as sealed'))
const oldWebhookSecrets = query<Nothing>()(({ db }) =>
  db.selectFrom('webhook').select('old_secret as sealed').where('old_secret', 'is not', null),
)
const demoSeeds = query<Nothing>()(({ db }) =>
  db.selectFrom('account').select('demo_seed as sealed').where('demo_seed', 'is not', null),
)
const keyProof = query<Nothing>()(({ db }) =>
  db.selectFrom('key_proof').select('sealed').where('name', '=', 'server key'),
)
const insertKeyProof = query<{ sealed: string }>()(({ db }, $) =>
  db
    .insertInto('key_proof')
    .values({ name: 'server key', sealed: $.sealed })
    .onConflict((conflict) => conflict.doNothing()),
)
const forgetKeyProof = query<Nothing>()(({ db }) =>
  db.deleteFrom('key_proof').where('name', '=', 'server key'),
)
const sealedCredentials = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('credential')
    .select('id')
    .where('account_id', '=', $.account)
    .where((at) =>
      at.or([
        at('sealed_secret', 'is not', null),
        at.exists(
          at
            .selectFrom('consumer_secret')
            .select('consumer_secret.number')
            .where('consumer_secret.account_id', '=', $.account)
            .whereRef('consumer_secret.credential_id', '=', 'credential.id'),
        ),
      ]),
    )
    .orderBy('id'),
)
const clearSigningKeys = query<{ account: number }>()(({ db }, $) =>
  db
    .updateTable('credential')
    .set({ sealed_secret: null })
    .where('account_id', '=', $.account)
    .where('sealed_secret', 'is not', null),
)
const deleteConsumerSecrets = query<{ account: number }>()(({ db }, $) =>
  db.deleteFrom('consumer_secret').where('account_id', '=', $.account),
)
const clearDemoSeed = query<{ account: number }>()(({ db }, $) =>
  db.updateTable('account').set({ demo_seed: null }).where('id', '=', $.account),
)
const setDemoSeed = query<{ account: number; seed: string }>()(({ db }, $) =>
  db.updateTable('account').set({ demo_seed: $.seed }).where('id', '=', $.account),
)
const pullKey = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('account').select('pull_key').where('id', '=', $.account),
)
const setPullKey = query<{ account: number; key: string | null }>()(({ db }, $) =>
  db.updateTable('account').set({ pull_key: $.key }).where('id', '=', $.account),
)
const lock = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('account').select('id').where('id', '=', $.account).forNoKeyUpdate(),
)
const update = query<{
  account: number
  name: string
  language: string
  address: string | null
  sender: string | null
  accent: string | null
  timeZone: string | null
  auditDays: number | null
}>()(({ db }, $) =>
  db
    .updateTable('account')
    .set({
      name: $.name,
      language: $.language,
      address: $.address,
      sender: $.sender,
      accent: $.accent,
      time_zone: $.timeZone,
      audit_days: $.auditDays,
    })
    .where('id', '=', $.account),
)
const logo = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('account_logo').select(['type', 'content']).where('account_id', '=', $.account),
)
const putLogo = query<{ account: number; type: string; content: string }>()(({ db }, $) =>
  db
    .insertInto('account_logo')
    .values({ account_id: $.account, type: $.type, content: $.content })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet({ type: $.type, content: $.content }),
    ),
)
const deleteLogo = query<{ account: number }>()(({ db }, $) =>
  db.deleteFrom('account_logo').where('account_id', '=', $.account),
)
const nameLogo = query<{ account: number; digest: string | null }>()(({ db }, $) =>
  db.updateTable('account').set({ logo: $.digest }).where('id', '=', $.account),
)

export class AccountQueries implements AccountReader, AccountWriter {
  readonly #run: Executor
  readonly #newGuid: () => string

  constructor(run: Executor, newGuid: () => string) {
    this.#run = run
    this.#newGuid = newGuid
  }

  async findByHost(host: string): Promise<Account | undefined> {
    if (!isStorable(host)) return undefined
    return present(await this.#run.first(findByHost, { host }))
  }

  async findOfHost(host: string): Promise<Account | undefined> {
    return present(await this.#run.first(findOfHost, { host: isStorable(host) ? host : '' }))
  }

  async findOnly(): Promise<Account | undefined> {
    const [first, second] = await this.#run.all(list, { limit: 2 })
    return second === undefined ? present(first) : undefined
  }

  async find(account: AccountId): Promise<Account | undefined> {
    return present(await this.#run.first(find, { id: account }))
  }

  async findPlace(account: AccountId): Promise<AccountPlace | undefined> {
    const row = await this.#run.first(placeOf, { account })
    if (row === undefined) return undefined
    const { address, time_zone: timeZone, others, hosts } = row
    return { address, timeZone, isOnly: others === 0, hosts: hosts === null ? [] : hosts.split(' ') }
  }

  async list(): Promise<Account[]> {
    const rows = await this.#run.all(list, { limit: 10_000 })
    return rows.map(account)
  }

  async listHosts(account: AccountId): Promise<string[]> {
    const rows = await this.#run.all(hostsOf, { account })
    return rows.map(({ host }) => host)
  }

  async insert({ name, language }: NewAccount): Promise<Account> {
    const guid = this.#newGuid()
    return account(one(await this.#run.first(insert, { guid, name, language, created: this.#run.now })))
  }

  async insertHost(account: AccountId, host: string): Promise<void> {
    await this.#run.send(insertHost, { account, host })
  }

  async deleteHost(account: AccountId, host: string): Promise<boolean> {
    return (await this.#run.run(deleteHost, { account, host })) > 0
  }

  async lockTree(account: AccountId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lockTree, { account }) // SQLite has one writer
  }

  async listSealedSecrets(): Promise<SealedSecret[]> {
    const kinds = [
      ['signing key', signingKeys],
      ['consumer secret', consumerSecrets],
      ['webhook secret', webhookSecrets],
      ['webhook secret', oldWebhookSecrets],
      ['demo seed', demoSeeds],
    ] as const
    const secrets: SealedSecret[] = []
    for (const [kind, query] of kinds) {
      for (const { sealed } of await this.#run.all(query, {})) secrets.push({ kind, sealed: sealed ?? '' })
    }
    return secrets
  }

  async findKeyProof(): Promise<string | undefined> {
    return (await this.#run.first(keyProof, {}))?.sealed
  }

  async insertKeyProof(sealed: string): Promise<void> {
    await this.#run.send(insertKeyProof, { sealed })
  }

  async deleteKeyProof(): Promise<void> {
    await this.#run.send(forgetKeyProof, {})
  }

  async lock(account: AccountId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account }) // SQLite has one writer
  }

  async update(account: AccountId, values: AccountValues): Promise<void> {
    const { name, language, address, sender, accent, timeZone, auditDays } = values
    const row = { account, name, language, address, sender, accent, timeZone, auditDays }
    await this.#run.send(update, row)
  }

  async findLogo(account: AccountId): Promise<Logo | undefined> {
    const row = await this.#run.first(logo, { account })
    return row && { ...row, type: row.type as Logo['type'] }
  }

  async setLogo(account: AccountId, { type, content }: Logo, digest: string): Promise<void> {
    await this.#run.send(putLogo, { account, type, content })
    await this.#run.send(nameLogo, { account, digest })
  }

  async deleteLogo(account: AccountId): Promise<void> {
    await this.#run.send(deleteLogo, { account })
    await this.#run.send(nameLogo, { account, digest: null })
  }

  async deleteSealedSecrets(account: AccountId): Promise<CredentialId[]> {
    const rows = await this.#run.all(sealedCredentials, { account })
    for (const query of [clearSigningKeys, deleteConsumerSecrets, clearDemoSeed])
      await this.#run.send(query, { account })
    return rows.map(({ id }) => id as CredentialId)
  }

  async findPullKey(account: AccountId): Promise<string | undefined> {
    return (await this.#run.first(pullKey, { account }))?.pull_key ?? undefined
  }

  async setPullKey(account: AccountId, key: string | null): Promise<void> {
    await this.#run.send(setPullKey, { account, key })
  }

  async setDemoSeed(account: AccountId, seed: string): Promise<void> {
    await this.#run.send(setDemoSeed, { account, seed })
  }
}

interface Row {
  address: string | null
  sender: string | null
  accent: string | null
  logo: string | null
  id: number
  guid: string
  name: string
  language: string
  demo_seed: string | null
  created: number
  time_zone: string | null
  audit_days: number | null
}

function account({ demo_seed, time_zone, audit_days, id, ...row }: Row): Account {
  return {
    ...row,
    id: id as AccountId,
    demoSeed: demo_seed,
    timeZone: time_zone,
    auditDays: audit_days,
  }
}

function present(row: Row | undefined): Account | undefined {
  return row && account(row)
}
