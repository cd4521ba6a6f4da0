import { type SeenByPerson, findVisibleCourse } from '../../domain/courses/read-courses.ts'
import { notFound } from '../../domain/errors.ts'
import type { CourseId } from '../../domain/ids.ts'
import { getLearning, type Learning } from '../../domain/learning/learning.ts'
import type { CourseContent } from '../../domain/courses/lesson.ts'
import type { Store } from '../../domain/store.ts'
import type { PersonalPrincipal } from '../visit.ts'

/** A course as the person sees it. */
export interface Looked extends SeenByPerson {
  readonly content: CourseContent
  /** undefined when he doesn't take it. */
  readonly learning: Learning | undefined
}

/** @throws not_found: a hidden course and none at all look alike */
export function lookAtLearning(store: Store, principal: PersonalPrincipal, id: CourseId): Promise<Looked> {
  return store.read(async (reader) => {
    const seen = await findVisibleCourse(reader, principal, id)
    if (seen === undefined) throw notFound('course', id)
    const learning = seen.enrolled ? await getLearning(reader, principal, id) : undefined
    const content = learning?.content ?? (await reader.content.find(principal.accountId, id))
    return { ...seen, learning, content }
  })
}
