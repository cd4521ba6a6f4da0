import type { EnrolmentId } from '../../domain/ids.ts'
import { ENROLMENT_SORTS } from '../../domain/learning/enrolment-list.ts'
import {
  getEnrolmentCertificate,
  getEnrolmentView,
  listAttempts,
} from '../../domain/learning/enrolment-view.ts'
import { lockEnrolment, unenrolMember, updateEnrolment } from '../../domain/learning/enrolments.ts'
import { listPastResults } from '../../domain/learning/periods.ts'
import { listEnrolmentsInOrder } from '../../domain/learning/list-enrolments.ts'
import type { Writer } from '../../domain/store.ts'
import { together } from '../../domain/together.ts'
import { addressOf } from '../address.ts'
import { enrolInCourse } from '../courses/course-operations.ts'
import { DONE, thing } from '../table/answer.ts'
import { bulk } from '../table/bulk.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest } from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { change, Day, Id, orNull, page, several } from '../table/shapes.ts'
import { Attempt, Certificate, EarlierResult, Enrolment } from './enrolment-shapes.ts'
import { enrolmentExpand, enrolmentFilter, enrolmentFilters } from './list-parameters.ts'
import {
  presentAttempt,
  presentCertificate,
  presentEnrolment,
  presentPastResult,
} from './present-enrolment.ts'

/** More than a person can have: a period takes a day at least. */
const MOST_PERIODS = 100_000

const updateOne = writes({
  id: 'updateEnrolment',
  method: 'PATCH',
  path: '/enrolments/{enrolment}',
  summary: 'Set the due date of an enrolment',
  scope: 'people:write',
  body: change({ dueDate: orNull(Day) }),
  answers: { 200: Enrolment },
  example: { body: { dueDate: '2026-12-31' } },
  current: currentEnrolment,
  write: async (tx, call) => {
    const id = enrolmentAt(call)
    const [view, address] = await together(updateEnrolment(tx, call.by, id, call.body), addressOf(tx, call))
    return thing(presentEnrolment(view, address))
  },
})

const deleteOne = writes({
  id: 'deleteEnrolment',
  method: 'DELETE',
  path: '/enrolments/{enrolment}',
  summary: 'Remove a person from a course',
  description: 'With all results and the certificate. No link that was sent before brings them back.',
  scope: 'people:write',
  answers: { 204: null },
  current: currentEnrolment,
  effects: async (tx, call) => {
    const { enrolment } = await getEnrolmentView(tx, call.by, enrolmentAt(call))
    const page = { after: null, limit: MOST_PERIODS }
    const { items } = await listPastResults(tx, call.by, enrolment.id, { filter: {}, page })
    const all = [enrolment, ...items]
    return {
      resultsDeleted: all.filter(({ completed }) => completed !== null).length,
      certificatesDeleted: all.filter(({ certificate }) => certificate !== null).length,
    }
  },
  write: async (tx, call) => {
    const { course, member } = await getEnrolmentView(tx, call.by, enrolmentAt(call))
    await unenrolMember(tx, call.by, course.id, member.id)
    return DONE
  },
})

/** `/enrolments`: who takes which course. */
export const enrolmentOperations: readonly Operation[] = [
  reads({
    id: 'listEnrolments',
    path: '/enrolments',
    summary: 'Enrolments',
    description: 'Those who are not staff may ask for their own: `person=<their id>`.',
    scope: 'people:read',
    query: {
      ...listParameters(ENROLMENT_SORTS),
      ...enrolmentFilters,
      person: several(Id),
      group: several(Id),
    },
    answers: { 200: page(Enrolment) },
    expand: enrolmentExpand,
    example: { query: 'state=in_progress&sort=dueDate&limit=10' },
    read: async (reader, call) => {
      const { person, group } = call.query
      const enrolments = await listEnrolmentsInOrder(reader, call.by, {
        ...listRequest(call, ENROLMENT_SORTS),
        filter: {
          ...enrolmentFilter(call.query),
          ...(person && { member: person }),
          ...(group && { group }),
        },
      })
      const address = await addressOf(reader, call)
      return listAnswer(call, enrolments, (one) => presentEnrolment(one, address))
    },
  }),
  reads({
    id: 'getEnrolment',
    path: '/enrolments/{enrolment}',
    summary: 'An enrolment',
    scope: 'people:read',
    answers: { 200: Enrolment },
    expand: enrolmentExpand,
    read: async (reader, call) => {
      const [view, address] = await together(
        getEnrolmentView(reader, call.by, enrolmentAt(call)),
        addressOf(reader, call),
      )
      return thing(presentEnrolment(view, address))
    },
  }),
  updateOne,
  deleteOne,
  bulk({
    id: 'bulkEnrolments',
    path: '/enrolments/bulk',
    summary: 'Create, change and delete many enrolments at once',
    scope: 'people:write',
    place: 'enrolment',
    verbs: { create: enrolInCourse, update: updateOne, delete: deleteOne },
    example: [{ op: 'create', course: 1, person: 1 }],
  }),
  reads({
    id: 'listAttempts',
    path: '/enrolments/{enrolment}/attempts',
    summary: 'The quiz attempts of an enrolment',
    description: 'The newest first, unless sorted.',
    scope: 'people:read',
    query: listParameters(['at']),
    answers: { 200: page(Attempt) },
    read: async (reader, call) => {
      const query = { ...listRequest(call, ['at']), filter: {} }
      return listAnswer(call, await listAttempts(reader, call.by, enrolmentAt(call), query), presentAttempt)
    },
  }),
  reads({
    id: 'listEarlierResults',
    path: '/enrolments/{enrolment}/earlier-results',
    summary: 'The results of earlier periods of an enrolment',
    description:
      'The newest first, unless sorted. A new period begins when a completion is older than the `repeatDays` of the course.',
    scope: 'people:read',
    query: listParameters(['ended']),
    answers: { 200: page(EarlierResult) },
    read: async (reader, call) => {
      const query = { ...listRequest(call, ['ended']), filter: {} }
      const results = await listPastResults(reader, call.by, enrolmentAt(call), query)
      const address = await addressOf(reader, call)
      return listAnswer(call, results, (one) => presentPastResult(one, address))
    },
  }),
  reads({
    id: 'getCertificate',
    path: '/enrolments/{enrolment}/certificate',
    summary: 'The certificate of a passed course',
    scope: 'people:read',
    answers: { 200: Certificate },
    read: async (reader, call) => {
      const proven = await getEnrolmentCertificate(reader, call.by, enrolmentAt(call))
      return thing(presentCertificate(proven, await addressOf(reader, call)))
    },
  }),
]

function enrolmentAt({ path }: Call): EnrolmentId {
  return numberInPath<EnrolmentId>(path.enrolment, 'enrolment')
}

async function currentEnrolment(tx: Writer, call: Call): Promise<unknown> {
  const { id } = await lockEnrolment(tx, call.by, enrolmentAt(call))
  return presentEnrolment(await getEnrolmentView(tx, call.by, id), await addressOf(tx, call))
}
