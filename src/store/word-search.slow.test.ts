import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  openFreshPostgres,
  openPostgresAt,
  startPostgres,
  type TestPostgres,
} from '../../test/support/postgres.ts'
import { searchContract } from '../../test/support/search-contract.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

searchContract('PostgreSQL', async () => {
  const { store } = await openFreshPostgres(server)
  return { store, close: () => store.close() }
})

const indexes = (url: string) =>
  server.query(
    url,
    `SELECT relname FROM pg_class WHERE relname LIKE '%\\_words' AND relkind = 'i' ORDER BY 1`,
  )

searchContract('PostgreSQL without the extension', async () => {
  const { store, url } = await openFreshPostgres(server)
  await server.query(url, 'DROP EXTENSION pg_trgm CASCADE')
  expect(await indexes(url)).toEqual([])
  return { store, close: () => store.close() }
})

it('opens for somebody who may not make the extension, and makes the indexes when they are allowed to', async () => {
  const url = await server.emptyDatabase()
  const as = new URL(url)
  as.username = 'plain'
  await server.query(url, `CREATE ROLE plain LOGIN PASSWORD 'password'`)
  await server.query(url, 'GRANT ALL ON SCHEMA public TO plain')
  await (await openPostgresAt(as.href)).close()
  expect(await indexes(url)).toEqual([])
  await server.query(url, 'CREATE EXTENSION pg_trgm')
  await (await openPostgresAt(as.href)).close()
  expect((await indexes(url)).map(({ relname }) => relname)).toEqual([
    'category_words',
    'course_words',
    'member_group_words',
    'member_words',
    'outbox_words',
    'program_words',
  ])
})
