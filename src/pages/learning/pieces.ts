// Components shared by several of the learner's pages.
import type { Course } from '../../domain/courses/course.ts'
import type { Enrolment } from '../../domain/learning/enrolment.ts'
import type { CourseContent } from '../../domain/courses/lesson.ts'
import { dayInWords, percent } from '../formats.ts'
import { html, type Content, type Html } from '../html.ts'
import { directionOf, type Locale } from '../language.ts'
import { learningWords } from './learning-words.ts'

/** A person's progress. */
export function progressBar(progress: number, locale: Locale): Html {
  const words = learningWords[locale]
  return html`<p class="progress">
    <progress max="100" value="${progress}" aria-label="${words.progress(progress)}"></progress>
    <span aria-hidden="true">${words.percent(progress)}</span>
  </p>`
}

/** The state of an item: done, or done but not passed; visible, and readable by screen readers. */
export function mark(state: 'open' | 'done' | 'wrong', spoken: string): Html {
  const sign = { open: '', done: '✓', wrong: '✗' }[state]
  return html`<span class="mark${state !== 'open' && ` ${state}`}" aria-hidden="true">${sign}</span
    ><span class="unseen">${spoken}: </span>`
}

/** A course's parts and duration: 45 min · 3 lessons · a quiz · a certificate. */
export function outline(
  { duration, certificate }: Course,
  { lessons, quiz }: CourseContent,
  locale: Locale,
): string {
  const words = learningWords[locale]
  return [
    duration === null || duration < 60 ? undefined : time(duration, locale),
    lessons.length === 0 ? undefined : words.lessons(lessons.length),
    quiz === null ? undefined : words.withQuiz,
    certificate === null ? undefined : words.withCertificate,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}

function time(seconds: number, locale: Locale): string {
  const words = learningWords[locale]
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 && words.hours(hours), rest > 0 && words.minutes(rest)].filter(Boolean).join(' ')
}

/** A result in words: whether it was passed, when, and with what score. */
export function resultLine({ completed, success, score }: Enrolment, locale: Locale): string | undefined {
  if (completed === null) return undefined
  const words = learningWords[locale]
  const date = dayInWords(completed, locale)
  const outcome = success !== true ? words.failedOn : score === null ? words.completedOn : words.passedOn
  return [outcome(date), score !== null && words.score(percent(score, locale))].filter(Boolean).join(' · ')
}

/** Attributes for text in the language of a course or program instead of the page's. */
export function languageOf({ locale }: Pick<Course, 'locale'>): Html {
  return locale === null ? html`dir="auto"` : html`lang="${locale}" dir="${directionOf(locale)}"`
}

/** A block in the language of a course or program. */
export function inLanguageOf(of: Pick<Course, 'locale'>, content: Content): Html {
  return html`<div ${languageOf(of)}>${content}</div>`
}
