// Pages of tags with long descriptions, and of items with very many tags: they are shorter, and say that there is more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { learnosityClient, makeBank, makeConsumer, TAGS, type Call } from './learnosity.ts'
import type { World } from './world.ts'
import { createTaggables } from '../../src/domain/item-bank/taggables.ts'
import { createOrUpdateTags } from '../../src/domain/item-bank/tags.ts'

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }
const MEBIBYTE = 1024 * 1024
const DESCRIBED = 15
const ITEMS = 5
const TAGS_OF_ITEM = 5_000

interface Answered<One> {
  readonly meta: { readonly next?: string; readonly records: number }
  readonly data: readonly One[]
}

/** What pages with long texts promise, on whichever engine. */
export function longPagesContract(engine: string, open: () => Promise<World>): void {
  describe(`long pages on ${engine}`, () => {
    let world: World
    let call: Call
    beforeAll(async () => {
      world = await open()
      const bank = await makeBank(world)
      await makeConsumer(world, pair, [[bank.id, 'write']])
      call = learnosityClient(world, pair)
      const tags = Array.from({ length: TAGS_OF_ITEM }, (_, n) => ({ type: 'word', name: `w${n}` }))
      await world.store.write((tx) =>
        createTaggables(
          tx,
          world.owner,
          bank.id,
          Array.from({ length: ITEMS }, (_, n) => {
            return { kind: 'item', reference: `item-${n}`, title: null, status: 'published', tags } as const
          }),
        ),
      )
      const described = Array.from({ length: DESCRIBED }, (_, n) => {
        return {
          type: 'long',
          name: `l${String(n).padStart(2, '0')}`,
          description: '𝒯'.repeat(100_000 - n),
          sortKey: n,
        }
      })
      await world.store.write((tx) => createOrUpdateTags(tx, world.owner, bank.id, { tags: described }))
    })
    afterAll(() => world.close())

    /** All pages of a list. */
    async function pagesOf<One>(path: string, request: object): Promise<(readonly One[])[]> {
      const pages: (readonly One[])[] = []
      for (let next: string | undefined; ;) {
        const answer = await call(path, 'get', { ...request, ...(next && { next }) })
        expect(answer.status).toBe(200)
        expect(Buffer.byteLength(answer.text)).toBeLessThan(5 * MEBIBYTE)
        const { meta, data } = answer.json<Answered<One>>()
        expect(meta.records).toBe(data.length)
        pages.push(data)
        next = meta.next
        if (next === undefined) return pages
      }
    }

    it.each(['updated', 'created', 'sort_key'])(
      'tags by %s come with their whole descriptions',
      async (field) => {
        const pages = await pagesOf<{ name: string; description: string }>(TAGS, {
          types: ['long'],
          sort: 'asc',
          sort_field: field,
        })
        expect(pages.map(({ length }) => length)).toEqual([10, 5])
        const all = pages.flat()
        expect(all.map(({ name }) => Number(name.slice(1)))).toEqual(
          Array.from({ length: DESCRIBED }, (_, n) => n),
        )
        for (const [n, { description }] of all.entries()) {
          expect(description.length).toBe(2 * (100_000 - n))
        }
      },
    )

    it('items come with all of their tags', async () => {
      const pages = await pagesOf<{ reference: string; tags: Record<string, string[]> }>(
        TAGS.replace('tagging/tags', 'items'),
        { sort: 'asc', sort_field: 'reference' },
      )
      expect(pages.map(({ length }) => length)).toEqual([3, 2])
      const all = pages.flat()
      expect(all.map(({ reference }) => reference)).toEqual(
        Array.from({ length: ITEMS }, (_, n) => `item-${n}`),
      )
      for (const { tags } of all) expect(tags.word).toHaveLength(TAGS_OF_ITEM)
    })
  })
}
