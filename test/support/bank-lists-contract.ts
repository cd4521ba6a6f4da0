import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenedBank } from '../../src/domain/item-bank/item-banks.ts'
import { createItemBank, getItemBank } from '../../src/domain/item-bank/item-banks.ts'
import type { TagListFilter, TagListSort } from '../../src/domain/item-bank/bank-lists.ts'
import { listTaggablesInOrder } from '../../src/domain/item-bank/taggable-views.ts'
import { createTaggables } from '../../src/domain/item-bank/taggables.ts'
import { listTagHistoryInOrder, listTagsInOrder, type TagView } from '../../src/domain/item-bank/tag-views.ts'
import { createOrUpdateTags, listTagTypes } from '../../src/domain/item-bank/tags.ts'
import type { TagDraft } from '../../src/domain/item-bank/tag.ts'
import type { Cursor, Page } from '../../src/domain/page.ts'
import { SYSTEM_ITSELF, type Principal } from '../../src/domain/principal.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import type { Store } from '../../src/domain/store.ts'
import { randomFrom } from './random.ts'

const TAGS = 2_600 // more than one read of a search by words

/** What the lists of an item bank promise, on whichever engine. */
export function bankListsContract(
  engine: string,
  open: () => Promise<{ readonly store: Store; close(): Promise<void> }>,
): void {
  describe(`lists of a bank on ${engine}`, () => {
    const chance = randomFrom(11)
    let world: { readonly store: Store; close(): Promise<void> }
    let store: Store
    let owner: Principal
    let bank: OpenedBank
    const drafts: readonly TagDraft[] = Array.from({ length: TAGS }, (_, n) => ({
      type: `type ${chance.below(3)}`,
      name: `${['Ärger', 'basin', 'Basin', 'zeta'][chance.below(4)] ?? ''} ${n}`,
      sortKey: chance.below(2) === 0 ? null : chance.below(5),
    }))

    beforeAll(async () => {
      world = await open()
      ;({ store } = world)
      ;({ owner } = await store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
      ))
      bank = await store.write(async (tx) => {
        const { id } = await createItemBank(tx, owner, { name: 'Bank', pagingKey: 'key' })
        await createOrUpdateTags(tx, owner, id, { tags: drafts })
        return getItemBank(tx, owner, id, 'write')
      })
    })
    afterAll(() => world.close())

    const write = (tags: readonly TagDraft[], user?: { readonly id: string }) =>
      store.write((tx) => createOrUpdateTags(tx, owner, bank.bank.id, { tags, user }))

    async function walk(
      more: {
        readonly by?: TagListSort
        readonly descending?: boolean
        readonly filter?: TagListFilter
        readonly q?: string
        readonly limit?: number
      },
      between: () => Promise<void> = async () => undefined,
    ): Promise<TagView['tag'][]> {
      const { by, descending = false, filter = {}, q, limit = 400 } = more
      const found: TagView['tag'][] = []
      let after: Cursor | null = null
      do {
        const page: Cursor | null = after
        const { items, next }: Page<TagView> = await store.read((reader) =>
          listTagsInOrder(reader, bank, {
            filter,
            ...(by && { sort: [{ by, descending }] }),
            ...(q !== undefined && { q }),
            page: { after: page, limit },
          }),
        )
        expect(items.length).toBeLessThanOrEqual(limit)
        found.push(...items.map(({ tag }) => tag))
        after = next
        if (next !== null) await between()
      } while (after !== null)
      return found
    }

    const numbers = (tags: readonly { readonly number: number }[]) => tags.map(({ number }) => number)

    it('show all of it once in each order, and back', async () => {
      const all = await walk({})
      expect(all).toHaveLength(TAGS)
      const text = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
      const orders: Readonly<Record<TagListSort, (one: TagView['tag'], other: TagView['tag']) => number>> = {
        created: (one, other) => one.number - other.number,
        modified: (one, other) => one.modified - other.modified || one.number - other.number,
        name: (one, other) => text(one.name, other.name) || one.typeNumber - other.typeNumber,
        sortKey: (one, other) =>
          one.typeNumber - other.typeNumber ||
          (one.sortKey ?? -Infinity) - (other.sortKey ?? -Infinity) ||
          text(one.name, other.name),
      }
      for (const [by, order] of Object.entries(orders)) {
        // A difference of two infinities is no number.
        const sorted = numbers(all.toSorted((one, other) => order(one, other) || text(one.name, other.name)))
        const sort = by as TagListSort
        expect([by, numbers(await walk({ by: sort }))]).toEqual([by, sorted])
        expect([by, numbers(await walk({ by: sort, descending: true }))]).toEqual([by, sorted.toReversed()])
      }
      const types = await store.read((reader) => listTagTypes(reader, bank))
      for (const chosen of [types.slice(0, 1), types.slice(1)]) {
        const filter = { type: chosen.map(({ number }) => number) }
        const within = all.filter(({ typeNumber }) => filter.type.includes(typeNumber))
        const sorted = numbers(within.toSorted(orders.name))
        expect(numbers(await walk({ by: 'name', filter }))).toEqual(sorted)
        expect(new Set(numbers(await walk({ by: 'sortKey', descending: true, filter })))).toEqual(
          new Set(sorted),
        )
      }
    })

    it('find words, in any order asked for, however far they lie apart', async () => {
      const [first, last] = [drafts[3]?.name ?? '', drafts[TAGS - 2]?.name ?? '']
      for (const name of [first, last]) {
        const found = await walk({ q: name.toLowerCase(), by: 'name', descending: true, limit: 1 })
        expect(found.map((tag) => tag.name)).toContain(name)
      }
      const basins = drafts.filter(({ name }) => name.toLowerCase().startsWith('basin'))
      expect(await walk({ q: 'basin', limit: 7 })).toHaveLength(basins.length)
      const counted = await store.read((reader) =>
        listTagsInOrder(reader, bank, {
          filter: {},
          q: 'basin',
          page: { after: null, limit: 1 },
          total: true,
        }),
      )
      expect(counted.total).toBe(basins.length)
      expect(await walk({ q: 'basin nowhere' })).toEqual([])
    })

    it('show what was there throughout once, whatever is written meanwhile', async () => {
      const before = new Set(numbers(await walk({})))
      let written = 0
      const walked = await walk({ by: 'name', limit: 300 }, () =>
        write([{ type: 'type 1', name: `between ${written++}` }]),
      )
      expect(written).toBeGreaterThan(5)
      const kept = numbers(walked).filter((number) => before.has(number))
      expect(kept).toHaveLength(TAGS)
      expect(new Set(kept)).toEqual(before)
    })

    it('tell who wrote a tag last, its history, and how often it is used', async () => {
      const tag = { type: 'used', name: 'used' }
      await write([tag], { id: 'somebody' })
      await store.write((tx) =>
        createTaggables(
          tx,
          owner,
          bank.bank.id,
          ['b', 'a'].map((reference) => ({
            kind: 'item' as const,
            reference,
            title: reference === 'a' ? 'Zebra' : null,
            status: 'published' as const,
            tags: [tag],
          })),
        ),
      )
      const [found] = await walk({ q: 'used' })
      const number = found?.number ?? (0 as never)
      const page = { after: null, limit: 10 }
      await store.read(async (reader) => {
        const [view] = (await listTagsInOrder(reader, bank, { filter: {}, q: 'used', page })).items
        expect(view).toMatchObject({
          usage: { count: 2, isCapped: false },
          modifiedBy: { kind: 'user', id: 'somebody', name: 'somebody' },
        })
        const history = await listTagHistoryInOrder(reader, bank, number, { filter: {}, page, total: true })
        expect(history.items.map(({ entry }) => entry.action)).toEqual(['create'])
        expect(history.total).toBe(1)
        const items = await listTaggablesInOrder(reader, bank, {
          filter: { kind: 'item', tag: [number], status: ['published'] },
          sort: [{ by: 'reference', descending: false }],
          page,
          total: true,
        })
        expect(items.items.map(({ taggable }) => taggable.reference)).toEqual(['a', 'b'])
        expect(items.total).toBe(2)
        const ofType = await listTaggablesInOrder(reader, bank, {
          filter: { kind: 'item', type: [found?.typeNumber ?? (0 as never)] },
          sort: [{ by: 'reference', descending: true }],
          page,
          total: true,
        })
        expect(ofType.items.map(({ taggable }) => taggable.reference)).toEqual(['b', 'a'])
        expect(ofType.total).toBe(2)
        const byTitle = await listTaggablesInOrder(reader, bank, {
          filter: { kind: 'item' },
          sort: [{ by: 'title', descending: true }],
          q: 'zebra',
          page,
        })
        expect(byTitle.items.map(({ taggable }) => taggable.reference)).toEqual(['a'])
      })
    })
  })
}
