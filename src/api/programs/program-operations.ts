import Type from 'typebox'
import { PROGRAM_SORTS } from '../../domain/courses/course-list.ts'
import {
  getCountedProgram,
  getProgramId,
  listCourseIds,
  listCourseTitles,
  listProgramsInOrder,
  lockProgram,
} from '../../domain/courses/list-courses.ts'
import type { CourseRef } from '../../domain/courses/course.ts'
import type { Program as DomainProgram } from '../../domain/courses/program.ts'
import { createProgram, type ProgramChange } from '../../domain/courses/programs.ts'
import type { CourseId, MemberId, ProgramId } from '../../domain/ids.ts'
import { countResults } from '../../domain/learning/count-people.ts'
import { deleteProgram } from '../../domain/learning/delete-program.ts'
import { MEMBERSHIP_SORTS } from '../../domain/learning/enrolment-list.ts'
import { createProgramInviteJob } from '../../domain/learning/jobs.ts'
import { findMembershipView, listProgramMembersInOrder } from '../../domain/learning/list-enrolments.ts'
import {
  joinProgram,
  leaveProgram,
  lockProgramMembership,
  updateProgramMembership,
} from '../../domain/learning/program-memberships.ts'
import { createOrUpdateCodedProgram } from '../../domain/learning/create-or-update-coded-program.ts'
import { updateProgram } from '../../domain/learning/update-program.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { together } from '../../domain/together.ts'
import { addressOf } from '../address.ts'
import { certificateOf } from '../courses/certificate-terms.ts'
import { invitationOperations } from '../invitations/invitation-operations.ts'
import type { Fault } from '../problems/catalogue.ts'
import { Problem } from '../problems/problem.ts'
import { created, DONE, thing } from '../table/answer.ts'
import { bulk } from '../table/bulk.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { reads, writes, type Embed, type Operation } from '../table/operation.ts'
import { codeIn, findPlace, personAt, personIn, programRef, unlessMissing } from '../table/places.ts'
import { change, Day, named, orNull, page, PlaceInBody, request } from '../table/shapes.ts'
import { programFilter, programFilters } from './list-parameters.ts'
import { presentProgram, presentProgramMember } from './present-program.ts'
import {
  coursesInOrder,
  Program,
  ProgramCourses,
  programCode,
  programDetails,
  ProgramMember,
  programName,
} from './program-shapes.ts'

const details = Type.Partial(Type.Object(programDetails)).properties

const createOne = writes({
  id: 'createProgram',
  method: 'POST',
  path: '/programs',
  summary: 'Create a program',
  scope: 'courses:write',
  body: request({
    name: programName,
    code: Type.Optional(programCode),
    courses: Type.Optional(Type.Array(PlaceInBody, { maxItems: 500 })),
    ...details,
  }),
  answers: { 201: Program },
  problems: ['code_taken'],
  example: { body: { name: 'First month', courses: ['code:SAF-100'] } },
  write: async (tx, call) => {
    const { name, courses = [], ...more } = call.body
    const { id } = await createProgram(tx, call.by, {
      ...changeOf(more, null),
      name,
      courseIds: await coursesIn(tx, call, courses, '/courses'),
    })
    return created(presentProgram(await getCountedProgram(tx, call.by, { id })), `/programs/${id}`)
  },
})

const updateOne = writes({
  id: 'updateProgram',
  method: 'PATCH',
  path: '/programs/{program}',
  summary: 'Change a program',
  scope: 'courses:write',
  body: change({ name: programName, code: programCode, ...programDetails }),
  answers: { 200: Program },
  problems: ['code_taken'],
  example: { body: { description: 'What everybody takes first.' } },
  current: currentProgram,
  write: async (tx, { by, path, body }) => {
    const { id, certificate } = await lockProgram(tx, by, programRef(path.program))
    await updateProgram(tx, by, id, changeOf(body, certificate))
    return thing(presentProgram(await getCountedProgram(tx, by, { id })))
  },
})

const deleteOne = writes({
  id: 'deleteProgram',
  method: 'DELETE',
  path: '/programs/{program}',
  summary: 'Delete a program',
  description: 'Enrolments in its courses and their results stay.',
  scope: 'courses:write',
  answers: { 204: null },
  current: currentProgram,
  effects: async (tx, { by, path }) => {
    const counts = await countResults(tx, by, { program: await programAt(tx, by, path.program) })
    return {
      membershipsDeleted: counts.people,
      completionsDeleted: counts.completed,
      certificatesRevoked: counts.certificates,
    }
  },
  write: async (tx, { by, path }) => {
    await deleteProgram(tx, by, await programAt(tx, by, path.program))
    return DONE
  },
})

