import type { Program, ProgramCourses } from '../lib/api-types.ts'
import { thingQuery } from '../lib/queries.ts'

export function programQuery(id: number | string) {
  return thingQuery<Program>(`/programs/${id}`)
}

/** Its courses in the order in which they are taken. */
export function coursesQuery(id: number) {
  return thingQuery<ProgramCourses>(`/programs/${id}/courses`)
}
