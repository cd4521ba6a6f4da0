// What a learner does in a course: start it, finish lessons, take the quiz, retake it. Rules: docs/design.md 9.7.
import { demandPresent } from '../actor.ts'
import { requireCourse } from '../courses/courses.ts'
import type { Answers, CourseContent, Question, Quiz, QuizAttempt } from '../courses/lesson.ts'
import { findVisibleCourse, type SeenByPerson } from '../courses/read-courses.ts'
import { webhookEvent } from '../delivery/events.ts'
import { forbidden, invalid, issue, notFound } from '../errors.ts'
import type { CourseId, LessonId, MemberId } from '../ids.ts'
import { issueCertificate } from './certificates.ts'
import { enrolmentState } from './enrolment-state.ts'
import type { Enrolment } from './enrolment.ts'
import { settlePrograms } from './program-progress.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'

/** A course with its learner's state. */
export interface Learning {
  readonly enrolment: Enrolment
  readonly content: CourseContent
  readonly finished: readonly LessonId[]
  /** The latest attempt at the quiz; undefined when there was none. */
  readonly lastAttempt: QuizAttempt | undefined
}

/**
 * The caller's own enrolment with the course's content. @throws forbidden (nobody is signed in), not_found (not
 * enrolled)
 */
export async function getLearning(reader: Reader, by: Principal, course: CourseId): Promise<Learning> {
  await demandPresent(reader, by)
  return ownLearning(reader, by, course)
}

async function ownLearning(reader: Reader, by: Principal, course: CourseId): Promise<Learning> {
  return getLearningOf(reader, by, await ownEnrolment(reader, by, course))
}

async function ownEnrolment(reader: Reader, by: Principal, course: CourseId): Promise<Enrolment> {
  const enrolment = await reader.enrolments.find(by.accountId, course, learnerOf(by))
  if (enrolment === undefined) throw notFound('enrolment', course)
  return enrolment
}

/** A course as the actor sees it, with its content. */
export interface CourseView extends SeenByPerson {
  readonly content: CourseContent
  /** undefined when they aren't enrolled. */
  readonly learning: Learning | undefined
}

/** A course with its content. @throws not_found: a hidden course looks like one that doesn't exist */
export async function getCourseView(reader: Reader, by: Principal, id: CourseId): Promise<CourseView> {
  const seen = await findVisibleCourse(reader, by, id)
  if (seen === undefined) throw notFound('course', id)
  const learning = seen.enrolled ? await getLearning(reader, by, id) : undefined
  return { ...seen, learning, content: learning?.content ?? (await reader.content.get(by.accountId, id)) }
}

/** A course with the state of the enrolled learner. */
export async function getLearningOf(
  reader: Reader,
  by: Principal,
  enrolment: Enrolment,
  content?: CourseContent,
): Promise<Learning> {
  return {
    enrolment,
    content: content ?? (await reader.content.get(by.accountId, enrolment.courseId)),
    finished: await reader.enrolments.listFinishedLessons(by.accountId, enrolment.id),
    lastAttempt: await reader.enrolments.findLastAttempt(by.accountId, enrolment.id),
  }
}

/** Records that the learner has opened the course. @throws forbidden, not_found */
export async function startCourse(tx: Writer, by: Principal, course: CourseId): Promise<Learning> {
  const { enrolment } = await locked(tx, by, course)
  if (enrolment.started === null) {
    await tx.enrolments.update(by.accountId, enrolment.id, { started: tx.now })
  }
  return ownLearning(tx, by, course)
}

/** Finishes a lesson; repeating it changes nothing. @throws forbidden, not_found (enrolment, lesson) */
export async function finishLesson(
  tx: Writer,
  by: Principal,
  course: CourseId,
  lesson: LessonId,
): Promise<Learning> {
  const learning = await locked(tx, by, course)
  const { enrolment, content, finished } = learning
  if (!content.lessons.some(({ id }) => id === lesson)) throw notFound('lesson', lesson)
  if (!(await tx.enrolments.addFinishedLesson(by.accountId, enrolment.id, lesson))) return learning
  await settleEnrolment(tx, by, { ...learning, finished: [...finished, lesson] }, undefined)
  return getLearningOf(tx, by, await ownEnrolment(tx, by, course), content)
}

/**
 * Takes the quiz. This completes the course if all lessons are finished, passed or not. If the quiz is taken again, the
 * new result replaces the earlier one as a whole, including the certificate.
 * @throws forbidden, not_found (enrolment, quiz), invalid (answers)
 */
export async function takeQuiz(
  tx: Writer,
  by: Principal,
  course: CourseId,
  answers: Answers,
): Promise<Learning> {
  const learning = await locked(tx, by, course)
  const { enrolment, content } = learning
  const { quiz } = content
  if (quiz === null) throw notFound('quiz', course)
  if (!areAnswers(quiz, answers)) throw invalid([issue('quiz', 'answers', 'malformed')])
  const score = scoreOf(quiz, answers)
  const attempt = { score, passed: score >= quiz.passMark, answers }
  await tx.enrolments.insertAttempt(by.accountId, enrolment.id, attempt)
  const lastAttempt = await tx.enrolments.findLastAttempt(by.accountId, enrolment.id)
  await settleEnrolment(tx, by, { ...learning, lastAttempt }, attempt)
  return getLearningOf(tx, by, await ownEnrolment(tx, by, course), content)
}

