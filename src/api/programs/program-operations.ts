import Type from 'typebox'
import { PROGRAM_SORTS } from '../../domain/courses/course-list.ts'
import {
  getCountedCourse,
  getCountedProgram,
  listCourseTitles,
  listProgramsInOrder,
  lockProgram,
} from '../../domain/courses/list-courses.ts'
import type { Program as DomainProgram } from '../../domain/courses/program.ts'
import { createProgram, type ProgramChange } from '../../domain/courses/programs.ts'
import { DomainError } from '../../domain/errors.ts'
import type { CourseId, MemberId, ProgramId } from '../../domain/ids.ts'
import { countResults } from '../../domain/learning/count-people.ts'
import { deleteProgram } from '../../domain/learning/delete-program.ts'
import { MEMBERSHIP_SORTS } from '../../domain/learning/enrolment-list.ts'
import { activationPath } from '../../domain/academy/address.ts'
import { INVITATION_LIFETIME, NO_WORDS } from '../../domain/learning/invitation.ts'
import { createProgramInviteJob } from '../../domain/learning/jobs.ts'
import { findInvitationText, setInvitationText } from '../../domain/learning/invitations.ts'
import { listProgramMembersInOrder } from '../../domain/learning/list-enrolments.ts'
import { joinProgram, leaveProgram } from '../../domain/learning/program-memberships.ts'
import { updateProgram } from '../../domain/learning/update-program.ts'
import { findMember } from '../../domain/people/find-member.ts'
import { getMember } from '../../domain/people/members.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { addressOf } from '../address.ts'
import { certificateOf } from '../courses/course-operations.ts'
import { InvitationWords, invitationWords } from '../courses/course-shapes.ts'
import { Job } from '../jobs/job-operations.ts'
import { presentJob } from '../jobs/present-job.ts'
import { Problem } from '../problems/problem.ts'
import { begun, created, DONE, thing } from '../table/answer.ts'
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
import { courseRef, findPlace, idsInQuery, placeInBody, programId } from '../table/places.ts'
import { change, named, page, PlaceInBody, request, several } from '../table/shapes.ts'
import { presentProgram, presentProgramMember } from './present-program.ts'
import {
  coursesInOrder,
  Program,
  ProgramCourses,
  programDetails,
  ProgramMember,
  programName,
} from './program-shapes.ts'

const details = Type.Partial(Type.Object(programDetails)).properties

