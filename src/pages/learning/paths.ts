import type { Certificate } from '../../domain/learning/certificate.ts'
import { notFound, type Subject } from '../../domain/errors.ts'
import type { CourseId, LessonId, ProgramId } from '../../domain/ids.ts'
import type { Step } from '../../domain/learning/own-learning.ts'
import type { Visit } from '../visit.ts'

export function coursePath(course: CourseId): string {
  return `/${course}/course`
}

export function finishPath(course: CourseId): string {
  return `/${course}/course/finish`
}

export function lessonPath(course: CourseId, lesson: LessonId): string {
  return `/${course}/course/lessons/${lesson}`
}

export function quizPath(course: CourseId): string {
  return `/${course}/course/quiz`
}

export function quizResultPath(course: CourseId): string {
  return `/${course}/course/quiz/result`
}

export function programPath(program: ProgramId): string {
  return `/${program}/program`
}

export function certificatePath({ id, code }: Pick<Certificate, 'id' | 'code'>): string {
  return `/certificates/${id}-${code}`
}

/** The page for the next step; the course's page if there is none. */
export function stepPath(course: CourseId, step: Step | undefined): string {
  switch (step?.kind) {
    case 'lesson':
      return lessonPath(course, step.lesson.id)
    case 'quiz':
      return quizPath(course)
    case 'finish':
      return finishPath(course)
    default:
      return coursePath(course)
  }
}

/** @throws not_found (course) */
export function courseIdOf(visit: Visit): CourseId {
  return idOf(visit, 'id', 'course') as CourseId
}

/** @throws not_found (program) */
export function programIdOf(visit: Visit): ProgramId {
  return idOf(visit, 'id', 'program') as ProgramId
}

/** @throws not_found (lesson) */
export function lessonIdOf(visit: Visit): LessonId {
  return idOf(visit, 'lesson', 'lesson') as LessonId
}

function idOf({ request }: Visit, name: string, subject: Subject): number {
  const text = (request.params as Readonly<Record<string, string>>)[name] ?? '' // the route's parameter
  if (!/^[1-9]\d{0,15}$/.test(text)) throw notFound(subject, text)
  return Number(text)
}
