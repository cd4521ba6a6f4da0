import type { AccountId } from '../../../domain/ids.ts'
import type { UsedTokenWriter } from '../../../domain/access/access-store.ts'
import { query, type Executor } from '../../engine.ts'

// One statement is the test: of several that insert one digest at once, the index lets a single one through. What has
// expired gives its place away.
const insert = query<{ account: number; digest: string; expires: number; now: number }>()(({ db }, $) =>
  db
    .insertInto('used_token')
    .values({ account_id: $.account, digest: $.digest, expires: $.expires })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'digest'])
        .doUpdateSet({ expires: $.expires })
        .where('used_token.expires', '<', $.now),
    ),
)
const sweep = query<{ account: number; before: number }>()(({ db }, $) =>
  db.deleteFrom('used_token').where('account_id', '=', $.account).where('expires', '<', $.before),
)

export class UsedTokenQueries implements UsedTokenWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async insert(account: AccountId, digest: string, expires: number): Promise<boolean> {
    return (await this.#run.run(insert, { account, digest, expires, now: this.#run.now })) > 0
  }

  async sweep(account: AccountId, before: number): Promise<void> {
    await this.#run.run(sweep, { account, before })
  }
}
