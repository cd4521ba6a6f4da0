import type { Credential, NewCredential } from '../../../domain/access/credential.ts'
import type { AccountId, CredentialId, MemberId } from '../../../domain/ids.ts'
import type { Door } from '../../../domain/principal.ts'
import type { CredentialReader, CredentialWriter, OwnedKey } from '../../../domain/access/access-store.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import { query, recurringQuery, type Executor } from '../../engine.ts'
import type { CredentialTable } from '../../tables/tables.ts'
import { one } from '../rows.ts'

const columns = [
  'id',
  'account_id',
  'door',
  'label',
  'member_id',
  'secret_hash',
  'created',
  'revoked',
  'last_used',
  'modified',
] as const

type Row = Pick<CredentialTable, Exclude<(typeof columns)[number], 'id'>> & { id: number }

const findByLookup = recurringQuery<{ lookup: string }>()(({ db }, $) =>
  db.selectFrom('credential').select(columns).where('lookup', '=', $.lookup).where('revoked', 'is', null),
)
const findOwned = recurringQuery<{ lookup: string }>()(({ db }, $) =>
  db
    .selectFrom('credential')
    .innerJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'credential.account_id')
        .onRef('member.id', '=', 'credential.member_id'),
    )
    .select(columns.map((column) => `credential.${column}` as const))
    .select('member.status')
    .where('credential.lookup', '=', $.lookup)
    .where('credential.revoked', 'is', null),
)
const list = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('credential').select(columns).where('account_id', '=', $.account).orderBy('id'),
)
const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('credential').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
const listSigning = query<{ account: number; door: string }>()(({ db }, $) =>
  db
    .selectFrom('credential')
    .select(['id', 'sealed_secret'])
    .where('account_id', '=', $.account)
    .where('door', '=', $.door)
    .where('sealed_secret', 'is not', null)
    .where('revoked', 'is', null)
    .orderBy('id'),
)
const insert = query<{
  account: number
  door: string
  label: string
  member: number | null
  lookup: string
  secret: string | null
  sealed: string | null
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('credential')
    .values({
      account_id: $.account,
      door: $.door,
      label: $.label,
      member_id: $.member,
      lookup: $.lookup,
      secret_hash: $.secret,
      sealed_secret: $.sealed,
      created: $.now,
      revoked: null,
      last_used: null,
      modified: $.now,
    })
    .returning(columns),
)
const revoke = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('credential')
    .set({ revoked: $.now, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('revoked', 'is', null),
)
const setLabel = query<{ account: number; id: number; label: string; now: number }>()(({ db }, $) =>
  db
    .updateTable('credential')
    .set({ label: $.label, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const endSessions = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('session').where('account_id', '=', $.account).where('credential_id', '=', $.id),
)
const markUsed = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('credential')
    .set({ last_used: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('revoked', 'is', null),
)

export class CredentialQueries implements CredentialReader, CredentialWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findByLookup(lookup: string): Promise<Credential | undefined> {
    const row = await this.#run.first(findByLookup, { lookup })
    return row && credential(row)
  }

  async findOwned(lookup: string): Promise<OwnedKey | undefined> {
    const row = await this.#run.first(findOwned, { lookup })
    if (row === undefined) return undefined
    return {
      credential: credential(row),
      memberId: row.member_id as MemberId, // the person was joined by it
      memberStatus: row.status as MemberStatus, // the domain wrote it
    }
  }

  async find(account: AccountId, id: CredentialId): Promise<Credential | undefined> {
    const row = await this.#run.first(find, { account, id })
    return row && credential(row)
  }

  async list(account: AccountId): Promise<Credential[]> {
    const rows = await this.#run.all(list, { account })
    return rows.map(credential)
  }

  async listSigning(account: AccountId, door: Door): Promise<{ id: CredentialId; sealedSecret: string }[]> {
    const rows = await this.#run.all(listSigning, { account, door })
    return rows.map((row) => ({ id: row.id as CredentialId, sealedSecret: row.sealed_secret ?? '' }))
  }

  async insert(
    account: AccountId,
    { door, label, memberId, lookup, secretHash, sealedSecret }: NewCredential,
  ): Promise<Credential> {
    const row = await this.#run.first(insert, {
      account,
      door,
      label,
      member: memberId,
      lookup,
      secret: secretHash,
      sealed: sealedSecret ?? null,
      now: this.#run.now,
    })
    return credential(one(row))
  }

  async setLabel(account: AccountId, id: CredentialId, label: string): Promise<void> {
    await this.#run.send(setLabel, { account, id, label, now: this.#run.now })
  }

  async revoke(account: AccountId, id: CredentialId): Promise<boolean> {
    const revoked = (await this.#run.run(revoke, { account, id, now: this.#run.now })) > 0
    // Afterwards: whoever signs in by the key meanwhile holds its row.
    await this.#run.send(endSessions, { account, id })
    return revoked
  }

  async markUsed(account: AccountId, id: CredentialId): Promise<boolean> {
    return (await this.#run.run(markUsed, { account, id, now: this.#run.now })) > 0
  }
}

function credential(row: Row): Credential {
  return {
    id: row.id as CredentialId,
    accountId: row.account_id as AccountId,
    door: row.door,
    label: row.label,
    memberId: row.member_id as MemberId | null,
    secretHash: row.secret_hash,
    created: row.created,
    revoked: row.revoked,
    lastUsed: row.last_used,
    modified: row.modified,
  }
}
