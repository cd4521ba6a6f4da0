import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { deleteCourse } from '../../src/domain/learning/delete-course.ts'
import type { MemberId } from '../../src/domain/ids.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SqliteStore } from '../../src/store/engines/sqlite/sqlite-store.ts'
import { sqlitePath } from '../../src/store/place.ts'
import { BLANK_COURSE, NOBODY } from '../support/blank-values.ts'
import { startServer } from '../support/server-process.ts'

const PEOPLE = 20_000

describe('a server that is killed while it deletes a large course', () => {
  let dataDir: string
  let path: string

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'quadrivium-large-'))
    path = sqlitePath({ dataDir, databaseUrl: undefined })
    const surroundings = { clock: systemClock, ids: randomIds, report: () => undefined }
    const store = await SqliteStore.open({ path, durability: 'off' }, surroundings)
    await store.write(async (tx) => {
      const { account, owner } = await createAccount(
        tx,
        SYSTEM_ITSELF,
        { name: 'Academy', language: 'en' },
        [],
      )
      const people: MemberId[] = []
      for (let n = 0; n < PEOPLE; n++) {
        const values = { ...NOBODY, username: `person ${n}`, lastName: `Person ${n}` }
        people.push((await tx.members.insert(account.id, values)).id)
      }
      const course = await tx.courses.insert(account.id, { ...BLANK_COURSE, name: 'Safety' })
      await tx.enrolments.insertAll(account.id, [course.id], people)
      await deleteCourse(tx, owner, course.id)
    })
    await store.close()
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  function numberOf(query: string): number {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 1_000 })
    try {
      return Number(db.prepare(query).get()?.n)
    } finally {
      db.close()
    }
  }
  const left = () => numberOf('SELECT count(*) AS n FROM enrolment')

  it('goes on at its next start, and writes each change down once', async () => {
    let before = left()
    for (let kill = 0; kill < 3; kill++) {
      const server = await startServer({ dataDir, log: 'dropped' })
      while (left() === before) await sleep(2)
      await server.kill()
      expect(left()).toBeGreaterThan(0) // or nothing was interrupted
      before = left()
    }
    const server = await startServer({ dataDir, log: 'dropped' })
    while (numberOf('SELECT count(*) AS n FROM pending_work') > 0) await sleep(10)
    expect(await server.stop()).toBe(0)

    expect(left()).toBe(0)
    expect(numberOf('SELECT count(*) AS n FROM course')).toBe(0)
    const ended = `FROM audit_entry WHERE subject = 'enrolment' AND action = 'delete'`
    expect(numberOf(`SELECT count(*) AS n ${ended}`)).toBe(PEOPLE)
    expect(numberOf(`SELECT count(DISTINCT subject_id) AS n ${ended}`)).toBe(PEOPLE)
  })
})
