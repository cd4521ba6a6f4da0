import { MAX_WEB_ADDRESS, checkName, checkText, isWebAddress } from '../checks.ts'
import { LESSON_KINDS, type LessonValues, type Question, type Quiz } from './lesson.ts'
import { type Issue, issue } from '../errors.ts'

const LONGEST_QUESTION = 2000

const LONGEST_LESSON = 200_000

/** The limit for all lessons of a course together, in characters: they are read as a whole. */
const LONGEST_CONTENT = 2_000_000

const MOST_LESSONS = 500

const MOST_QUESTIONS = 500

const MOST_CHOICES = 50

/** A course's content as its author writes it. */
export interface NewContent {
  readonly lessons: readonly LessonValues[]
  readonly quiz: Quiz | null
}

/** Issues of a course's new content. Each issue names its position, such as `lessons[2].title`. */
export function checkContent({ lessons = [], quiz }: Partial<NewContent>): Issue[] {
  const long = lessons.reduce((sum, { content }) => sum + content.length, 0) > LONGEST_CONTENT
  return [
    ...checkNumber('lessons', lessons, MOST_LESSONS),
    ...(long ? [tooLong('lessons', LONGEST_CONTENT)] : []),
    ...lessons.flatMap((lesson, index) => checkLesson(lesson, `lessons[${index}]`)),
    ...(quiz == null ? [] : checkQuiz(quiz)),
  ]
}

function checkLesson({ title, kind, content }: LessonValues, place: string): Issue[] {
  return [
    ...checkName('course', `${place}.title`, title),
    ...(LESSON_KINDS.includes(kind) ? [] : [issue('course', `${place}.kind`, 'malformed', kind)]),
    ...(kind === 'text'
      ? checkText('course', `${place}.content`, content, LONGEST_LESSON)
      : checkLink(`${place}.content`, content)),
  ]
}

function checkLink(place: string, content: string): Issue[] {
  const wrong = checkText('course', place, content, MAX_WEB_ADDRESS)
  return wrong.length > 0 || isWebAddress(content) ? wrong : [issue('course', place, 'malformed', content)]
}

function checkNumber(place: string, list: readonly unknown[], limit: number): Issue[] {
  return list.length > limit ? [{ subject: 'course', field: place, problem: 'too_many', limit }] : []
}

function tooLong(place: string, limit: number): Issue {
  return { subject: 'course', field: place, problem: 'too_long', limit }
}

function checkQuiz({ passMark, questions }: Quiz): Issue[] {
  return [
    ...(Number.isInteger(passMark) && passMark >= 0 && passMark <= 100
      ? []
      : [issue('course', 'quiz.passMark', 'malformed', passMark)]),
    ...(questions.length > 0 ? [] : [issue('course', 'quiz.questions', 'missing')]),
    ...checkNumber('quiz.questions', questions, MOST_QUESTIONS),
    ...questions.flatMap((question, index) => checkQuestion(question, `quiz.questions[${index}]`)),
  ]
}

function checkQuestion({ text, kind, choices }: Question, place: string): Issue[] {
  const right = choices.filter((choice) => choice.correct).length
  const good = choices.length >= 2 && (kind === 'single' ? right === 1 : right >= 1)
  return [
    ...checkName('course', `${place}.text`, text, LONGEST_QUESTION),
    ...choices.flatMap((choice, index) =>
      checkName('course', `${place}.choices[${index}].text`, choice.text, LONGEST_QUESTION),
    ),
    ...checkNumber(`${place}.choices`, choices, MOST_CHOICES),
    ...(good ? [] : [issue('course', `${place}.choices`, 'malformed')]),
  ]
}
