import { demandPresent } from '../../actor.ts'
import type { CategoryId, CourseId, ProgramId } from '../../ids.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import { listAncestors } from '../../taxonomy/category-view.ts'
import { byCodeOrName, toTopic } from '../references.ts'

/** References to topics by which files name them. */
export async function listTopicReferences(
  reader: Reader,
  by: Principal,
  ids: readonly CategoryId[],
): Promise<ReadonlyMap<CategoryId, string>> {
  if (ids.length === 0) return new Map()
  const topics = await reader.categories.listByIds(by.accountId, ids)
  const withoutCode = topics.flatMap(({ id, code }) => (code === null ? [id] : []))
  const above = await listAncestors(reader, by, withoutCode)
  return new Map(
    topics.map(({ id, code, name }) => [
      id,
      toTopic({ code, path: [...(above.get(id) ?? []).map((one) => one.name), name] }),
    ]),
  )
}

/** References to courses by which files name them. */
export async function listCourseReferences(
  reader: Reader,
  by: Principal,
  ids: readonly CourseId[],
): Promise<ReadonlyMap<CourseId, string>> {
  await demandPresent(reader, by)
  if (ids.length === 0) return new Map()
  const { items } = await reader.courses.listByKey(by.accountId, {
    filter: { id: ids },
    page: { after: null, limit: ids.length },
  })
  const names = items.flatMap(({ code, name }) => (code === null ? [name] : []))
  const alike = Map.groupBy(
    names.length === 0
      ? []
      : await reader.courses.list(by.accountId, {
          filter: { name: names },
          page: { offset: 0, limit: 10 * names.length },
        }),
    ({ name }) => name,
  )
  return new Map(
    items.map((course) => [
      course.id,
      byCodeOrName('course', { ...course, alone: alike.get(course.name)?.length === 1 }),
    ]),
  )
}

/** References to programs by which files name them. */
export async function listProgramReferences(
  reader: Reader,
  by: Principal,
  ids: readonly ProgramId[],
): Promise<ReadonlyMap<ProgramId, string>> {
  await demandPresent(reader, by)
  if (ids.length === 0) return new Map()
  const { items } = await reader.programs.listByKey(by.accountId, {
    filter: { id: ids },
    page: { after: null, limit: ids.length },
  })
  const references = new Map<ProgramId, string>()
  for (const { id, name, code } of items) {
    const alone = code === null && (await reader.programs.listByName(by.accountId, name)).length === 1
    references.set(id, byCodeOrName('program', { id, name, code, alone }))
  }
  return references
}

/** The order of texts by their code units: the same wherever they are. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