/** `/programs`: ordered sets of courses. */
export const programOperations: readonly Operation[] = [
  reads({
    id: 'listPrograms',
    path: '/programs',
    summary: 'Programs',
    scope: 'courses:read',
    query: { ...listParameters(PROGRAM_SORTS), ...searched, ...programFilters },
    answers: { 200: page(Program) },
    example: { query: 'sort=name' },
    expand: { courses: embedCourses },
    read: async (reader, call) => {
      const programs = await listProgramsInOrder(reader, call.by, {
        ...listRequest(call, PROGRAM_SORTS),
        filter: await programFilter(reader, call.by, call.query),
      })
      return listAnswer(call, programs, presentProgram)
    },
  }),
  createOne,
  reads({
    id: 'getProgram',
    path: '/programs/{program}',
    summary: 'A program',
    scope: 'courses:read',
    answers: { 200: Program },
    expand: { courses: embedCourses },
    read: async (reader, { by, path }) =>
      thing(presentProgram(await getCountedProgram(reader, by, programRef(path.program)))),
  }),
  updateOne,
  writes({
    id: 'putProgram',
    method: 'PUT',
    path: '/programs/{program}',
    summary: 'Create or update a program by its code',
    description:
      'The path names it by its code: `/programs/code:ONBOARDING`. What isn’t said stays as it is.',
    scope: 'courses:write',
    body: request({
      name: programName,
      courses: Type.Optional(Type.Array(PlaceInBody, { maxItems: 500 })),
      ...details,
    }),
    answers: { 200: Program, 201: Program },
    example: { path: '/programs/code:ONBOARDING', body: { name: 'First month', courses: ['code:SAF-100'] } },
    current: async (tx, call) => {
      codeIn(call.path.program, 'program')
      return (await unlessMissing(() => currentProgram(tx, call))) ?? null
    },
    write: async (tx, call) => {
      const { name, courses, ...more } = call.body
      const courseIds = courses && (await coursesIn(tx, call, courses, '/courses'))
      const code = codeIn(call.path.program, 'program')
      const { id, isNew } = await createOrUpdateCodedProgram(tx, call.by, code, (before) => ({
        ...changeOf(more, before?.certificate ?? null),
        name,
        ...(courseIds && { courseIds }),
      }))
      const program = presentProgram(await getCountedProgram(tx, call.by, { id }))
      return isNew ? created(program, `/programs/${id}`) : thing(program)
    },
  }),
  deleteOne,
  bulk({
    id: 'bulkPrograms',
    path: '/programs/bulk',
    summary: 'Create, update and delete many programs at once',
    scope: 'courses:write',
    place: 'program',
    verbs: { create: createOne, update: updateOne, delete: deleteOne },
    example: [{ op: 'create', name: 'First month', code: 'ONB-900' }],
  }),
  reads({
    id: 'listProgramCourses',
    path: '/programs/{program}/courses',
    summary: 'The courses of a program, in the order in which they are taken',
    scope: 'courses:read',
    answers: { 200: ProgramCourses },
    read: async (reader, call) => thing(await coursesOf(reader, call)),
  }),
  writes({
    id: 'putProgramCourses',
    method: 'PUT',
    path: '/programs/{program}/courses',
    summary: 'Replace the courses of a program',
    description: 'Whoever is in the program is enrolled in the courses that come in.',
    scope: 'courses:write',
    body: request(coursesInOrder),
    answers: { 200: ProgramCourses },
    example: { body: { items: ['code:SAF-100', 'code:SAF-101'] } },
    current: async (tx, call) => {
      await lockProgram(tx, call.by, programRef(call.path.program))
      return coursesOf(tx, call)
    },
    effects: async (tx, call) => {
      const { program, memberCount } = await getCountedProgram(tx, call.by, programRef(call.path.program))
      const wanted = new Set(await coursesIn(tx, call, call.body.items, '/items'))
      const before = new Set(program.courseIds)
      return {
        coursesAdded: wanted.difference(before).size,
        coursesRemoved: before.difference(wanted).size,
        peopleConcerned: memberCount,
      }
    },
    write: async (tx, call) => {
      const courseIds = await coursesIn(tx, call, call.body.items, '/items')
      await updateProgram(tx, call.by, await programAt(tx, call.by, call.path.program), { courseIds })
      return thing(await coursesOf(tx, call))
    },
  }),
  reads({
    id: 'listProgramMembers',
    path: '/programs/{program}/members',
    summary: 'The people in a program',
    scope: 'courses:read',
    query: {
      ...listParameters(MEMBERSHIP_SORTS),
      ...whenChanged,
      dueFrom: Type.Optional(Day),
      dueBefore: Type.Optional(Day),
    },
    answers: { 200: page(ProgramMember) },
    read: async (reader, call) => {
      const { program } = await getCountedProgram(reader, call.by, programRef(call.path.program))
      const { dueFrom, dueBefore } = call.query
      const members = await listProgramMembersInOrder(reader, call.by, {
        ...listRequest(call, MEMBERSHIP_SORTS),
        filter: {
          ...whenChangedFilter(call.query),
          program: [program.id],
          ...(dueFrom !== undefined && { dueFrom }),
          ...(dueBefore !== undefined && { dueBefore }),
        },
      })
      const address = await addressOf(reader, call)
      return listAnswer(call, members, (one) => presentProgramMember(one, address))
    },
  }),
  writes({
    id: 'addProgramMember',
    method: 'POST',
    path: '/programs/{program}/members',
    summary: 'Add a person to a program',
    description: 'They are enrolled in its courses. Who is in it already stays so.',
    scope: 'courses:write',
    body: request({ person: PlaceInBody, dueDate: Type.Optional(orNull(Day)) }),
    answers: { 201: ProgramMember },
    example: { body: { person: 1, dueDate: '2026-12-31' } },
    write: async (tx, call) => {
      const [program, person] = await together(
        programAt(tx, call.by, call.path.program),
        personIn(tx, call.by, call.body.person, '/person'),
      )
      await joinProgram(tx, call.by, program, person)
      const { dueDate } = call.body
      if (dueDate !== undefined)
        await updateProgramMembership(tx, call.by, { programId: program, memberId: person }, { dueDate })
      return created(await memberOf(tx, call, program, person), `/programs/${program}/members/${person}`)
    },
  }),
  reads({
    id: 'getProgramMember',
    path: '/programs/{program}/members/{person}',
    summary: 'A person in a program',
    scope: 'courses:read',
    answers: { 200: ProgramMember },
    read: async (reader, call) => {
      const [program, person] = await membershipAt(reader, call)
      return thing(await memberOf(reader, call, program, person))
    },
  }),
  writes({
    id: 'updateProgramMember',
    method: 'PATCH',
    path: '/programs/{program}/members/{person}',
    summary: 'Change the due date of a person in a program',
    scope: 'courses:write',
    body: change({ dueDate: orNull(Day) }),
    answers: { 200: ProgramMember },
    example: { path: '/programs/1/members/1', body: { dueDate: '2026-12-31' } },
    current: currentMember,
    write: async (tx, call) => {
      const [program, person] = await membershipAt(tx, call)
      await updateProgramMembership(tx, call.by, { programId: program, memberId: person }, call.body)
      return thing(await memberOf(tx, call, program, person))
    },
  }),
  writes({
    id: 'removeProgramMember',
    method: 'DELETE',
    path: '/programs/{program}/members/{person}',
    summary: 'Remove a person from a program',
    description: 'Enrolments in its courses and their results stay.',
    scope: 'courses:write',
    answers: { 204: null },
    current: currentMember,
    effects: async (tx, call) => {
      const [program, person] = await membershipAt(tx, call)
      const { completed, certificate } = await memberOf(tx, call, program, person)
      return {
        completionsDeleted: completed === null ? 0 : 1,
        certificatesRevoked: certificate === null ? 0 : 1,
      }
    },
    write: async (tx, call) => {
      const [person, program] = await together(
        personAt(tx, call.by, call.path.person),
        programAt(tx, call.by, call.path.program),
      )
      await leaveProgram(tx, call.by, program, person)
      return DONE
    },
  }),
  ...invitationOperations({
    word: 'program',
    name: 'Program',
    path: '/programs/{program}',
    exampleSubject: 'Your first month',
    target: async (reader, { by, path }) => {
      const { program } = await getCountedProgram(reader, by, programRef(path.program))
      return { of: 'program', programId: program.id }
    },
    lock: (tx, { by, path }) => lockProgram(tx, by, programRef(path.program)),
    start: async (tx, { by, path }, links) =>
      createProgramInviteJob(tx, by, await programAt(tx, by, path.program), links),
  }),
]

