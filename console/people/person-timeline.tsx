import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '../lib/api.ts'
import type { Page, TimelineEntry } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useChangeTitle } from '../ui/change-title.ts'
import { Button } from '../ui/button.tsx'
import { PageError } from '../ui/page-error.tsx'
import { Skeleton } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/words.ts'
import styles from './person.module.css'

/** Everything about a person in one order: changes, mails, results. */
export function PersonTimeline({ id }: { readonly id: number }): ReactNode {
  const words = useWords()
  const path = `/people/${id}/timeline`
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [path, 'list'],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TimelineEntry>>(path, { query: { cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  if (data === undefined) {
    return error === null ? (
      <Skeleton height={300} />
    ) : (
      <PageError error={error} reset={() => void refetch()} />
    )
  }
  const entries = data.pages.flatMap(({ items }) => items)
  if (entries.length === 0) return <p className={styles.soft}>{words.people.noTimeline}</p>
  return (
    <>
      <ol className={styles.rows}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <div className={styles.main}>
              <Entry entry={entry} />
            </div>
            <Time at={entry.at} />
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <p className={styles.more}>
          <Button onClick={() => void fetchNextPage()}>{words.people.timeline.more}</Button>
        </p>
      )}
    </>
  )
}

function Entry({ entry: { kind, change, mail, result } }: { readonly entry: TimelineEntry }): ReactNode {
  const { people } = useWords()
  const { percent } = useFormats()
  const words = people.timeline
  if (change !== null) {
    return <ChangeEntry change={change} />
  }
  if (mail !== null) {
    return (
      <>
        {words.mail(mail.subject)}
        <p>
          {words.mailStates[mail.state]}
          {mail.reason !== null && (
            <>
              {': '}
              <bdi>{mail.reason}</bdi>
            </>
          )}
        </p>
      </>
    )
  }
  if (result === null) return null
  return (
    <>
      {kind === 'attempt' ? words.attempt(result.course.name) : words.completion(result.course.name)}
      <p>
        {result.success ? words.passed : words.failed}
        {result.score !== null && ` · ${percent(result.score)}`}
      </p>
    </>
  )
}

type ChangeOfPerson = NonNullable<TimelineEntry['change']>

/** What was done to the person: of an enrolment in words and by its course, else what was changed. */
function ChangeEntry({ change }: { readonly change: ChangeOfPerson }): ReactNode {
  const { people, values, audit } = useWords()
  const { percent } = useFormats()
  const titleOf = useChangeTitle()
  const { action, subject, before, after, things } = change
  const course = things.find((thing) => thing.subject === 'course')?.name
  const told =
    subject === 'enrolment' && course != null ? enrolmentText(change, course, people.timeline, percent) : null
  const fields =
    told !== null || action !== 'update'
      ? []
      : Object.keys(after ?? {}).filter(
          (field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]),
        )
  return (
    <>
      <bdi>{told ?? titleOf(change)}</bdi>
      <p>
        {values.doors[change.door] ?? <bdi>{change.door}</bdi>}
        {fields.length > 0 && (
          <>
            {' · '}
            <bdi>{fields.map((field) => audit.fields[field] ?? field).join(', ')}</bdi>
          </>
        )}
      </p>
    </>
  )
}

function enrolmentText(
  { action, before, after }: ChangeOfPerson,
  course: string,
  words: Words['people']['timeline'],
  percent: (value: number) => string,
): string | null {
  if (action === 'create') return words.enrolled(course)
  if (action === 'delete') return words.removed(course)
  if (after?.success === true && before?.success !== true) return words.passedCourse(course)
  if (after?.success === false && before?.success !== false) return words.failedCourse(course)
  if (after?.progress === undefined || after.progress === before?.progress) return null
  return words.progress(course, percent(Number(after.progress)))
}
