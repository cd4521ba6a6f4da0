import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { ItemBank } from './item-bank.ts'
import { createItemBank, getItemBank } from './item-banks.ts'
import type { TagOrder } from './tag.ts'
import type { Cursor } from '../page.ts'
import { deleteTag, listTags, createOrUpdateTags } from './tags.ts'

let world: World
let bank: ItemBank

beforeEach(async () => {
  world = await openWorld()
  bank = await world.store.write((tx) => createItemBank(tx, world.owner, { name: 'Bank', pagingKey: 'k' }))
})
afterEach(() => world.close())

function set(...names: string[]): Promise<void> {
  const drafts = names.map((name) => ({ type: 'subject', name, sortKey: name.length }))
  return world.store.write((tx) => createOrUpdateTags(tx, world.owner, bank.id, { tags: drafts }))
}

async function page(order: TagOrder, after: Cursor | null = null) {
  return world.store.read(async (reader) => {
    const opened = await getItemBank(reader, world.owner, bank.id, 'read')
    const filter = order.by === 'sort_key' ? { types: ['subject'] } : {}
    return listTags(reader, opened, { filter, sort: [order], page: { after, limit: 2 } })
  })
}

describe('a walk through the tags of a bank', () => {
  it.each([
    { by: 'updated', descending: true },
    { by: 'updated', descending: false },
    { by: 'created', descending: true },
    { by: 'created', descending: false },
    { by: 'sort_key', descending: true },
    { by: 'sort_key', descending: false },
  ] as const)('meets each tag of its first page once: $by, descending $descending', async (order) => {
    await set('a', 'bb', 'ccc', 'dddd', 'eeeee')
    const expected = ['a', 'bb', 'ccc', 'dddd', 'eeeee']
    if (order.descending) expected.reverse()

    const first = await page(order)
    await set('a', 'ccc', 'eeeee')
    await set('new')
    await world.store.write((tx) =>
      createOrUpdateTags(tx, world.owner, bank.id, {
        tags: [{ type: 'subject', name: 'dddd', sortKey: -5 }],
      }),
    )
    const second = await page(order, first.next)
    await world.store.write((tx) => deleteTag(tx, world.owner, bank.id, { type: 'subject', name: 'ccc' }))
    await world.store.write((tx) =>
      createOrUpdateTags(tx, world.owner, bank.id, {
        tags: [{ type: 'subject', name: 'bb', sortKey: null }],
      }),
    )
    const third = await page(order, second.next)
    const met = [first, second, third].flatMap(({ items }) => items.map(({ name }) => name))
    expect(met).toEqual(expected)
    expect(third.next).toBeNull()
  })
})
