import { getActor } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import {
  type Draft,
  MAX_LINE,
  checkLanguage,
  checkLine,
  checkName,
  checkText,
  checkUnlessUnreadable,
  checkWebAddress,
  refuseIfAny,
} from '../checks.ts'
import { checkCertificate, checkDays } from './certificate-terms.ts'
import { type Course, type CourseValues, SELF_ENROLMENTS, VISIBILITIES } from './course.ts'
import { differing } from '../differing.ts'
import { type Issue, issue, notFound } from '../errors.ts'
import type { CourseId } from '../ids.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'

export type CourseChange = Partial<CourseValues> & Draft

export type NewCourse = CourseChange & Pick<CourseValues, 'name'>

/** The course with the id; the caller may see it. @throws not_found */
export async function requireCourse(
  reader: Reader,
  by: Pick<Principal, 'accountId'>,
  id: CourseId,
): Promise<Course> {
  const course = await reader.courses.find(by.accountId, id)
  if (course === undefined) throw notFound('course', id)
  return course
}

/** @throws forbidden, invalid (name, code, …), conflict (code) */
export async function createCourse(tx: Writer, by: Principal, draft: NewCourse): Promise<Course> {
  demand(mayEditCourses(await getActor(tx, by)), 'course', 'create')
  refuseIfAny([
    ...(draft.unreadable ?? []),
    ...checkCourse(draft),
    ...(await checkCourseCode(tx, by, draft.code)),
  ])
  const course = await tx.courses.insert(by.accountId, {
    name: draft.name.trim(),
    type: draft.type ?? 'page',
    code: draft.code ?? null,
    summary: draft.summary ?? null,
    duration: draft.duration ?? null,
    isActive: draft.isActive ?? true,
    author: draft.author ?? null,
    ...visibilityOf(draft, 'members'),
    selfEnrolment: draft.selfEnrolment ?? 'invitation',
    locale: draft.locale ?? null,
    thumbnailUrl: draft.thumbnailUrl ?? null,
    certificate: draft.certificate ?? null,
    dueDays: draft.dueDays ?? null,
    repeatDays: draft.repeatDays ?? null,
  })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'course',
    subjectId: course.id,
    after: courseState(course),
  })
  return course
}

/** Updates only the given fields. @throws not_found, forbidden, invalid, conflict (code) */
export async function updateCourse(
  tx: Writer,
  by: Principal,
  id: CourseId,
  edit: CourseChange,
): Promise<Course> {
  await requireCourse(tx, by, id)
  demand(mayEditCourses(await getActor(tx, by)), 'course', 'edit')
  await tx.courses.lock(by.accountId, id)
  const before = await requireCourse(tx, by, id)
  const newCode = edit.code === before.code ? null : edit.code
  refuseIfAny([...(edit.unreadable ?? []), ...checkCourse(edit), ...(await checkCourseCode(tx, by, newCode))])
  const { unreadable: _, ...values } = edit
  const moved = differing(
    {
      ...values,
      ...visibilityOf(edit, before.visibility),
      ...(edit.name === undefined ? {} : { name: edit.name.trim() }),
    },
    before,
  )
  if (moved === undefined) return before
  await tx.courses.update(by.accountId, id, moved)
  const after = await requireCourse(tx, by, id)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'course',
    subjectId: id,
    before: courseState(before),
    after: courseState(after),
  })
  return after
}

/** Two doors express this in different ways; `visibility` takes precedence. */
function visibilityOf(
  { visibility, inCatalog }: CourseChange,
  before: CourseValues['visibility'],
): Pick<CourseValues, 'visibility' | 'inCatalog'> {
  const settled = visibility ?? (inCatalog === undefined ? before : ofCatalog(inCatalog, before))
  return { visibility: settled, inCatalog: settled !== 'groups' }
}

function ofCatalog(inCatalog: boolean, before: CourseValues['visibility']): CourseValues['visibility'] {
  if (!inCatalog) return 'groups'
  return before === 'groups' ? 'members' : before
}

/** Issues of the new values of a course. */
export function checkCourse(edit: CourseChange): Issue[] {
  const { duration } = edit
  return [
    ...checkUnlessUnreadable(edit, 'name', () =>
      edit.name === undefined ? [] : checkName('course', 'name', edit.name),
    ),
    ...checkText('course', 'code', edit.code, MAX_LINE),
    ...checkText('course', 'summary', edit.summary),
    ...checkLine('course', 'author', edit.author),
    ...checkLanguage('course', 'locale', edit.locale),
    ...checkWebAddress('course', 'thumbnailUrl', edit.thumbnailUrl),
    ...checkWord('visibility', edit.visibility, VISIBILITIES),
    ...checkWord('selfEnrolment', edit.selfEnrolment, SELF_ENROLMENTS),
    ...checkCertificate('course', edit.certificate),
    ...checkDays('course', 'dueDays', edit.dueDays),
    ...checkDays('course', 'repeatDays', edit.repeatDays),
    ...(duration == null || (Number.isSafeInteger(duration) && duration >= 0)
      ? []
      : [issue('course', 'duration', 'malformed')]),
  ]
}

function checkWord(field: string, word: string | undefined, words: readonly string[]): Issue[] {
  return word === undefined || words.includes(word) ? [] : [issue('course', field, 'malformed', word)]
}

/** The issue for a code that another course has. */
export async function checkCourseCode(
  reader: Reader,
  by: Principal,
  code: string | null | undefined,
): Promise<Issue[]> {
  if (code == null) return []
  const other = await reader.courses.findByCode(by.accountId, code)
  return other === undefined ? [] : [issue('course', 'code', 'taken', code)]
}

export function courseState(course: Course): AuditState {
  const { id: _, created: __, modified: ___, ...state } = course
  return state
}
