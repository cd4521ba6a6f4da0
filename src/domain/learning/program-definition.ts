// A complete description of a program, as for courses (course-definition.ts).
import { isDeepStrictEqual } from 'node:util'
import { getActor } from '../actor.ts'
import { refuseIfAny } from '../checks.ts'
import type { Applied } from './course-definition.ts'
import { issue, type Issue } from '../errors.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { checkWords, setInvitationText } from './invitations.ts'
import { NO_WORDS, type InvitationTarget, type InvitationText } from './invitation.ts'
import { demand, mayEditCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { CourseKey } from '../courses/course-store.ts'
import type { NewProgram, Program } from '../courses/program.ts'
import { requireProgram } from '../courses/read-programs.ts'
import { checkProgram, createProgram } from '../courses/programs.ts'
import { updateProgram } from './update-program.ts'
import type { Reader, Writer } from '../store.ts'

/** Omitted keys keep their values; a given key replaces the whole value. */
export interface ProgramDefinition {
  /** An existing program. Omitted: the one with the code or, without a code, with the name; or else a new one. */
  readonly id?: number
  readonly values: Partial<Omit<NewProgram, 'courseIds'>>
  /** In the order in which they are to be taken, each by its id or its code. */
  readonly courses?: readonly (number | string)[]
  readonly invitation?: InvitationText
}

/** A program with everything that a definition can describe. */
export interface WholeProgram {
  readonly program: Program
  readonly courses: readonly (number | string)[]
  readonly invitation: InvitationText
}

/** @throws forbidden, not_found */
export async function getWholeProgram(reader: Reader, by: Principal, id: ProgramId): Promise<WholeProgram> {
  await demandDefining(reader, by)
  return wholeProgram(reader, by, await requireProgram(reader, by, id))
}

async function wholeProgram(reader: Reader, by: Principal, program: Program): Promise<WholeProgram> {
  const keys = await reader.courses.listKeys(by.accountId, { ids: program.courseIds })
  const codes = new Map(keys.map(({ id, code }) => [id, code]))
  const courses = program.courseIds.map((id) => codes.get(id) ?? id)
  const invitation = (await reader.invitations.findText(by.accountId, placeOf(program.id))) ?? NO_WORDS
  return { program, courses, invitation }
}

/** The programs with a name; several may share it. @throws forbidden */
export async function listProgramsByName(
  reader: Reader,
  by: Principal,
  name: string,
): Promise<readonly Program[]> {
  await demandDefining(reader, by)
  return reader.programs.listByName(by.accountId, name)
}

/** All issues of a definition. Each issue names its position, such as `courses[1]`. @throws forbidden */
export async function checkProgramDefinition(
  reader: Reader,
  by: Principal,
  definition: ProgramDefinition,
): Promise<Issue[]> {
  await demandDefining(reader, by)
  const { id, values, courses = [], invitation } = definition
  const [known, second] = await findDefined(reader, by, definition)
  const isNew = known === undefined && id === undefined
  return [
    ...(known === undefined && id !== undefined ? [issue('program', 'id', 'unknown', id)] : []),
    ...(second === undefined ? [] : [issue('program', 'id', 'missing')]), // several programs have this name
    ...(isNew && values.name === undefined ? [issue('program', 'name', 'missing')] : []),
    ...checkProgram(values),
    ...(known !== undefined && known.code !== values.code
      ? await checkProgramCode(reader, by, values.code)
      : []),
    ...(await findCourses(reader, by, courses)).issues,
    ...(invitation === undefined ? [] : checkWords(invitation)).map((wrong) => ({
      ...wrong,
      field: `invitation.${wrong.field}`,
    })),
  ]
}

/** @throws forbidden, invalid (all issues) */
export async function createOrUpdateProgram(
  tx: Writer,
  by: Principal,
  definition: ProgramDefinition,
): Promise<Applied<WholeProgram>> {
  await demandDefining(tx, by)
  refuseIfAny(await checkProgramDefinition(tx, by, definition))
  const { name = '', ...values } = definition.values
  const [known] = await findDefined(tx, by, definition)
  const before = known && (await wholeProgram(tx, by, known))
  const courses = definition.courses && (await findCourses(tx, by, definition.courses)).ids
  const { id } = known ?? (await createProgram(tx, by, { ...values, name, courseIds: courses ?? [] }))
  if (known !== undefined) {
    const said = definition.values.name === undefined ? values : { ...values, name: name.trim() }
    const wanted = { ...said, ...(courses && { courseIds: courses }) }
    if (!isDeepStrictEqual(known, { ...known, ...wanted }))
      await updateProgram(tx, by, id, changed(known, wanted))
  }
  if (definition.invitation !== undefined) {
    await setInvitationText(tx, by, placeOf(id), definition.invitation)
  }
  const after = await tx.programs.find(by.accountId, id)
  if (after === undefined) throw new Error(`program ${id} has vanished`)
  return { before, after: await wholeProgram(tx, by, after) }
}

/** Leaves out unchanged courses: setting them visits everybody in the program. */
function changed(known: Program, { courseIds, ...values }: Partial<NewProgram>): Partial<NewProgram> {
  return courseIds === undefined || isDeepStrictEqual(courseIds, known.courseIds)
    ? values
    : { ...values, courseIds }
}

async function findDefined(
  reader: Reader,
  by: Principal,
  { id, values: { code = null, name } }: ProgramDefinition,
): Promise<readonly Program[]> {
  if (id !== undefined) {
    const program = await reader.programs.find(by.accountId, id as ProgramId)
    return program === undefined ? [] : [program]
  }
  if (code !== null) {
    const program = await reader.programs.findByCode(by.accountId, code)
    return program === undefined ? [] : [program]
  }
  return name === undefined ? [] : listProgramsByName(reader, by, name)
}

/** The issue for a code that another program has. */
async function checkProgramCode(
  reader: Reader,
  by: Principal,
  code: string | null | undefined,
): Promise<Issue[]> {
  if (code == null) return []
  const other = await reader.programs.findByCode(by.accountId, code)
  return other === undefined ? [] : [issue('program', 'code', 'taken', code)]
}

async function findCourses(reader: Reader, by: Principal, wanted: readonly (number | string)[]) {
  const seen = new Set<CourseId>()
  const issues: Issue[] = []
  const keys = await reader.courses.listKeys(by.accountId, {
    ids: wanted.filter((name) => typeof name === 'number') as CourseId[],
    codes: wanted.filter((name) => typeof name === 'string'),
  })
  const byId = new Map<number, CourseKey>(keys.map((key) => [key.id, key]))
  const byCode = new Map(keys.map((key) => [key.code, key]))
  for (const [index, name] of wanted.entries()) {
    const course = typeof name === 'number' ? byId.get(name) : byCode.get(name)
    const place = `courses[${index}]`
    if (course === undefined) issues.push(issue('program', place, 'unknown', name))
    else if (seen.has(course.id)) issues.push(issue('program', place, 'taken', name))
    else seen.add(course.id)
  }
  return { ids: [...seen], issues }
}

function placeOf(programId: ProgramId): InvitationTarget {
  return { of: 'program', programId }
}

/** A definition contains the whole program. */
async function demandDefining(reader: Reader, by: Principal): Promise<void> {
  demand(mayEditCourses(await getActor(reader, by)), 'program', 'edit')
}
