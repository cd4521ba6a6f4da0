import type { Course, CourseContent, Named } from '../lib/api-types.ts'
import { thingQuery } from '../lib/queries.ts'

/** A course as its page shows it: with its topics and groups. */
export type WholeCourse = Course & { readonly topics: readonly Named[]; readonly groups: readonly Named[] }

export function courseQuery(id: number | string) {
  return thingQuery<WholeCourse>(`/courses/${id}`, { expand: 'topics,groups' })
}

export function contentQuery(id: number) {
  return thingQuery<CourseContent>(`/courses/${id}/content`)
}
