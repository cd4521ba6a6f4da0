import type { LessonId } from '../ids.ts'

export const LESSON_KINDS = ['text', 'link', 'video'] as const
export type LessonKind = (typeof LESSON_KINDS)[number]

export interface LessonValues {
  readonly title: string
  readonly kind: LessonKind
  /** Markdown; for links and videos, the address. */
  readonly content: string
}

export interface Lesson extends LessonValues {
  readonly id: LessonId
}

export interface Choice {
  readonly text: string
  readonly correct: boolean
}

export interface Question {
  readonly text: string
  /** With `single`, exactly one choice is correct; with `multiple`, at least one. */
  readonly kind: 'single' | 'multiple'
  readonly choices: readonly Choice[]
}

export interface Quiz {
  /** The lowest passing score, 0 to 100. */
  readonly passMark: number
  readonly questions: readonly Question[]
}

/** For each question in order, the indexes of the ticked choices. */
export type Answers = readonly (readonly number[])[]

/** A course's content. Each lesson is a part, and so is the quiz. */
export interface CourseContent {
  readonly lessons: readonly Lesson[]
  readonly quiz: Quiz | null
}

/** An attempt at a quiz. */
export interface QuizAttempt {
  readonly score: number
  readonly passed: boolean
  readonly answers: Answers
  readonly at: number
}
