import { getActor } from '../actor.ts'
import type { Program } from '../courses/program.ts'
import { createProgram, type ProgramChange, type ProgramDraft } from '../courses/programs.ts'
import type { ProgramId } from '../ids.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { updateProgram } from './update-program.ts'

/**
 * Creates the program with a code, or updates the existing one. Of several simultaneous calls, one creates it.
 * @param draftOf what is wanted, given the program as it is; undefined where there is none yet
 * @throws forbidden, invalid (name, code, courses, …)
 */
export async function createOrUpdateCodedProgram(
  tx: Writer,
  by: Principal,
  code: string,
  draftOf: (before: Program | undefined) => Omit<ProgramChange, 'code'> & Pick<ProgramDraft, 'name'>,
): Promise<{ readonly id: ProgramId; readonly isNew: boolean }> {
  demand(mayEditCourses(await getActor(tx, by)), 'program', 'create')
  const find = () => tx.programs.findByCode(by.accountId, code)
  let known = await find()
  if (known === undefined) {
    await tx.accounts.lock(by.accountId)
    known = await find()
  }
  if (known === undefined) {
    const { courseIds = [], ...draft } = draftOf(undefined)
    return { id: (await createProgram(tx, by, { ...draft, courseIds, code })).id, isNew: true }
  }
  await tx.programs.lock(by.accountId, known.id)
  const before = (await tx.programs.find(by.accountId, known.id)) ?? known
  await updateProgram(tx, by, known.id, draftOf(before))
  return { id: known.id, isNew: false }
}
