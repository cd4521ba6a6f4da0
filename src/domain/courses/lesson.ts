import type { LessonId } from '../ids.ts'

export const LESSON_KINDS = ['text', 'link', 'video'] as const
export type LessonKind = (typeof LESSON_KINDS)[number]

export interface LessonValues {
  readonly title: string
  readonly kind: LessonKind
  /** Markdown; of a link and a video, the address. */
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
  /** The least score that passes, 0 to 100. */
  readonly passMark: number
  readonly questions: readonly Question[]
}

/** For each question in order, the indexes of the choices that were ticked. */
export type Answers = readonly (readonly number[])[]

/** What a course consists of. Each lesson is a part, and so is the quiz. */
export interface CourseContent {
  readonly lessons: readonly Lesson[]
  readonly quiz: Quiz | null
}

/** A try at a quiz. */
export interface QuizAttempt {
  readonly score: number
  readonly passed: boolean
  readonly answers: Answers
  readonly at: number
}