interface ProgramInBody {
  readonly name?: string
  readonly code?: string | null
  readonly description?: string | null
  readonly active?: boolean
  readonly language?: string | null
  readonly thumbnailUrl?: string | null
  readonly certificateName?: string | null
  readonly certificateDays?: number | null
}

function changeOf(body: ProgramInBody, before: DomainProgram['certificate']): ProgramChange {
  const { active, language, certificateName, certificateDays, ...same } = body
  return {
    ...same,
    ...(active !== undefined && { isActive: active }),
    ...(language !== undefined && { locale: language }),
    ...certificateOf({ certificateName, certificateDays }, before),
  }
}

/** The ids of courses that a body names. @throws Problem invalid, with every value that names no course or one twice */
async function coursesIn(
  reader: Reader,
  { by }: Call,
  places: readonly (string | number)[],
  pointer: string,
): Promise<readonly CourseId[]> {
  const refs = places.map((place): CourseRef | undefined => {
    const ref = findPlace(String(place))
    return ref !== undefined && ('id' in ref || 'code' in ref) ? ref : undefined
  })
  const known = await listCourseIds(
    reader,
    by,
    refs.filter((ref) => ref !== undefined),
  )
  const rest = known.values()
  const found = refs.map((ref) => (ref === undefined ? undefined : rest.next().value))
  const errors = found.flatMap((id, at): Fault[] => {
    if (id === undefined) {
      return [{ pointer: `${pointer}/${at}`, code: 'unknown', value: String(places[at]) }]
    }
    return found.indexOf(id) < at ? [{ pointer: `${pointer}/${at}`, code: 'repeated' }] : []
  })
  if (errors.length > 0) throw new Problem('invalid', { errors })
  return found.filter((id) => id !== undefined)
}