/**
 * Completes a course that has neither lessons nor a quiz, because its learner says so. @throws forbidden, not_found,
 * invalid
 */
export async function finishCourse(tx: Writer, by: Principal, course: CourseId): Promise<Learning> {
  const { content, enrolment } = await locked(tx, by, course)
  if (partsOf(content) > 0) throw invalid([issue('course', 'parts', 'not_allowed')])
  // After a retake it can be completed again.
  if (enrolment.completed === null || enrolment.progress === 0)
    await complete(tx, by, enrolment, { score: null, success: true })
  return ownLearning(tx, by, course)
}

/** Starts a retake. The result stays until the next one replaces it. @throws forbidden, not_found */
export async function retakeCourse(tx: Writer, by: Principal, course: CourseId): Promise<Learning> {
  const { enrolment } = await locked(tx, by, course)
  await tx.enrolments.deleteFinishedLessons(by.accountId, enrolment.id)
  await tx.enrolments.update(by.accountId, enrolment.id, { progress: 0, quizTaken: false })
  return ownLearning(tx, by, course)
}

async function locked(tx: Writer, by: Principal, course: CourseId): Promise<Learning> {
  await demandPresent(tx, by)
  const { id } = await ownEnrolment(tx, by, course)
  await tx.enrolments.lock(by.accountId, id)
  return ownLearning(tx, by, course)
}

function learnerOf({ memberId }: Principal): MemberId {
  if (memberId === null) throw forbidden('enrolment', 'learn')
  return memberId
}

/**
 * Recounts the finished parts after one was finished, or after the parts changed; completes the course when all are
 * finished.
 */
export async function settleEnrolment(
  tx: Writer,
  by: Principal,
  { enrolment, content, finished, lastAttempt }: Learning,
  attempt: Pick<QuizAttempt, 'score' | 'passed'> | undefined,
): Promise<void> {
  const quizTaken = enrolment.quizTaken || attempt !== undefined
  const lessons = content.lessons.filter(({ id }) => finished.includes(id)).length
  const done = lessons + (content.quiz !== null && quizTaken ? 1 : 0)
  const all = partsOf(content)
  const progress = all === 0 ? 0 : Math.floor((100 * done) / all)
  if (attempt !== undefined || progress !== enrolment.progress || enrolment.started === null) {
    await tx.enrolments.update(by.accountId, enrolment.id, {
      progress,
      quizTaken,
      started: enrolment.started ?? tx.now,
      // Until the course is completed, the score is that of the quiz; afterwards it is part of the result.
      ...(attempt !== undefined && enrolment.completed === null ? { score: attempt.score } : {}),
    })
  }
  if (done < all || all === 0) return // without parts its learner decides when it is completed
  const last = content.quiz === null ? undefined : lastAttempt
  await complete(tx, by, enrolment, { score: last?.score ?? null, success: last?.passed ?? true })
}

async function complete(
  tx: Writer,
  by: Principal,
  before: Enrolment,
  { score, success }: { readonly score: number | null; readonly success: boolean },
): Promise<void> {
  const { accountId } = by
  const { id, courseId, memberId } = before
  await tx.enrolments.update(accountId, id, {
    progress: 100,
    score,
    success,
    started: before.started ?? tx.now,
    completed: tx.now,
  })
  const { certificate } = await requireCourse(tx, by, courseId)
  if (success && certificate !== null) {
    await issueCertificate(tx, by, { enrolment: id }, { terms: certificate, holder: memberId })
  } else await tx.certificates.revoke(accountId, id)
  const after = await tx.enrolments.find(accountId, courseId, memberId)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'enrolment',
    subjectId: id,
    before: enrolmentState(before),
    ...(after === undefined ? {} : { after: enrolmentState(after) }),
  })
  await tx.outbox.add(accountId, webhookEvent({ event: 'enrolment_completed', courseId, memberId }))
  await settlePrograms(tx, by, memberId, courseId)
}

function partsOf({ lessons, quiz }: CourseContent): number {
  return lessons.length + (quiz === null ? 0 : 1)
}

/** Which questions were answered correctly. A question is either fully right or wrong. */
export function judgeAnswers({ questions }: Quiz, answers: Answers): readonly boolean[] {
  return questions.map((question, index) => isRight(question, answers[index] ?? []))
}

/** The percentage of questions answered correctly, with at most two decimals. */
export function scoreOf(quiz: Quiz, answers: Answers): number {
  const right = judgeAnswers(quiz, answers).filter(Boolean).length
  return Math.round((10_000 * right) / quiz.questions.length) / 100
}

function isRight({ choices }: Question, ticked: readonly number[]): boolean {
  return choices.every(({ correct }, index) => correct === ticked.includes(index))
}

/** One list of ticked choices per question; a question with a single right choice takes at most one. */
export function areAnswers({ questions }: Quiz, answers: Answers): boolean {
  return (
    answers.length === questions.length &&
    questions.every(({ kind, choices }, index) => {
      const ticked = answers[index] ?? []
      const known = ticked.every((one) => Number.isInteger(one) && one >= 0 && one < choices.length)
      return known && new Set(ticked).size === ticked.length && (kind === 'multiple' || ticked.length <= 1)
    })
  )
}
