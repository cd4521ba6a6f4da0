import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Course } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { DetailPane } from '../ui/detail-pane.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { API_NAMES, bodyOf, CourseFields, NO_COURSE } from './course-form.tsx'

export const newCoursePage = createLazyRoute('/courses/new')({ component: NewCourse })

/** Makes a course; its lessons come next. */
function NewCourse(): ReactNode {
  const { courses, shell } = useWords()
  const navigate = useNavigate()
  usePlace(1, courses.create, '/courses/new')
  const form = useForm({
    draft: 'course new',
    initial: NO_COURSE,
    failed: shell.failedText,
    names: API_NAMES,
    submit: async (values, _changed, key) => {
      const { body: course } = await send<Course>('POST', '/courses', { body: bodyOf(values), key })
      notify('good', courses.created(course.name))
      void refresh('/courses', '/overview')
      void navigate({
        to: `/courses/${course.id}`,
        search: (before: Search) => ({ ...before, part: 'content' }),
      })
    },
  })
  return (
    <DetailPane heading={courses.create} listPath="/courses">
      <FormFrame
        form={form}
        label={courses.create}
        act={courses.createAct}
        onCancel={() => void navigate({ to: '/courses', search: (before: Search) => before })}
      >
        <CourseFields form={form} />
      </FormFrame>
    </DetailPane>
  )
}
