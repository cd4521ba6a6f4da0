import { getActor } from '../actor.ts'
import { courseState, requireCourse } from '../courses/courses.ts'
import type { CourseId } from '../ids.ts'
import { deleteCoursePortion } from './delete-in-portions.ts'
import { PORTION, startLargeWork } from './large-work.ts'
import { settleProgramPortion } from './program-progress.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'
import { deleteTagsOfCourse } from '../taxonomy/categories.ts'

/**
 * Deletes a course, with its category tags, its lessons and everybody's enrolments and results. Programs continue
 * without it: a person who has passed all their other courses thereby completes them.
 *
 * The course disappears at once. The first 200 people are removed with it, the others in portions afterwards.
 * @throws not_found, forbidden
 */
export async function deleteCourse(tx: Writer, by: Principal, id: CourseId): Promise<void> {
  await requireCourse(tx, by, id)
  demand(mayEditCourses(await getActor(tx, by)), 'course', 'delete')
  // Programs before courses: the lock order of every operation that needs both.
  for (const program of await tx.programs.listWithCourse(by.accountId, id)) {
    await tx.programs.lock(by.accountId, program.id)
  }
  await tx.courses.lockToDelete(by.accountId, id)
  const course = await requireCourse(tx, by, id)
  await deleteTagsOfCourse(tx, by, id)
  const programs = await tx.programs.listWithCourse(by.accountId, id)
  await tx.courses.hide(by.accountId, id)
  let visited = await startLargeWork(
    tx,
    by,
    { kind: 'delete_course', courseId: id },
    { step: deleteCoursePortion },
  )
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'course',
    subjectId: id,
    before: courseState(course),
  })
  for (const program of programs) {
    const courseIds = program.courseIds.filter((one) => one !== id)
    await recordAudit(tx, by, {
      action: 'update',
      subject: 'program',
      subjectId: program.id,
      before: { courseIds: program.courseIds },
      after: { courseIds },
    })
    const work = { kind: 'settle_program', programId: program.id, added: [], after: 0 } as const
    visited += await startLargeWork(tx, by, work, { step: settleProgramPortion, room: PORTION - visited })
  }
}
