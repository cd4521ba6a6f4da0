import { afterAll, beforeAll, expect, it } from 'vitest'
import { changesContract } from '../../test/support/changes-contract.ts'
import { HeldClock } from '../../test/support/fresh-store.ts'
import {
  openFreshPostgres,
  openPostgresAt,
  startPostgres,
  type TestPostgres,
} from '../../test/support/postgres.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { getEndOfChanges, listChanges } from '../domain/list-changes.ts'
import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { recordAudit } from '../domain/record-audit.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

changesContract('PostgreSQL', async () => {
  const clock = new HeldClock()
  const { store } = await openFreshPostgres(server, clock)
  return { store, clock, close: () => store.close() }
})

it('go on in a database that was moved to a server which has counted fewer transactions', async () => {
  const { store, url } = await openFreshPostgres(server)
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const change = { action: 'update', subject: 'course', subjectId: 1 } as const
  await store.write((tx) => recordAudit(tx, owner, change))
  await store.close()
  await server.query(url, 'UPDATE audit_entry SET committed_in = committed_in + 1000000')
  const [{ id, committed_in: told } = {}] = await server.query(
    url,
    'SELECT id, committed_in FROM audit_entry ORDER BY id DESC LIMIT 1',
  )
  const moved = await openPostgresAt(url)
  const after = { values: [Number(told)], id: Number(id) }
  expect(await moved.read((reader) => listChanges(reader, owner, { after, limit: 9 }))).toMatchObject({
    items: [],
    more: false,
  })
  await moved.write((tx) => recordAudit(tx, owner, { ...change, subjectId: 2 }))
  const { items, next } = await moved.read((reader) => listChanges(reader, owner, { after, limit: 9 }))
  expect(items.map(({ subjectId }) => subjectId)).toEqual([2])
  expect(await moved.read((reader) => getEndOfChanges(reader, owner))).toEqual(next)
  await moved.close()
})
