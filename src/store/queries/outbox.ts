import type { OutboxEntry } from '../../domain/events.ts'
import type { AccountId } from '../../domain/ids.ts'
import type { OutboxWriter } from '../../domain/store.ts'
import { query, type Executor } from '../engine.ts'

const insert = query<{ account: number; kind: string; order: string; payload: string; now: number }>()(
  ({ db }, $) =>
    db.insertInto('outbox').values({
      account_id: $.account,
      kind: $.kind,
      ordering_key: $.order,
      payload: $.payload,
      due: $.now,
      leased_until: null,
      created: $.now,
    }),
)

export class OutboxQueries implements OutboxWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async put(account: AccountId, { kind, orderingKey, payload }: OutboxEntry): Promise<void> {
    await this.#run.run(insert, {
      account,
      kind,
      order: orderingKey,
      payload: JSON.stringify(payload),
      now: this.#run.now,
    })
  }
}
