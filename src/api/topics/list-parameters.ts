import Type, { type Static, type TObject } from 'typebox'
import { getCourseId } from '../../domain/courses/list-courses.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { getCategory } from '../../domain/taxonomy/categories.ts'
import type { CategoryListFilter } from '../../domain/taxonomy/category-list.ts'
import { whenChanged, whenChangedFilter } from '../table/lists.ts'
import { courseRef, idsInQuery, topicRef } from '../table/places.ts'
import { orNull, PlaceInBody, several } from '../table/shapes.ts'

/** The filters of topics. */
export const topicFilters = {
  ...whenChanged,
  parent: Type.Optional(orNull(PlaceInBody)),
  code: several(Type.String({ minLength: 1, maxLength: 2_000 })),
  course: several(PlaceInBody),
  restricted: Type.Optional(Type.Boolean()),
  active: Type.Optional(Type.Boolean()),
  visible: Type.Optional(Type.Boolean()),
} as const

/** The filter of a list of topics. @throws Problem invalid_parameters */
export async function topicFilter(
  reader: Reader,
  by: Principal,
  query: Static<TObject<typeof topicFilters>>,
): Promise<CategoryListFilter> {
  const { parent, code, course, restricted, active, visible } = query
  return {
    ...whenChangedFilter(query),
    ...(parent !== undefined && { parent: await parentIds(reader, by, parent) }),
    ...(code !== undefined && { code }),
    ...(course !== undefined && { course: await courseIds(reader, by, course) }),
    ...(restricted !== undefined && { restricted }),
    ...(active !== undefined && { active }),
    ...(visible !== undefined && { visible }),
  }
}

async function parentIds(reader: Reader, by: Principal, parent: string | number | null) {
  if (parent === null) return [null]
  return idsInQuery('parent', [parent], topicRef, (ref) => getCategory(reader, by, ref))
}

async function courseIds(reader: Reader, by: Principal, places: readonly (string | number)[]) {
  return idsInQuery('course', places, courseRef, async (ref) => ({ id: await getCourseId(reader, by, ref) }))
}
