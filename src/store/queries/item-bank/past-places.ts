import { sql, type RawBuilder } from 'kysely'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import { query, type EngineName, type Executor } from '../../engine.ts'
import { one } from '../rows.ts'

// How a list of a bank is read as it was. `tag` and `taggable` hold each thing where it stands now. Where it stood before
// is in `tag_past` and `taggable_past` (orders of updates) and `tag_sort_past` (order of sort keys), from one position
// until another. A list as of revision R is what has stood still since R, merged with the past places that ended after
// R. Past places are kept in blocks of positions by their end: all in a block later than R's own ended after R, so each
// such block is one range of an index in the requested order, and every row in it is needed.
const POSITIONS_PER_BLOCK = 32_768
/** More later blocks than these are read as one, and sorted: two million tags written between two pages. */
const MERGED_BLOCKS = 64

/** Past places are kept longer than paging tokens are valid. */
const PAST_KEPT = 48 * 60 * 60 * 1000

const revision = query<{ account: number; bank: number }>()(({ db }, $) =>
  db.selectFrom('item_bank').select('revision').where('account_id', '=', $.account).where('id', '=', $.bank),
)

const forgetIn = (table: 'tag_past' | 'tag_sort_past' | 'taggable_past') =>
  query<{ account: number; bank: number; block: number; before: number }>()(({ db }, $) =>
    db
      .deleteFrom(table)
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('block', '<', $.block)
      .where('ended_at', '<', $.before),
  )
const forgettings = [forgetIn('tag_past'), forgetIn('tag_sort_past'), forgetIn('taggable_past')]
const forgetTaggings = query<{ account: number; bank: number; begin: number; before: number }>()(
  ({ db }, $) =>
    db
      .deleteFrom('taggable_tag_past')
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('ended', '<', $.begin)
      .where('ended_at', '<', $.before),
)

/** When a bank's revision has begun a block: forgets the past places that no token can ask for any more. */
export async function forgetPast(
  run: Executor,
  { accountId, bankId }: BankPlace,
  revision: number,
  raisedBy: number,
): Promise<void> {
  const block = blockOf(revision)
  if (block === blockOf(revision - raisedBy)) return
  const old = { account: accountId, bank: bankId, before: run.now - PAST_KEPT }
  for (const forgetting of forgettings) await run.send(forgetting, { ...old, block })
  await run.send(forgetTaggings, { ...old, begin: block * POSITIONS_PER_BLOCK })
}

/** The block of what ended at that position. */
export function blockOf(position: number): number {
  return Math.floor(position / POSITIONS_PER_BLOCK)
}

/** The blocks that may hold places which were given up after that revision. */
export async function blocksSince(run: Executor, place: BankPlace, asOf: number): Promise<number[]> {
  const { revision: present } = one(
    await run.first(revision, { account: place.accountId, bank: place.bankId }),
  )
  if (present <= asOf) return []
  const blocks: number[] = []
  for (let block = blockOf(asOf + 1); block <= blockOf(present); block++) blocks.push(block)
  return blocks
}

/** One condition on a block for each arm of a list; the last takes all that are too many. */
export function blockConditions(blocks: readonly number[]): RawBuilder<unknown>[] {
  const apart = blocks.slice(0, MERGED_BLOCKS).map((block) => sql`= ${block}`)
  const rest = blocks[MERGED_BLOCKS]
  return rest === undefined ? apart : [...apart, sql`>= ${rest}`]
}

/**
 * One list out of several with the same columns, in the order of these. Each arm is read in that order and no further
 * than needed: SQLite runs them as coroutines, PostgreSQL is told for each.
 */
export function merged<Row>(
  engine: EngineName,
  arms: readonly RawBuilder<unknown>[],
  keys: readonly string[],
  descending: boolean,
  limit: number,
): RawBuilder<Row> {
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const by = sql.join(keys.map((key) => sql`${sql.ref(key)} ${direction}`))
  const end = sql`order by ${by} limit ${limit}`
  const told = engine === 'postgres' && arms.length > 1
  const parts = told ? arms.map((arm) => sql`(${arm} ${end})`) : arms
  return sql<Row>`${sql.join(parts, sql` union all `)} ${end}`
}

/** How each key of what a bank holds begins. PostgreSQL takes a parameter in a row value for text. */
export function bankKey(engine: EngineName, $: { account: number; bank: number }) {
  const number = (value: number) => (engine === 'sqlite' ? sql`${value}` : sql`cast(${value} as bigint)`)
  return { account_id: number($.account), bank_id: number($.bank) }
}

export function ofBank(alias: string, { accountId, bankId }: BankPlace): RawBuilder<unknown> {
  return sql`${sql.ref(`${alias}.account_id`)} = ${accountId} and ${sql.ref(`${alias}.bank_id`)} = ${bankId}`
}
