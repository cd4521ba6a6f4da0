import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LEAST_SORT_KEY } from './tag.ts'
import { sortKeysFor } from './tag-order.ts'

/** Tags with these keys in the present order, in another: the new keys. */
function reordered(present: readonly (number | null)[], wanted: readonly number[]) {
  return sortKeysFor(wanted.map((index) => ({ index, sortKey: present[index] ?? null })))
}

describe('the sort keys of a new order', () => {
  it.each([
    ['none changes where nothing moves', [null, null, 5, 5, 7], [0, 1, 2, 3, 4], [null, null, 5, 5, 7]],
    ['one does between two neighbours', [10, 20, 30, 40], [0, 3, 1, 2], [10, 15, 20, 30]],
    ['one does at the top', [10, 20, 30], [2, 0, 1], [0, 10, 20]],
    ['one does at the end', [10, 20, 30], [1, 2, 0], [20, 30, 40]],
    ['one does before the others of its key', [5, 5, 5], [1, 0, 2], [-5, 5, 5]],
    [
      'those without one keep none as long as they stand first',
      [null, null, null],
      [0, 2, 1],
      [null, null, 10],
    ],
    [
      'all others do for one without a key that goes to the top',
      [null, null, null],
      [2, 0, 1],
      [null, 10, 20],
    ],
    ['neighbours make room where there is none', [1, 2, 3], [0, 2, 1], [1, 3, 13]],
  ] as const)('%s', (_, present, wanted, keys) => {
    expect(reordered(present, wanted)).toEqual(keys)
  })

  it('put any tags in any order, and are safe whole numbers', () => {
    const key = fc.oneof(
      fc.constant(null),
      fc.integer({ min: -5, max: 5 }),
      fc.constantFrom(
        LEAST_SORT_KEY + 1,
        LEAST_SORT_KEY + 3,
        Number.MAX_SAFE_INTEGER - 2,
        Number.MAX_SAFE_INTEGER,
      ),
    )
    const keys = fc.array(key, { maxLength: 12 })
    fc.assert(
      fc.property(
        keys.chain((some) =>
          fc.tuple(
            fc.constant(some.toSorted((a, b) => (a ?? LEAST_SORT_KEY) - (b ?? LEAST_SORT_KEY))),
            fc.shuffledSubarray([...some.keys()], { minLength: some.length }),
          ),
        ),
        ([present, wanted]) => {
          const given = reordered(present, wanted)
          const placed = wanted.map((index, at) => ({ index, key: given[at] ?? LEAST_SORT_KEY }))
          expect(placed.toSorted((a, b) => a.key - b.key || a.index - b.index)).toEqual(placed)
          for (const one of given) {
            expect(one === null || (Number.isSafeInteger(one) && one > LEAST_SORT_KEY)).toBe(true)
          }
        },
      ),
    )
  })
})
