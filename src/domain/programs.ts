import { actorOf } from './actor.ts'
import { recordAudit } from './audit.ts'
import type { CertificateTerms } from './certificate.ts'
import { checkCertificate } from './certificates.ts'
import { checkName, checkText, MAX_LINE, refuseIfAny, type Draft } from './checks.ts'
import { issue, type Issue } from './errors.ts'
import type { CourseId } from './ids.ts'
import { demand, mayEditCourses } from './permissions.ts'
import type { Principal } from './principal.ts'
import type { Program } from './program.ts'
import type { Reader, Writer } from './store.ts'

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

/** @throws forbidden, invalid (name, description; courses: unknown, taken when one is named twice) */
export async function createProgram(tx: Writer, by: Principal, draft: ProgramDraft): Promise<Program> {
  demand(mayEditCourses(await actorOf(tx, by)), 'program', 'create')
  refuseIfAny([
    ...(draft.unreadable ?? []),
    ...checkName('program', 'name', draft.name),
    ...checkText('program', 'description', draft.description),
    ...checkText('program', 'locale', draft.locale, MAX_LINE),
    ...checkText('program', 'thumbnailUrl', draft.thumbnailUrl),
    ...checkCertificate('program', draft.certificate),
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
    after: { name: program.name, description: program.description, courseIds: program.courseIds },
  })
  return program
}

async function checkCourses(reader: Reader, by: Principal, ids: readonly number[]): Promise<Issue[]> {
  const issues: Issue[] = []
  const seen = new Set<number>()
  for (const id of ids) {
    if (seen.has(id)) issues.push(issue('program', 'courses', 'taken', id))
    else if ((await reader.courses.find(by.accountId, id as CourseId)) === undefined) {
      issues.push(issue('program', 'courses', 'unknown', id))
    }
    seen.add(id)
  }
  return issues
}
