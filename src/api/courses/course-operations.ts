import Type from 'typebox'
import type { CertificateTerms } from '../../domain/courses/certificate-terms.ts'
import { listGroupsOfCourses, setGroupsOfCourse } from '../../domain/courses/course-groups.ts'
import { COURSE_SORTS } from '../../domain/courses/course-list.ts'
import type { Course as DomainCourse } from '../../domain/courses/course.ts'
import { createOrUpdateCodedCourse } from '../../domain/courses/create-or-update-coded-course.ts'
import { createCourse, updateCourse, type CourseChange } from '../../domain/courses/courses.ts'
import {
  getCountedCourse,
  getCourseId,
  listCoursesInOrder,
  lockCourse,
} from '../../domain/courses/list-courses.ts'
import type { CourseId } from '../../domain/ids.ts'
import { countResults } from '../../domain/learning/count-people.ts'
import { deleteCourse } from '../../domain/learning/delete-course.ts'
import { createInviteJob } from '../../domain/learning/jobs.ts'
import { countEndedPeriods } from '../../domain/learning/periods.ts'
import { addressOf } from '../address.ts'
import { ENROLMENT_SORTS } from '../../domain/learning/enrolment-list.ts'
import { createEnrolmentView } from '../../domain/learning/enrolments.ts'
import { listEnrolmentsInOrder } from '../../domain/learning/list-enrolments.ts'
import { enrolmentExpand, enrolmentFilter, enrolmentFilters } from '../enrolments/list-parameters.ts'
import { Enrolment } from '../enrolments/enrolment-shapes.ts'
import { presentEnrolment } from '../enrolments/present-enrolment.ts'
import { invitationOperations } from '../invitations/invitation-operations.ts'
import { getQuizResults } from '../../domain/learning/quiz-results.ts'
import { getContent, setContent } from '../../domain/learning/set-content.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { together } from '../../domain/together.ts'
import { listCategoriesOfCourses, setCategoriesOfCourse } from '../../domain/taxonomy/category-tags.ts'
import { created, DONE, thing, told } from '../table/answer.ts'
import { bulk } from '../table/bulk.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest, searched } from '../table/lists.ts'
import { does, reads, writes, type Embed, type Operation } from '../table/operation.ts'
import {
  codeIn,
  courseRef,
  groupRef,
  personIn,
  placeInBody,
  topicRef,
  unlessMissing,
} from '../table/places.ts'
import { change, Day, Named, orNull, page, PlaceInBody, request } from '../table/shapes.ts'
import {
  Content,
  contentValues,
  Course,
  courseCode,
  courseDetails,
  courseName,
  placesInBody,
  QuizResults,
} from './course-shapes.ts'
import { previewCertificate } from './certificate-preview.ts'
import { certificateOf } from './certificate-terms.ts'
import { courseFilter, courseFilters } from './list-parameters.ts'
import { presentCourse } from './present-course.ts'

const details = Type.Partial(Type.Object(courseDetails)).properties
const Names = Type.Object({ items: Type.Array(Named) }, { additionalProperties: true })

const createOne = writes({
  id: 'createCourse',
  method: 'POST',
  path: '/courses',
  summary: 'Create a course',
  scope: 'courses:write',
  body: request({ name: courseName, code: Type.Optional(courseCode), ...details }),
  answers: { 201: Course },
  problems: ['code_taken'],
  example: { body: { name: 'Fire drill', durationSeconds: 900, visibility: 'members' } },
  write: async (tx, { by, body: { name, ...rest } }) => {
    const { id } = await createCourse(tx, by, { ...changeOf(rest, null), name })
    return created(presentCourse(await getCountedCourse(tx, by, { id })), `/courses/${id}`)
  },
})

const updateOne = writes({
  id: 'updateCourse',
  method: 'PATCH',
  path: '/courses/{course}',
  summary: 'Change a course',
  scope: 'courses:write',
  body: change({ name: courseName, code: courseCode, ...courseDetails }),
  answers: { 200: Course },
  problems: ['code_taken'],
  example: { body: { summary: 'What to do first.' } },
  current: currentCourse,
  effects: async (tx, call) => {
    const { repeatDays } = call.body
    if (repeatDays == null) return {}
    return { periodsBegun: await countEndedPeriods(tx, call.by, await courseId(tx, call), repeatDays) }
  },
  write: async (tx, { by, path, body }) => {
    const { id, certificate } = await lockCourse(tx, by, courseRef(path.course))
    await updateCourse(tx, by, id, changeOf(body, certificate))
    return thing(presentCourse(await getCountedCourse(tx, by, { id })))
  },
})

