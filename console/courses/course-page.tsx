import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { send, type Answer } from '../lib/api.ts'
import type { Job } from '../lib/api-types.ts'
import { noteJob } from '../lib/jobs.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import { QueryState, Skeleton } from '../ui/query-state.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
import { useTell } from '../ui/use-tell.ts'
import { useWords } from '../words/words.ts'
import { CourseAbout } from './course-about.tsx'
import { CourseLearners } from './course-learners.tsx'
import { courseQuery, type WholeCourse } from './course-query.ts'
import { EditCourse } from './edit-course.tsx'

export const coursePage = createLazyRoute('/courses/$id')({ component: CoursePage })

/** Loaded when somebody wants to see or write the lessons. */
const CourseContentPart = lazy(async () => ({
  default: (await import('./course-content.tsx')).CourseContentPart,
}))

/** Loaded when somebody wants to know how the quiz was answered. */
const QuizResultsPart = lazy(async () => ({
  default: (await import('./quiz-results.tsx')).QuizResultsPart,
}))

/** What is it, who learns it, how well? */
function CoursePage(): ReactNode {
  const { id } = useParams({ from: '/courses/$id' })
  const query = useQuery(courseQuery(id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'content', 'learners', 'results'] as const

function Loaded({ answer }: { readonly answer: Answer<WholeCourse> }): ReactNode {
  const { body: course, etag } = answer
  const { id, name } = course
  const { courses } = useWords()
  const mayEdit = useRight('editCourses')
  const mayReadPeople = useRight('readPeople')
  const parts = PARTS.filter((one) => one !== 'learners' || mayReadPeople)
  return (
    <ThingPane
      listPath="/courses"
      id={id}
      name={name}
      mayEdit={mayEdit}
      editHeading={courses.editHeading}
      parts={parts}
      tabs={courses.tabs}
      acts={(edit) => <CourseActs course={course} etag={etag} onEdit={edit} />}
      form={(done) => <EditCourse course={course} etag={etag} onDone={done} />}
    >
      {(part) =>
        part === 'content' ? (
          <Suspense fallback={<Skeleton height={300} />}>
            <CourseContentPart course={course} />
          </Suspense>
        ) : part === 'results' ? (
          <Suspense fallback={<Skeleton height={300} />}>
            <QuizResultsPart course={course} />
          </Suspense>
        ) : part === 'learners' ? (
          <CourseLearners course={course} />
        ) : (
          <CourseAbout course={course} />
        )
      }
    </ThingPane>
  )
}

interface CourseActsProps {
  readonly course: WholeCourse
  readonly etag: string | undefined
  readonly onEdit: () => void
}

/** What can be done with the course. What one may not do isn't shown. */
function CourseActs({ course, etag, onEdit }: CourseActsProps): ReactNode {
  const { id, name, active } = course
  const { courses } = useWords()
  const mayEdit = useRight('editCourses')
  const mayInvite = useRight('enrolOthers')
  const [isDeleting, setDeleting] = useState(false)
  const tell = useTell()
  const setActive = async (isOn: boolean) => {
    const change = async (to: boolean) => {
      await send('PATCH', `/courses/${id}`, { body: { active: to } })
      await refresh('/courses')
    }
    await change(isOn)
    notify('good', isOn ? courses.isPublished(name) : courses.isHidden(name), () => change(!isOn))
  }
  const inviteAll = async () => {
    const { body } = await send<Job>('POST', `/courses/${id}/invite`)
    noteJob(body)
  }
  const acts = [
    ...(mayInvite ? [{ id: 'courses.invite', label: courses.inviteAll, run: () => tell(inviteAll()) }] : []),
    ...(mayEdit
      ? [
          {
            id: 'courses.active',
            label: active ? courses.hide : courses.publish,
            run: () => tell(setActive(!active)),
          },
          { id: 'courses.delete', label: courses.delete, isBad: true, run: () => setDeleting(true) },
        ]
      : []),
  ]
  return (
    <>
      <ThingActs name={name} edit={mayEdit ? { label: courses.edit, run: onEdit } : undefined} acts={acts} />
      {isDeleting && (
        <DeleteDialog
          listPath="/courses"
          id={id}
          name={name}
          etag={etag}
          words={courses}
          also={['/topics', '/overview']}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  )
}
