import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoAccess } from '../src/demo/demo-doors.ts'
import { migrations } from '../src/store/migrations/migrations.ts'
import { makeInstallation, type Installation } from './support/installation.ts'
import { startPostgres, type TestPostgres } from './support/postgres.ts'
import { readDoors, type DoorReadings } from './support/read-doors.ts'

// A database of every released version, brought up to date by this one, on both engines: each door tells what it told then.

const stores = join(import.meta.dirname, 'stores')
const versions = readdirSync(stores, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('there is a store of every released version', () => {
  const changes = readFileSync(join(import.meta.dirname, '../CHANGELOG.md'), 'utf8')
  const released = [...changes.matchAll(/^## (\d+\.\d+\.\d+)$/gm)].map(([, version]) => version)
  expect(versions.toSorted()).toEqual(released.toSorted())
})

describe.each(versions)('the database of %s', (version) => {
  const file = (name: string) => join(stores, version, name)
  const { access, readings } = JSON.parse(readFileSync(file('readings.json'), 'utf8')) as {
    access: DemoAccess
    readings: DoorReadings
  }
  const key = readFileSync(file('server.key'), 'utf8').trim()
  let here: Installation
  beforeAll(() => {
    here = makeInstallation()
  })
  afterAll(() => here.remove())

  /** Starts this version on it, and reads, writes and reads again through the doors. */
  async function isGood(settings: Readonly<Record<string, string>>): Promise<void> {
    const server = await here.start(['start'], { QUADRIVIUM_ALLOW_HTTP: 'true', ...settings })
    expect(await readDoors(server.url, access)).toEqual(readings)
    const created = await fetch(`${server.url}/api/quadrivium/v1/groups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access.api.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Since ${version}` }),
    })
    expect(created.status).toBe(201)
    const after = await readDoors(server.url, access)
    const groups = (readings.api.totals.groups ?? 0) + 1
    expect(after).toEqual({
      ...readings,
      api: { ...readings.api, totals: { ...readings.api.totals, groups } },
    })
    server.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  }

  it('comes up to date in SQLite', async () => {
    mkdirSync(here.dataDir, { mode: 0o700 })
    const path = join(here.dataDir, 'quadrivium.db')
    writeFileSync(path, gunzipSync(readFileSync(file('quadrivium.db.gz'))))
    copyFileSync(file('server.key'), join(here.dataDir, 'server.key'))
    const applied = () => {
      const db = new DatabaseSync(path, { readOnly: true })
      const { count } = db.prepare('SELECT count(*) AS count FROM migration').get() ?? {}
      db.close()
      return Number(count)
    }
    const before = applied()
    await isGood({})
    expect(applied()).toBe(migrations.length)
    // A copy of what there was.
    expect(existsSync(join(here.dataDir, 'before-upgrade.backup'))).toBe(before < migrations.length)
    const { code, stdout } = await here.run(['doctor', '--json'])
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('"wrong"')])
  })

  it('comes up to date in PostgreSQL', async () => {
    const url = await postgres.emptyDatabase()
    await postgres.query(url, gunzipSync(readFileSync(file('postgres.sql.gz'))).toString())
    await isGood({ QUADRIVIUM_DATABASE_URL: url, QUADRIVIUM_SERVER_KEY: key })
    const [state] = await postgres.query(url, 'SELECT count(*)::int AS count FROM migration')
    expect(state).toEqual({ count: migrations.length })
  })
})
