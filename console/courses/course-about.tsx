import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { addressOf, send } from '../lib/api.ts'
import type { Named } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { Finder } from '../ui/picker.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Time } from '../ui/time.tsx'
import { useNameOf } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'
import type { WholeCourse } from './course-query.ts'
import styles from './courses.module.css'

const SECONDS_A_MINUTE = 60

/** What is known about a course. */
export function CourseAbout({ course }: { readonly course: WholeCourse }): ReactNode {
  const { courses, values } = useWords()
  const languageName = useNameOf('language')
  const { fields } = courses
  const { active, durationSeconds, certificateName, certificateDays, dueDays, repeatDays, visibility } =
    course
  const days = (count: number | null) => (count === null ? null : courses.days(count))
  return (
    <Facts
      facts={[
        [fields.summary, course.summary],
        [
          fields.active,
          <StateMark key="active" kind={active ? 'good' : 'plain'}>
            {active ? courses.published : courses.hidden}
          </StateMark>,
        ],
        [fields.learners, courses.people(course.learnerCount)],
        [fields.topics, <Names key="topics" course={course} of="topics" />],
        [fields.visibility, courses.visibilities[visibility]],
        visibility === 'groups' || course.groups.length > 0
          ? [fields.groups, <Names key="groups" course={course} of="groups" />]
          : [fields.groups, null],
        [fields.selfEnrolment, courses.selfEnrolments[course.selfEnrolment]],
        [fields.type, courses.types[course.type]],
        [
          fields.minutes,
          durationSeconds === null ? null : courses.minutes(Math.round(durationSeconds / SECONDS_A_MINUTE)),
        ],
        [
          fields.certificateName,
          certificateName === null ? null : (
            <span key="certificate" className={styles.names}>
              <bdi>{certificateName}</bdi>
              <a
                href={addressOf(`/courses/${course.id}/certificate-preview`)}
                target="_blank"
                rel="noreferrer"
              >
                {courses.certificatePreview}
              </a>
            </span>
          ),
        ],
        [fields.certificateDays, days(certificateDays)],
        [fields.dueDays, days(dueDays)],
        [fields.repeatDays, days(repeatDays)],
        [fields.author, course.author],
        [fields.language, languageName(course.language)],
        [fields.code, course.code === null ? null : <Id key="code" value={course.code} />],
        [values.id, <Id key="id" value={course.id} />],
        [values.created, <Time key="created" at={course.created} />],
        [values.modified, <Time key="modified" at={course.modified} />],
      ]}
    />
  )
}

/** The topics or groups of a course: put in, taken out, and back again for ten seconds. */
function Names({
  course,
  of,
}: {
  readonly course: WholeCourse
  readonly of: 'topics' | 'groups'
}): ReactNode {
  const { courses, shell } = useWords()
  const mayEdit = useRight('editCourses')
  const [isAdding, setAdding] = useState(false)
  const { id } = course
  const items = course[of]
  const set = async (next: readonly Named[]) => {
    await send('PUT', `/courses/${id}/${of}`, { body: { items: next.map((one) => one.id) } })
    await refresh('/courses', '/topics')
  }
  const change = async (next: readonly Named[], said: string) => {
    try {
      await set(next)
      notify('good', said, () => set(items))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <>
      <ul className={styles.names}>
        {items.map((one) => (
          <li key={one.id}>
            <Link to={of === 'topics' ? '/topics/$id' : '/groups/$id'} params={{ id: String(one.id) }}>
              <bdi>{one.name}</bdi>
            </Link>
            {mayEdit && (
              <Button
                look="quiet"
                icon="close"
                isIconOnly
                onClick={() =>
                  void change(
                    items.filter((other) => other.id !== one.id),
                    courses.removed(one.name),
                  )
                }
              >
                {courses.remove(one.name)}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayEdit && (
        <Button look="quiet" icon="plus" onClick={() => setAdding(true)}>
          {courses.addTo[of]}
        </Button>
      )}
      {isAdding && (
        <Dialog heading={courses.addTo[of]} onClose={() => setAdding(false)}>
          <Finder
            path={`/${of}`}
            what={courses.addTo[of]}
            isFirst
            without={items.map((one) => one.id)}
            onChoose={(one) => {
              setAdding(false)
              void change([...items, one], courses.added(one.name))
            }}
          />
        </Dialog>
      )}
    </>
  )
}
