import Type, { type Static, type TObject } from 'typebox'
import { COURSE_TYPES, SELF_ENROLMENTS, VISIBILITIES } from '../../domain/courses/course.ts'
import type { CourseListFilter } from '../../domain/courses/course-list.ts'
import { getProgramId } from '../../domain/courses/list-courses.ts'
import { getGroup } from '../../domain/people/groups.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { getCategory } from '../../domain/taxonomy/categories.ts'
import { whenChanged, whenChangedFilter } from '../table/lists.ts'
import { groupRef, idsInQuery, programRef, topicRef } from '../table/places.ts'
import { Id, PlaceInBody, several } from '../table/shapes.ts'

/** The filters of courses. */
export const courseFilters = {
  ...whenChanged,
  id: several(Id),
  code: several(Type.String({ minLength: 1, maxLength: 255 })),
  type: several(Type.Enum(COURSE_TYPES)),
  visibility: several(Type.Enum(VISIBILITIES)),
  selfEnrolment: several(Type.Enum(SELF_ENROLMENTS)),
  active: Type.Optional(Type.Boolean()),
  language: several(Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 255 })])),
  author: several(Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 255 })])),
  topic: several(PlaceInBody),
  group: several(PlaceInBody),
  program: several(PlaceInBody),
} as const

/** The filter of a list of courses. @throws Problem invalid_parameters */
export async function courseFilter(
  reader: Reader,
  by: Principal,
  query: Static<TObject<typeof courseFilters>>,
): Promise<CourseListFilter> {
  const { id, code, type, visibility, selfEnrolment, active, language, author, program, topic, group } = query
  return {
    ...whenChangedFilter(query),
    ...(id !== undefined && { id }),
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    ...(visibility !== undefined && { visibility }),
    ...(selfEnrolment !== undefined && { selfEnrolment }),
    ...(active !== undefined && { active }),
    ...(language !== undefined && { language }),
    ...(author !== undefined && { author }),
    ...(topic !== undefined && {
      category: await idsInQuery('topic', topic, topicRef, (ref) => getCategory(reader, by, ref)),
    }),
    ...(group !== undefined && {
      group: await idsInQuery('group', group, groupRef, (ref) => getGroup(reader, by, ref)),
    }),
    ...(program !== undefined && {
      program: await idsInQuery('program', program, programRef, async (ref) => ({
        id: await getProgramId(reader, by, ref),
      })),
    }),
  }
}
