import Type, { type Static, type TObject } from 'typebox'
import type { ProgramListFilter } from '../../domain/courses/course-list.ts'
import { getCourseId } from '../../domain/courses/list-courses.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { whenChanged, whenChangedFilter } from '../table/lists.ts'
import { courseRef, idsInQuery } from '../table/places.ts'
import { Id, PlaceInBody, several } from '../table/shapes.ts'

/** The filters of programs. */
export const programFilters = {
  ...whenChanged,
  id: several(Id),
  code: several(Type.String({ minLength: 1, maxLength: 255 })),
  active: Type.Optional(Type.Boolean()),
  language: several(Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 255 })])),
  course: several(PlaceInBody),
} as const

/** The filter of a list of programs. @throws Problem invalid_parameters */
export async function programFilter(
  reader: Reader,
  by: Principal,
  query: Static<TObject<typeof programFilters>>,
): Promise<ProgramListFilter> {
  const { id, code, active, language, course } = query
  return {
    ...whenChangedFilter(query),
    ...(id !== undefined && { id }),
    ...(code !== undefined && { code }),
    ...(active !== undefined && { active }),
    ...(language !== undefined && { language }),
    ...(course !== undefined && {
      course: await idsInQuery('course', course, courseRef, async (ref) => ({
        id: await getCourseId(reader, by, ref),
      })),
    }),
  }
}
