import { getActor } from '../actor.ts'
import type { CategoryId } from '../ids.ts'
import { demand, mayReadCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { CoveredCategory } from './learning-store.ts'

/** How many categories of a level are named: those with the most courses, and some without any. */
const AT_THE_TOP = { most: 24, without: 8 }
const BELOW_ONE = { most: 8, without: 4 }

/** A category with all that lies below it. */
interface CoveredTopic {
  readonly id: CategoryId
  readonly name: string
  readonly courses: number
}

/** The categories of one level. */
interface CoveredLevel<Topic extends CoveredTopic = CoveredTopic> {
  /** How many there are. */
  readonly count: number
  /** How many of them have no course. */
  readonly withoutCourse: number
  /** Those with the most courses first. */
  readonly items: readonly Topic[]
  /** Those with courses that aren't among the items. A course of several of them counts several times. */
  readonly more: { readonly topics: number; readonly courses: number }
}

/** How many courses belong to which categories. */
export interface Coverage {
  /** Categories of all levels. */
  readonly topics: number
  /** Courses with a category. */
  readonly courses: number
  readonly coursesWithoutTopic: number
  readonly top: CoveredLevel<CoveredTopic & { readonly below: CoveredLevel }>
}

/**
 * How many courses belong to the categories of the first two levels. Reads every category and every tag, in portions.
 * @throws forbidden
 */
export async function getCoverage(reader: Reader, by: Principal): Promise<Coverage> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'list')
  const { categories, courses, covered } = await reader.overview.countCoverage(by.accountId)
  const all = await reader.tallies.count(by.accountId, { of: 'courses' })
  const children = Map.groupBy(covered, ({ parent }) => parent)
  const top = levelOf(children.get(null) ?? [], AT_THE_TOP)
  const items = top.items.map((one) => ({ ...one, below: levelOf(children.get(one.id) ?? [], BELOW_ONE) }))
  const ids = items.flatMap(({ id, below }) => [id, ...below.items.map((one) => one.id)])
  const rows = await reader.categories.listByIds(by.accountId, ids)
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const named = ({ id, courses }: CoveredCategory): CoveredTopic => ({
    id,
    name: names.get(id) ?? '',
    courses,
  })
  return {
    topics: categories,
    courses,
    coursesWithoutTopic: all - courses,
    top: {
      ...top,
      items: items.map((one) => ({
        ...named(one),
        below: { ...one.below, items: one.below.items.map(named) },
      })),
    },
  }
}

function levelOf(level: readonly CoveredCategory[], { most, without }: typeof AT_THE_TOP) {
  const withCourses = level
    .filter(({ courses }) => courses > 0)
    .sort((a, b) => b.courses - a.courses || a.id - b.id)
  const empty = level.filter(({ courses }) => courses === 0)
  const rest = withCourses.slice(most)
  return {
    count: level.length,
    withoutCourse: empty.length,
    items: [...withCourses.slice(0, most), ...empty.slice(0, without)],
    more: { topics: rest.length, courses: rest.reduce((sum, { courses }) => sum + courses, 0) },
  }
}
