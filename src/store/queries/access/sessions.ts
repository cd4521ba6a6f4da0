import type { AccountId, CredentialId, MemberId, SessionId } from '../../../domain/ids.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import type { FoundSession, NewSession, Session } from '../../../domain/access/session.ts'
import type { SessionReader, SessionWriter } from '../../../domain/access/access-store.ts'
import { query, recurringQuery, type Executor } from '../../engine.ts'
import { sweepOf } from '../sweep.ts'
import { one } from '../rows.ts'

const columns = [
  'id',
  'account_id',
  'door',
  'member_id',
  'credential_id',
  'agent',
  'expires',
  'ends',
  'created',
  'confirmed',
] as const

const findByToken = recurringQuery<{ hash: string }>()(({ db }, $) =>
  db
    .selectFrom('session')
    .innerJoin('member', (join) =>
      join.onRef('member.account_id', '=', 'session.account_id').onRef('member.id', '=', 'session.member_id'),
    )
    .select([
      'session.id',
      'session.account_id',
      'session.door',
      'session.member_id',
      'session.credential_id',
      'session.agent',
      'session.expires',
      'session.ends',
      'session.created',
      'session.confirmed',
      'member.status',
    ])
    .where('token_hash', '=', $.hash),
)
const listOf = query<{ account: number; member: number; now: number }>()(({ db }, $) =>
  db
    .selectFrom('session')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('expires', '>', $.now)
    .orderBy('id', 'desc'),
)
const insert = query<{
  account: number
  door: string
  hash: string
  member: number
  credential: number | null
  agent: string | null
  expires: number
  ends: number
  confirmed: number | null
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('session')
    .values({
      account_id: $.account,
      door: $.door,
      token_hash: $.hash,
      member_id: $.member,
      credential_id: $.credential,
      agent: $.agent,
      expires: $.expires,
      ends: $.ends,
      created: $.now,
      confirmed: $.confirmed,
    })
    .returning(columns),
)
const confirm = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('session')
    .set({ confirmed: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const extend = query<{ account: number; id: number; expires: number }>()(({ db }, $) =>
  db
    .updateTable('session')
    .set({ expires: $.expires })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('expires', '<', $.expires),
)
const end = query<{ account: number; member: number; id: number }>()(({ db }, $) =>
  db
    .deleteFrom('session')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('member_id', '=', $.member),
)
const endAllOf = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('session').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const sweep = sweepOf('session', ['id'], ['expires', '<'])

export class SessionQueries implements SessionReader, SessionWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findByToken(tokenHash: string): Promise<FoundSession | undefined> {
    const row = await this.#run.first(findByToken, { hash: tokenHash })
    return row && { ...session(row), memberStatus: row.status as MemberStatus } // the domain wrote it
  }

  async listOfMember(account: AccountId, member: MemberId): Promise<Session[]> {
    const rows = await this.#run.all(listOf, { account, member, now: this.#run.now })
    return rows.map(session)
  }

  async insert(
    account: AccountId,
    { door, tokenHash, memberId, credentialId, agent, expires, ends, confirmed = null }: NewSession,
  ): Promise<Session> {
    const row = await this.#run.first(insert, {
      account,
      door,
      hash: tokenHash,
      member: memberId,
      credential: credentialId,
      agent,
      expires,
      ends,
      confirmed,
      now: this.#run.now,
    })
    return session(one(row))
  }

  async extend(account: AccountId, id: SessionId, expires: number): Promise<void> {
    await this.#run.send(extend, { account, id, expires })
  }

  async confirm(account: AccountId, id: SessionId): Promise<void> {
    await this.#run.send(confirm, { account, id, now: this.#run.now })
  }

  async revoke(account: AccountId, member: MemberId, id: SessionId): Promise<boolean> {
    return (await this.#run.run(end, { account, member, id })) > 0
  }

  async revokeAllOfMember(account: AccountId, member: MemberId): Promise<void> {
    await this.#run.send(endAllOf, { account, member })
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
  }
}

interface Row {
  id: number
  account_id: number
  door: string
  member_id: number
  credential_id: number | null
  agent: string | null
  expires: number
  ends: number
  created: number
  confirmed: number | null
}

function session(row: Row): Session {
  return {
    id: row.id as SessionId,
    accountId: row.account_id as AccountId,
    door: row.door,
    memberId: row.member_id as MemberId,
    credentialId: row.credential_id as CredentialId | null,
    agent: row.agent,
    created: row.created,
    expires: row.expires,
    ends: row.ends,
    confirmed: row.confirmed,
  }
}
