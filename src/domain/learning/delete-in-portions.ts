import { deleteEnrolmentsOfCourse, deleteMembershipsOfProgram } from './delete-enrolments.ts'
import type { Portion } from './large-work.ts'
import type { DeleteCourse, DeleteProgram } from './pending-work.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** Takes some people out of a course that was marked as deleted. When nobody is left, the course goes. */
export async function deleteCoursePortion(
  tx: Writer,
  by: Principal,
  work: DeleteCourse,
  limit: number,
): Promise<Portion<DeleteCourse>> {
  const { accountId } = by
  const { courseId } = work
  // Who enrols somebody at this moment comes before, and that person is taken out; or comes after, and finds nothing.
  await tx.courses.lockToDelete(accountId, courseId)
  let visited = await deleteEnrolmentsOfCourse(tx, by, courseId, limit)
  if (visited < limit) visited += await tx.courses.deleteInvitations(accountId, courseId, limit - visited)
  if (visited >= limit) return { visited, rest: work }
  await tx.courses.delete(accountId, courseId)
  return { visited, rest: undefined }
}

/** Takes some people out of a program that was marked as deleted. When nobody is left, the program goes. */
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
