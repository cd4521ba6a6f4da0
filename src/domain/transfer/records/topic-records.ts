import { listCoursesInOrder } from '../../courses/list-courses.ts'
import { getActor } from '../../actor.ts'
import type { CategoryId } from '../../ids.ts'
import type { CursorQuery, Page } from '../../page.ts'
import { demand, mayReadPeople } from '../../permissions.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import type { CategoryListFilter, CategorySort } from '../../taxonomy/category-list.ts'
import { listCategoriesInOrder } from '../../taxonomy/category-view.ts'
import type { CourseTopicRecord } from '../columns/course-topics-columns.ts'
import type { TopicRecord } from '../columns/topics-columns.ts'
import { toHolder } from '../references.ts'
import { compareTexts, listCourseReferences, listTopicReferences } from './listed-references.ts'

/**
 * Topics as files show them, with who may manage them, page by page; without a sort in the order of paths, parents before
 * what is below them.
 * @throws forbidden
 */
export async function listTopicRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<CategoryListFilter, CategorySort>,
): Promise<Page<TopicRecord>> {
  demand(mayReadPeople(await getActor(reader, by)), 'category', 'list')
  const { items, next } = await listCategoriesInOrder(reader, by, {
    ...(query.q === undefined && { sort: [{ by: 'path', descending: false }] }),
    ...query,
  })
  const { accountId } = by
  const parents = await reader.categories.listByIds(accountId, [
    ...new Set(items.flatMap(({ category }) => category.parentId ?? [])),
  ])
  const codes = new Map(parents.map(({ id, code }) => [id, code]))
  const policies = await holdersOf(
    reader,
    by,
    items.map(({ category }) => category.id),
  )
  return {
    items: items.map(({ category, above }) => {
      const { managers = [], contributors = [] } = policies.get(category.id) ?? {}
      return {
        category,
        path: [...above.map(({ name }) => name), category.name],
        parentCode: category.parentId === null ? null : (codes.get(category.parentId) ?? null),
        managers,
        contributors,
      }
    }),
    next,
  }
}

/** Courses whose topics are listed: all of them, by these conditions. */
export interface CourseTopicFilter {
  readonly course?: readonly number[]
  readonly topic?: readonly number[]
}

/** More topics than a course has. */
const ALL_TOPICS = 1_000_000

/**
 * Courses in topics as files show them, page by page: course by course, the topics of each in the order of their references,
 * which is the same in every academy. A page has the topics of so many courses.
 * @throws forbidden
 */
export async function listCourseTopicRecords(
  reader: Reader,
  by: Principal,
  { filter: { course, topic }, page }: CursorQuery<CourseTopicFilter>,
): Promise<Page<CourseTopicRecord>> {
  const { items, next } = await listCoursesInOrder(reader, by, {
    filter: { ...(course && { id: course }), ...(topic && { category: topic }) },
    page,
  })
  const ids = items.map((one) => one.course.id)
  if (ids.length === 0) return { items: [], next }
  const tags = await reader.categoryTags.listByKey(by.accountId, {
    filter: { courseId: ids, ...(topic && { categoryId: topic }) },
    page: { after: null, limit: ALL_TOPICS },
  })
  const topics = await listTopicReferences(reader, by, [
    ...new Set(tags.items.map(({ categoryId }) => categoryId)),
  ])
  const courses = await listCourseReferences(reader, by, ids)
  const ofCourse = Map.groupBy(tags.items, ({ courseId }) => courseId)
  return {
    items: ids.flatMap((id) =>
      (ofCourse.get(id) ?? [])
        .map(({ categoryId, code }) => ({
          topic: topics.get(categoryId) ?? '',
          course: courses.get(id) ?? '',
          code,
        }))
        .toSorted((one, other) => compareTexts(one.topic, other.topic)),
    ),
    next,
  }
}

interface Holders {
  readonly managers: readonly string[]
  readonly contributors: readonly string[]
}

/** Who holds policy items on topics, as references. */
async function holdersOf(
  reader: Reader,
  { accountId }: Principal,
  topics: readonly CategoryId[],
): Promise<ReadonlyMap<CategoryId, Holders>> {
  const items = await reader.categories.listNamedPolicyItems(accountId, topics)
  const usernames = await reader.members.listUsernames(accountId, [
    ...new Set(items.flatMap(({ holder }) => (holder.kind === 'member' ? holder.id : []))),
  ])
  const referenceTo = ({ holder, holderName }: (typeof items)[number]) =>
    holder.kind === 'group'
      ? toHolder('group', holderName)
      : toHolder('person', usernames.get(holder.id) ?? '')
  return new Map(
    [...Map.groupBy(items, ({ categoryId }) => categoryId)].map(([id, all]) => [
      id,
      {
        managers: all.filter(({ share }) => share === 'manager').map(referenceTo),
        contributors: all.filter(({ share }) => share === 'contributor').map(referenceTo),
      },
    ]),
  )
}
