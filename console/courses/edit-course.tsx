import { useState, type ReactNode } from 'react'
import type { Course } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { API_NAMES, bodyOf, CourseFields, valuesOf, type CourseValues } from './course-form.tsx'
import { courseQuery } from './course-query.ts'

interface EditCourseProps {
  readonly course: Course
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Changes a course. If somebody else has changed it meanwhile, both versions are shown to choose from. */
export function EditCourse({ course, etag, onDone }: EditCourseProps): ReactNode {
  const { courses, values, shell } = useWords()
  const { id, name } = course
  const [begun] = useState({ etag, values: valuesOf(course) })
  const { save, dialog } = useGuardedSave<Course, CourseValues>({
    path: `/courses/${id}`,
    valuesOf,
    bodyOf,
    labelOf: (field) => courses.fields[field],
    textOf: (field, of) => {
      const value = of[field]
      if (typeof value === 'boolean') return value ? values.yes : values.no
      if (field === 'type') return of.type === undefined ? '' : courses.types[of.type]
      if (field === 'visibility')
        return of.visibility === undefined ? '' : courses.visibilities[of.visibility]
      return value ?? ''
    },
  })
  const form = useForm({
    draft: `course ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    names: API_NAMES,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        const now = await queryClient.query({ ...courseQuery(id), staleTime: 0 })
        void refresh('/courses')
        notify('good', courses.saved(now.body.name))
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={courses.editHeading(name)} act={shell.save} onCancel={onDone}>
        <CourseFields form={form} />
      </FormFrame>
      {dialog}
    </>
  )
}
