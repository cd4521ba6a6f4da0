import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { preview, send, type Answer } from '../lib/api.ts'
import type { Job } from '../lib/api-types.ts'
import { noteJob } from '../lib/jobs.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState, Skeleton } from '../ui/query-state.tsx'
import { Tabs } from '../ui/tabs.tsx'
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

const PARTS = ['about', 'content', 'learners'] as const

function Loaded({ answer }: { readonly answer: Answer<WholeCourse> }): ReactNode {
  const { body: course, etag } = answer
  const { id, name } = course
  const { courses } = useWords()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const mayEdit = useRight('editCourses')
  const mayReadPeople = useRight('readPeople')
  usePlace(1, name, `/courses/${id}`)
  const parts = PARTS.filter((one) => one !== 'learners' || mayReadPeople)
  const part = parts.find((one) => one === search.part) ?? 'about'
  const isEdited = search.edit !== undefined && mayEdit
  const setEdited = (isOn: boolean) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, edit: isOn ? '1' : undefined }),
      replace: true,
    })
  useActs(
    mayEdit
      ? [
          {
            id: 'courses.edit',
            label: courses.editHeading(name),
            keys: 'e',
            group: 'here',
            run: () => setEdited(true),
          },
        ]
      : [],
  )
  return (
    <DetailPane
      heading={name}
      isName
      listPath="/courses"
      acts={!isEdited && <CourseActs course={course} etag={etag} onEdit={() => setEdited(true)} />}
      below={
        !isEdited && (
          <Tabs
            label={courses.tabs.label}
            current={part}
            parts={parts.map((one) => ({ id: one, label: courses.tabs[one] }))}
          />
        )
      }
    >
      {isEdited ? (
        <EditCourse course={course} etag={etag} onDone={() => setEdited(false)} />
      ) : part === 'content' ? (
        <Suspense fallback={<Skeleton height={300} />}>
          <CourseContentPart course={course} />
        </Suspense>
      ) : part === 'learners' ? (
        <CourseLearners course={course} />
      ) : (
        <CourseAbout course={course} />
      )}
    </DetailPane>
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
  const { courses, shell } = useWords()
  const navigate = useNavigate()
  const mayEdit = useRight('editCourses')
  const mayInvite = useRight('enrolOthers')
  const [isDeleting, setDeleting] = useState(false)
  const tell = (work: Promise<void>) =>
    void work.catch((error: unknown) => notify('bad', error instanceof Error ? error.message : shell.failed))
  const setActive = async (isOn: boolean) => {
    const change = async (to: boolean) => {
      await send('PATCH', `/courses/${id}`, { body: { active: to } })
      await refresh('/courses')
    }
    await change(isOn)
    notify('good', isOn ? courses.isPublished(name) : courses.isHidden(name), () => change(!isOn))
  }
  const inviteAll = async () => {
    const { body } = await send<Job>('POST', `/courses/${id}/invite`, { body: {} })
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
  useActs(acts.map((act) => ({ ...act, label: `${act.label}: ${name}`, group: 'here' })))
  return (
    <>
      {mayEdit && <Button onClick={onEdit}>{courses.edit}</Button>}
      {acts.length > 0 && <MenuButton label={shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />}
      {isDeleting && (
        <ConsequenceDialog
          heading={courses.deleteHeading(name)}
          act={courses.delete}
          count={() => preview('DELETE', `/courses/${id}`)}
          words={courses.effects}
          typed={name}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await send('DELETE', `/courses/${id}`, { etag })
            notify('plain', courses.deleted(name))
            setDeleting(false)
            await navigate({ to: '/courses', search: (before: Search) => before })
            void refresh('/courses', '/topics', '/overview')
          }}
        />
      )}
    </>
  )
}
