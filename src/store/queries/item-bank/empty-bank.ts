import { sql } from 'kysely'
import type { AccountId, ItemBankId } from '../../../domain/ids.ts'
import { query, type Executor } from '../../engine.ts'
import { raw } from '../../raw.ts'

// A bank is emptied table by table. On SQLite that goes in portions, between which others have their turns.

/** What a bank holds, and the key of each table within a bank. What refers stands before what it refers to. */
const KEYS = {
  tag_hierarchy_node: ['hierarchy', 'number'],
  tag_hierarchy_level: ['hierarchy', 'position'],
  tag_hierarchy: ['number'],
  taggable_tag: ['taggable', 'tag'],
  taggable_tag_past: ['type', 'name', 'taggable', 'since'],
  taggable_past: ['block', 'kind', 'position'],
  taggable: ['number'],
  tag_sort_past: ['block', 'type', 'sort_rank', 'name', 'since'],
  tag_past: ['block', 'position'],
  tag: ['number'],
  tag_type: ['number'],
  bank_user: ['number'],
  consumer_bank: ['credential_id'],
} as const
type Held = keyof typeof KEYS
const HELD = Object.keys(KEYS) as Held[]
/** What a snapshot for a pool holds. */
const COPIED: readonly Held[] = ['taggable_tag', 'taggable', 'tag', 'tag_type']

const ROWS_A_TURN = 500

const emptyings = new Map(HELD.map((table) => [table, emptying(table)]))

function emptying(table: Held) {
  return query<{ account: number; bank: number }>()((builder, $) => {
    const within = sql`account_id = ${$.account} and bank_id = ${$.bank}`
    if (builder.engine === 'postgres') {
      return raw(builder, sql`delete from ${sql.table(table)} where ${within}`)
    }
    const key = sql.join(KEYS[table].map((column) => sql.ref(column)))
    return raw(
      builder,
      sql`delete from ${sql.table(table)} where ${within}
          and (${key}) in (select ${key} from ${sql.table(table)} where ${within} limit ${sql.lit(ROWS_A_TURN)})`,
    )
  })
}

/** Takes everything out of a bank. */
export function emptyBank(run: Executor, account: AccountId, bank: ItemBankId): Promise<void> {
  return empty(run, HELD, { account, bank })
}

/** Takes everything out of the snapshot of a pool. */
export function emptySnapshot(run: Executor, account: AccountId, bank: ItemBankId): Promise<void> {
  return empty(run, COPIED, { account, bank })
}

async function empty(
  run: Executor,
  tables: readonly Held[],
  place: { readonly account: number; readonly bank: number },
): Promise<void> {
  for (const [table, statement] of emptyings) {
    if (!tables.includes(table)) continue
    if (run.engine === 'postgres') {
      await run.send(statement, place)
      continue
    }
    while ((await run.run(statement, place)) === ROWS_A_TURN) await run.pause()
    await run.pause()
  }
}
