import { getActor } from '../actor.ts'
import { programState } from '../courses/programs.ts'
import { requireProgram } from '../courses/read-programs.ts'
import type { ProgramId } from '../ids.ts'
import { deleteProgramPortion } from './delete-in-portions.ts'
import { startLargeWork } from './large-work.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'

/**
 * Deletes a program. Enrolments in its courses and their results stay. The program disappears at once; the first 200
 * people are removed with it, the others in portions afterwards.
 * @throws not_found, forbidden
 */
export async function deleteProgram(tx: Writer, by: Principal, id: ProgramId): Promise<void> {
  await requireProgram(tx, by, id)
  demand(mayEditCourses(await getActor(tx, by)), 'program', 'delete')
  await tx.programs.lock(by.accountId, id)
  const program = await requireProgram(tx, by, id)
  await tx.programs.hide(by.accountId, id)
  await startLargeWork(tx, by, { kind: 'delete_program', programId: id }, { step: deleteProgramPortion })
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'program',
    subjectId: id,
    before: programState(program),
  })
}
