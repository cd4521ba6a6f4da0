import { demandActor, getActor } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import { requireCourse } from '../courses/courses.ts'
import type { Course } from '../courses/course.ts'
import { getSeenCourse } from '../courses/read-courses.ts'
import { webhookEvent } from '../delivery/events.ts'
import { invalid, issue, notFound } from '../errors.ts'
import type { CourseId, EnrolmentId, MemberId } from '../ids.ts'
import { findDueDate } from './due-dates.ts'
import { deleteEnrolment } from './delete-enrolments.ts'
import { enrolmentState } from './enrolment-state.ts'
import type { Enrolment, EnrolmentFilter, EnrolmentOrigin } from './enrolment.ts'
import type { ListedEnrolment } from './enrolment-list.ts'
import { getEnrolmentView } from './enrolment-view.ts'
import type { Page, OffsetQuery } from '../page.ts'
import { demandReadMember, requireMember } from '../people/members.ts'
import { demand, mayEnrolOthers, mayEnrolSelf, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'
import { together } from '../together.ts'
import { isDay } from '../../lib/day.ts'

/** @throws forbidden, not_found (course, member, enrolment) */
export async function getEnrolment(
  reader: Reader,
  by: Principal,
  course: CourseId,
  member: MemberId,
): Promise<Enrolment> {
  const [, , , enrolment] = await together(
    demandReadMember(reader, by, member),
    requireCourse(reader, by, course),
    requireMember(reader, by, { id: member }),
    reader.enrolments.find(by.accountId, course, member),
  )
  return found(enrolment)
}

/** Everybody's results in a course. @throws forbidden, not_found (course) */
export async function listEnrolments(
  reader: Reader,
  by: Principal,
  course: CourseId,
  readQuery: Lazy<OffsetQuery<EnrolmentFilter>>,
): Promise<Page<Enrolment>> {
  demand(mayReadPeople(await getActor(reader, by)), 'enrolment', 'list')
  await requireCourse(reader, by, course)
  const wanted = readQuery()
  const items = await reader.enrolments.list(by.accountId, course, wanted)
  const { filter } = wanted
  if (filter.completed !== undefined || filter.modifiedSince !== undefined) return { items, next: null }
  return { items, next: null, total: await reader.tallies.count(by.accountId, { of: 'members', course }) }
}

/**
 * Enrols a person in a course as a learner, with the course's due date. An existing enrolment stays, with its results.
 * @throws forbidden, not_found (course, member)
 */
export async function enrolMember(
  tx: Writer,
  by: Principal,
  course: CourseId,
  member: MemberId,
): Promise<Enrolment> {
  return (await createEnrolmentView(tx, by, { courseId: course, memberId: member })).view.enrolment
}

/** Who takes which course, until when: left out as the course has it. */
export interface WantedEnrolment extends EnrolmentChange {
  readonly courseId: CourseId
  readonly memberId: MemberId
}

/**
 * Enrols a person as `enrolMember` does, and returns the enrolment as `getEnrolmentView` shows it.
 * @returns `isNew`: whether they weren't enrolled before
 * @throws as enrolMember, and as updateEnrolment if there is a due date
 */
export async function createEnrolmentView(
  tx: Writer,
  by: Principal,
  { courseId, memberId, dueDate }: WantedEnrolment,
): Promise<{ readonly view: ListedEnrolment; readonly isNew: boolean }> {
  const [actor, course, member] = await Promise.all([
    getActor(tx, by),
    tx.courses.find(by.accountId, courseId),
    tx.members.find(by.accountId, { id: memberId }),
  ])
  const own = actor.kind === 'member' && actor.id === memberId
  if (!mayEnrolOthers(actor)) {
    demand(
      own && course !== undefined && mayEnrolSelf(actor, await getSeenCourse(tx, by, actor, course)),
      'enrolment',
      'create',
    )
  }
  if (course === undefined) throw notFound('course', courseId)
  if (member === undefined) throw notFound('member', memberId)
  const { enrolment, isNew } = await createEnrolment(tx, by, course, {
    memberId,
    origin: own ? 'self' : 'staff',
  })
  if (dueDate === undefined) return { view: { enrolment, course, member }, isNew }
  demand(mayEnrolOthers(actor), 'enrolment', 'edit')
  // Nobody else sees a new one before the end of the operation.
  const before = isNew ? enrolment : await locked(tx, by, enrolment)
  return { view: { enrolment: await changeDueDate(tx, by, before, dueDate), course, member }, isNew }
}

/** The fields of an enrolment that staff may change; omitted ones stay unchanged. */
export interface EnrolmentChange {
  /** The due date: `2026-11-28`. */
  readonly dueDate?: string | null
}

/**
 * Changes an enrolment, and returns it as `getEnrolmentView` shows it. @throws forbidden, not_found, invalid (dueDate)
 */
export async function updateEnrolment(
  tx: Writer,
  by: Principal,
  id: EnrolmentId,
  { dueDate }: EnrolmentChange,
): Promise<ListedEnrolment> {
  await together(demandActor(tx, by, mayEnrolOthers, 'enrolment', 'edit'), getEnrolmentView(tx, by, id))
  const before = await lockEnrolmentView(tx, by, id)
  if (dueDate === undefined) return before
  return { ...before, enrolment: await changeDueDate(tx, by, before.enrolment, dueDate) }
}

/** @param before locked, or made by the same operation */
async function changeDueDate(
  tx: Writer,
  by: Principal,
  before: Enrolment,
  dueDate: string | null,
): Promise<Enrolment> {
  if (dueDate !== null && !isDay(dueDate)) {
    throw invalid([issue('enrolment', 'dueDate', 'malformed', dueDate)])
  }
  if (dueDate === before.dueDate) return before
  const after = { ...before, dueDate, modified: tx.now }
  await tx.enrolments.setDueDate(by.accountId, before.id, dueDate)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'enrolment',
    subjectId: before.id,
    before: enrolmentState(before),
    after: enrolmentState(after),
  })
  return after
}

