import { hierarchy, treemap } from 'd3-hierarchy'
import type { Coverage } from '../lib/api-types.ts'

type Level = Omit<Coverage['top'], 'items'> & { readonly items: readonly CoveredTopic[] }
type CoveredTopic = Omit<Coverage['top']['items'][number], 'below'> & { readonly below?: Level }

/** An area of the chart. `more`: for several topics that have no area of their own. */
export interface Tile {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly topic: { readonly id: number; readonly name: string; readonly courses: number } | undefined
  readonly more: number
  readonly isBelow: boolean
}

/** Room for a topic's name above the areas of those below it. */
const TITLE = 28
const GAP = 4
/** What the areas below a topic need. */
const ROOM = { width: 96, height: 84 }
/** The part of a level that a topic without any course is given: it would have no area. */
const EMPTY_SHARE = 0.03

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Weighed {
  readonly weight: number
  readonly topic?: CoveredTopic
  readonly children?: readonly Weighed[]
}

/** Lays the topics at the top out in the box, and in each of them those below it, as far as there is room. */
export function tilesOf({ top }: Coverage, width: number, height: number): readonly Tile[] {
  return layOut(top, { x: 0, y: 0, width, height }, 0).flatMap((tile) => {
    const below = tile.level
    if (below === undefined || tile.width < ROOM.width || tile.height < ROOM.height) return [tile]
    const inside = {
      x: tile.x + GAP,
      y: tile.y + TITLE,
      width: tile.width - 2 * GAP,
      height: tile.height - TITLE - GAP,
    }
    return [tile, ...layOut(below, inside, tile.topic?.courses ?? 0)]
  })
}

/** @param whole courses of all: what of them is in none of the topics stays free */
function layOut({ items, more }: Level, box: Box, whole: number): readonly (Tile & { level?: Level })[] {
  const sum = items.reduce((all, { courses }) => all + courses, more.courses)
  const empty = Math.max(1, sum, whole) * EMPTY_SHARE
  const parts: Weighed[] = items.map((topic) => ({
    weight: topic.courses === 0 ? empty : topic.courses,
    topic,
  }))
  if (more.topics > 0) parts.push({ weight: more.courses })
  const free = Math.max(0, whole - sum)
  const root = hierarchy<Weighed>({
    weight: 0,
    children: [...parts, ...(free > 0 ? [{ weight: free }] : [])],
  })
  const laid = treemap<Weighed>().size([box.width, box.height]).paddingInner(GAP).round(true)(
    root.sum(({ weight }) => weight),
  )
  return (laid.children ?? []).slice(0, parts.length).map(({ data: { topic }, x0, x1, y0, y1 }) => ({
    key: `${whole}-${box.x}-${topic?.id ?? 'more'}`,
    x: box.x + x0,
    y: box.y + y0,
    width: x1 - x0,
    height: y1 - y0,
    topic,
    more: topic === undefined ? more.topics : 0,
    isBelow: box.y > 0,
    ...(topic?.below !== undefined && topic.below.items.length > 0 && { level: topic.below }),
  }))
}
