import type { KeptAnswerReader, KeptAnswerWriter } from '../../../domain/access/access-store.ts'
import type { KeptAnswer } from '../../../domain/access/kept-answer.ts'
import type { AccountId } from '../../../domain/ids.ts'
import { query, type Executor } from '../../engine.ts'
import { sweepOf } from '../sweep.ts'

const find = query<{ account: number; slot: string; now: number }>()(({ db }, $) =>
  db
    .selectFrom('kept_answer')
    .select(['request', 'answer'])
    .where('account_id', '=', $.account)
    .where('slot', '=', $.slot)
    .where('expires', '>', $.now),
)
const claim = query<{ account: number; slot: string; request: string; expires: number; now: number }>()(
  ({ db }, $) =>
    db
      .insertInto('kept_answer')
      .values({ account_id: $.account, slot: $.slot, request: $.request, answer: null, expires: $.expires })
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'slot'])
          .doUpdateSet({ request: $.request, answer: null, expires: $.expires })
          // One whose time is over is as good as none.
          .where('kept_answer.expires', '<=', $.now),
      ),
)
const setAnswer = query<{ account: number; slot: string; answer: string }>()(({ db }, $) =>
  db
    .updateTable('kept_answer')
    .set({ answer: $.answer })
    .where('account_id', '=', $.account)
    .where('slot', '=', $.slot),
)
const sweep = sweepOf('kept_answer', ['slot'], ['expires', '<='])

export class KeptAnswerQueries implements KeptAnswerReader, KeptAnswerWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, slot: string): Promise<KeptAnswer | undefined> {
    return this.#run.first(find, { account, slot, now: this.#run.now })
  }

  async claim(account: AccountId, slot: string, request: string, expires: number): Promise<boolean> {
    return (await this.#run.run(claim, { account, slot, request, expires, now: this.#run.now })) > 0
  }

  async setAnswer(account: AccountId, slot: string, answer: string): Promise<void> {
    await this.#run.send(setAnswer, { account, slot, answer })
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
  }
}
