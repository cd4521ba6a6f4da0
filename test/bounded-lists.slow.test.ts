import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDemoAcademy } from '../src/demo/demo-academy.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { askApi } from './support/api-client.ts'
import { installationWith } from './support/installation-with.ts'
import { importWithRow, listRequests, lists, pathOfList, SHORT } from './support/lists.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from './support/postgres.ts'
import { openWorld, type World } from './support/world.ts'

// As bounded-lists.test.ts, on PostgreSQL: the plan of each statement behind each list, filter and order, as the server
// chooses it for an academy of a thousand times the demo's size.

const LARGER = 1_000

let server: TestPostgres
let world: World
let client: pg.Client
let token: string
/** Tables that the demo leaves empty: no plan of theirs tells anything. */
let empty: readonly string[]

beforeAll(async () => {
  server = await startPostgres()
  const { store, url } = await openFreshPostgres(server)
  const box = new SealedBox(Buffer.alloc(32, 'the key of the test server'))
  ;({
    api: { token },
  } = await openDemoAcademy(store, box, randomIds))
  world = await openWorld({ store, installation: installationWith({}) })
  await importWithRow(store, token)
  await server.query(url, 'ANALYZE')
  const rows = await server.query(
    url,
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples = 0`,
  )
  empty = rows.map(({ relname }) => String(relname))
  // A table has as many rows as its pages hold by these numbers.
  await server.query(
    url,
    `UPDATE pg_class SET reltuples = greatest(reltuples, 1) * $1, relpages = greatest(relpages, 1)
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')`,
    [LARGER],
  )
  client = new pg.Client({ connectionString: url })
  client.setTypeParser(pg.types.builtins.INT8, Number)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await world.close()
  await server.stop()
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Filter?: string
  readonly 'Subplan Name'?: string
  readonly 'Plan Rows': number
  readonly Plans?: readonly Plan[]
}

/** Steps that give the first row before they have all of them. */
const STREAMS = new Set([
  'Limit',
  'Nested Loop',
  'Append',
  'Merge Append',
  'Subquery Scan',
  'Incremental Sort',
  'Index Scan',
  'Index Only Scan',
  'LockRows',
  'Result',
])

/** What reads all rows of an account or a bank, or of a whole table. @param isCut whether only so many rows are taken of it */
function unboundedIn(plan: Plan, isCut: boolean): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', Plans = [] } = plan
  const cut = type === 'Limit' || (isCut && STREAMS.has(type))
  const inner = Plans.flatMap((one) => unboundedIn(one, 'Subplan Name' in one ? false : cut))
  if (!type.endsWith('Scan') || SHORT.includes(table) || empty.includes(table)) return inner
  const index = plan['Index Name'] ?? ''
  const condition = plan['Index Cond'] ?? ''
  const told = `${type} ${index} ${table} ${condition} ${plan.Filter ?? ''}`
  if (type === 'Seq Scan') return [...inner, told]
  const isWhole =
    type.includes('Index') && /^(\(?\(\w*\.?(account_id|bank_id) = [^()]+\)( AND )?)*\)?$/.test(condition)
  return isWhole && !isCut ? [...inner, told] : inner
}

/** Settings of the planner: as it is but for whole tables, which are cheap to read where most rows match; and indexes alone. */
const PLANNERS = [['seqscan'], ['seqscan', 'hashjoin', 'mergejoin', 'sort', 'hashagg', 'material', 'memoize']]

/**
 * What the statement reads without bounds, however it is planned. Rows that are there a thousand times with the same values
 * mislead the planner, so it is enough that one of two ways is bounded: then there is an index for each step. What it makes of
 * real rows is in query-plans.slow.test.ts.
 */
async function unbounded({ text, values = [] }: pg.QueryConfig): Promise<string[]> {
  if (!/^\s*(select|with)/i.test(text)) return []
  let found: string[] = []
  for (const ways of PLANNERS) {
    await client.query(`BEGIN; ${ways.map((way) => `SET LOCAL enable_${way} = off`).join('; ')}`)
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ Plan: Plan }] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    )
    await client.query('ROLLBACK')
    found = rows.flatMap((row) => unboundedIn(row['QUERY PLAN'][0].Plan, false))
    if (found.length === 0) break
  }
  return found
}

describe('a page of a list is bounded work on PostgreSQL', () => {
  it.each([
    ['SELECT id FROM member WHERE account_id = $1 AND phone = $2', [1, 'x']],
    ['SELECT id FROM member WHERE account_id = $1 ORDER BY phone LIMIT 10', [1]],
    ['SELECT id FROM member', []],
  ])('which %s is not', async (text, values) => {
    expect(await unbounded({ text, values })).toHaveLength(1)
  })

  it('and the demo has rows of nearly everything', () => {
    expect(empty).not.toEqual(expect.arrayContaining(['member', 'outbox', 'job', 'import_row', 'item_pool']))
    expect(empty.length).toBeLessThan(25)
  })

  it.each(lists.map((operation) => [operation.id, operation] as const))('%s', async (_, operation) => {
    const statements = new Map<string, pg.QueryConfig>()
    const query = vi.spyOn(pg.Client.prototype, 'query')
    const faults: string[] = []
    try {
      for (const parameters of listRequests(operation)) {
        query.mockClear()
        const { status } = await askApi(world, 'GET', `${pathOfList(operation)}?${parameters}`, {
          headers: { authorization: `Bearer ${token}` },
        })
        if (status !== 200) faults.push(`${parameters}: status ${status}`)
        for (const [sent] of query.mock.calls as unknown as [pg.QueryConfig | string][]) {
          if (typeof sent === 'object' && 'text' in sent) statements.set(`${parameters} ${sent.text}`, sent)
        }
      }
    } finally {
      query.mockRestore()
    }
    expect(statements.size).toBeGreaterThan(0)
    const seen = new Set<string>()
    for (const [asked, statement] of statements) {
      if (seen.has(statement.text)) continue
      seen.add(statement.text)
      for (const step of await unbounded(statement))
        faults.push(`${asked.slice(0, 60)}: ${step} of ${statement.text}`)
    }
    expect(faults).toEqual([])
  })
})
