import type { Course } from '../courses/course.ts'
import type { CourseId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { dayAfter } from '../../lib/day.ts'

/** Until when those who are enrolled in the course now are to complete it; null: it has no due days. */
export function dueDateIn({ now }: Pick<Writer, 'now'>, { dueDays }: Pick<Course, 'dueDays'>): string | null {
  return dueDays === null ? null : dayAfter(now, dueDays)
}

/** As `dueDateIn`, for several courses: those that have due days. */
export async function listDueDates(
  tx: Writer,
  by: Principal,
  courses: readonly CourseId[],
): Promise<ReadonlyMap<CourseId, string>> {
  if (courses.length === 0) return new Map()
  const page = { offset: 0, limit: courses.length }
  const all = await tx.courses.list(by.accountId, { filter: { id: courses }, page })
  return new Map(
    all.flatMap((course) => {
      const day = dueDateIn(tx, course)
      return day === null ? [] : [[course.id, day] as const]
    }),
  )
}
