import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listChanges } from '../src/domain/list-changes.ts'
import { RETENTION } from '../src/domain/retention.ts'
import { HeldClock, openFreshStore } from './support/fresh-store.ts'
import { beginYear, DAY, type SimulatedYear } from './support/year.ts'

const AUDIT_DAYS = 45

type Counts = Readonly<Record<string, number>>

describe('a year of an academy', () => {
  let fresh: Awaited<ReturnType<typeof openFreshStore>>
  let year: SimulatedYear
  let archive: string
  let clock: HeldClock
  let ending: number
  const most: Record<string, number> = {}
  let early: Counts
  let late: Counts

  beforeAll(async () => {
    clock = new HeldClock()
    fresh = await openFreshStore(clock)
    archive = join(mkdtempSync(join(tmpdir(), 'quadrivium-year-')), 'archive')
    year = await beginYear({ store: fresh.store, clock, archive, auditDays: AUDIT_DAYS })
    const db = new DatabaseSync(fresh.path, { readOnly: true })
    const tables = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all()
      .map(({ name }) => String(name))
    const count = (): Counts =>
      Object.fromEntries(
        tables.map((table) => [
          table,
          Number(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows),
        ]),
      )
    for (let day = 1; day <= 365; day++) {
      await year.day(() => {
        if (day % 5 !== 0) return
        for (const [table, rows] of Object.entries(count())) most[table] = Math.max(most[table] ?? 0, rows)
      })
      if (day === 180) early = count()
    }
    late = count()
    ending = clock.now()
    db.close()
  })
  afterAll(async () => {
    await fresh.store.close()
    fresh.remove()
    rmSync(join(archive, '..'), { recursive: true, force: true })
  })

  it('leaves every table as large as it was after half of it', () => {
    const grown = Object.keys(late)
      .filter((table) => (late[table] ?? 0) > (early[table] ?? 0) + 5)
      // It empties itself whenever it has 256 rows.
      .filter((table) => table !== 'search_pending' || (late[table] ?? 0) > 256)
    expect(grown).toEqual([])
  })

  it('put rows into each table that has a rule', () => {
    const ruled = RETENTION.flatMap(({ tables }) => tables)
    expect(ruled.filter((table) => (most[table] ?? 0) === 0)).toEqual([])
    expect(most.outbox).toBeGreaterThan(100) // two mails and two messages a day for a month
  })

  it('moved each old audit entry to a file, and kept the others', async () => {
    const kept = await year.kept()
    const archived = year.archived()
    expect(archived.length).toBeGreaterThan(1_000)
    const ids = [...archived, ...kept].map(({ id }) => id)
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index)) // each once, none left out
    const before = Math.floor(ending / DAY) * DAY - AUDIT_DAYS * DAY
    expect(archived.filter(({ at }) => Date.parse(at) >= before)).toEqual([])
    expect(kept.filter(({ at }) => at < before)).toEqual([])
    expect(archived[0]).toMatchObject({
      action: 'create',
      subject: 'account',
      at: '2026-01-15T12:00:00.000Z',
    })
  })

  it('tells whoever follows the changes that some are gone, and nobody else', async () => {
    const from = (after: { id: number } | null) =>
      fresh.store.read((reader) =>
        listChanges(reader, year.account, {
          after: after && { values: [0], id: after.id },
          limit: 10,
        }),
      )
    const [first] = await year.kept()
    const lastGone = year.archived().at(-1)
    expect(await from({ id: 3 })).toMatchObject({ lost: true })
    expect(await from({ id: (lastGone?.id ?? 0) - 1 })).toMatchObject({ lost: true })
    // Who has read the last one that is gone has missed nothing.
    expect(await from({ id: lastGone?.id ?? 0 })).toMatchObject({
      lost: false,
      items: [{ id: first?.id }, ...nine],
    })
    expect(await from(first ?? null)).toMatchObject({ lost: false })
    expect(await from(null)).toMatchObject({ lost: false, items: [{ id: first?.id }, ...nine] })
  })
})

const nine = Array.from({ length: 9 }, () => expect.anything() as unknown)

it('docs/retention.md says what the rules say', () => {
  const rows = readFileSync('docs/retention.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
  expect(rows.slice(1)).toEqual(
    RETENTION.map(
      ({ thing, kept, why, setting }) =>
        `| ${thing} | ${kept} | ${why} | ${setting === undefined ? '–' : `\`${setting}\``} |`,
    ),
  )
})
