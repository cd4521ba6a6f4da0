import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Course } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { nameColumn } from '../ui/list/name-column.tsx'
import { timeColumns } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import { courseQuery } from './course-query.ts'

export const coursesPage = createLazyRoute('/courses')({ component: CoursesPage })

/** All courses of the academy. */
function CoursesPage(): ReactNode {
  const { courses } = useWords()
  usePlace(0, courses.heading, '/courses')
  return <ListPage config={useCoursesConfig()} />
}

function useCoursesConfig(): ListConfig<Course> {
  const { courses, values } = useWords()
  const mayEdit = useRight('editCourses')
  return useMemo(() => {
    const { fields } = courses
    const options = (of: Readonly<Record<string, string>>) =>
      Object.entries(of).map(([value, label]) => ({ value, label }))
    const stateOf = ({ active }: Course) => (active ? courses.published : courses.hidden)
    return {
      path: '/courses',
      things: courses.things,
      nameOf: ({ name }) => name,
      usualSort: 'name',
      columns: [
        nameColumn(fields.name),
        {
          id: 'code',
          label: fields.code,
          sort: 'code',
          cell: ({ code }) => <bdi>{code}</bdi>,
          text: ({ code }) => code ?? '',
          width: 16,
          isUsual: true,
        },
        {
          id: 'learners',
          label: fields.learners,
          cell: ({ learnerCount }) => courses.people(learnerCount),
          text: ({ learnerCount }) => String(learnerCount),
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'active',
          label: fields.active,
          cell: (course) => <StateMark kind={course.active ? 'good' : 'plain'}>{stateOf(course)}</StateMark>,
          text: stateOf,
          width: 18,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'visibility',
          label: fields.visibility,
          cell: ({ visibility }) => courses.visibilities[visibility],
          text: ({ visibility }) => courses.visibilities[visibility],
          width: 22,
        },
        {
          id: 'type',
          label: fields.type,
          cell: ({ type }) => courses.types[type],
          text: ({ type }) => courses.types[type],
          width: 16,
        },
        {
          id: 'author',
          label: fields.author,
          cell: ({ author }) => <bdi>{author}</bdi>,
          text: ({ author }) => author ?? '',
          width: 20,
        },
        ...timeColumns(values),
      ],
      filters: [
        {
          name: 'active',
          label: fields.active,
          kind: 'choice',
          options: [
            { value: 'true', label: courses.published },
            { value: 'false', label: courses.hidden },
          ],
        },
        {
          name: 'visibility',
          label: fields.visibility,
          kind: 'choice',
          options: options(courses.visibilities),
        },
        { name: 'type', label: fields.type, kind: 'choice', options: options(courses.types) },
      ],
      ...(mayEdit && { create: { label: courses.create } }),
      empty: <EmptyState heading={courses.emptyHeading} text={courses.emptyText} />,
      prefetch: (id) => fetchAhead(courseQuery(id)),
    } satisfies ListConfig<Course>
  }, [courses, values, mayEdit])
}
