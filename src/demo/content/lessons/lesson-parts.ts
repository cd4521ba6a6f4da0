import type { LessonValues, Question, Quiz } from '../../../domain/courses/lesson.ts'

/** What is taught in a course. */
export type DemoLessons = {
  /** The code of the course. */
  readonly course: string
  readonly lessons: readonly LessonValues[]
  readonly quiz: Quiz | null
  /** How many days the certificate holds; null: for good. Left out: passing the course gives none. */
  readonly certificateDays?: number | null
}

export function lesson(title: string, content: string): LessonValues {
  return { title, kind: 'text', content }
}

export function link(title: string, address: string): LessonValues {
  return { title, kind: 'link', content: address }
}

export function single(text: string, right: string, ...wrong: readonly string[]): Question {
  return { text, kind: 'single', choices: choices([right], wrong) }
}

export function multiple(text: string, right: readonly string[], wrong: readonly string[]): Question {
  return { text, kind: 'multiple', choices: choices(right, wrong) }
}

/** In the order of the alphabet: the right ones shall not always stand first. */
function choices(right: readonly string[], wrong: readonly string[]): Question['choices'] {
  return [...right, ...wrong].toSorted().map((text) => ({ text, correct: right.includes(text) }))
}
