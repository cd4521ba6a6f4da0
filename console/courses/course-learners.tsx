import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { preview, send } from '../lib/api.ts'
import type { Enrolment, Named } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { ownPath } from '../lib/own-path.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailList } from '../ui/detail-list.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Finder } from '../ui/picker.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Day, Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import type { WholeCourse } from './course-query.ts'
import styles from './courses.module.css'

const KINDS = { not_started: 'plain', in_progress: 'waiting', passed: 'good', failed: 'bad' } as const

/** Who learns a course, and how far they have come. */
export function CourseLearners({ course }: { readonly course: WholeCourse }): ReactNode {
  const { courses, people, values, shell } = useWords()
  const { percent } = useFormats()
  const mayEnrol = useRight('enrolOthers')
  const [isAdding, setAdding] = useState(false)
  const [ended, setEnded] = useState<Enrolment>()
  const path = `/courses/${course.id}/enrolments`
  const enrol = async (person: Named) => {
    try {
      await send('POST', path, { body: { person: person.id } })
      await refresh('/courses', '/people', '/overview')
      notify('good', courses.enrolled(person.name))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <>
      {mayEnrol && (
        <p className={styles.head}>
          <Button icon="plus" onClick={() => setAdding(true)}>
            {courses.enrol}
          </Button>
        </p>
      )}
      <DetailList<Enrolment>
        path={path}
        query={{ sort: '-modified' }}
        label={courses.tabs.learners}
        empty={courses.nobody}
        name={({ person }) => (
          <Link to="/people/$id" params={{ id: String(person.id) }}>
            <bdi>{person.name}</bdi>
          </Link>
        )}
        more={({ state, progress, score, completed, dueDate, certificate }) => (
          <>
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
          </>
        )}
        acts={(enrolment) =>
          mayEnrol && (
            <Button look="quiet" icon="close" isIconOnly onClick={() => setEnded(enrolment)}>
              {courses.endEnrolment(enrolment.person.name)}
            </Button>
          )
        }
      />
      {isAdding && (
        <Dialog heading={courses.enrol} onClose={() => setAdding(false)}>
          <Finder
            path="/people"
            what={courses.person}
            isFirst
            more={{ field: 'email', show: (email) => (typeof email === 'string' ? email : '') }}
            onChoose={(person) => {
              setAdding(false)
              void enrol(person)
            }}
          />
        </Dialog>
      )}
      {ended !== undefined && (
        <ConsequenceDialog
          heading={courses.endHeading(ended.person.name)}
          act={courses.end}
          count={() => preview('DELETE', `/enrolments/${ended.id}`)}
          words={courses.effects}
          onClose={() => setEnded(undefined)}
          onConfirm={async () => {
            await send('DELETE', `/enrolments/${ended.id}`)
            setEnded(undefined)
            await refresh('/courses', '/people', '/overview')
            notify('plain', courses.ended(ended.person.name))
          }}
        />
      )}
    </>
  )
}
