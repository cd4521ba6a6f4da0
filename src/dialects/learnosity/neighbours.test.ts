import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  DEPRECATED,
  learnosityClient,
  makeBank,
  makeConsumer,
  TAGS,
  type Call,
} from '../../../test/support/learnosity.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { ItemBank } from '../../domain/item-bank/item-bank.ts'
import { createItemPool } from '../../domain/item-bank/item-pools.ts'
import { createTagHierarchy } from '../../domain/item-bank/tag-hierarchies.ts'
import { createTaggables } from '../../domain/item-bank/taggables.ts'
import { updateTagType } from '../../domain/item-bank/tags.ts'

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }
const WRITTEN = '{"meta":{"status":true,"timestamp":1768478400},"data":[]}'
const V = '/v2025.1.LTS/itembank'

let world: World
let bank: ItemBank
let call: Call

beforeEach(async () => {
  world = await openWorld()
  bank = await makeBank(world)
  await makeConsumer(world, pair, [[bank.id, 'write']])
  call = learnosityClient(world, pair)
  await world.store.write((tx) =>
    createTaggables(tx, world.owner, bank.id, [
      item('item-1', 'Fractions', ['subject', 'maths'], ['level', 'easy']),
      item('item-2', 'Verbs', ['subject', 'english'], ['level', 'easy']),
      item('item-3', 'Angles', ['subject', 'maths'], ['level', 'hard']),
      { ...item('item-1', 'A quiz'), kind: 'activity' },
    ]),
  )
})
afterEach(() => world.close())

function item(reference: string, title: string, ...tags: readonly (readonly [string, string])[]) {
  return {
    kind: 'item' as const,
    reference,
    title,
    status: 'published' as const,
    tags: tags.map(([type, name]) => ({ type, name })),
  }
}

async function referencesOf(request: unknown): Promise<string[]> {
  const answer = await call(`${V}/items`, 'get', request)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ data: { reference: string }[] }>().data.map(({ reference }) => reference)
}

async function codeOf(answer: ReturnType<Call>): Promise<[number, number | undefined, string | undefined]> {
  const given = await answer
  const { meta } = given.json<{ meta: { code?: number; message?: string } }>()
  return [given.status, meta.code, meta.message]
}

describe('items', () => {
  // Differs from the vendor: Items have `reference`, `title`, `status` and `tags`, and nothing else.
  it('answer reference, title, status and tags as TagsV0', async () => {
    const answer = await call(`${V}/items`, 'get', { sort_field: 'reference', sort: 'asc', limit: 1 })
    const { next } = answer.json<{ meta: { next: string } }>().meta
    expect(answer.text).toBe(
      `{"meta":{"status":true,"timestamp":1768478400,"records":1,"next":"${next}"},"data":[` +
        '{"reference":"item-1","title":"Fractions","status":"published","tags":{"level":["easy"],"subject":["maths"]}}]}',
    )
    expect(await referencesOf({ sort_field: 'reference', sort: 'asc', limit: 2, next })).toEqual([
      'item-2',
      'item-3',
    ])
  })

  it.each([
    [{ tags: [{ type: 'subject', name: 'maths' }] }, ['item-3', 'item-1']],
    [{ tags: [{ type: 'level' }] }, ['item-3', 'item-2', 'item-1']],
    [
      {
        tags: [
          { type: 'subject', name: 'maths' },
          { type: 'level', name: 'easy' },
        ],
      },
      ['item-1'],
    ],
    [{ tags: [{ type: 'subject', name: 'latin' }] }, []],
    [{ tags: [{ type: 'none' }] }, []],
    [
      {
        advanced_tags: {
          either: [
            { type: 'level', name: 'hard' },
            { type: 'subject', name: 'english' },
          ],
        },
      },
      ['item-3', 'item-2'],
    ],
    [{ advanced_tags: { either: [{ type: 'none' }] } }, []],
    [
      {
        advanced_tags: {
          all: [{ type: 'level' }],
          none: [{ type: 'level', name: 'hard' }, { type: 'none' }],
        },
      },
      ['item-2', 'item-1'],
    ],
    [{ references: ['item-2', 'item-9'] }, ['item-2']],
    [{ sort_field: 'title', sort: 'asc' }, ['item-3', 'item-1', 'item-2']],
    [{ sort_field: 'created', sort: 'asc' }, ['item-1', 'item-2', 'item-3']],
  ])('%j: %j', async (request, references) => {
    expect(await referencesOf(request)).toEqual(references)
  })

  it.each(['all', 'either'])('take 200 tags under %s and no more', async (list) => {
    const tags = Array.from({ length: 201 }, (_, n) => ({ type: 'level', name: `level ${n}` }))
    const asked = (many: number) =>
      call(`${V}/items`, 'get', { advanced_tags: { [list]: tags.slice(0, many) } })
    expect((await asked(200)).status).toBe(200)
    expect((await codeOf(asked(201)))[0]).toBe(400)
  })

  it('never take none alone', async () => {
    expect(await codeOf(call(`${V}/items`, 'get', { advanced_tags: { none: [{ type: 'level' }] } }))).toEqual(
      [400, 20004, 'Invalid parameter value: advanced_tags.none'],
    )
  })

  it.each(['reference', 'title', 'created', 'updated'])('are paged by %s', async (sort_field) => {
    for (const sort of ['asc', 'desc']) {
      const request = { sort_field, sort, limit: 1 }
      const seen: string[] = []
      let next: string | undefined
      do {
        const answer = await call(`${V}/items`, 'get', { ...request, ...(next && { next }) })
        const { meta, data } = answer.json<{ meta: { next?: string }; data: { reference: string }[] }>()
        seen.push(...data.map(({ reference }) => reference))
        next = meta.next
      } while (next !== undefined)
      expect(seen).toEqual(await referencesOf({ sort_field, sort }))
      expect(seen).toHaveLength(3)
    }
  })
})

