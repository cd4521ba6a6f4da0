import type { ItemBank } from '../../src/domain/item-bank/item-bank.ts'
import { getItemBank } from '../../src/domain/item-bank/item-banks.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { Cursor, Page } from '../../src/domain/page.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Reader, Store } from '../../src/domain/store.ts'
import type { Tag, TagDraft, TagFilter, TagOrder } from '../../src/domain/item-bank/tag.ts'
import { deleteTag, listTags, createOrUpdateTags } from '../../src/domain/item-bank/tags.ts'
import { randomFrom, type Random } from './random.ts'

const TYPES = ['a', 'b', 'c', '\uFFFD', '\u{1F600}'] // the last two in one order by code point, in the other by code unit
const NAMES = Array.from({ length: 60 }, (_, index) => `name ${index}`)

const orders = (['created', 'updated', 'sort_key'] as const).flatMap((by) =>
  [true, false].map((descending): TagOrder => ({ by, descending })),
)

export interface WalkTally {
  walks: number
  pages: number
  sets: number
  deletes: number
  /** How many tags were missed because they were deleted. */
  deleted: number
}

/**
 * Writers set, overwrite and delete tags while readers walk through lists. Throws at the first walk that loses a tag of
 * its first answer, repeats one, or meets it out of order.
 */
export async function unrestAmongTags(
  store: Store,
  owner: Principal,
  bank: ItemBank,
  plan: {
    readonly writers: number
    readonly readers: number
    readonly milliseconds: number
    readonly seed: number
  },
): Promise<WalkTally> {
  const end = performance.now() + plan.milliseconds
  const goesOn = () => performance.now() < end
  const tally: WalkTally = { walks: 0, pages: 0, sets: 0, deletes: 0, deleted: 0 }
  const gone = new Set<number>()
  await store.write((tx) =>
    createOrUpdateTags(tx, owner, bank.id, { tags: someTags(randomFrom(plan.seed), 200) }),
  )

  const write = async (random: Random) => {
    while (goesOn()) {
      if (random.oneIn(5)) {
        await deleteOne(store, owner, bank, random, gone)
        tally.deletes++
      } else {
        const drafts = someTags(random, 1 + random.below(30))
        await store.write((tx) => createOrUpdateTags(tx, owner, bank.id, { tags: drafts }))
        tally.sets++
      }
    }
  }
  const read = async (random: Random, first: number) => {
    for (let turn = first; goesOn(); turn++) {
      const order = orders[turn % orders.length] ?? { by: 'updated', descending: true }
      const { pages, deleted } = await walk(
        store,
        owner,
        bank,
        order,
        someFilter(random, order),
        random,
        gone,
      )
      tally.walks++
      tally.pages += pages
      tally.deleted += deleted
    }
  }
  await Promise.all([
    ...Array.from({ length: plan.writers }, (_, index) => write(randomFrom(plan.seed + 1 + index))),
    ...Array.from({ length: plan.readers }, (_, index) => read(randomFrom(plan.seed + 100 + index), index)),
  ])
  return tally
}

function someTags(random: Random, count: number): TagDraft[] {
  return Array.from({ length: count }, () => ({
    type: random.pick(TYPES),
    name: random.pick(NAMES),
    ...(random.oneIn(2) && { sortKey: random.oneIn(6) ? null : random.below(20) - 10 }),
  }))
}

function someFilter(random: Random, order: TagOrder): TagFilter {
  const types = TYPES.filter(() => random.oneIn(2))
  return {
    ...((order.by === 'sort_key' || random.oneIn(3)) && { types: types.length === 0 ? TYPES : types }),
    ...(random.oneIn(4) && { names: NAMES.filter(() => random.oneIn(2)) }),
  }
}

async function deleteOne(store: Store, owner: Principal, bank: ItemBank, random: Random, gone: Set<number>) {
  const which = { type: random.pick(TYPES), name: random.pick(NAMES) }
  try {
    await store.write(async (tx) => {
      const place = { accountId: owner.accountId, bankId: bank.id }
      await tx.itemBanks.raiseRevision(place, 1) // locks: the one that is found is the one that is deleted
      const [type] = await tx.tags.listTypes(place, [which.type])
      const [tag] =
        type === undefined ? [] : await tx.tags.listByPairs(place, [{ type: type.number, name: which.name }])
      // Before it is deleted: whoever misses it finds it here.
      if (tag !== undefined) gone.add(tag.number)
      await deleteTag(tx, owner, bank.id, which)
    })
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'not_found')) throw error
  }
}

async function walk(
  store: Store,
  owner: Principal,
  bank: ItemBank,
  order: TagOrder,
  filter: TagFilter,
  random: Random,
  gone: ReadonlySet<number>,
): Promise<{ pages: number; deleted: number }> {
  const page = async (reader: Reader, after: Cursor | null, limit: number): Promise<Page<Tag>> => {
    const opened = await getItemBank(reader, owner, bank.id, 'read')
    return listTags(reader, opened, { filter, sort: [order], page: { after, limit } })
  }
  // The first page, and in the same instant everything there is, to be ordered here.
  const [begun, expected] = await store.read(async (reader) => {
    const opened = await getItemBank(reader, owner, bank.id, 'read')
    const all = await listTags(reader, opened, { filter: {}, page: { after: null, limit: 100_000 } })
    return [await page(reader, null, 1 + random.below(20)), inOrder(all.items, order, filter)] as const
  })

  const met: number[] = begun.items.map(({ number }) => number)
  await turn()
  let pages = 1
  for (let next = begun.next; next !== null; pages++) {
    const from: Cursor = next
    await turn() // requests come one by one; reads in a row would leave the writers no moment
    const limit = 1 + random.below(40)
    const found = await store.read((reader) => page(reader, from, limit))
    met.push(...found.items.map(({ number }) => number))
    next = found.next
  }

  const missed = expected.filter((number) => !met.includes(number))
  const lost = missed.filter((number) => !gone.has(number))
  const ordered = expected.filter((number) => met.includes(number))
  if (lost.length > 0 || JSON.stringify(ordered) !== JSON.stringify(met)) {
    throw new Error(`by ${JSON.stringify({ order, filter })}: expected ${expected.join()}, met ${met.join()}`)
  }
  return { pages, deleted: missed.length }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function inOrder(tags: readonly Tag[], order: TagOrder, { types, names }: TagFilter): number[] {
  const wanted = tags.filter(
    (tag) =>
      (types === undefined || types.length === 0 || types.includes(tag.type)) &&
      (names === undefined || names.length === 0 || names.includes(tag.name)),
  )
  const keys = {
    created: (a: Tag, b: Tag) => a.number - b.number,
    updated: (a: Tag, b: Tag) => a.updated - b.updated,
    sort_key: (a: Tag, b: Tag) =>
      byCodePoint(a.type, b.type) ||
      (a.sortKey ?? -Infinity) - (b.sortKey ?? -Infinity) ||
      byCodePoint(a.name, b.name) ||
      0,
  }
  const sorted = wanted.toSorted((a, b) => keys[order.by](a, b) || byCodePoint(a.name, b.name))
  return (order.descending ? sorted.toReversed() : sorted).map(({ number }) => number)
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) // UTF-8 keeps the order of code points
}
