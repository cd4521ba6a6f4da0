import type { KeptForm, KeptFormReader, KeptFormWriter } from '../../../domain/access/access-store.ts'
import type { AccountId, MemberId } from '../../../domain/ids.ts'
import { query, type Executor } from '../../engine.ts'
import { sweepOf } from '../sweep.ts'

const find = query<{ account: number; member: number; action: string; now: number }>()(({ db }, $) =>
  db
    .selectFrom('kept_form')
    .select(['action', 'fields'])
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('action', '=', $.action)
    .where('expires', '>', $.now),
)
const put = query<{ account: number; member: number; action: string; fields: string; expires: number }>()(
  ({ db }, $) =>
    db
      .insertInto('kept_form')
      .values({
        account_id: $.account,
        member_id: $.member,
        action: $.action,
        fields: $.fields,
        expires: $.expires,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'member_id', 'action'])
          .doUpdateSet({ fields: $.fields, expires: $.expires }),
      ),
)
const actions = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('kept_form')
    .select('action')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .orderBy('expires', 'desc')
    .orderBy('action'),
)
const remove = query<{ account: number; member: number; action: string }>()(({ db }, $) =>
  db
    .deleteFrom('kept_form')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('action', '=', $.action),
)
const sweep = sweepOf('kept_form', ['member_id', 'action'], ['expires', '<='])

export class KeptFormQueries implements KeptFormReader, KeptFormWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, member: MemberId, action: string): Promise<KeptForm | undefined> {
    return this.#run.first(find, { account, member, action, now: this.#run.now })
  }

  async set(
    account: AccountId,
    member: MemberId,
    { action, fields }: KeptForm,
    { expires, most }: { readonly expires: number; readonly most: number },
  ): Promise<void> {
    await this.#run.send(put, { account, member, action, fields, expires })
    const kept = await this.#run.all(actions, { account, member })
    const others = kept.filter((row) => row.action !== action)
    for (const row of others.slice(most - 1)) await this.delete(account, member, row.action)
  }

  async delete(account: AccountId, member: MemberId, action: string): Promise<void> {
    await this.#run.send(remove, { account, member, action })
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
  }
}
