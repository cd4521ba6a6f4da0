import { DomainError } from '../../src/domain/errors.ts'
import type { ItemBank } from '../../src/domain/item-bank/item-bank.ts'
import { getItemBank } from '../../src/domain/item-bank/item-banks.ts'
import type { Cursor } from '../../src/domain/page.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Reader, Store } from '../../src/domain/store.ts'
import type { TagSearch } from '../../src/domain/item-bank/tag.ts'
import type { TaggableFilter, TaggableOrder } from '../../src/domain/item-bank/taggable.ts'
import {
  createTaggables,
  listTaggables,
  updateTaggings,
  type TaggedTaggable,
} from '../../src/domain/item-bank/taggables.ts'
import { deleteTag } from '../../src/domain/item-bank/tags.ts'
import { randomFrom, type Random } from './random.ts'

const WORDS = ['a', 'b', 'c'].flatMap((type) => ['one', 'two', 'three'].map((name) => ({ type, name })))

const orders = (['created', 'updated', 'reference', 'title'] as const).flatMap((by) =>
  [true, false].map((descending): TaggableOrder => ({ by, descending })),
)

export interface ItemWalkTally {
  walks: number
  pages: number
  tagged: number
  made: number
  deleted: number
}

/**
 * Writers make items, tag them and delete tags while readers walk through lists of them. Throws at the first walk that
 * doesn't give each item of its first answer's list once and in order.
 */
export async function unrestAmongItems(
  store: Store,
  owner: Principal,
  bank: ItemBank,
  plan: {
    readonly writers: number
    readonly readers: number
    readonly milliseconds: number
    readonly seed: number
  },
): Promise<ItemWalkTally> {
  const end = performance.now() + plan.milliseconds
  const tally: ItemWalkTally = { walks: 0, pages: 0, tagged: 0, made: 0, deleted: 0 }
  // On a machine that is busy with other things it takes longer until there was some of each.
  const goesOn = () => performance.now() < end || Object.values(tally).includes(0)
  let made = 0
  const make = async (random: Random, count: number) => {
    const items = Array.from({ length: count }, () => ({
      kind: 'item' as const,
      reference: `item ${(made++ * 7919) % 1_000_003}`,
      title: random.oneIn(4) ? null : `title ${random.below(5)}`,
      status: 'published' as const,
      tags: someOf(WORDS, random),
    }))
    await store.write((tx) => createTaggables(tx, owner, bank.id, items))
  }
  await make(randomFrom(plan.seed), 120)

  const write = async (random: Random) => {
    while (goesOn()) {
      if (random.oneIn(8)) {
        await make(random, 1)
        tally.made++
      } else if (random.oneIn(12)) {
        await deleteIfThere(store, owner, bank, random.pick(WORDS))
        tally.deleted++
      } else {
        const taggings = Array.from({ length: 1 + random.below(5) }, () => ({
          reference: `item ${(random.below(120) * 7919) % 1_000_003}`,
          tags: someOf(WORDS, random),
        }))
        const how = random.oneIn(2) ? 'replace' : 'merge'
        await store.write((tx) => updateTaggings(tx, owner, bank.id, { kind: 'item', taggings, how }))
        tally.tagged++
      }
    }
  }
  const read = async (random: Random, first: number) => {
    for (let turn = first; goesOn(); turn++) {
      const order = orders[turn % orders.length] ?? { by: 'updated', descending: true }
      const pages = await walk(store, owner, bank, order, someFilter(random), random)
      tally.pages += pages // after the await: others count, too
      tally.walks++
    }
  }
  await Promise.all([
    ...Array.from({ length: plan.writers }, (_, index) => write(randomFrom(plan.seed + 1 + index))),
    ...Array.from({ length: plan.readers }, (_, index) => read(randomFrom(plan.seed + 100 + index), index)),
  ])
  return tally
}

function someOf<T>(list: readonly T[], random: Random): T[] {
  return list.filter(() => random.oneIn(3))
}

function someSearches(random: Random): TagSearch[] {
  const { type, name } = random.pick(WORDS)
  return [random.oneIn(3) ? { type } : { type, name }]
}

function someFilter(random: Random): TaggableFilter {
  return {
    kind: 'item',
    ...(random.oneIn(3) && { all: someSearches(random) }),
    ...(random.oneIn(3) && { either: [...someSearches(random), ...someSearches(random)] }),
    ...(random.oneIn(3) && { none: someSearches(random) }),
  }
}

async function deleteIfThere(store: Store, owner: Principal, bank: ItemBank, which: Required<TagSearch>) {
  try {
    await store.write((tx) => deleteTag(tx, owner, bank.id, which))
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'not_found')) throw error
  }
}

async function walk(
  store: Store,
  owner: Principal,
  bank: ItemBank,
  order: TaggableOrder,
  filter: TaggableFilter,
  random: Random,
): Promise<number> {
  const page = async (reader: Reader, filter: TaggableFilter, after: Cursor | null, limit: number) => {
    const opened = await getItemBank(reader, owner, bank.id, 'read')
    return listTaggables(reader, opened, { filter, sort: [order], page: { after, limit } })
  }
  // The first page, and in the same instant everything there is, to be filtered and ordered here.
  const [begun, expected] = await store.read(async (reader) => {
    const all = await page(reader, { kind: 'item' }, null, 100_000)
    const wanted = all.items.filter((one) => matches(one, filter))
    return [await page(reader, filter, null, 1 + random.below(20)), inOrder(wanted, order)] as const
  })
  const met = begun.items.map(({ taggable }) => taggable.number)
  let pages = 1
  for (let next = begun.next; next !== null; pages++) {
    const from: Cursor = next
    await new Promise((resolve) => setImmediate(resolve)) // the writers' moment
    const found = await store.read((reader) => page(reader, filter, from, 1 + random.below(40)))
    met.push(...found.items.map(({ taggable }) => taggable.number))
    next = found.next
  }
  if (JSON.stringify(met) !== JSON.stringify(expected)) {
    throw new Error(`by ${JSON.stringify({ order, filter })}: expected ${expected.join()}, met ${met.join()}`)
  }
  return pages
}

function matches({ tags }: TaggedTaggable, { all = [], either, none = [] }: TaggableFilter): boolean {
  const carries = ({ type, name }: TagSearch) =>
    tags.some((tag) => tag.type === type && (name === undefined || tag.name === name))
  return all.every(carries) && (either === undefined || either.some(carries)) && !none.some(carries)
}

function inOrder(wanted: readonly TaggedTaggable[], order: TaggableOrder): number[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0) // ASCII
  const keys = {
    created: () => 0,
    updated: (a: TaggedTaggable, b: TaggedTaggable) => a.taggable.updated - b.taggable.updated,
    reference: (a: TaggedTaggable, b: TaggedTaggable) => compare(a.taggable.reference, b.taggable.reference),
    title: (a: TaggedTaggable, b: TaggedTaggable) => compare(a.taggable.title ?? '', b.taggable.title ?? ''),
  }
  const sorted = wanted.toSorted((a, b) => keys[order.by](a, b) || a.taggable.number - b.taggable.number)
  return (order.descending ? sorted.toReversed() : sorted).map(({ taggable }) => taggable.number)
}
