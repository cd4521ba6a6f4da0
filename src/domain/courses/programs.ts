import { isDeepStrictEqual } from 'node:util'
import { actorOf } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import { recordAudit } from '../record-audit.ts'
import type { CertificateTerms } from '../learning/certificate.ts'
import { checkCertificate } from '../learning/certificates.ts'
import { checkLanguage, checkName, checkText, checkWebAddress, refuseIfAny, type Draft } from '../checks.ts'
import { deleteProgramPortion } from '../learning/delete-in-portions.ts'
import { beginWork } from '../learning/large-work.ts'
import { issue, type Issue } from '../errors.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Program } from './program.ts'
import { getProgram } from '../learning/program-memberships.ts'
import { settleProgramPortion } from '../learning/program-progress.ts'
import type { Reader, Writer } from '../store.ts'

export interface ProgramDraft extends Draft {
  readonly name: string
  readonly description?: string | null
  /** In the order in which they are taken; each once. */
  readonly courseIds: readonly number[]
  readonly locale?: string | null
  readonly thumbnailUrl?: string | null
  readonly isActive?: boolean
  readonly certificate?: CertificateTerms | null
}

export type ProgramEdit = Partial<ProgramDraft>

/** @throws forbidden, invalid (name, description; courses: unknown, taken when one is named twice) */
export async function createProgram(tx: Writer, by: Principal, draft: ProgramDraft): Promise<Program> {
  demand(mayEditCourses(await actorOf(tx, by)), 'program', 'create')
  refuseIfAny([
    ...(draft.unreadable ?? []),
    ...checkProgram(draft),
    ...(await checkCourses(tx, by, draft.courseIds)),
  ])
  const program = await tx.programs.insert(by.accountId, {
    name: draft.name.trim(),
    description: draft.description ?? null,
    courseIds: draft.courseIds as readonly CourseId[], // each was found
    locale: draft.locale ?? null,
    thumbnailUrl: draft.thumbnailUrl ?? null,
    isActive: draft.isActive ?? true,
    certificate: draft.certificate ?? null,
  })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'program',
    subjectId: program.id,
    after: programState(program),
  })
  return program
}

/**
 * Changes what is said; the rest stays. Whoever is in the program and hasn't completed it is enrolled in the courses
 * that come in: who is put into a program is meant to take its courses (docs/contracts/coursepath.md 7.4). When a course
 * goes out, enrolments and results in it stay; who has passed all that are left completes the program by that. Of many
 * people the first follow at once, and the others in portions after them.
 * @throws not_found, forbidden, invalid
 */
export async function editProgram(
  tx: Writer,
  by: Principal,
  id: ProgramId,
  edit: ProgramEdit,
): Promise<Program> {
  await getProgram(tx, by, id)
  demand(mayEditCourses(await actorOf(tx, by)), 'program', 'edit')
  await tx.programs.lock(by.accountId, id)
  const before = await getProgram(tx, by, id)
  refuseIfAny([
    ...(edit.unreadable ?? []),
    ...checkProgram(edit),
    ...(await checkCourses(tx, by, edit.courseIds ?? [])),
  ])
  const { unreadable: _, courseIds, name, ...values } = edit
  await tx.programs.update(by.accountId, id, {
    ...values,
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(courseIds === undefined ? {} : { courseIds: courseIds as readonly CourseId[] }), // each was found
  })
  const after = await getProgram(tx, by, id)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'program',
    subjectId: id,
    before: programState(before),
    after: programState(after),
  })
  if (courseIds !== undefined && !isDeepStrictEqual(before.courseIds, after.courseIds)) {
    const added = after.courseIds.filter((course) => !before.courseIds.includes(course))
    await beginWork(tx, by, { kind: 'settle_program', programId: id, added, after: 0 }, settleProgramPortion)
  }
  return after
}

/**
 * Deletes a program. Enrolments in its courses and their results stay. The program is gone at once; of many people in it
 * the first 200 go with it, and the others in portions after it.
 * @throws not_found, forbidden
 */
export async function deleteProgram(tx: Writer, by: Principal, id: ProgramId): Promise<void> {
  await getProgram(tx, by, id)
  demand(mayEditCourses(await actorOf(tx, by)), 'program', 'delete')
  await tx.programs.lock(by.accountId, id)
  const program = await getProgram(tx, by, id)
  await tx.programs.hide(by.accountId, id)
  await beginWork(tx, by, { kind: 'delete_program', programId: id }, deleteProgramPortion)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'program',
    subjectId: id,
    before: programState(program),
  })
}

/** Issues of what shall be said of a program. */
export function checkProgram(edit: ProgramEdit): Issue[] {
  return [
    ...(edit.name === undefined ? [] : checkName('program', 'name', edit.name)),
    ...checkText('program', 'description', edit.description),
    ...checkLanguage('program', 'locale', edit.locale),
    ...checkWebAddress('program', 'thumbnailUrl', edit.thumbnailUrl),
    ...checkCertificate('program', edit.certificate),
  ]
}

async function checkCourses(reader: Reader, by: Principal, ids: readonly number[]): Promise<Issue[]> {
  const issues: Issue[] = []
  const found = await reader.courses.page(by.accountId, { id: ids }, { offset: 0, limit: ids.length })
  const known = new Set<number>(found.map(({ id }) => id))
  const seen = new Set<number>()
  for (const id of ids) {
    if (seen.has(id)) issues.push(issue('program', 'courses', 'taken', id))
    else if (!known.has(id)) issues.push(issue('program', 'courses', 'unknown', id))
    seen.add(id)
  }
  return issues
}

function programState({ id: _, created: __, modified: ___, ...state }: Program): AuditState {
  return state
}