describe('tags of items', () => {
  const tagsOf = async (reference: string) => {
    const answer = await call(`${V}/items`, 'get', { references: [reference] })
    return answer.json<{ data: { tags: unknown }[] }>().data[0]?.tags
  }

  it('are replaced by set, and merged by update; unknown ones are made', async () => {
    const set = await call(`${V}/items/tags`, 'set', {
      items: [{ reference: 'item-1', tags: [{ type: 'topic', name: 'new', description: 'd' }] }],
    })
    expect(set.text).toBe(WRITTEN)
    expect(await tagsOf('item-1')).toEqual({ topic: ['new'] })
    // TagsV0, as real clients send it
    const update = await call(`${V}/items/tags`, 'update', {
      items: [{ reference: 'item-1', tags: { subject: ['maths'], topic: 'new' } }],
      meta: { user: { id: 'u-1' } },
    })
    expect(update.text).toBe(WRITTEN)
    expect(await tagsOf('item-1')).toEqual({ subject: ['maths'], topic: ['new'] })
    const made = await call(TAGS, 'get', { types: ['topic'] })
    expect(made.text).toContain('"data":[{"type":"topic","name":"new","description":"d"}]')
    const entries = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 1000))
    expect(
      entries.filter(({ action, subject }) => subject === 'item' && action === 'update').at(-1),
    ).toMatchObject({
      before: { reference: 'item-1', tags: [{ type: 'topic', name: 'new' }] },
      after: {
        reference: 'item-1',
        tags: [
          { type: 'subject', name: 'maths' },
          { type: 'topic', name: 'new' },
        ],
        user: 'u-1',
      },
    })
  })

  it('of a known tag change nothing of the tag itself', async () => {
    await call(TAGS, 'set', { tags: [{ type: 'subject', name: 'maths', description: 'kept' }] })
    await call(`${V}/items/tags`, 'update', {
      items: [{ reference: 'item-2', tags: [{ type: 'subject', name: 'maths', description: 'other' }] }],
    })
    const found = await call(TAGS, 'get', { names: ['maths'] })
    expect(found.text).toContain('"description":"kept"')
  })

  it('are all written or none', async () => {
    const request = {
      items: [
        { reference: 'item-1', tags: [] },
        { reference: 'nobody', tags: [{ type: 'new', name: 'new' }] },
      ],
    }
    expect(await codeOf(call(`${V}/items/tags`, 'set', request))).toEqual([
      400,
      20013,
      'Item not found in database: nobody',
    ])
    expect(await tagsOf('item-1')).toEqual({ level: ['easy'], subject: ['maths'] })
    expect((await call(TAGS, 'get', { types: ['new'] })).text).toContain('"data":[]')
  })

  it('go on activities too, which have references of their own', async () => {
    const answer = await call(`${V}/activities/tags`, 'set', {
      activities: [{ reference: 'item-1', tags: [{ type: 'level', name: 'hard' }] }],
    })
    expect(answer.text).toBe(WRITTEN)
    expect(await tagsOf('item-1')).toEqual({ level: ['easy'], subject: ['maths'] })
    expect(
      await codeOf(call(`${V}/activities/tags`, 'set', { activities: [{ reference: 'item-2', tags: [] }] })),
    ).toEqual([400, 20013, 'Item not found in database: item-2'])
    expect((await codeOf(call(`${V}/activities`, 'get'))).slice(0, 2)).toEqual([404, 20012])
  })

  it.each([
    [{}, 20000, 'Missing mandatory parameter(s): items'],
    [{ items: [{ tags: [] }] }, 20000, 'Missing mandatory parameter(s): items[0].reference'],
    [{ items: [{ reference: 'item-1' }] }, 20000, 'Missing mandatory parameter(s): items[0].tags'],
    [
      { items: [{ reference: 'x'.repeat(151), tags: [] }] },
      20001,
      'Invalid parameter length: items[0].reference',
    ],
    [
      { items: [{ reference: 'item-1', tags: [{ type: 't' }] }] },
      20000,
      'Missing mandatory parameter(s): items[0].tags[0].name',
    ],
    [
      { items: Array.from({ length: 51 }, () => ({ reference: 'item-1', tags: [] })) },
      20002,
      'Too many parameters passed: items',
    ],
  ])('refuse %j', async (request, code, message) => {
    expect(await codeOf(call(`${V}/items/tags`, 'set', request))).toEqual([400, code, message])
  })

  // Differs from the vendor: Activities can be tagged, but not read.
  it('have no get', async () => {
    expect((await codeOf(call(`${V}/items/tags`, 'get'))).slice(0, 2)).toEqual([405, 40001])
  })
})

