import { isDeepStrictEqual } from 'node:util'
import { getActor } from '../actor.ts'
import { refuseIfAny } from '../checks.ts'
import type { Program } from '../courses/program.ts'
import { type ProgramChange, checkCourses, checkProgram, programState } from '../courses/programs.ts'
import { requireProgram } from '../courses/read-programs.ts'
import { differing } from '../differing.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { startLargeWork } from './large-work.ts'
import { settleProgramPortion } from './program-progress.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'

/**
 * Updates only the given fields. Members who haven't completed the program are enrolled in added courses: members of a
 * program are meant to take its courses (docs/contracts/coursepath.md 7.4). When a course is removed, enrolments and
 * results in it stay; members who have passed all remaining courses thereby complete the program. The first members are
 * updated at once, the others in portions afterwards.
 * @throws not_found, forbidden, invalid
 */
export async function updateProgram(
  tx: Writer,
  by: Principal,
  id: ProgramId,
  edit: ProgramChange,
): Promise<Program> {
  await requireProgram(tx, by, id)
  demand(mayEditCourses(await getActor(tx, by)), 'program', 'edit')
  await tx.programs.lock(by.accountId, id)
  const before = await requireProgram(tx, by, id)
  refuseIfAny([
    ...(edit.unreadable ?? []),
    ...checkProgram(edit),
    ...(await checkCourses(tx, by, edit.courseIds ?? [])),
  ])
  const { unreadable: _, courseIds, name, ...values } = edit
  const moved = differing(
    {
      ...values,
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(courseIds === undefined ? {} : { courseIds: courseIds as readonly CourseId[] }), // each was found
    },
    before,
  )
  if (moved === undefined) return before
  await tx.programs.update(by.accountId, id, moved)
  const after = await requireProgram(tx, by, id)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'program',
    subjectId: id,
    before: programState(before),
    after: programState(after),
  })
  if (courseIds !== undefined && !isDeepStrictEqual(before.courseIds, after.courseIds)) {
    const added = after.courseIds.filter((course) => !before.courseIds.includes(course))
    await startLargeWork(
      tx,
      by,
      { kind: 'settle_program', programId: id, added, after: 0 },
      { step: settleProgramPortion },
    )
  }
  return after
}
