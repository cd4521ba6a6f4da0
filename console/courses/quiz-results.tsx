import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '../lib/api.ts'
import type { QuizResults } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { bodyQuery } from '../lib/queries.ts'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import { contentQuery, type WholeCourse } from './course-query.ts'
import styles from './quiz-results.module.css'

type QuestionResult = QuizResults['questions'][number]

/** How many answered each question right, and which wrong answer is frequent. */
export function QuizResultsPart({ course }: { readonly course: WholeCourse }): ReactNode {
  const { courses: words } = useWords()
  const { results } = words
  const content = useQuery(contentQuery(course.id))
  const quiz = content.data?.body.quiz
  // Without a quiz there are no results to ask for.
  const query = useQuery({
    ...bodyQuery<QuizResults>(`/courses/${course.id}/quiz-results`),
    enabled: quiz !== undefined && quiz !== null,
  })
  if (quiz === null) return <p>{results.noQuiz}</p>
  if (query.error instanceof ApiError && query.error.code === 'not_found') return <p>{results.noQuiz}</p>
  if (content.data === undefined) {
    return (
      <QueryState query={content} height={300}>
        {() => null}
      </QueryState>
    )
  }
  return (
    <QueryState query={query} height={300}>
      {({ attempts, isCapped, outdated, questions }) => (
        <>
          <p>
            {isCapped ? results.latestAttempts(attempts) : results.attempts(attempts)}
            {outdated > 0 && ` ${results.outdated(outdated)}`}
          </p>
          <ol className={styles.questions}>
            {questions.map((question, index) => (
              <Question key={index} question={question} of={attempts - outdated} />
            ))}
          </ol>
        </>
      )}
    </QueryState>
  )
}

interface QuestionProps {
  readonly question: QuestionResult
  /** How many attempts are counted. */
  readonly of: number
}

function Question({ question: { text, right, choices }, of }: QuestionProps): ReactNode {
  const { results } = useWords().courses
  const { number, percent } = useFormats()
  const share = (count: number) => (of === 0 ? 0 : (100 * count) / of)
  const mostWrong = Math.max(0, ...choices.filter(({ correct }) => !correct).map(({ ticked }) => ticked))
  return (
    <li>
      <h3>
        <bdi>{text}</bdi>
      </h3>
      {of > 0 && <p>{results.right(percent(share(right)), number(right))}</p>}
      <table className={styles.choices}>
        <thead>
          <tr>
            <th scope="col">{results.choice}</th>
            <th scope="col">{results.ticked}</th>
          </tr>
        </thead>
        <tbody>
          {choices.map((choice, index) => (
            <tr key={index}>
              <th scope="row">
                <span className={styles.choice}>
                  <bdi>{choice.text}</bdi>
                  {choice.correct ? (
                    <StateMark kind="good">{results.correct}</StateMark>
                  ) : (
                    choice.ticked === mostWrong &&
                    mostWrong > 0 && <StateMark kind="bad">{results.mostWrong}</StateMark>
                  )}
                </span>
              </th>
              <td>
                <span className={styles.figure}>
                  <bdi>{number(choice.ticked)}</bdi> <bdi>({percent(share(choice.ticked))})</bdi>
                </span>
                <span aria-hidden="true" className={styles.bar} data-right={choice.correct || undefined}>
                  <span style={{ width: `${share(choice.ticked)}%` }} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </li>
  )
}
