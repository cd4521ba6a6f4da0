import type { AccountId } from '../../../domain/ids.ts'
import type { UsedTokenWriter } from '../../../domain/access/access-store.ts'
import { query, type Executor } from '../../engine.ts'
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
const sweep = sweepOf('used_token', ['digest'], ['expires', '<'])

export class UsedTokenQueries implements UsedTokenWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async insert(account: AccountId, digest: string, token: string, expires: number): Promise<boolean> {
    return (await this.#run.run(insert, { account, digest, token, expires, now: this.#run.now })) > 0
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
  }
}