/**
 * Locks the enrolment until the end of the operation, so that it can be compared with what was read earlier.
 * @throws forbidden, not_found
 */
export async function lockEnrolment(tx: Writer, by: Principal, id: EnrolmentId): Promise<Enrolment> {
  return (await lockEnrolmentView(tx, by, id)).enrolment
}

/** The enrolment, locked and read again. */
async function locked(
  tx: Writer,
  { accountId }: Principal,
  { id, courseId, memberId }: Enrolment,
): Promise<Enrolment> {
  await tx.enrolments.lock(accountId, id)
  return found(await tx.enrolments.find(accountId, courseId, memberId))
}

async function lockEnrolmentView(tx: Writer, by: Principal, id: EnrolmentId): Promise<ListedEnrolment> {
  await getEnrolmentView(tx, by, id)
  await tx.enrolments.lock(by.accountId, id)
  return getEnrolmentView(tx, by, id)
}

/**
 * Removes a person from a course, with all results in it. Links sent earlier can't bring them back.
 * @throws forbidden, not_found (course, member, enrolment)
 */
export async function unenrolMember(
  tx: Writer,
  by: Principal,
  course: CourseId,
  member: MemberId,
): Promise<void> {
  const [, , , enrolment] = await together(
    demandActor(tx, by, mayEnrolOthers, 'enrolment', 'delete'),
    requireCourse(tx, by, course),
    requireMember(tx, by, { id: member }),
    tx.enrolments.find(by.accountId, course, member),
  )
  await deleteEnrolment(tx, by, await locked(tx, by, found(enrolment)))
  await tx.invitations.revokeIntoCourse(by.accountId, member, course)
}

/** Who enters which course, and how. */
export interface NewEnrolment {
  readonly courseId: CourseId
  readonly memberId: MemberId
  readonly origin: EnrolmentOrigin
}

/** A person's enrolment in a course, created if there is none. The caller has checked permission and existence. */
export async function findOrCreateEnrolment(
  tx: Writer,
  by: Principal,
  { courseId, memberId, origin }: NewEnrolment,
): Promise<Enrolment> {
  const course = await tx.courses.find(by.accountId, courseId)
  const known = course ?? { id: courseId, dueDays: null }
  return (await createEnrolment(tx, by, known, { memberId, origin })).enrolment
}

async function createEnrolment(
  tx: Writer,
  by: Principal,
  course: Pick<Course, 'id' | 'dueDays'>,
  { memberId, origin }: Omit<NewEnrolment, 'courseId'>,
): Promise<{ readonly enrolment: Enrolment; readonly isNew: boolean }> {
  const courseId = course.id
  const dueDate = await findDueDate(tx, by, course)
  const insert = () => tx.enrolments.insert(by.accountId, courseId, memberId, { origin, dueDate })
  let [enrolment] = await Promise.all([insert(), tx.outbox.expect(by.accountId)])
  if (enrolment === undefined) {
    const known = await tx.enrolments.find(by.accountId, courseId, memberId)
    if (known !== undefined) return { enrolment: known, isNew: false }
    enrolment = found(await insert()) // it was removed between the two statements, so this insert succeeds
  }
  await tx.outbox.add(by.accountId, webhookEvent({ event: 'enrolment_created', courseId, memberId }))
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'enrolment',
    subjectId: enrolment.id,
    after: enrolmentState(enrolment),
  })
  return { enrolment, isNew: true }
}

function found(enrolment: Enrolment | undefined): Enrolment {
  if (enrolment === undefined) throw notFound('enrolment')
  return enrolment
}
