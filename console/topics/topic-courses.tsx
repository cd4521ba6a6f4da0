import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { get, send } from '../lib/api.ts'
import type { Course, Named, Page, Topic } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import { PageError } from '../ui/page-error.tsx'
import { Finder } from '../ui/picker.tsx'
import { Skeleton } from '../ui/query-state.tsx'
import { useWords } from '../words/words.ts'
import styles from './topics.module.css'

const AT_A_TIME = 100

/** The courses of a topic: put in, taken out, and back again for ten seconds. */
export function TopicCourses({ topic }: { readonly topic: Topic }): ReactNode {
  const { id, mayTag } = topic
  const { topics, shell, lists } = useWords()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const isBelow = search.with === 'below'
  const [isAdding, setAdding] = useState(false)
  const path = `/topics/${id}/courses`
  const query = useInfiniteQuery({
    queryKey: [path, isBelow],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Course>>(path, {
        query: {
          limit: AT_A_TIME,
          sort: 'name',
          ...(isBelow && { below: true }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const set = async (course: Named, isIn: boolean) => {
    await send(isIn ? 'PUT' : 'DELETE', `${path}/${course.id}`)
    await refresh('/topics')
  }
  const change = async (course: Named, isIn: boolean) => {
    try {
      await set(course, isIn)
      const said = isIn ? topics.courseAdded(course.name) : topics.courseRemoved(course.name)
      notify('good', said, () => set(course, !isIn))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  const { data, error, refetch, hasNextPage, fetchNextPage } = query
  const courses = data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <div className={styles.head}>
        {mayTag && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {topics.addCourse}
          </Button>
        )}
        <Checkbox
          label={topics.withBelow}
          checked={isBelow}
          onChange={(event) =>
            void navigate({
              to: '.',
              search: (before: Search) => ({ ...before, with: event.target.checked ? 'below' : undefined }),
              replace: true,
            })
          }
        />
      </div>
      {courses === undefined ? (
        error === null ? (
          <Skeleton height={200} />
        ) : (
          <PageError error={error} reset={() => void refetch()} />
        )
      ) : courses.length === 0 ? (
        <p className={styles.soft}>{topics.noCourses}</p>
      ) : (
        <ul className={styles.rows}>
          {courses.map((course) => (
            <li key={course.id}>
              <span className={styles.main}>
                <bdi>{course.name}</bdi>
              </span>
              {mayTag && !isBelow && (
                <Button look="quiet" icon="close" isIconOnly onClick={() => void change(course, false)}>
                  {topics.removeCourse(course.name)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <p className={styles.acts}>
          <Button onClick={() => void fetchNextPage()}>{lists.loadMore}</Button>
        </p>
      )}
      {isAdding && (
        <Dialog heading={topics.addCourse} onClose={() => setAdding(false)}>
          <Finder
            path="/courses"
            what={topics.fields.course}
            isFirst
            onChoose={(course) => {
              setAdding(false)
              void change(course, true)
            }}
          />
        </Dialog>
      )}
    </>
  )
}
