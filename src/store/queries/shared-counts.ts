import { sql } from 'kysely'
import type { SharedCount, SharedCountWriter } from '../../domain/shared-counts.ts'
import { query, type Executor } from '../engine.ts'
import { asJsonRows, jsonRows } from '../json-rows.ts'
import { raw } from '../raw.ts'

const cells = { key: 'text', count: 'bigint', until: 'bigint' } as const

const tell = query<{ node: string; rows: string }>()((builder, $) =>
  raw(
    builder,
    sql`insert into shared_count (key, node, count, until)
        select r.key, cast(${$.node} as text), r.count, r.until from ${jsonRows(builder.engine, cells, $.rows)} r
        where true
        on conflict (key, node) do update set count = excluded.count, until = excluded.until`,
  ),
)
const ofOthers = query<{ node: string; now: number }>()(({ db }, $) =>
  db
    .selectFrom('shared_count')
    .select(['key', 'count', 'until'])
    .where('until', '>', $.now)
    .where('node', '!=', $.node)
    .where('count', '>', 0),
)
const sweep = query<{ before: number }>()(({ db }, $) =>
  db.deleteFrom('shared_count').where('until', '<', $.before),
)

export class SharedCountQueries implements SharedCountWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async set(node: string, counts: readonly SharedCount[]): Promise<void> {
    if (counts.length === 0) return
    const rows = asJsonRows(counts.map(({ key, count, until }) => [key, count, until]))
    await this.#run.send(tell, { node, rows })
  }

  listOfOthers(node: string): Promise<SharedCount[]> {
    return this.#run.all(ofOthers, { node, now: this.#run.now })
  }

  async sweep(before: number): Promise<void> {
    await this.#run.send(sweep, { before })
  }
}
