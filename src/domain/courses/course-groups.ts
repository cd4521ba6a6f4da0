import { getActor } from '../actor.ts'
import { refuseIfAny } from '../checks.ts'
import { holdSame } from '../differing.ts'
import { issue, type Issue } from '../errors.ts'
import type { CourseId, GroupId, CodedRef } from '../ids.ts'
import { demand, mayEditCourses, mayReadCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'
import type { GroupOfCourse } from './course-store.ts'
import { requireCourse } from './courses.ts'

/** The groups that courses are for, ordered by name, for callers who see every course. @throws forbidden */
export async function listGroupsOfCourses(
  reader: Reader,
  by: Principal,
  courses: readonly CourseId[],
): Promise<readonly GroupOfCourse[]> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'see')
  return reader.courseGroups.listOfCourses(by.accountId, courses)
}

/**
 * Sets the groups that a course is for. They apply while its visibility is `groups`.
 * @throws forbidden, not_found (course), invalid (groups: unknown)
 */
export async function setGroupsOfCourse(
  tx: Writer,
  by: Principal,
  course: CourseId,
  refs: readonly CodedRef[],
): Promise<void> {
  demand(mayEditCourses(await getActor(tx, by)), 'course', 'edit')
  await requireCourse(tx, by, course)
  await tx.courses.lock(by.accountId, course)
  const groups: GroupId[] = []
  const issues: Issue[] = []
  for (const [at, ref] of refs.entries()) {
    const group = await tx.groups.find(by.accountId, ref)
    if (group === undefined) issues.push(issue('course', `groups[${at}]`, 'unknown'))
    else groups.push(group.id)
  }
  refuseIfAny(issues)
  const before = await tx.courseGroups.list(by.accountId, course)
  const after = [...new Set(groups)]
  if (holdSame(before, after)) return
  await tx.courseGroups.set(by.accountId, course, after)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'course',
    subjectId: course,
    before: { groups: before },
    after: { groups: after },
  })
}