/** `/programs`: ordered sets of courses. */
export const programOperations: readonly Operation[] = [
  reads({
    id: 'listPrograms',
    path: '/programs',
    summary: 'Programs',
    scope: 'courses:read',
    query: {
      ...listParameters(PROGRAM_SORTS),
      ...searched,
      ...whenChanged,
      active: Type.Optional(Type.Boolean()),
      language: several(Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 255 })])),
      course: several(PlaceInBody),
    },
    answers: { 200: page(Program) },
    example: { query: 'sort=name' },
    expand: { courses: embedCourses },
    read: async (reader, call) => {
      const { by, query } = call
      const { active, language, course } = query
      const programs = await listProgramsInOrder(reader, by, {
        ...listRequest(call, PROGRAM_SORTS),
        filter: {
          ...whenChangedFilter(query),
          ...(active !== undefined && { active }),
          ...(language !== undefined && { language }),
          ...(course !== undefined && {
            course: await idsInQuery(
              'course',
              course,
              courseRef,
              async (ref) => (await getCountedCourse(reader, by, ref)).course,
            ),
          }),
        },
      })
      return listAnswer(call, programs, presentProgram)
    },
  }),
  writes({
    id: 'createProgram',
    method: 'POST',
    path: '/programs',
    summary: 'Create a program',
    scope: 'courses:write',
    body: request({
      name: programName,
      courses: Type.Optional(Type.Array(PlaceInBody, { maxItems: 500 })),
      ...details,
    }),
    answers: { 201: Program },
    example: { body: { name: 'First month', courses: ['code:SAF-100'] } },
    write: async (tx, call) => {
      const { name, courses = [], ...more } = call.body
      const { id } = await createProgram(tx, call.by, {
        ...changeOf(more, null),
        name,
        courseIds: await coursesIn(tx, call, courses, '/courses'),
      })
      return created(presentProgram(await getCountedProgram(tx, call.by, id)), `/programs/${id}`)
    },
  }),
  reads({
    id: 'getProgram',
    path: '/programs/{program}',
    summary: 'A program',
    scope: 'courses:read',
    answers: { 200: Program },
    expand: { courses: embedCourses },
    read: async (reader, { by, path }) =>
      thing(presentProgram(await getCountedProgram(reader, by, programId(path.program)))),
  }),
  writes({
    id: 'updateProgram',
    method: 'PATCH',
    path: '/programs/{program}',
    summary: 'Change a program',
    scope: 'courses:write',
    body: change({ name: programName, ...programDetails }),
    answers: { 200: Program },
    example: { body: { description: 'What everybody takes first.' } },
    current: currentProgram,
    write: async (tx, { by, path, body }) => {
      const { id, certificate } = await lockProgram(tx, by, programId(path.program))
      await updateProgram(tx, by, id, changeOf(body, certificate))
      return thing(presentProgram(await getCountedProgram(tx, by, id)))
    },
  }),
  writes({
    id: 'deleteProgram',
    method: 'DELETE',
    path: '/programs/{program}',
    summary: 'Delete a program',
    description: 'Enrolments in its courses and their results stay.',
    scope: 'courses:write',
    answers: { 204: null },
    current: currentProgram,
    effects: async (tx, { by, path }) => {
      const counts = await countResults(tx, by, { program: programId(path.program) })
      return {
        membershipsDeleted: counts.people,
        completionsDeleted: counts.completed,
        certificatesRevoked: counts.certificates,
      }
    },
    write: async (tx, { by, path }) => {
      await deleteProgram(tx, by, programId(path.program))
      return DONE
    },
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
      await lockProgram(tx, call.by, programId(call.path.program))
      return coursesOf(tx, call)
    },
    effects: async (tx, call) => {
      const { program, memberCount } = await getCountedProgram(tx, call.by, programId(call.path.program))
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
      await updateProgram(tx, call.by, programId(call.path.program), { courseIds })
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
    },
    answers: { 200: page(ProgramMember) },
    read: async (reader, call) => {
      const { program } = await getCountedProgram(reader, call.by, programId(call.path.program))
      const members = await listProgramMembersInOrder(reader, call.by, {
        ...listRequest(call, MEMBERSHIP_SORTS),
        filter: { ...whenChangedFilter(call.query), program: [program.id] },
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
    body: request({ person: PlaceInBody }),
    answers: { 201: ProgramMember },
    example: { body: { person: 1 } },
    write: async (tx, call) => {
      const program = programId(call.path.program)
      const person = await findPerson(tx, call, call.body.person)
      if (person === undefined) {
        throw new Problem('invalid', { errors: [{ pointer: '/person', code: 'unknown' }] })
      }
      await joinProgram(tx, call.by, program, person)
      const { items } = await listProgramMembersInOrder(tx, call.by, {
        filter: { program: [program], member: [person] },
        page: { after: null, limit: 1 },
      })
      const [one] = items
      if (one === undefined) throw new Problem('not_found', { about: 'person' })
      return created(
        presentProgramMember(one, await addressOf(tx, call)),
        `/programs/${program}/members/${person}`,
      )
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
    write: async (tx, call) => {
      const person = await findPerson(tx, call, call.path.person ?? '')
      if (person === undefined) throw new Problem('not_found', { about: 'person' })
      await leaveProgram(tx, call.by, programId(call.path.program), person)
      return DONE
    },
  }),
  reads({
    id: 'getProgramInvitationText',
    path: '/programs/{program}/invitation-text',
    summary: 'The text of invitations to a program',
    scope: 'courses:read',
    answers: { 200: InvitationWords },
    read: async (reader, call) => thing(await wordsOf(reader, call)),
  }),
  writes({
    id: 'putProgramInvitationText',
    method: 'PUT',
    path: '/programs/{program}/invitation-text',
    summary: 'Set the text of invitations to a program',
    description: 'For what is left out or null the built-in words stand.',
    scope: 'courses:write',
    body: request(invitationWords),
    answers: { 200: InvitationWords },
    example: { body: { subject: 'Your first month' } },
    current: currentWords,
    write: async (tx, call) => {
      const place = { of: 'program', programId: programId(call.path.program) } as const
      await setInvitationText(tx, call.by, place, { ...NO_WORDS, ...call.body })
      return thing(await wordsOf(tx, call))
    },
  }),
  writes({
    id: 'deleteProgramInvitationText',
    method: 'DELETE',
    path: '/programs/{program}/invitation-text',
    summary: 'Reset the text of invitations to a program',
    scope: 'courses:write',
    answers: { 204: null },
    current: currentWords,
    write: async (tx, call) => {
      const place = { of: 'program', programId: programId(call.path.program) } as const
      await setInvitationText(tx, call.by, place, NO_WORDS)
      return DONE
    },
  }),
  writes({
    id: 'inviteToProgram',
    method: 'POST',
    path: '/programs/{program}/invite',
    summary: 'Invite everybody in a program who has not been invited yet',
    description: 'Long work: it is answered by a job, which tells how far it is.',
    scope: 'people:write',
    answers: { 202: Job },
    write: async (tx, call) => {
      const { invitationLifetime = INVITATION_LIFETIME } = call.services.settings
      const job = await createProgramInviteJob(tx, call.by, programId(call.path.program), {
        linkPrefix: `${await addressOf(tx, call)}${activationPath('')}`,
        lifetime: invitationLifetime,
      })
      return begun(presentJob(job))
    },
  }),
]

interface ProgramInBody {
  readonly name?: string
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

/** The ids of courses that a body names. @throws Problem invalid, with every value that names no course */
async function coursesIn(
  reader: Reader,
  { by }: Call,
  places: readonly (string | number)[],
  pointer: string,
): Promise<readonly CourseId[]> {
  const ids: CourseId[] = []
  const errors: { readonly pointer: string; readonly code: 'unknown' | 'repeated' }[] = []
  for (const [at, place] of places.entries()) {
    const here = `${pointer}/${at}`
    try {
      const { course } = await getCountedCourse(reader, by, placeInBody(courseRef, place, here))
      if (ids.includes(course.id)) errors.push({ pointer: here, code: 'repeated' })
      ids.push(course.id)
    } catch (error) {
      const isUnknown =
        (error instanceof DomainError && error.kind === 'not_found') ||
        (error instanceof Problem && error.code === 'invalid')
      if (!isUnknown) throw error
      errors.push({ pointer: here, code: 'unknown' })
    }
  }
  if (errors.length > 0) throw new Problem('invalid', { errors })
  return ids
}

async function coursesOf(reader: Reader, { by, path }: Call) {
  const { program } = await getCountedProgram(reader, by, programId(path.program))
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
  const { id } = await lockProgram(tx, by, programId(path.program))
  return presentProgram(await getCountedProgram(tx, by, id))
}

async function wordsOf(reader: Reader, { by, path }: Call) {
  const { program } = await getCountedProgram(reader, by, programId(path.program))
  const place = { of: 'program', programId: program.id } as const
  return (await findInvitationText(reader, by, place)) ?? NO_WORDS
}

async function currentWords(tx: Writer, call: Call): Promise<unknown> {
  await lockProgram(tx, call.by, programId(call.path.program))
  return wordsOf(tx, call)
}

async function findPerson(
  reader: Reader,
  { by }: Call,
  text: string | number,
): Promise<MemberId | undefined> {
  const place = findPlace(String(text))
  if (place === undefined || 'code' in place || 'externalId' in place) return undefined
  if ('guid' in place) return (await getMember(reader, by, place)).id
  return (await findMember(reader, by, 'id' in place ? { id: place.id } : place))?.id
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
