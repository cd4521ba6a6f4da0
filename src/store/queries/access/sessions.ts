import type { AccountId, CredentialId, MemberId, SessionId } from '../../../domain/ids.ts'
import type { MemberStatus } from '../../../domain/people/member.ts'
import type { FoundSession, NewSession, Session } from '../../../domain/access/session.ts'
import type { SessionReader, SessionWriter } from '../../../domain/access/access-store.ts'
import { query, recurringQuery, type Executor } from '../../engine.ts'
import { one } from '../rows.ts'

const columns = ['id', 'account_id', 'member_id', 'credential_id', 'expires'] as const

const findByToken = recurringQuery<{ hash: string }>()(({ db }, $) =>
  db
    .selectFrom('session')
    .innerJoin('member', (join) =>
      join.onRef('member.account_id', '=', 'session.account_id').onRef('member.id', '=', 'session.member_id'),
    )
    .select([
      'session.id',
      'session.account_id',
      'session.member_id',
      'session.credential_id',
      'session.expires',
      'member.status',
    ])
    .where('token_hash', '=', $.hash),
)
const insert = query<{
  account: number
  hash: string
  member: number
  credential: number | null
  expires: number
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('session')
    .values({
      account_id: $.account,
      token_hash: $.hash,
      member_id: $.member,
      credential_id: $.credential,
      expires: $.expires,
      created: $.now,
    })
    .returning(columns),
)
const extend = query<{ account: number; id: number; expires: number }>()(({ db }, $) =>
  db
    .updateTable('session')
    .set({ expires: $.expires })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('expires', '<', $.expires),
)
const end = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('session').where('account_id', '=', $.account).where('id', '=', $.id),
)
const endAllOf = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('session').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const sweepOf = query<{ account: number; member: number; before: number }>()(({ db }, $) =>
  db
    .deleteFrom('session')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('expires', '<', $.before),
)
const sweep = query<{ before: number }>()(({ db }, $) =>
  db.deleteFrom('session').where('expires', '<', $.before),
)

export class SessionQueries implements SessionReader, SessionWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findByToken(tokenHash: string): Promise<FoundSession | undefined> {
    const row = await this.#run.first(findByToken, { hash: tokenHash })
    return row && { ...session(row), memberStatus: row.status as MemberStatus } // the domain wrote it
  }

  async insert(
    account: AccountId,
    { tokenHash, memberId, credentialId, expires }: NewSession,
  ): Promise<Session> {
    const row = await this.#run.first(insert, {
      account,
      hash: tokenHash,
      member: memberId,
      credential: credentialId,
      expires,
      now: this.#run.now,
    })
    return session(one(row))
  }

  async extend(account: AccountId, id: SessionId, expires: number): Promise<void> {
    await this.#run.run(extend, { account, id, expires })
  }

  async end(account: AccountId, id: SessionId): Promise<void> {
    await this.#run.run(end, { account, id })
  }

  async endAllOf(account: AccountId, member: MemberId): Promise<void> {
    await this.#run.run(endAllOf, { account, member })
  }

  async sweepOf(account: AccountId, member: MemberId, before: number): Promise<void> {
    await this.#run.run(sweepOf, { account, member, before })
  }

  async sweep(before: number): Promise<void> {
    await this.#run.run(sweep, { before })
  }
}

interface Row {
  id: number
  account_id: number
  member_id: number
  credential_id: number | null
  expires: number
}

function session(row: Row): Session {
  return {
    id: row.id as SessionId,
    accountId: row.account_id as AccountId,
    memberId: row.member_id as MemberId,
    credentialId: row.credential_id as CredentialId | null,
    expires: row.expires,
  }
}
