import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Enrolment, Page } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { ownPath } from '../lib/own-path.ts'
import { bodyQuery } from '../lib/queries.ts'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Day, Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import styles from './person.module.css'

const KINDS = { not_started: 'plain', in_progress: 'waiting', passed: 'good', failed: 'bad' } as const

/** What a person learns and has learned. */
export function PersonEnrolments({ id }: { readonly id: number }): ReactNode {
  const { people, values } = useWords()
  const { percent } = useFormats()
  const query = useQuery(
    bodyQuery<Page<Enrolment>>(`/people/${id}/enrolments`, { limit: 500, sort: '-modified' }),
  )
  return (
    <QueryState query={query} height={200}>
      {({ items }) =>
        items.length === 0 ? (
          <p className={styles.soft}>{people.noEnrolments}</p>
        ) : (
          <ul className={styles.rows}>
            {items.map(
              ({ id: enrolment, course, state, progress, score, dueDate, completed, certificate }) => (
                <li key={enrolment}>
                  <div className={styles.main}>
                    <bdi>{course.name}</bdi>
                    <p className={styles.parts}>
                      <StateMark kind={KINDS[state]}>{values.enrolmentStates[state]}</StateMark>
                      {state === 'in_progress' && <span>{percent(progress)}</span>}
                      {score !== null && (
                        <span>
                          {people.score}: {percent(score)}
                        </span>
                      )}
                      {completed !== null && <Time at={completed} />}
                      {completed === null && dueDate !== null && (
                        <span>
                          {people.due}: <Day day={dueDate} />
                        </span>
                      )}
                      {certificate !== null && <a href={ownPath(certificate.url)}>{people.certificate}</a>}
                    </p>
                  </div>
                </li>
              ),
            )}
          </ul>
        )
      }
    </QueryState>
  )
}
