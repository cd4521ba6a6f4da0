// The tree as a flat array of the rows that are in sight when one scrolls. Pure: what is loaded and what is open goes in.
import type { Page, Topic } from '../../lib/api-types.ts'

/** Where a branch hangs; null: at the top. */
export type Parent = number | null

/** A page of a branch. The first has no cursor. */
export interface BranchPage {
  readonly parent: Parent
  readonly cursor: string | null
}

export interface TopicRow {
  readonly kind: 'topic'
  readonly key: string
  readonly topic: Topic
  readonly parent: Parent
  /** 1 at the top. */
  readonly level: number
  /** Its place among its siblings, from 1. */
  readonly place: number
  readonly siblings: number
  readonly isOpen: boolean
}

/** Stands for siblings that aren't loaded yet. */
export interface MoreRow {
  readonly kind: 'more'
  readonly key: string
  readonly parent: Parent
  readonly level: number
  readonly left: number
  /** Whether they are on their way. */
  readonly isLoading: boolean
}

export type TreeRow = TopicRow | MoreRow

interface Loaded {
  readonly pageOf: (page: BranchPage) => Page<Topic> | undefined
  readonly open: ReadonlySet<number>
  /** How many pages of a branch somebody wants to see. */
  readonly pagesOf: (parent: Parent) => number
}

interface Tree {
  readonly rows: readonly TreeRow[]
  /** The pages that are wanted, loaded or not. */
  readonly pages: readonly BranchPage[]
}

export function topicKey(id: number): string {
  return `topic-${id}`
}

/** Lays out what is open, from the top. */
export function layOut({ pageOf, open, pagesOf }: Loaded): Tree {
  const rows: TreeRow[] = []
  const pages: BranchPage[] = []
  const branch = (parent: Parent, level: number, expected: number) => {
    let cursor: string | null = null
    let place = 0
    let siblings = expected
    const wanted = pagesOf(parent)
    for (let at = 0; at < wanted; at++) {
      pages.push({ parent, cursor })
      const page = pageOf({ parent, cursor })
      if (page === undefined) return more(parent, level, siblings - place, true)
      if (at === 0 && page.total !== undefined) siblings = page.total
      for (const topic of page.items) {
        place++
        const isOpen = topic.childCount > 0 && open.has(topic.id)
        rows.push({
          kind: 'topic',
          key: topicKey(topic.id),
          topic,
          parent,
          level,
          place,
          siblings: Math.max(siblings, place),
          isOpen,
        })
        if (isOpen) branch(topic.id, level + 1, topic.childCount)
      }
      if (page.next === null) return
      cursor = page.next
    }
    more(parent, level, siblings - place, false)
  }
  const more = (parent: Parent, level: number, left: number, isLoading: boolean) => {
    rows.push({
      kind: 'more',
      key: `more-${parent ?? 'top'}`,
      parent,
      level,
      left: Math.max(1, left),
      isLoading,
    })
  }
  branch(null, 1, 1)
  return { rows, pages }
}

/** The row whose name begins with what was typed, after the one at `from`, going round; -1: none. */
export function rowBeginningWith(rows: readonly TreeRow[], text: string, from: number): number {
  const wanted = text.toLocaleLowerCase()
  // A single letter again and again goes through all that begin with it; more letters may stay where they are.
  const start = text.length === 1 ? from + 1 : Math.max(0, from)
  for (let step = 0; step < rows.length; step++) {
    const at = (start + step) % rows.length
    const row = rows[at]
    if (row?.kind === 'topic' && row.topic.name.toLocaleLowerCase().startsWith(wanted)) return at
  }
  return -1
}