const deleteOne = writes({
  id: 'deleteCourse',
  method: 'DELETE',
  path: '/courses/{course}',
  summary: 'Delete a course with all results',
  description: 'Programs go on without it.',
  scope: 'courses:write',
  answers: { 204: null },
  current: currentCourse,
  effects: async (tx, call) => {
    const counts = await countResults(tx, call.by, { course: await courseId(tx, call) })
    return {
      enrolmentsDeleted: counts.people,
      resultsDeleted: counts.completed,
      certificatesRevoked: counts.certificates,
    }
  },
  write: async (tx, call) => {
    await deleteCourse(tx, call.by, await courseId(tx, call))
    return DONE
  },
})

/** Also what a row of `POST /enrolments/bulk` creates. */
export const enrolInCourse = writes({
  id: 'enrolInCourse',
  method: 'POST',
  path: '/courses/{course}/enrolments',
  summary: 'Enrol a person in a course',
  description:
    'Who is enrolled already stays so, with all results: then the answer is 200. People enrol themselves where the course lets them.',
  scope: 'people:write',
  body: request({ person: PlaceInBody, dueDate: Type.Optional(orNull(Day)) }),
  answers: { 200: Enrolment, 201: Enrolment },
  example: { body: { person: 1, dueDate: '2026-12-31' } },
  write: async (tx, call) => {
    const { by, body } = call
    const [course, person, address] = await together(
      courseId(tx, call),
      personIn(tx, by, body.person, '/person'),
      addressOf(tx, call),
    )
    const { view, isNew } = await createEnrolmentView(tx, by, {
      courseId: course,
      memberId: person,
      ...(body.dueDate !== undefined && { dueDate: body.dueDate }),
    })
    const enrolment = presentEnrolment(view, address)
    return isNew ? created(enrolment, `/enrolments/${view.enrolment.id}`) : thing(enrolment)
  },
})

