import type { Course } from '../courses/course.ts'
import type { CourseId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { dayAfter } from '../../lib/day.ts'

/**
 * Until when those who are enrolled in the course now are to complete it, counted in days of the academy; null: it has no
 * due days.
 */
export async function findDueDate(
  tx: Writer,
  by: Principal,
  { dueDays }: Pick<Course, 'dueDays'>,
): Promise<string | null> {
  if (dueDays === null) return null
  const academy = await tx.accounts.findPlace(by.accountId)
  return dayAfter(tx.now, dueDays, academy?.timeZone)
}

/** As `findDueDate`, for several courses: those that have due days. */
export async function listDueDates(
  tx: Writer,
  by: Principal,
  courses: readonly CourseId[],
): Promise<ReadonlyMap<CourseId, string>> {
  const days = new Map<CourseId, string>()
  if (courses.length === 0) return days
  const page = { offset: 0, limit: courses.length }
  for (const course of await tx.courses.list(by.accountId, { filter: { id: courses }, page })) {
    const day = await findDueDate(tx, by, course)
    if (day !== null) days.set(course.id, day)
  }
  return days
}
