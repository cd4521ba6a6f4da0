import { getActor } from '../actor.ts'
import { requireCourse } from '../courses/courses.ts'
import type { Choice, Question } from '../courses/lesson.ts'
import { notFound } from '../errors.ts'
import type { CourseId } from '../ids.ts'
import { demand, mayReadCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import { areAnswers, judgeAnswers, scoreOf } from './learning.ts'

/** What is counted of a large course: so many attempts, of the people who were enrolled last. */
const MAX_ATTEMPTS = 5_000
const MAX_ENROLMENTS = 20_000

/** How a question was answered. */
export interface QuestionResult extends Pick<Question, 'text' | 'kind'> {
  /** How many answered it right. */
  readonly right: number
  /** With how many ticked each. */
  readonly choices: readonly (Choice & { readonly ticked: number })[]
}

/** How the quiz of a course was answered, question by question. */
export interface QuizResults {
  /** How many attempts were counted. */
  readonly attempts: number
  /** Whether there are more: those of the people who were enrolled last are counted. */
  readonly isCapped: boolean
  /** How many of them answered an earlier form of the quiz. They count for no question. */
  readonly outdated: number
  readonly questions: readonly QuestionResult[]
}

/**
 * The results of a quiz, question by question, of all attempts or of the latest thousands. An attempt whose answers don't
 * give its score any more was made before the quiz was changed.
 * @throws forbidden, not_found (course, quiz)
 */
export async function getQuizResults(reader: Reader, by: Principal, course: CourseId): Promise<QuizResults> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'see')
  await requireCourse(reader, by, course)
  const { quiz } = await reader.content.get(by.accountId, course)
  if (quiz === null) throw notFound('quiz', course)
  const found = await reader.enrolments.listAttemptsOfCourse(by.accountId, course, {
    enrolments: MAX_ENROLMENTS,
    limit: MAX_ATTEMPTS + 1,
  })
  const counted = found.slice(0, MAX_ATTEMPTS)
  const valid = counted.filter(
    ({ answers, score }) => areAnswers(quiz, answers) && scoreOf(quiz, answers) === score,
  )
  const judged = valid.map(({ answers }) => judgeAnswers(quiz, answers))
  return {
    attempts: counted.length,
    isCapped: found.length > MAX_ATTEMPTS,
    outdated: counted.length - valid.length,
    questions: quiz.questions.map(({ text, kind, choices }, at) => ({
      text,
      kind,
      right: judged.filter((one) => one[at] === true).length,
      choices: choices.map((choice, index) => ({
        ...choice,
        ticked: valid.filter(({ answers }) => answers[at]?.includes(index) === true).length,
      })),
    })),
  }
}