/** `/courses`: the courses of the academy. */
export const courseOperations: readonly Operation[] = [
  reads({
    id: 'listCourses',
    path: '/courses',
    summary: 'Courses',
    scope: 'courses:read',
    query: { ...listParameters(COURSE_SORTS), ...searched, ...courseFilters },
    answers: { 200: page(Course) },
    example: { query: 'active=true&sort=name' },
    expand: { topics: embedTopics, groups: embedGroups },
    read: async (reader, call) => {
      const courses = await listCoursesInOrder(reader, call.by, {
        ...listRequest(call, COURSE_SORTS),
        filter: await courseFilter(reader, call.by, call.query),
      })
      return listAnswer(call, courses, presentCourse)
    },
  }),
  createOne,
  reads({
    id: 'getCourse',
    path: '/courses/{course}',
    summary: 'A course',
    scope: 'courses:read',
    answers: { 200: Course },
    expand: { topics: embedTopics, groups: embedGroups },
    read: async (reader, { by, path }) =>
      thing(presentCourse(await getCountedCourse(reader, by, courseRef(path.course)))),
  }),
  updateOne,
  writes({
    id: 'putCourse',
    method: 'PUT',
    path: '/courses/{course}',
    summary: 'Create or update a course by its code',
    description: 'The path names it by its code: `/courses/code:SAF-100`. What isn’t said stays as it is.',
    scope: 'courses:write',
    body: request({ name: courseName, ...details }),
    answers: { 200: Course, 201: Course },
    example: { path: '/courses/code:SAF-999', body: { name: 'Fire drill' } },
    current: async (tx, call) => {
      codeIn(call.path.course, 'course')
      return (await unlessMissing(() => currentCourse(tx, call))) ?? null
    },
    write: async (tx, { by, path, body }) => {
      const { name, ...rest } = body
      const { id, isNew } = await createOrUpdateCodedCourse(
        tx,
        by,
        codeIn(path.course, 'course'),
        (before) => ({ ...changeOf(rest, before?.certificate ?? null), name }),
      )
      const course = presentCourse(await getCountedCourse(tx, by, { id }))
      return isNew ? created(course, `/courses/${id}`) : thing(course)
    },
  }),
  deleteOne,
  bulk({
    id: 'bulkCourses',
    path: '/courses/bulk',
    summary: 'Create, update and delete many courses at once',
    scope: 'courses:write',
    place: 'course',
    verbs: { create: createOne, update: updateOne, delete: deleteOne },
    example: [{ op: 'create', name: 'Fire drill', code: 'SAF-900' }],
  }),
  reads({
    id: 'getCourseContent',
    path: '/courses/{course}/content',
    summary: 'Lessons and quiz of a course',
    scope: 'courses:read',
    answers: { 200: Content },
    read: async (reader, call) => thing(await getContent(reader, call.by, await courseId(reader, call))),
  }),
  reads({
    id: 'getQuizResults',
    path: '/courses/{course}/quiz-results',
    summary: 'How the quiz of a course was answered, question by question',
    description:
      'Of all attempts, or of the latest 5,000 of a large course. It names nobody. An attempt whose answers don’t give its score any more was made before the quiz was changed.',
    scope: 'courses:read',
    answers: { 200: QuizResults },
    read: async (reader, call) => told(await getQuizResults(reader, call.by, await courseId(reader, call))),
  }),
  does({
    id: 'previewCertificate',
    method: 'GET',
    path: '/courses/{course}/certificate-preview',
    summary: 'The certificate of a course as a PDF, before anybody has earned it',
    description:
      'As somebody gets it who passes now, in the name of the person who asks. Its code proves nothing.',
    scope: 'courses:read',
    answers: { 200: 'application/pdf' },
    run: (_services, call) => previewCertificate(call, (reader) => courseId(reader, call)),
  }),
  writes({
    id: 'putCourseContent',
    method: 'PUT',
    path: '/courses/{course}/content',
    summary: 'Replace lessons and quiz of a course',
    description: 'Lessons are recognised by their titles: who has finished one has still finished it.',
    scope: 'courses:write',
    body: request(contentValues),
    longestBody: 8 * 1024 * 1024,
    answers: { 200: Content },
    example: {
      body: { lessons: [{ title: 'Alarm', kind: 'text', content: 'Stay calm.' }], quiz: null },
    },
    current: async (tx, call) => {
      const { id } = await lockCourse(tx, call.by, courseRef(call.path.course))
      return getContent(tx, call.by, id)
    },
    write: async (tx, call) => thing(await setContent(tx, call.by, await courseId(tx, call), call.body)),
  }),
  reads({
    id: 'listCourseTopics',
    path: '/courses/{course}/topics',
    summary: 'The topics of a course',
    scope: 'courses:read',
    answers: { 200: Names },
    read: async (reader, call) => thing(await topicsOf(reader, call)),
  }),
  writes({
    id: 'putCourseTopics',
    method: 'PUT',
    path: '/courses/{course}/topics',
    summary: 'Replace the topics of a course',
    scope: 'topics:write',
    body: request(placesInBody),
    answers: { 200: Names },
    example: { body: { items: [1] } },
    current: async (tx, call) => {
      await lockCourse(tx, call.by, courseRef(call.path.course))
      return topicsOf(tx, call)
    },
    write: async (tx, call) => {
      const refs = call.body.items.map((item, at) => placeInBody(topicRef, item, `/items/${at}`))
      await setCategoriesOfCourse(tx, call.by, await courseId(tx, call), refs)
      return thing(await topicsOf(tx, call))
    },
  }),
  reads({
    id: 'listCourseGroups',
    path: '/courses/{course}/groups',
    summary: 'The groups of a course',
    scope: 'courses:read',
    answers: { 200: Names },
    read: async (reader, call) => thing(await groupsOf(reader, call)),
  }),
  writes({
    id: 'putCourseGroups',
    method: 'PUT',
    path: '/courses/{course}/groups',
    summary: 'Replace the groups of a course',
    description: 'They count while its visibility is `groups`.',
    scope: 'courses:write',
    body: request(placesInBody),
    answers: { 200: Names },
    example: { body: { items: [1] } },
    current: async (tx, call) => {
      await lockCourse(tx, call.by, courseRef(call.path.course))
      return groupsOf(tx, call)
    },
    write: async (tx, call) => {
      const refs = call.body.items.map((item, at) => placeInBody(groupRef, item, `/items/${at}`))
      await setGroupsOfCourse(tx, call.by, await courseId(tx, call), refs)
      return thing(await groupsOf(tx, call))
    },
  }),
  reads({
    id: 'listCourseEnrolments',
    path: '/courses/{course}/enrolments',
    summary: 'The enrolments in a course',
    scope: 'people:read',
    query: { ...listParameters(ENROLMENT_SORTS), ...enrolmentFilters },
    answers: { 200: page(Enrolment) },
    expand: enrolmentExpand,
    read: async (reader, call) => {
      const enrolments = await listEnrolmentsInOrder(reader, call.by, {
        ...listRequest(call, ENROLMENT_SORTS),
        filter: { ...enrolmentFilter(call.query), course: [await courseId(reader, call)] },
      })
      const address = await addressOf(reader, call)
      return listAnswer(call, enrolments, (one) => presentEnrolment(one, address))
    },
  }),
  enrolInCourse,
  ...invitationOperations({
    word: 'course',
    name: 'Course',
    path: '/courses/{course}',
    exampleSubject: 'Your fire drill',
    target: async (reader, call) => ({ of: 'course', courseId: await courseId(reader, call) }),
    lock: (tx, { by, path }) => lockCourse(tx, by, courseRef(path.course)),
    start: async (tx, call, links) => createInviteJob(tx, call.by, await courseId(tx, call), links),
  }),
]

