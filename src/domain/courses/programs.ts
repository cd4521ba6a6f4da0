import { getActor } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import { type Draft, checkLanguage, checkName, checkText, checkWebAddress, refuseIfAny } from '../checks.ts'
import { type CertificateTerms, checkCertificate } from './certificate-terms.ts'
import type { Program } from './program.ts'
import { type Issue, issue } from '../errors.ts'
import type { CourseId } from '../ids.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'

export interface ProgramDraft extends Draft {
  readonly name: string
  readonly code?: string | null
  readonly description?: string | null
  /** In the order in which they are to be taken; each once. */
  readonly courseIds: readonly number[]
  readonly locale?: string | null
  readonly thumbnailUrl?: string | null
  readonly isActive?: boolean
  readonly certificate?: CertificateTerms | null
}

export type ProgramChange = Partial<ProgramDraft>

/**
 * @throws forbidden, invalid (name, code, description; courses: unknown, taken when one is named twice), conflict (code)
 */
export async function createProgram(tx: Writer, by: Principal, draft: ProgramDraft): Promise<Program> {
  demand(mayEditCourses(await getActor(tx, by)), 'program', 'create')
  refuseIfAny([
    ...(draft.unreadable ?? []),
    ...checkProgram(draft),
    ...(await checkCourses(tx, by, draft.courseIds)),
  ])
  const program = await tx.programs.insert(by.accountId, {
    name: draft.name.trim(),
    code: draft.code ?? null,
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

/** Issues of the new values of a program. */
export function checkProgram(edit: ProgramChange): Issue[] {
  return [
    ...(edit.name === undefined ? [] : checkName('program', 'name', edit.name)),
    ...(edit.code == null ? [] : checkName('program', 'code', edit.code)), // either non-empty or absent
    ...checkText('program', 'description', edit.description),
    ...checkLanguage('program', 'locale', edit.locale),
    ...checkWebAddress('program', 'thumbnailUrl', edit.thumbnailUrl),
    ...checkCertificate('program', edit.certificate),
  ]
}

export async function checkCourses(reader: Reader, by: Principal, ids: readonly number[]): Promise<Issue[]> {
  const issues: Issue[] = []
  const found = await reader.courses.listKeys(by.accountId, { ids: ids as CourseId[] })
  const known = new Set<number>(found.map(({ id }) => id))
  const seen = new Set<number>()
  for (const id of ids) {
    if (seen.has(id)) issues.push(issue('program', 'courses', 'taken', id))
    else if (!known.has(id)) issues.push(issue('program', 'courses', 'unknown', id))
    seen.add(id)
  }
  return issues
}

export function programState({ id: _, created: __, modified: ___, ...state }: Program): AuditState {
  return state
}
