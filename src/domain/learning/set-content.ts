import { isDeepStrictEqual } from 'node:util'
import { getActor } from '../actor.ts'
import { refuseIfAny } from '../checks.ts'
import { type NewContent, checkContent } from '../courses/content.ts'
import { requireCourse } from '../courses/courses.ts'
import type { CourseContent } from '../courses/lesson.ts'
import type { CourseId } from '../ids.ts'
import { type Portion, startLargeWork } from './large-work.ts'
import { getLearningOf, settleEnrolment } from './learning.ts'
import type { SettleCourse } from './pending-work.ts'
import { demand, mayEditCourses, mayReadCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'

/** A course's content, including the right choices of its quiz. @throws forbidden, not_found */
export async function getContent(reader: Reader, by: Principal, course: CourseId): Promise<CourseContent> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'see')
  await requireCourse(reader, by, course)
  return reader.content.get(by.accountId, course)
}

/**
 * Replaces a course's content. Existing results stay, and so does progress: lessons are recognised by their titles.
 * People who have finished all that is left thereby complete the course. Progress is recounted at once for the first
 * people, and in portions afterwards for the others.
 * @throws forbidden, not_found, invalid (lessons, quiz)
 */
export async function setContent(
  tx: Writer,
  by: Principal,
  course: CourseId,
  { lessons, quiz }: NewContent,
): Promise<CourseContent> {
  demand(mayEditCourses(await getActor(tx, by)), 'course', 'edit')
  await requireCourse(tx, by, course)
  refuseIfAny(checkContent({ lessons, quiz }))
  await tx.courses.lock(by.accountId, course)
  const before = await tx.content.get(by.accountId, course)
  const values = lessons.map(({ title, kind, content }) => ({ title: title.trim(), kind, content }))
  const lessonsMove = !isDeepStrictEqual(
    values,
    before.lessons.map(({ id: _, ...lesson }) => lesson),
  )
  const quizMoves = !isDeepStrictEqual(quiz, before.quiz)
  if (!lessonsMove && !quizMoves) return before
  if (lessonsMove) await tx.content.setLessons(by.accountId, course, values)
  if (quizMoves) await tx.content.setQuiz(by.accountId, course, quiz)
  const after = await tx.content.get(by.accountId, course)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'course',
    subjectId: course,
    before: { content: before },
    after: { content: after },
  })
  await startLargeWork(
    tx,
    by,
    { kind: 'settle_course', courseId: course, after: 0 },
    { step: settleCoursePortion },
  )
  return after
}

/**
 * Recounts the progress of some of the people who are in progress; people who have finished all that is left thereby
 * complete the course.
 */
export async function settleCoursePortion(
  tx: Writer,
  by: Principal,
  work: SettleCourse,
  limit: number,
): Promise<Portion<SettleCourse>> {
  const { accountId } = by
  if ((await tx.courses.find(accountId, work.courseId)) === undefined) return { visited: 0, rest: undefined }
  const content = await tx.content.get(accountId, work.courseId)
  // People who haven't started have finished nothing, and those who have completed the course keep their result.
  const portion = { after: work.after, limit, underWay: true }
  const enrolments = await tx.enrolments.lockPortionOfCourse(accountId, work.courseId, portion)
  for (const enrolment of enrolments) {
    await settleEnrolment(tx, by, await getLearningOf(tx, by, enrolment, content), undefined)
  }
  const last = enrolments.at(-1)
  const more = last !== undefined && enrolments.length === limit
  return { visited: enrolments.length, rest: more ? { ...work, after: last.id } : undefined }
}