interface CourseInBody {
  readonly name?: string
  readonly code?: string | null
  readonly type?: DomainCourse['type']
  readonly summary?: string | null
  readonly durationSeconds?: number | null
  readonly active?: boolean
  readonly visibility?: DomainCourse['visibility']
  readonly inCatalog?: boolean
  readonly selfEnrolment?: DomainCourse['selfEnrolment']
  readonly language?: string | null
  readonly thumbnailUrl?: string | null
  readonly author?: string | null
  readonly certificateName?: string | null
  readonly certificateDays?: number | null
  readonly dueDays?: number | null
  readonly repeatDays?: number | null
}

/** Translates the body's keys into the domain's names. */
function changeOf(body: CourseInBody, before: CertificateTerms | null): CourseChange {
  const { durationSeconds, active, language, certificateName, certificateDays, ...same } = body
  return {
    ...same,
    ...(durationSeconds !== undefined && { duration: durationSeconds }),
    ...(active !== undefined && { isActive: active }),
    ...(language !== undefined && { locale: language }),
    ...certificateOf({ certificateName, certificateDays }, before),
  }
}

async function courseId(reader: Reader, { by, path }: Call): Promise<CourseId> {
  return getCourseId(reader, by, courseRef(path.course))
}

async function currentCourse(tx: Writer, { by, path }: Call): Promise<unknown> {
  const { id } = await lockCourse(tx, by, courseRef(path.course))
  return presentCourse(await getCountedCourse(tx, by, { id }))
}

async function topicsOf(reader: Reader, call: Call) {
  const topics = await listCategoriesOfCourses(reader, call.by, [await courseId(reader, call)])
  return { items: topics.map(({ category }) => category) }
}

async function groupsOf(reader: Reader, call: Call) {
  const groups = await listGroupsOfCourses(reader, call.by, [await courseId(reader, call)])
  return { items: groups.map(({ group }) => group) }
}

async function embedTopics(...[reader, { by }, courses]: Parameters<Embed>) {
  const ids = courses.map(({ id }) => id as CourseId) // as presented
  const all = Map.groupBy(await listCategoriesOfCourses(reader, by, ids), (one) => one.courseId)
  return ids.map((id) => (all.get(id) ?? []).map(({ category }) => category))
}

async function embedGroups(...[reader, { by }, courses]: Parameters<Embed>) {
  const ids = courses.map(({ id }) => id as CourseId) // as presented
  const all = Map.groupBy(await listGroupsOfCourses(reader, by, ids), (one) => one.courseId)
  return ids.map((id) => (all.get(id) ?? []).map(({ group }) => group))
}
