import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Page, Topic } from '../../console/lib/api-types.ts'
import {
  layOut,
  rowBeginningWith,
  type BranchPage,
  type Parent,
} from '../../console/topics/tree/tree-rows.ts'

/** A topic of which only what the tree reads is there. */
function topic(id: number, name: string, childCount: number): Topic {
  return { id, name, childCount, path: [name] } as unknown as Topic
}

const AT_A_TIME = 3

/** Branches as a server would send them, three at a time. The cursor is the place at which the next page begins. */
function server(branches: ReadonlyMap<Parent, readonly Topic[]>) {
  return ({ parent, cursor }: BranchPage): Page<Topic> | undefined => {
    const all = branches.get(parent)
    if (all === undefined) return undefined
    const from = cursor === null ? 0 : Number(cursor)
    const next = from + AT_A_TIME < all.length ? String(from + AT_A_TIME) : null
    return { items: all.slice(from, from + AT_A_TIME), next, ...(cursor === null && { total: all.length }) }
  }
}

const TOP = ['Archive', 'Finance', 'Languages', 'Safety'].map((name, at) =>
  topic(at + 1, name, name === 'Finance' ? 2 : 0),
)
const BRANCHES = new Map<Parent, readonly Topic[]>([
  [null, TOP],
  [2, [topic(21, 'Accounts', 0), topic(22, 'Budgets', 0)]],
])
const pageOf = server(BRANCHES)

describe('the rows of the tree', () => {
  it('say their level, their place and how many siblings there are', () => {
    const { rows, pages } = layOut({ pageOf, open: new Set([2]), pagesOf: () => 2 })
    const seen = rows.map((row) =>
      row.kind === 'topic' ? [row.topic.name, row.level, row.place, row.siblings, row.isOpen] : row.left,
    )
    expect(seen).toEqual([
      ['Archive', 1, 1, 4, false],
      ['Finance', 1, 2, 4, true],
      ['Accounts', 2, 1, 2, false],
      ['Budgets', 2, 2, 2, false],
      ['Languages', 1, 3, 4, false],
      ['Safety', 1, 4, 4, false],
    ])
    expect(pages).toEqual([
      { parent: null, cursor: null },
      { parent: 2, cursor: null },
      { parent: null, cursor: '3' },
    ])
  })

  it('say how many are left where not all pages are wanted', () => {
    const { rows } = layOut({ pageOf, open: new Set(), pagesOf: () => 1 })
    expect(rows.at(-1)).toMatchObject({ kind: 'more', parent: null, left: 1, isLoading: false })
  })

  it('stand for what is on its way, and ask for it', () => {
    const { rows, pages } = layOut({
      pageOf: (page) => (page.parent === 2 ? undefined : pageOf(page)),
      open: new Set([2]),
      pagesOf: () => 1,
    })
    expect(rows[2]).toMatchObject({ kind: 'more', parent: 2, level: 2, left: 2, isLoading: true })
    expect(pages).toContainEqual({ parent: 2, cursor: null })
  })

  it('leave a topic closed whose last child has gone, whatever the address says', () => {
    const { rows } = layOut({ pageOf, open: new Set([1]), pagesOf: () => 2 })
    expect(rows[0]).toMatchObject({ kind: 'topic', isOpen: false })
  })

  it('show each topic of an open branch once, in order, however many pages there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }), (count, wanted) => {
        const all = Array.from({ length: count }, (_, at) => topic(at + 1, `Topic ${at}`, 0))
        const { rows } = layOut({
          pageOf: server(new Map([[null, all]])),
          open: new Set(),
          pagesOf: () => wanted,
        })
        const shown = rows.flatMap((row) => (row.kind === 'topic' ? [row.topic.id] : []))
        const left = rows.flatMap((row) => (row.kind === 'more' ? [row.left] : []))
        expect(shown).toEqual(all.slice(0, wanted * AT_A_TIME).map(({ id }) => id))
        expect(left).toEqual(shown.length < count ? [count - shown.length] : [])
      }),
    )
  })
})

describe('typing ahead', () => {
  const { rows } = layOut({ pageOf, open: new Set([2]), pagesOf: () => 2 })

  it.each([
    ['a', 0, 2, 'a letter goes on to the next one that begins with it'],
    ['a', 2, 0, 'and round to the first'],
    ['ac', 2, 2, 'more letters stay where they fit'],
    ['SAF', 0, 5, 'case makes no difference'],
    ['x', 0, -1, 'nothing begins so'],
  ])('%s from row %d leads to row %d: %s', (text, from, to) => {
    expect(rowBeginningWith(rows, text, from)).toBe(to)
  })
})
