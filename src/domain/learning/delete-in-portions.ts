import { deleteEnrolmentsOfCourse, deleteMembershipsOfProgram } from './delete-enrolments.ts'
import type { Portion } from './large-work.ts'
import type { DeleteCourse, DeleteProgram } from './pending-work.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** Removes some people from a course that is marked as deleted. Deletes the course when nobody is left. */
export async function deleteCoursePortion(
  tx: Writer,
  by: Principal,
  work: DeleteCourse,
  limit: number,
): Promise<Portion<DeleteCourse>> {
  const { accountId } = by
  const { courseId } = work
  // A concurrent enrolment either comes first, and its person is removed; or comes later, and finds no course.
  await tx.courses.lockToDelete(accountId, courseId)
  let visited = await deleteEnrolmentsOfCourse(tx, by, courseId, limit)
  if (visited < limit) visited += await tx.courses.deleteInvitations(accountId, courseId, limit - visited)
  if (visited >= limit) return { visited, rest: work }
  await tx.courses.delete(accountId, courseId)
  return { visited, rest: undefined }
}

/** Removes some people from a program that is marked as deleted. Deletes the program when nobody is left. */
export async function deleteProgramPortion(
  tx: Writer,
  by: Principal,
  work: DeleteProgram,
  limit: number,
): Promise<Portion<DeleteProgram>> {
  const { accountId } = by
  const { programId } = work
  await tx.programs.lock(accountId, programId)
  let visited = await deleteMembershipsOfProgram(tx, by, programId, limit)
  if (visited < limit) visited += await tx.programs.deleteInvitations(accountId, programId, limit - visited)
  if (visited >= limit) return { visited, rest: work }
  await tx.programs.delete(accountId, programId)
  return { visited, rest: undefined }
}
