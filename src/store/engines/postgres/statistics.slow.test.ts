import { SYSTEM_ITSELF } from '../../../domain/principal.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFreshPostgres, startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts'
import { createAccount } from '../../../domain/academy/tenancy.ts'
import type { ItemBankId, TaggableNumber } from '../../../domain/ids.ts'
import { createItemBank } from '../../../domain/item-bank/item-banks.ts'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import { createItemPool } from '../../../domain/item-bank/item-pools.ts'
import { createTagHierarchy } from '../../../domain/item-bank/tag-hierarchies.ts'
import { createTaggables } from '../../../domain/item-bank/taggables.ts'
import { createOrUpdateTags } from '../../../domain/item-bank/tags.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { Writer } from '../../../domain/store.ts'
import { Handle } from '../../handles.ts'
import { PostgresExecutor } from './postgres-executor.ts'
import type { PostgresStore } from './postgres-store.ts'

// Look-ups by key read a few pages per key, whatever the planner knows: statistics from when tables were empty, none at
// all, or fresh ones. A plan that mistakes a bank for a single row reads the whole bank for each key.

const TAGS = 4_000
const TYPES = 40
const ITEMS = 800
const KEYS = 100

let server: TestPostgres
let store: PostgresStore
let url: string
let client: pg.Client
let owner: Principal
let bank: ItemBankId
let place: BankPlace

const range = (length: number) => Array.from({ length }, (_, index) => index)
const tag = (index: number) => ({ type: `type ${index % TYPES}`, name: `tag ${index % TAGS}` })
const items = (from: number, length: number) =>
  range(length).map((index) => ({
    kind: 'item' as const,
    reference: `item ${from + index}`,
    title: null,
    status: 'published' as const,
    tags: range(4).map((step) => tag(index * 4 + step)),
  }))
const references = range(KEYS).map((index) => `item ${index}`)

beforeAll(async () => {
  server = await startPostgres()
  ;({ store, url } = await openFreshPostgres(server))
  // Only the test decides what the planner knows.
  for (const table of ['tag', 'tag_type', 'taggable', 'taggable_tag', 'taggable_past', 'tag_past']) {
    await server.query(url, `ALTER TABLE ${table} SET (autovacuum_enabled = false)`)
  }
  ;({ owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  ))
  const created = await store.write((tx) => createItemBank(tx, owner, { name: 'Bank', pagingKey: 'key' }))
  bank = created.id
  place = { accountId: owner.accountId, bankId: bank }
  await server.query(url, 'ANALYZE')
  client = new pg.Client({ connectionString: url })
  client.setTypeParser(pg.types.builtins.INT8, Number)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await store.close()
  await server.stop()
})

/** The number of pages of our tables and their indexes that the work reads. It is rolled back. */
async function pagesOf(work: (tx: Writer) => Promise<unknown>): Promise<number> {
  const fetched = async () => {
    const { rows } = await client.query<{ pages: number }>(
      `SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::bigint AS pages
       FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')`,
    )
    return rows[0]?.pages ?? 0
  }
  await client.query('BEGIN')
  try {
    const before = await fetched()
    await work(new Handle(new PostgresExecutor(client as never, 1_800_000_000_000), () => 'guid'))
    return (await fetched()) - before
  } finally {
    await client.query('ROLLBACK')
  }
}

async function somePlaces(tx: Writer) {
  return tx.taggables.listByReferences(place, 'item', references)
}

const positions = async (tx: Writer) => {
  const first = (await tx.itemBanks.raiseRevision(place, KEYS)) - KEYS + 1
  const [found, tags] = [await somePlaces(tx), await tx.tags.listTypes(place, ['type 0'])]
  const typed = range(KEYS).map((index) => ({ type: tags[0]?.number as never, name: `tag ${index * TYPES}` }))
  const known = await tx.tags.listByPairs(place, typed)
  return { found, known, at: (index: number) => first + index }
}

