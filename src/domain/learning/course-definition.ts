// A complete description of a course: its values, its content, who it is for, and how people are invited to it.
// Applying a definition creates the course or updates what differs; applying it again changes nothing.
import { isDeepStrictEqual } from 'node:util'
import { fold } from '../../lib/text.ts'
import { getActor } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { refuseIfAny } from '../checks.ts'
import {
  checkCourse,
  checkCourseCode,
  createCourse,
  updateCourse,
  requireCourse,
} from '../courses/courses.ts'
import type { Course, CourseValues } from '../courses/course.ts'
import { issue, type Issue } from '../errors.ts'
import type { CourseId, GroupId } from '../ids.ts'
import { checkWords, setInvitationText } from './invitations.ts'
import { NO_WORDS, type InvitationTarget, type InvitationText } from './invitation.ts'
import { checkContent } from '../courses/content.ts'
import { setContent } from './set-content.ts'
import type { LessonValues, Quiz } from '../courses/lesson.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'

/** Omitted keys keep their values; a given key replaces the whole value. */
export interface CourseDefinition {
  /** An existing course. Omitted: the one with the code, or else a new one. */
  readonly id?: number
  readonly values: Partial<Omit<CourseValues, 'inCatalog'>>
  /** The names of the groups that a course with visibility `groups` is for. */
  readonly groups?: readonly string[]
  readonly lessons?: readonly LessonValues[]
  readonly quiz?: Quiz | null
  readonly invitation?: InvitationText
}

/** A course with everything that a definition can describe. */
export interface WholeCourse {
  readonly course: Course
  readonly groups: readonly string[]
  readonly lessons: readonly LessonValues[]
  readonly quiz: Quiz | null
  readonly invitation: InvitationText
}

/** The state before a definition was applied, and after. */
export interface Applied<Whole> {
  /** undefined: it is new. */
  readonly before: Whole | undefined
  readonly after: Whole
}

/** @throws forbidden, not_found */
export async function getWholeCourse(reader: Reader, by: Principal, id: CourseId): Promise<WholeCourse> {
  await demandDefining(reader, by)
  return wholeCourse(reader, by, await requireCourse(reader, by, id))
}

async function wholeCourse(reader: Reader, by: Principal, course: Course): Promise<WholeCourse> {
  const { accountId } = by
  const groups: string[] = []
  for (const id of await reader.courseGroups.list(accountId, course.id)) {
    const group = await reader.groups.find(accountId, { id })
    if (group !== undefined) groups.push(group.name)
  }
  const { lessons, quiz } = await reader.content.get(accountId, course.id)
  return {
    course,
    groups,
    lessons: lessons.map(({ title, kind, content }) => ({ title, kind, content })),
    quiz,
    invitation: (await reader.invitations.findText(accountId, placeOf(course.id))) ?? NO_WORDS,
  }
}

/** All issues of a definition. Each issue names its position, such as `quiz.questions[0].choices`. @throws forbidden */
export async function checkCourseDefinition(
  reader: Reader,
  by: Principal,
  definition: CourseDefinition,
): Promise<Issue[]> {
  await demandDefining(reader, by)
  const { id, values, groups = [], invitation } = definition
  const known = await findDefined(reader, by, definition)
  const isNew = known === undefined && id === undefined
  return [
    ...(known === undefined && id !== undefined ? [issue('course', 'id', 'unknown', id)] : []),
    ...(isNew && values.name === undefined ? [issue('course', 'name', 'missing')] : []),
    ...checkCourse(values),
    ...(known !== undefined && known.code !== values.code
      ? await checkCourseCode(reader, by, values.code)
      : []),
    ...(await findGroups(reader, by, groups)).issues,
    ...checkContent(definition),
    ...(invitation === undefined ? [] : checkWords(invitation)).map((wrong) => ({
      ...wrong,
      field: `invitation.${wrong.field}`,
    })),
  ]
}

/** @throws forbidden, invalid (all issues) */
export async function createOrUpdateCourse(
  tx: Writer,
  by: Principal,
  definition: CourseDefinition,
): Promise<Applied<WholeCourse>> {
  await demandDefining(tx, by)
  refuseIfAny(await checkCourseDefinition(tx, by, definition))
  const { name = '', ...values } = definition.values
  const known = await findDefined(tx, by, definition)
  const before = known && (await wholeCourse(tx, by, known))
  const { id } = known ?? (await createCourse(tx, by, { ...values, name }))
  if (known !== undefined && differs(known, definition.values)) {
    await updateCourse(tx, by, id, definition.values)
  }
  const current = before ?? { groups: [], lessons: [], quiz: null }
  await applyGroups(tx, by, id, current.groups, definition.groups)
  await applyContent(tx, by, id, current, definition)
  if (definition.invitation !== undefined) {
    await setInvitationText(tx, by, placeOf(id), definition.invitation)
  }
  const after = await tx.courses.find(by.accountId, id)
  if (after === undefined) throw new Error(`course ${id} has vanished`)
  return { before, after: await wholeCourse(tx, by, after) }
}

async function applyGroups(
  tx: Writer,
  by: Principal,
  course: CourseId,
  before: readonly string[],
  wanted: readonly string[] = before,
): Promise<void> {
  const { ids, names } = await findGroups(tx, by, wanted)
  if (isDeepStrictEqual(new Set(names), new Set(before))) return
  await tx.courseGroups.set(by.accountId, course, ids)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'course',
    subjectId: course,
    before: { groups: before },
    after: { groups: names },
  })
}

async function applyContent(
  tx: Writer,
  by: Principal,
  course: CourseId,
  before: Pick<WholeCourse, 'lessons' | 'quiz'>,
  definition: CourseDefinition,
): Promise<void> {
  const { quiz = before.quiz } = definition
  const lessons = (definition.lessons ?? before.lessons).map((lesson) => ({
    ...lesson,
    title: lesson.title.trim(),
  }))
  if (isDeepStrictEqual({ lessons, quiz }, { lessons: before.lessons, quiz: before.quiz })) return
  await setContent(tx, by, course, { lessons, quiz })
}

async function findDefined(
  reader: Reader,
  by: Principal,
  { id, values: { code } }: CourseDefinition,
): Promise<Course | undefined> {
  if (id !== undefined) return reader.courses.find(by.accountId, id as CourseId)
  return code == null ? undefined : reader.courses.findByCode(by.accountId, code)
}

async function findGroups(reader: Reader, by: Principal, wanted: readonly string[]) {
  const ids: GroupId[] = []
  const names: string[] = []
  const issues: Issue[] = []
  for (const [index, name] of wanted.entries()) {
    const group = await reader.groups.findByName(by.accountId, fold(name))
    if (group === undefined) {
      issues.push(issue('course', `groups[${index}]`, 'unknown', name))
    } else {
      ids.push(group.id)
      names.push(group.name)
    }
  }
  return { ids, names, issues }
}

function differs(course: Course, { name, ...values }: CourseDefinition['values']): boolean {
  const wanted = name === undefined ? values : { ...values, name: name.trim() }
  return !isDeepStrictEqual(course, { ...course, ...wanted })
}

function placeOf(courseId: CourseId): InvitationTarget {
  return { of: 'course', courseId }
}

/** A definition contains the whole course, including the right answers. */
async function demandDefining(reader: Reader, by: Principal): Promise<void> {
  demand(mayEditCourses(await getActor(reader, by)), 'course', 'edit')
}
