import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { SqliteScratch } from '../store/engines/sqlite/sqlite-scratch.ts'
import { countedPages } from './counted-pages.ts'

const scratch = new SqliteScratch()
afterAll(() => scratch.close())

const SIZE = 5

/** A list at a source, of which something may vanish before each request for a page. */
async function readWhile(count: number, vanish: (request: number, list: number[]) => void, size?: number) {
  const list = Array.from({ length: count }, (_, id) => id)
  const whole = new Set(list)
  let requests = 0
  const read: number[] = []
  const pages = countedPages({
    first: 1,
    ...(size !== undefined && { size }),
    idOf: (id: number) => String(id),
    met: scratch.createMap(),
    page: (number) => {
      vanish(requests++, list)
      return Promise.resolve(list.slice((number - 1) * SIZE, number * SIZE))
    },
  })
  for await (const page of pages) read.push(...page)
  return { read, left: list.filter((id) => whole.has(id)) }
}

describe('pages that are counted', () => {
  it('misses nothing that stays, and tells nothing twice, whatever vanishes meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.array(fc.tuple(fc.nat(30), fc.nat(60), fc.integer({ min: 1, max: 12 })), { maxLength: 6 }),
        fc.constantFrom(undefined, SIZE),
        async (count, removals, size) => {
          const { read, left } = await readWhile(
            count,
            (request, list) => {
              for (const [at, from, many] of removals) if (at === request) list.splice(from, many)
            },
            size,
          )
          expect(new Set(read).size).toBe(read.length)
          expect(left.filter((id) => !read.includes(id))).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
  })

  it('reads a list that nobody changes in its order', async () => {
    const { read } = await readWhile(23, () => undefined)
    expect(read).toEqual(Array.from({ length: 23 }, (_, id) => id))
  })
})
