import Type, { type Static, type TObject } from 'typebox'
import { ENROLMENT_STATES, type EnrolmentListFilter } from '../../domain/learning/enrolment-list.ts'
import { listCountedCourses } from '../../domain/courses/list-courses.ts'
import type { CourseId, MemberId } from '../../domain/ids.ts'
import { listPersonViewsById } from '../../domain/people/person-view.ts'
import { presentCourse } from '../courses/present-course.ts'
import { presentPerson } from '../people/present-person.ts'
import { whenChanged, whenChangedFilter } from '../table/lists.ts'
import type { Embed } from '../table/operation.ts'
import { Day, Id, Instant, several } from '../table/shapes.ts'

/** The filters of enrolments, except by person. */
export const enrolmentFilters = {
  id: several(Id),
  course: several(Id),
  state: several(Type.Enum(ENROLMENT_STATES)),
  completedFrom: Type.Optional(Instant),
  completedBefore: Type.Optional(Instant),
  dueFrom: Type.Optional(Day),
  dueBefore: Type.Optional(Day),
  ...whenChanged,
}

const people: Embed = async (reader, { by }, things) => {
  const ids = things.map(({ person }) => (person as { readonly id: MemberId }).id) // set by presentEnrolment
  const views = await listPersonViewsById(reader, by, [...new Set(ids)])
  return ids.map((id) => {
    const view = views.get(id)
    return view === undefined ? null : presentPerson(view)
  })
}

const courses: Embed = async (reader, { by }, things) => {
  const ids = things.map(({ course }) => (course as { readonly id: CourseId }).id) // likewise
  const found = await listCountedCourses(reader, by, [...new Set(ids)])
  return ids.map((id) => {
    const course = found.get(id)
    return course === undefined ? null : presentCourse(course)
  })
}

/** What can be embedded in enrolments, in place of id and name. */
export const enrolmentExpand = { person: people, course: courses }

/** The filter of a list of enrolments. */
export function enrolmentFilter(query: Static<TObject<typeof enrolmentFilters>>): EnrolmentListFilter {
  const { id, course, state, completedFrom, completedBefore, dueFrom, dueBefore } = query
  return {
    ...(id && { id }),
    ...(course && { course }),
    ...(state && { state }),
    ...(completedFrom !== undefined && { completedFrom: Date.parse(completedFrom) }),
    ...(completedBefore !== undefined && { completedBefore: Date.parse(completedBefore) }),
    ...(dueFrom !== undefined && { dueFrom }),
    ...(dueBefore !== undefined && { dueBefore }),
    ...whenChangedFilter(query),
  }
}