/** The id of the program that a path names. @throws Problem not_found, DomainError not_found, forbidden */
async function programAt(reader: Reader, by: Call['by'], text: string | undefined): Promise<ProgramId> {
  return getProgramId(reader, by, programRef(text))
}

/** A person in a program. @throws Problem not_found, DomainError forbidden */
async function currentMember(tx: Writer, call: Call): Promise<unknown> {
  const [program, person] = await membershipAt(tx, call)
  await lockProgramMembership(tx, call.by, program, person)
  return memberOf(tx, call, program, person)
}

async function membershipAt(reader: Reader, { by, path }: Call): Promise<readonly [ProgramId, MemberId]> {
  return together(programAt(reader, by, path.program), personAt(reader, by, path.person))
}

async function memberOf(reader: Reader, call: Call, program: ProgramId, person: MemberId) {
  const [one, address] = await together(
    findMembershipView(reader, call.by, { programId: program, memberId: person }),
    addressOf(reader, call),
  )
  if (one === undefined) throw new Problem('not_found', { about: 'person' })
  return presentProgramMember(one, address)
}

async function coursesOf(reader: Reader, { by, path }: Call) {
  const { program } = await getCountedProgram(reader, by, programRef(path.program))
  const titles = await listCourseTitles(reader, by, program.courseIds)
  return { items: titled(program.courseIds, titles) }
}

function titled(ids: readonly CourseId[], titles: Awaited<ReturnType<typeof listCourseTitles>>) {
  return ids.flatMap((id) => {
    const course = titles.get(id)
    return course === undefined ? [] : [named(course)]
  })
}

async function currentProgram(tx: Writer, { by, path }: Call): Promise<unknown> {
  const { id } = await lockProgram(tx, by, programRef(path.program))
  return presentProgram(await getCountedProgram(tx, by, { id }))
}

async function embedCourses(...[reader, { by }, programs]: Parameters<Embed>) {
  const ids = programs.map(({ id }) => id as ProgramId) // as presented
  const { items } = await listProgramsInOrder(reader, by, {
    filter: { id: ids },
    page: { after: null, limit: ids.length + 1 },
  })
  const courseIds = new Map(items.map(({ program }) => [program.id, program.courseIds]))
  const titles = await listCourseTitles(reader, by, [...new Set([...courseIds.values()].flat())])
  return ids.map((id) => titled(courseIds.get(id) ?? [], titles))
}
