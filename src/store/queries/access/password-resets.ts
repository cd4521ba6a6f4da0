import type { AccountId, MemberId } from '../../../domain/ids.ts'
import type { PasswordResetReader, PasswordResetWriter } from '../../../domain/access/access-store.ts'
import type { NewPasswordReset, PasswordReset } from '../../../domain/access/password-reset.ts'
import { query, type Executor } from '../../engine.ts'
import { sweepOf } from '../sweep.ts'

const columns = ['account_id', 'member_id', 'expires', 'email'] as const

const findByToken = query<{ hash: string }>()(({ db }, $) =>
  db.selectFrom('password_reset').select(columns).where('token_hash', '=', $.hash),
)
const count = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('password_reset')
    .select((at) => at.fn.countAll<number>().as('count'))
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member),
)
const insert = query<{
  account: number
  member: number
  hash: string
  expires: number
  email: string
}>()(({ db }, $) =>
  db.insertInto('password_reset').values({
    account_id: $.account,
    member_id: $.member,
    token_hash: $.hash,
    expires: $.expires,
    email: $.email,
  }),
)
const take = query<{ hash: string }>()(({ db }, $) =>
  db.deleteFrom('password_reset').where('token_hash', '=', $.hash).returning(columns),
)
const endAllOf = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('password_reset').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const sweep = sweepOf('password_reset', ['id'], ['expires', '<'])

export class PasswordResetQueries implements PasswordResetReader, PasswordResetWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findByToken(hash: string): Promise<PasswordReset | undefined> {
    return present(await this.#run.first(findByToken, { hash }))
  }

  async count(account: AccountId, member: MemberId): Promise<number> {
    return (await this.#run.first(count, { account, member }))?.count ?? 0
  }

  async insert(account: AccountId, { memberId, tokenHash, expires, email }: NewPasswordReset): Promise<void> {
    await this.#run.send(insert, { account, member: memberId, hash: tokenHash, expires, email })
  }

  async deleteByToken(hash: string): Promise<PasswordReset | undefined> {
    return present(await this.#run.first(take, { hash }))
  }

  async revokeAllOfMember(account: AccountId, member: MemberId): Promise<void> {
    await this.#run.send(endAllOf, { account, member })
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
  }
}

function present(
  row: { account_id: number; member_id: number; expires: number; email: string } | undefined,
): PasswordReset | undefined {
  return (
    row && {
      accountId: row.account_id as AccountId,
      memberId: row.member_id as MemberId,
      expires: row.expires,
      email: row.email,
    }
  )
}