describe('item pools', () => {
  beforeEach(() =>
    world.store.write((tx) =>
      createItemPool(tx, world.owner, bank.id, {
        id: 'pool-1',
        name: 'First term',
        status: 'published',
        items: ['item-1', 'item-2'],
        pagingKey: 'k',
      }),
    ),
  )

  it('answer the tags as they were when the pool was published', async () => {
    const before = await call(TAGS, 'get', { item_pool_id: 'pool-1', sort: 'asc' })
    expect(before.text).toContain(
      '"data":[{"type":"subject","name":"maths","description":null},{"type":"level","name":"easy","description":null},' +
        '{"type":"subject","name":"english","description":null}]',
    )
    await call(TAGS, 'set', {
      tags: [{ type: 'subject', name: 'maths', description: 'changed', sort_key: 9 }],
    })
    await call(`${V}/items/tags`, 'set', { items: [{ reference: 'item-1', tags: [] }] })
    const after = await call(TAGS, 'get', { item_pool_id: 'pool-1', sort: 'asc' })
    expect(after.text).toBe(before.text)
    const byKey = { item_pool_id: 'pool-1', types: ['subject', 'level'], sort_field: 'sort_key', sort: 'asc' }
    expect(
      (await call(TAGS, 'get', byKey)).json<{ data: { name: string }[] }>().data.map(({ name }) => name),
    ).toEqual(['easy', 'english', 'maths'])
    const deprecated = await call(DEPRECATED, 'get', { item_pool_id: 'pool-1' })
    expect(deprecated.text).toContain('"data":{"level":["easy"],"subject":["english","maths"]}}')
  })

  it.each(['updated', 'created', 'sort_key'])('are paged as banks are, by %s', async (sort_field) => {
    const request = { item_pool_id: 'pool-1', types: ['level', 'subject'], sort_field }
    const whole = (await call(TAGS, 'get', request)).json<{ data: unknown[] }>().data
    const seen: unknown[] = []
    let next: string | undefined
    do {
      const answer = await call(TAGS, 'get', { ...request, limit: 1, ...(next && { next }) })
      const page = answer.json<{ meta: { next?: string }; data: unknown[] }>()
      seen.push(...page.data)
      next = page.meta.next
      if (next !== undefined) {
        expect((await codeOf(call(TAGS, 'get', { ...request, item_pool_id: undefined, next })))[1]).toBe(
          20004,
        )
      }
    } while (next !== undefined)
    expect(seen).toEqual(whole)
    expect(seen).toHaveLength(3)
  })

  it('unknown to the bank are an error, never the whole bank', async () => {
    for (const path of [TAGS, DEPRECATED]) {
      expect(await codeOf(call(path, 'get', { item_pool_id: 'pool-2' }))).toEqual([
        400,
        20004,
        'Invalid parameter value: pool-2',
      ])
    }
  })

  it('are no banks: nobody writes to a snapshot', async () => {
    const pool = await world.store.read((reader) =>
      reader.itemPools.find({ accountId: world.account.id, bankId: bank.id }, 'pool-1'),
    )
    const request = { organisation_id: pool?.snapshotId, tags: [] }
    expect((await codeOf(call(TAGS, 'set', request))).slice(0, 2)).toEqual([403, 40003])
  })

  it('are listed', async () => {
    const answer = await call(`${V}/pools`, 'get', { status: 'published' })
    expect(answer.text).toBe(
      '{"meta":{"status":true,"timestamp":1768478400,"records":1},"data":[{"item_pool_id":"pool-1","name":"First term",' +
        '"status":"published","created":1768478400,"updated":1768478400}]}',
    )
    expect((await call(`${V}/pools`, 'get', { references: ['none'] })).text).toContain('"data":[]')
    expect((await call(`${V}/pools`, 'get', { status: ['halted', 'pending'] })).text).toContain('"data":[]')
    expect((await codeOf(call(`${V}/pools`, 'get', { status: 'gone' }))).slice(0, 2)).toEqual([400, 20004])
  })
})

