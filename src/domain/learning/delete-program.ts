import { actorOf } from '../actor.ts'
import { programState } from '../courses/programs.ts'
import { knownProgram } from '../courses/read-programs.ts'
import type { ProgramId } from '../ids.ts'
import { deleteProgramPortion } from './delete-in-portions.ts'
import { beginWork } from './large-work.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'

/**
 * Deletes a program. Enrolments in its courses and their results stay. The program is gone at once; of many people in it
 * the first 200 go with it, and the others in portions after it.
 * @throws not_found, forbidden
 */
export async function deleteProgram(tx: Writer, by: Principal, id: ProgramId): Promise<void> {
  await knownProgram(tx, by, id)
  demand(mayEditCourses(await actorOf(tx, by)), 'program', 'delete')
  await tx.programs.lock(by.accountId, id)
  const program = await knownProgram(tx, by, id)
  await tx.programs.hide(by.accountId, id)
  await beginWork(tx, by, { kind: 'delete_program', programId: id }, deleteProgramPortion)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'program',
    subjectId: id,
    before: programState(program),
  })
}
