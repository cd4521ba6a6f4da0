import { getActor } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import { requireCourse } from '../courses/courses.ts'
import { getSeenCourse } from '../courses/read-courses.ts'
import { webhookEvent } from '../delivery/events.ts'
import { invalid, issue, notFound } from '../errors.ts'
import type { CourseId, EnrolmentId, MemberId } from '../ids.ts'
import { findDueDate } from './due-dates.ts'
import { deleteEnrolment } from './delete-enrolments.ts'
import { enrolmentState } from './enrolment-state.ts'
import type { Enrolment, EnrolmentFilter, EnrolmentOrigin } from './enrolment.ts'
import { getEnrolmentView } from './enrolment-view.ts'
import type { Page, OffsetQuery } from '../page.ts'
import { demandReadMember, requireMember } from '../people/members.ts'
import { demand, mayEnrolOthers, mayEnrolSelf, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'
import { isDay } from '../../lib/day.ts'

/** @throws forbidden, not_found (course, member, enrolment) */
export async function getEnrolment(
  reader: Reader,
  by: Principal,
  course: CourseId,
  member: MemberId,
): Promise<Enrolment> {
  await demandReadMember(reader, by, member)
  await requireCourse(reader, by, course)
  await requireMember(reader, by, { id: member })
  return found(await reader.enrolments.find(by.accountId, course, member))
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
  const actor = await getActor(tx, by)
  const own = actor.kind === 'member' && actor.id === member
  if (!mayEnrolOthers(actor)) {
    const known = await tx.courses.find(by.accountId, course)
    demand(
      own && known !== undefined && mayEnrolSelf(actor, await getSeenCourse(tx, by, actor, known)),
      'enrolment',
      'create',
    )
  }
  await requireCourse(tx, by, course)
  await requireMember(tx, by, { id: member })
  return findOrCreateEnrolment(tx, by, {
    courseId: course,
    memberId: member,
    origin: own ? 'self' : 'staff',
  })
}

/** The fields of an enrolment that staff may change; omitted ones stay unchanged. */
export interface EnrolmentChange {
  /** The due date: `2026-11-28`. */
  readonly dueDate?: string | null
}

/** Changes an enrolment. @throws forbidden, not_found, invalid (dueDate) */
export async function updateEnrolment(
  tx: Writer,
  by: Principal,
  id: EnrolmentId,
  { dueDate }: EnrolmentChange,
): Promise<void> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'enrolment', 'edit')
  const before = await lockEnrolment(tx, by, id)
  if (dueDate != null && !isDay(dueDate)) throw invalid([issue('enrolment', 'dueDate', 'malformed', dueDate)])
  if (dueDate === undefined || dueDate === before.dueDate) return
  await tx.enrolments.setDueDate(by.accountId, id, dueDate)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'enrolment',
    subjectId: id,
    before: enrolmentState(before),
    after: enrolmentState({ ...before, dueDate }),
  })
}

/**
 * Locks the enrolment until the end of the operation, so that it can be compared with what was read earlier.
 * @throws forbidden, not_found
 */
export async function lockEnrolment(tx: Writer, by: Principal, id: EnrolmentId): Promise<Enrolment> {
  await getEnrolmentView(tx, by, id)
  await tx.enrolments.lock(by.accountId, id)
  return (await getEnrolmentView(tx, by, id)).enrolment
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
  demand(mayEnrolOthers(await getActor(tx, by)), 'enrolment', 'delete')
  await requireCourse(tx, by, course)
  await requireMember(tx, by, { id: member })
  const { id } = found(await tx.enrolments.find(by.accountId, course, member))
  await tx.enrolments.lock(by.accountId, id)
  await deleteEnrolment(tx, by, found(await tx.enrolments.find(by.accountId, course, member)))
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
  const dueDate = course === undefined ? null : await findDueDate(tx, by, course)
  const insert = () => tx.enrolments.insert(by.accountId, courseId, memberId, { origin, dueDate })
  let enrolment = await insert()
  if (enrolment === undefined) {
    const known = await tx.enrolments.find(by.accountId, courseId, memberId)
    if (known !== undefined) return known
    enrolment = found(await insert()) // it was removed between the two statements, so this insert succeeds
  }
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'enrolment',
    subjectId: enrolment.id,
    after: enrolmentState(enrolment),
  })
  await tx.outbox.add(by.accountId, webhookEvent({ event: 'enrolment_created', courseId, memberId }))
  return enrolment
}

function found(enrolment: Enrolment | undefined): Enrolment {
  if (enrolment === undefined) throw notFound('enrolment')
  return enrolment
}