describe('hierarchies', () => {
  beforeEach(() =>
    world.store.write(async (tx) => {
      await updateTagType(tx, world.owner, bank.id, { name: 'subject', description: 'What it is about' })
      await createTagHierarchy(tx, world.owner, bank.id, {
        reference: 'curriculum',
        types: ['subject', 'level'],
        branches: [
          { name: 'maths', below: [{ name: 'easy' }, { name: 'hard' }] },
          { name: 'english', below: [{ name: 'easy' }] },
        ],
      })
    }),
  )

  it('answer their types from the broad level to the fine one', async () => {
    const answer = await call(`${V}/tagging/hierarchies`, 'get', { references: ['curriculum', 'none'] })
    expect(answer.text).toBe(
      '{"meta":{"status":true,"timestamp":1768478400,"records":1},"data":[{"reference":"curriculum","tag_types":[' +
        '{"name":"subject","description":"What it is about"},{"name":"level","description":null}]}]}',
    )
    expect((await call(`${V}/tagging/hierarchies`, 'get', { references: ['none'] })).text).toContain(
      '"data":[]',
    )
  })

  it('answer the tags below a path', async () => {
    const nodes = async (path: unknown) => {
      const answer = await call(`${V}/tagging/hierarchies/nodes`, 'get', { reference: 'curriculum', path })
      expect(answer.status, answer.text).toBe(200)
      return answer.json<{ data: { name: string }[] }>().data.map(({ name }) => name)
    }
    expect(await nodes([])).toEqual(['english', 'maths'])
    expect(await nodes(null)).toEqual(['english', 'maths'])
    expect(await nodes([{ type: 'subject', name: 'maths' }])).toEqual(['easy', 'hard'])
    expect(await nodes([{ type: 'subject', name: 'english' }])).toEqual(['easy'])
    expect(
      await nodes([
        { type: 'subject', name: 'english' },
        { type: 'level', name: 'easy' },
      ]),
    ).toEqual([])
  })

  it.each([
    [{ reference: 'none' }, 20004, 'Invalid parameter value: none'],
    [{}, 20000, 'Missing mandatory parameter(s): reference'],
    [
      { reference: 'curriculum', path: [{ type: 'none', name: 'x' }] },
      20015,
      'Tag type not found in database: none',
    ],
    [
      { reference: 'curriculum', path: [{ type: 'subject', name: 'latin' }] },
      20014,
      'Tag not found in database: latin',
    ],
    [
      { reference: 'curriculum', path: [{ type: 'level', name: 'easy' }] },
      20014,
      'Tag not found in database: easy',
    ],
  ])('refuse %j', async (request, code, message) => {
    expect(await codeOf(call(`${V}/tagging/hierarchies/nodes`, 'get', request))).toEqual([400, code, message])
  })
})
