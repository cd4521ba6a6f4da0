import { sql } from 'kysely'
import type { AccountId, MemberId } from '../../../domain/ids.ts'
import type { SignedUse, UsedTokenWriter, UserOfToken } from '../../../domain/access/access-store.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import { query, type Executor } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { idOfHost } from '../academy/accounts.ts'
import { byAddress } from '../people/member-statements.ts'
import { sweepOf } from '../sweep.ts'

// One statement is the test: of several that insert one digest at once, the index lets a single one through. What has
// expired gives its place away, but not to itself: by a clock that was set back it would be new again.
const insert = query<{ account: number; digest: string; token: string; expires: number; now: number }>()(
  ({ db }, $) =>
    db
      .insertInto('used_token')
      .values({ account_id: $.account, digest: $.digest, token: $.token, expires: $.expires })
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'digest'])
          .doUpdateSet({ expires: $.expires, token: $.token })
          .where('used_token.expires', '<', $.now)
          .where('used_token.token', 'is distinct from', $.token),
      ),
)
// The same test, which the same use passes again: on PostgreSQL its answer may be lost. What the caller knew of the host and
// the key may be outdated; so it is looked at here, along with the person.
const insertSigned = query<{
  account: number
  digest: string
  token: string
  expires: number
  use: string
  host: string
  credential: number
  door: string
  address: string
  now: number
}>()((builder, $) => {
  const [having, named] = byAddress(builder, $)
  const shown = sql<string>`concat(id, ' ', status)`.as('shown')
  return raw<{ person: string | null }>(
    builder,
    sql`insert into used_token (account_id, digest, token, expires, used_by)
        select account_id, cast(${$.digest} as text), cast(${$.token} as text), cast(${$.expires} as bigint),
          cast(${$.use} as text)
        from credential
        where account_id = ${$.account} and id = ${$.credential} and door = ${$.door}
          and sealed_secret is not null and revoked is null and account_id = ${idOfHost($.host)}
        on conflict (account_id, digest) do update
          set token = excluded.token, expires = excluded.expires, used_by = excluded.used_by
          where (used_token.expires < ${$.now} and used_token.token is distinct from excluded.token)
            or used_token.used_by = excluded.used_by
        returning ${having.select(shown).unionAll(named.select(shown)).limit(1)} as person`,
  )
})
const sweep = sweepOf('used_token', ['digest'], ['expires', '<'])

export class UsedTokenQueries implements UsedTokenWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async insert(account: AccountId, digest: string, token: string, expires: number): Promise<boolean> {
    return (await this.#run.run(insert, { account, digest, token, expires, now: this.#run.now })) > 0
  }

  async insertSigned(account: AccountId, use: SignedUse): Promise<{ person?: UserOfToken } | undefined> {
    const row = await this.#run.first(insertSigned, { account, ...use, now: this.#run.now })
    if (row === undefined) return undefined
    const [id, status] = row.person?.split(' ') ?? []
    if (id === undefined) return {}
    return { person: { id: Number(id) as MemberId, status: status as MemberStatus } } // the domain wrote it
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
  }
}