/** What is done with a hundred keys, and how many pages each key may cost at most. Writes maintain several indexes. */
const WORK: Readonly<Record<string, readonly [number, (tx: Writer) => Promise<unknown>]>> = {
  'items by reference': [8, somePlaces],
  'tags by type and name': [
    10,
    async (tx) => {
      const types = await tx.tags.listTypes(place, undefined)
      const numbers = new Map(types.map(({ name, number }) => [name, number]))
      const pairs = range(KEYS).map((index) => ({
        type: numbers.get(tag(index).type) as never,
        name: tag(index).name,
      }))
      expect(await tx.tags.listByPairs(place, pairs)).toHaveLength(KEYS)
    },
  ],
  'tags by name, in the order of updates': [
    10,
    (tx) =>
      tx.tags.listByPosition(place, {
        by: 'updated',
        descending: false,
        asOf: Number.MAX_SAFE_INTEGER,
        after: undefined,
        types: undefined,
        names: range(KEYS).map((index) => tag(index).name),
        limit: KEYS,
      }),
  ],
  'the tags on items': [
    50,
    async (tx) => {
      const found = await somePlaces(tx)
      const tags = await tx.taggables.listTags(
        place,
        found.map(({ number }) => number),
      )
      expect([...tags.values()].flat()).toHaveLength(4 * KEYS)
    },
  ],
  'items with tags, made': [200, (tx) => createTaggables(tx, owner, bank, items(ITEMS, KEYS))],
  'tags written again': [70, (tx) => createOrUpdateTags(tx, owner, bank, { tags: range(KEYS).map(tag) })],
  'tags put on': [
    90,
    async (tx) => {
      const { found, known, at } = await positions(tx)
      const each = found.map(({ number: taggable }, index) => ({
        taggable,
        tag: known[index]?.number as never,
        position: at(index),
      }))
      await tx.taggables.addTags(place, each)
      await tx.taggables.removeTags(place, each)
    },
  ],
  'items moved to the end': [
    75,
    async (tx) => {
      const { found, at } = await positions(tx)
      await tx.taggables.touch(
        place,
        found.map(({ number }, index) => ({ number, position: at(index) })),
      )
      const touched = await somePlaces(tx)
      expect(new Set(touched.map(({ updated }) => updated))).toEqual(new Set(range(KEYS).map(at)))
    },
  ],
  'a pool of them, published': [
    300,
    (tx) =>
      createItemPool(tx, owner, bank, {
        id: 'pool',
        name: 'Pool',
        status: 'published',
        items: references,
        pagingKey: 'key',
      }),
  ],
  'a pool of them, published and removed': [
    320,
    async (tx) => {
      const found = await somePlaces(tx)
      const numbers: TaggableNumber[] = found.map(({ number }) => number)
      const snapshot = await tx.itemBanks.insert(owner.accountId, {
        name: 'Pool',
        pagingKey: 'key',
        snapshotOf: bank,
      })
      await tx.itemPools.copy(place, snapshot.id, numbers)
      await tx.itemPools.delete(place, 0, snapshot.id)
    },
  ],
  'a hierarchy of them': [
    60,
    (tx) =>
      createTagHierarchy(tx, owner, bank, {
        reference: 'tree',
        types: ['type 0'],
        branches: range(KEYS).map((index) => ({ name: `tag ${index * TYPES}` })),
      }),
  ],
}

describe.each([
  [
    'of tables that were empty',
    async () => {
      await store.write((tx) => createOrUpdateTags(tx, owner, bank, { tags: range(TAGS).map(tag) }))
      await store.write((tx) => createTaggables(tx, owner, bank, items(0, ITEMS)))
    },
  ],
  ['that were wiped', () => server.query(url, 'DELETE FROM pg_statistic')],
  ['that are fresh', () => server.query(url, 'ANALYZE')],
])('with statistics %s', (_, prepare) => {
  beforeAll(async () => {
    await prepare()
  })
  it.each(Object.entries(WORK))('%s', async (_name, [most, work]) => {
    expect((await pagesOf(work)) / KEYS).toBeLessThan(most)
  })
})

it('are renewed of what a large operation has filled, and of nothing else', async () => {
  const { store: filled, url: other } = await openFreshPostgres(server)
  await server.query(other, 'ALTER TABLE tag SET (autovacuum_enabled = false)')
  await server.query(other, 'ALTER TABLE item_bank SET (autovacuum_enabled = false)')
  const { owner: by } = await filled.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const { id } = await filled.write((tx) => createItemBank(tx, by, { name: 'Bank', pagingKey: 'key' }))
  await filled.write((tx) => createOrUpdateTags(tx, by, id, { tags: range(TAGS).map(tag) }))
  await filled.close() // waits for it
  const known = await server.query(other, 'SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = $1', [
    'public',
  ])
  const tables = known.map(({ tablename }) => tablename)
  expect(tables).toContain('tag')
  expect(tables).not.toContain('item_bank')
})
