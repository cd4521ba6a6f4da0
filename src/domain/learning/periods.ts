// A completion counts for the course's repeat days. Then a new period begins with a result of its own: the earlier one is
// kept, with its certificate (docs/design.md 9.7).
import { demandSystem, getActor } from '../actor.ts'
import type { Course } from '../courses/course.ts'
import { requireCourse } from '../courses/courses.ts'
import type { CourseId, EnrolmentId } from '../ids.ts'
import { cursorById, type CursorQuery, type NoFilter, type Page, pageOf } from '../page.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudits } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'
import { DAY_MS } from '../../lib/day.ts'
import { findDueDate } from './due-dates.ts'
import { enrolmentState } from './enrolment-state.ts'
import { getEnrolmentView } from './enrolment-view.ts'
import type { Enrolment, PastResult } from './enrolment.ts'
import { settlePrograms } from './program-progress.ts'

/**
 * Begins new periods for people whose completion has counted long enough.
 * @param limit for how many at most
 * @returns for how many; fewer than the limit: nobody is left
 */
export async function sweepPeriods(tx: Writer, by: Principal, limit: number): Promise<number> {
  demandSystem(by)
  let begun = 0
  for (const course of await tx.courses.listRepeated(by.accountId)) {
    if (begun === limit) break
    const portion = { before: lastCounting(tx.now, course), limit: limit - begun }
    const enrolments = await tx.enrolments.lockCompletedBefore(by.accountId, course.id, portion)
    for (const enrolment of enrolments) await beginPeriod(tx, by, course, enrolment)
    begun += enrolments.length
  }
  return begun
}

/** A period begins: what was reached is kept as a past result. */
async function beginPeriod(
  tx: Writer,
  by: Principal,
  course: Pick<Course, 'dueDays'>,
  before: Enrolment,
): Promise<void> {
  const { accountId } = by
  const { id, courseId, memberId } = before
  await tx.enrolments.insertPastResult(accountId, id)
  // Whoever is retaking the course goes on where they are: that is their result in the new period.
  const isRetaking = before.progress > 0 && before.progress < 100
  if (!isRetaking) await tx.enrolments.deleteFinishedLessons(accountId, id)
  await tx.enrolments.update(accountId, id, {
    ...(!isRetaking && { progress: 0, quizTaken: false }),
    score: null,
    success: null,
    started: isRetaking ? tx.now : null,
    completed: null,
  })
  await tx.enrolments.setDueDate(accountId, id, await findDueDate(tx, by, course))
  const after = await tx.enrolments.find(accountId, courseId, memberId)
  await recordAudits(tx, by, [
    {
      action: 'update',
      subject: 'enrolment',
      subjectId: id,
      before: enrolmentState(before),
      ...(after !== undefined && { after: enrolmentState(after) }),
    },
  ])
  await settlePrograms(tx, by, memberId, courseId)
}

/** For how many people a new period would begin at once if completions counted for that many days. @throws not_found, forbidden */
export async function countEndedPeriods(
  reader: Reader,
  by: Principal,
  course: CourseId,
  repeatDays: number,
): Promise<number> {
  demand(mayReadPeople(await getActor(reader, by)), 'enrolment', 'list')
  await requireCourse(reader, by, course)
  return reader.enrolments.countCompletedBefore(
    by.accountId,
    course,
    lastCounting(reader.now, { repeatDays }),
  )
}

/** The results of earlier periods, the newest first unless sorted. @throws as getEnrolmentView */
export async function listPastResults(
  reader: Reader,
  by: Principal,
  id: EnrolmentId,
  { sort, page: { after, limit }, total }: CursorQuery<NoFilter, 'ended'>,
): Promise<Page<PastResult>> {
  await getEnrolmentView(reader, by, id)
  const results = await reader.enrolments.listPastResults(by.accountId, id, {
    before: after?.id ?? null,
    limit: limit + 1,
    oldestFirst: sort?.[0]?.descending === false,
  })
  return {
    ...pageOf(results, limit, cursorById),
    ...(total === true && { total: await reader.enrolments.countPastResults(by.accountId, id) }),
  }
}

/** Completions at that time, in milliseconds, or before count no longer. */
function lastCounting(now: number, { repeatDays }: Pick<Course, 'repeatDays'>): number {
  return now - (repeatDays ?? Number.MAX_SAFE_INTEGER) * DAY_MS
}
