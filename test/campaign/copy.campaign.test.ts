import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fillPeople } from '../../bench/people.ts'
import { copyStore } from '../../src/store/copy/copy-store.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

// A million rows from SQLite to PostgreSQL and back. The short form: test/acceptance/copy.test.ts.
const people = Number(process.env.COPY_PEOPLE ?? 500_000)

let postgres: TestPostgres
const folder = mkdtempSync(join(tmpdir(), 'quadrivium-copy-'))
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('carries a million rows to PostgreSQL and back with equal checksums', async () => {
  const academy = await fillPeople(people)
  try {
    const places = [
      { databaseUrl: undefined, dataDir: academy.folder.path },
      { databaseUrl: await postgres.emptyDatabase(), dataDir: '' },
      { databaseUrl: undefined, dataDir: join(folder, 'back') },
    ] as const
    const copied = []
    for (const [from, to] of [
      [places[0], places[1]],
      [places[1], places[2]],
    ] as const) {
      const started = performance.now()
      const sums = await copyStore({ from, to, clock: systemClock })
      copied.push({ sums, seconds: Math.round((performance.now() - started) / 1000) })
    }
    const [there, back] = copied
    const rows = Object.values(there?.sums ?? {}).reduce((sum, table) => sum + table.rows, 0)
    console.log(`${rows} rows: there in ${there?.seconds} s, back in ${back?.seconds} s`)
    expect(rows).toBeGreaterThan(people * 2)
    expect(back?.sums).toEqual(there?.sums)
  } finally {
    academy.folder.remove()
  }
})
