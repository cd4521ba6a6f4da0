import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

// The demo moves from a folder into PostgreSQL, works there, and moves into another folder, where it works as well.

let postgres: TestPostgres
let folder: Installation
let elsewhere: Installation
let url: string
let token: string

beforeAll(async () => {
  ;[postgres, folder, elsewhere] = [await startPostgres(), makeInstallation(), makeInstallation()]
  url = await postgres.emptyDatabase()
  token = (JSON.parse((await folder.run(['demo', '--json'])).stdout) as { api: { token: string } }).api.token
})
afterAll(async () => {
  await folder.remove()
  await elsewhere.remove()
  await postgres.stop()
})

async function call(server: ServerProcess, method: string, path: string, body?: object) {
  const answer = await fetch(`${server.url}/api/quadrivium/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
}

/** Every row of every table but those of an engine's own use, as text. */
function contentsOf({ dataDir }: Installation): Record<string, string[]> {
  const db = new DatabaseSync(join(dataDir, 'quadrivium.db'), { readOnly: true })
  try {
    const tables = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT IN ('sqlite_schema', 'sqlite_stat1', 'search_pending')",
      )
      .all()
    return Object.fromEntries(
      tables.map(({ name }) => {
        const rows = db.prepare(`SELECT * FROM "${String(name)}"`).all()
        return [
          String(name),
          rows
            .filter((row) => row.name !== 'search_pending') // its ids belong to the engine
            .map((row) => JSON.stringify(Object.entries(row).toSorted()))
            .toSorted(),
        ]
      }),
    )
  } finally {
    db.close()
  }
}

/** Stops the server and waits. */
async function stop(server: ServerProcess): Promise<void> {
  server.kill('SIGTERM')
  await server.ended
}

it('copies from a folder into PostgreSQL and back, and both work and go on counting', async () => {
  const first = await folder.start()
  const { body: passing } = await call(first, 'POST', '/groups', { name: 'Passing' })
  expect((await call(first, 'DELETE', `/groups/${Number(passing.id)}`)).status).toBe(204) // its id isn't given out again
  const { body: people } = await call(first, 'GET', '/people?limit=1')
  const search = `/search?q=${(people.items as { name: string }[])[0]?.name.split(' ').at(-1)}`
  const found = (await call(first, 'GET', search)).body
  expect(found.people).not.toEqual([])
  const refused = await folder.run(['copy', '--from', folder.dataDir, '--to', url])
  expect([refused.code, refused.stderr]).toEqual([1, `A server runs on ${folder.dataDir}. Stop it first.\n`])
  await stop(first)

  const there = await folder.run(['copy', '--from', folder.dataDir, '--to', url, '--json'])
  expect([there.code, there.stderr]).toEqual([0, ''])
  const told = JSON.parse(there.stdout) as {
    rows: number
    tables: Record<string, { rows: number; digest: string }>
  }
  expect(told.rows).toBeGreaterThan(500)
  expect(Object.values(told.tables).every(({ digest }) => /^[0-9a-f]{64}$/.test(digest))).toBe(true)

  const again = await folder.run(['copy', '--from', folder.dataDir, '--to', url])
  expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/^The target isn't empty/)])

  // Straight back: every row of every table is as it was.
  const back = await elsewhere.run(['copy', '--from', url, '--to', elsewhere.dataDir, '--json'])
  expect([back.code, back.stderr]).toEqual([0, ''])
  expect((JSON.parse(back.stdout) as typeof told).tables).toEqual(told.tables)
  const [moved, original] = [contentsOf(elsewhere), contentsOf(folder)]
  expect(Object.keys(moved)).toEqual(Object.keys(original))
  for (const [table, rows] of Object.entries(original)) expect(moved[table], table).toEqual(rows)
  expect(readdirSync(elsewhere.dataDir).filter((name) => name.includes('.tmp'))).toEqual([])

  const serverKey = readFileSync(join(folder.dataDir, 'server.key'), 'utf8').trim()
  for (const settings of [
    { QUADRIVIUM_DATABASE_URL: url, QUADRIVIUM_SERVER_KEY: serverKey },
    { QUADRIVIUM_SERVER_KEY: serverKey },
  ]) {
    const server = await elsewhere.start(['start'], settings)
    const { status, body } = await call(server, 'GET', '/people?limit=5')
    expect([status, (body.items as unknown[]).length]).toEqual([200, 5])
    expect((await call(server, 'GET', search)).body).toEqual(found)
    const group = await call(server, 'POST', '/groups', { name: 'After the move' })
    expect([group.status, Number(group.body.id)]).toEqual([201, Number(passing.id) + 1])
    if ('QUADRIVIUM_DATABASE_URL' in settings) {
      const beside = await folder.run(['copy', '--from', url, '--to', join(folder.dataDir, 'beside')])
      expect([beside.code, beside.stderr]).toEqual([1, 'A server works on the source. Stop it first.\n'])
    }
    await stop(server)
  }
})

it('refuses a copy onto itself, and a folder with another server key', async () => {
  const onto = await folder.run(['copy', '--from', folder.dataDir, '--to', folder.dataDir])
  expect([onto.code, onto.stderr]).toEqual([2, expect.stringContaining('the same folder')])
  const place = makeInstallation()
  mkdirSync(place.dataDir, { recursive: true })
  const key = join(place.dataDir, 'server.key')
  writeFileSync(key, Buffer.alloc(32, 7).toString('base64'))
  const refused = await folder.run(['copy', '--from', folder.dataDir, '--to', place.dataDir])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`${key} holds another`)])
  expect(readdirSync(place.dataDir)).toEqual(['server.key'])
  await place.remove()
})

it('leaves nothing behind when the source is damaged or missing', async () => {
  const target = join(folder.dataDir, 'nothing')
  const missing = await folder.run(['copy', '--from', join(folder.dataDir, 'nowhere'), '--to', target])
  expect([missing.code, missing.stderr]).toEqual([
    1,
    expect.stringMatching(/^There is no database in .*nowhere/),
  ])
  expect(existsSync(target)).toBe(false)
  const empty = await postgres.emptyDatabase()
  const none = await folder.run(['copy', '--from', empty, '--to', target])
  expect([none.code, none.stderr]).toEqual([1, 'There is no database of Quadrivium at the source.\n'])

  // A row that refers to none: no server writes it, but the copy must not carry it on.
  const damaged = join(folder.dataDir, 'damaged')
  mkdirSync(damaged)
  const { code } = await folder.run(['copy', '--from', folder.dataDir, '--to', damaged])
  expect(code).toBe(0)
  const db = new DatabaseSync(join(damaged, 'quadrivium.db'), { enableForeignKeyConstraints: false })
  db.exec("INSERT INTO member_role (account_id, member_id, role) VALUES (1, 999999, 'manager')")
  db.close()
  const refused = await folder.run(['copy', '--from', damaged, '--to', empty])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/member_role/)])
  expect((await postgres.query(empty, 'SELECT count(*)::int AS rows FROM account'))[0]).toEqual({ rows: 0 })
  const target2 = await folder.run(['copy', '--from', damaged, '--to', target])
  expect([target2.code, target2.stderr]).toEqual([1, expect.stringMatching(/member_role/)])
  expect(readdirSync(target)).not.toContain('quadrivium.db')
})
