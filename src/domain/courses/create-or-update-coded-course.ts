import { getActor } from '../actor.ts'
import type { CourseId } from '../ids.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { isStorable } from '../../lib/text.ts'
import type { Course } from './course.ts'
import { createCourse, updateCourse, type CourseChange, type NewCourse } from './courses.ts'

/**
 * Creates the course with a code, or updates the existing one. Of several simultaneous calls, one creates it.
 * @param draftOf what is wanted, given the course as it is; undefined where there is none yet
 * @throws forbidden, invalid (name, code, …)
 */
export async function createOrUpdateCodedCourse(
  tx: Writer,
  by: Principal,
  code: string,
  draftOf: (before: Course | undefined) => Omit<CourseChange, 'code'> & Pick<NewCourse, 'name'>,
): Promise<{ readonly id: CourseId; readonly isNew: boolean }> {
  demand(mayEditCourses(await getActor(tx, by)), 'course', 'create')
  const find = async () => (isStorable(code) ? tx.courses.findByCode(by.accountId, code) : undefined)
  let known = await find()
  if (known === undefined) {
    await tx.accounts.lock(by.accountId)
    known = await find()
  }
  if (known === undefined) {
    return { id: (await createCourse(tx, by, { ...draftOf(undefined), code })).id, isNew: true }
  }
  await tx.courses.lock(by.accountId, known.id)
  const before = (await tx.courses.find(by.accountId, known.id)) ?? known
  await updateCourse(tx, by, known.id, draftOf(before))
  return { id: known.id, isNew: false }
}
