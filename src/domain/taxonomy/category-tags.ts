import { demandPresent, getActor } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import {
  categoryTagState,
  type CategoryTag,
  type CategoryTagField,
  type CategoryTagFilter,
  type CourseCategory,
} from './category-tag.ts'
import { checkCode, refuseIfAny, type Draft } from '../checks.ts'
import { demandContribute, requireCategory } from './categories.ts'
import { issue, notFound, type Issue } from '../errors.ts'
import type { CategoryId, CategoryTagId, CodedRef, CourseId } from '../ids.ts'
import type { OffsetQuery } from '../page.ts'
import { demand, mayReadCourses, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Projection } from '../projection.ts'
import type { Reader, Writer } from '../store.ts'

/** A page of the matching tags, ordered by id, as a JSON array that the store writes. @throws forbidden */
export async function listCategoryTagsAsJson(
  reader: Reader,
  by: Principal,
  query: OffsetQuery<CategoryTagFilter>,
  item: Projection<CategoryTagField>,
): Promise<string> {
  demand(mayReadPeople(await getActor(reader, by)), 'category_tag', 'list')
  return reader.categoryTags.listAsJson(by.accountId, query, item)
}

export interface NewTag extends Draft {
  /** undefined if the door could not read it and reports that in `unreadable`. */
  readonly categoryId: number | undefined
  readonly courseId: number | undefined
  readonly code: string | null
}

/**
 * Tags a course with a category. Reports all issues together, including those found by the door.
 * @throws invalid (categoryId, courseId, code: missing, unknown, taken), forbidden
 */
export async function addCategoryTag(tx: Writer, by: Principal, draft: NewTag): Promise<CategoryTag> {
  const category =
    draft.categoryId === undefined
      ? undefined
      : await tx.categories.find(by.accountId, { id: draft.categoryId })
  const course =
    draft.courseId === undefined ? undefined : await tx.courses.find(by.accountId, draft.courseId as CourseId)
  if (category !== undefined) await demandContribute(tx, by, category.id)

  const issues: Issue[] = [...(draft.unreadable ?? [])]
  if (draft.categoryId !== undefined && category === undefined) {
    issues.push(issue('category_tag', 'categoryId', 'unknown', draft.categoryId))
  }
  if (draft.courseId !== undefined && course === undefined) {
    issues.push(issue('category_tag', 'courseId', 'unknown', draft.courseId))
  }
  if (category !== undefined && course !== undefined) {
    const same = await tx.categoryTags.findByPair(by.accountId, category.id, course.id)
    if (same !== undefined) issues.push(issue('category_tag', 'categoryId', 'taken', category.id))
  }
  if (draft.code !== null) {
    const malformed = checkCode('category_tag', 'code', draft.code)
    issues.push(...malformed)
    if (
      malformed.length === 0 &&
      (await tx.categoryTags.findByCode(by.accountId, draft.code)) !== undefined
    ) {
      issues.push(issue('category_tag', 'code', 'taken', draft.code))
    }
  }
  refuseIfAny(issues)

  const tag = await tx.categoryTags.insert(by.accountId, {
    categoryId: category?.id as CategoryId, // both are set: a missing one is an issue
    courseId: course?.id as CourseId,
    code: draft.code,
  })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'category_tag',
    subjectId: tag.id,
    after: categoryTagState(tag),
  })
  return tag
}

/** Removes a tag. @throws not_found, forbidden */
export async function removeCategoryTag(tx: Writer, by: Principal, id: CategoryTagId): Promise<void> {
  const tag = await tx.categoryTags.find(by.accountId, id)
  if (tag === undefined) throw notFound('category_tag', id)
  await demandContribute(tx, by, tag.categoryId)
  // Of two simultaneous removals, the second finds nothing.
  if (!(await tx.categoryTags.delete(by.accountId, id))) throw notFound('category_tag', id)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'category_tag',
    subjectId: id,
    before: categoryTagState(tag),
  })
}

/**
 * Tags a course with a category unless it is already tagged. Returns whether the tag is new. @throws not_found
 * (category, course), forbidden
 */
export async function addCourseToCategory(
  tx: Writer,
  by: Principal,
  ref: CodedRef,
  course: CourseId,
): Promise<boolean> {
  const { category, tag } = await pairOf(tx, by, ref, course)
  if (tag !== undefined) return false
  await addCategoryTag(tx, by, { categoryId: category.id, courseId: course, code: null })
  return true
}

/** Removes a course from a category. @throws not_found (category, course, category_tag), forbidden */
export async function removeCourseFromCategory(
  tx: Writer,
  by: Principal,
  ref: CodedRef,
  course: CourseId,
): Promise<void> {
  const { tag } = await pairOf(tx, by, ref, course)
  if (tag === undefined) throw notFound('category_tag')
  await removeCategoryTag(tx, by, tag.id)
}

/**
 * Replaces the categories of a course. Requires the right to contribute to each category that is added or removed.
 * @throws not_found (course), forbidden, invalid (categories: unknown)
 */
export async function setCategoriesOfCourse(
  tx: Writer,
  by: Principal,
  course: CourseId,
  refs: readonly CodedRef[],
): Promise<void> {
  await demandPresent(tx, by)
  if ((await tx.courses.find(by.accountId, course)) === undefined) throw notFound('course', course)
  await tx.courses.lock(by.accountId, course)
  const wanted = new Set<CategoryId>()
  const issues: Issue[] = []
  for (const [at, ref] of refs.entries()) {
    const category = await tx.categories.find(by.accountId, ref)
    if (category === undefined) issues.push(issue('course', `categories[${at}]`, 'unknown'))
    else wanted.add(category.id)
  }
  refuseIfAny(issues)
  const tags = await tx.categoryTags.listOfCourse(by.accountId, course)
  for (const { id, categoryId } of tags) if (!wanted.has(categoryId)) await removeCategoryTag(tx, by, id)
  const there = new Set(tags.map(({ categoryId }) => categoryId))
  for (const categoryId of wanted) {
    if (!there.has(categoryId)) await addCategoryTag(tx, by, { categoryId, courseId: course, code: null })
  }
}

/** The categories of courses, ordered by name, for callers who see every course. @throws forbidden */
export async function listCategoriesOfCourses(
  reader: Reader,
  by: Principal,
  courses: readonly CourseId[],
): Promise<readonly CourseCategory[]> {
  demand(mayReadCourses(await getActor(reader, by)), 'category_tag', 'list')
  return reader.categoryTags.listOfCourses(by.accountId, courses)
}

/** A category, a course, and the tag between them, locked against other changes; the actor may change the tag. */
async function pairOf(tx: Writer, by: Principal, ref: CodedRef, course: CourseId) {
  await demandPresent(tx, by)
  const category = await requireCategory(tx, by, ref)
  await demandContribute(tx, by, category.id)
  if ((await tx.courses.find(by.accountId, course)) === undefined) throw notFound('course', course)
  await tx.courses.lock(by.accountId, course)
  return { category, tag: await tx.categoryTags.findByPair(by.accountId, category.id, course) }
}
