import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listChanges } from '../src/domain/list-changes.ts'
import { RETENTION } from '../src/domain/retention.ts'
import { HeldClock } from './support/fresh-store.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from './support/postgres.ts'
import { beginYear, type SimulatedYear } from './support/year.ts'

const AUDIT_DAYS = 30
const DAYS = 60

/** A machine tells what has elapsed in parts of milliseconds. The columns of PostgreSQL take none. */
class RunningClock extends HeldClock {
  #looks = 0
  override elapsed(): number {
    return super.elapsed() + (this.#looks++ % 2 === 0 ? 0.9 : 0.1)
  }
}

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('PostgreSQL keeps its tables as small, and moves the audit trail as whole', async () => {
  const archive = mkdtempSync(join(tmpdir(), 'quadrivium-year-'))
  const url = await postgres.database()
  const clock = new RunningClock()
  const store = await openPostgresAt(url, clock)
  try {
    const year = await beginYear({ store, clock, archive, auditDays: AUDIT_DAYS })
    const ruled = RETENTION.flatMap(({ tables }) => tables)
    const count = async (tables: readonly string[]) => {
      const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`)
      const [row = {}] = await postgres.query(url, `SELECT ${counts.join(', ')}`)
      return Object.fromEntries(Object.entries(row).map(([table, rows]) => [table, Number(rows)]))
    }
    const tables = (
      await postgres.query(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ).map(({ tablename }) => String(tablename))
    let early: Record<string, number> = {}
    let busiest: Record<string, number> = {}
    for (let day = 1; day <= DAYS; day++) {
      await year.day(async () => {
        if (day === DAYS) busiest = await count(ruled)
      })
      // Jobs are kept for longer than this test goes on.
      if (day === DAYS - 14) early = await count(tables)
    }
    const late = await count(tables)
    const unswept = new Set(['job', 'operation']) // the store itself removes operations, by the machine's own hours
    const grown = tables.filter(
      (table) => !unswept.has(table) && (late[table] ?? 0) > (early[table] ?? 0) + 5,
    )
    expect(grown).toEqual([])
    expect(ruled.filter((table) => busiest[table] === 0)).toEqual([])
    await checkTrail(year)
    const changes = (id: number) =>
      store.read((reader) => listChanges(reader, year.account, { after: { values: [0], id }, limit: 10 }))
    expect(await changes(3)).toMatchObject({ lost: true })
    const [first] = await year.kept()
    expect(await changes(first?.id ?? 0)).toMatchObject({ lost: false })
  } finally {
    await store.close()
    rmSync(archive, { recursive: true, force: true })
  }
})

async function checkTrail(year: SimulatedYear): Promise<void> {
  const archived = year.archived()
  const ids = [...archived, ...(await year.kept())].map(({ id }) => id)
  expect(archived.length).toBeGreaterThan(100)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.at(-1)).toBe((ids[0] ?? 0) + ids.length - 1)
}
