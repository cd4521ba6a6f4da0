import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send, type Answer } from '../lib/api.ts'
import type { Person } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { optimistic } from '../lib/optimistic.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
import { useTellMail } from '../ui/mail-waits.tsx'
import { useTell } from '../ui/use-tell.ts'
import { useWords } from '../words/words.ts'
import { EditPerson } from './edit-person.tsx'
import { PersonEnrolments } from './person-enrolments.tsx'
import { PersonGroups } from './person-groups.tsx'
import { PersonProfile } from './person-profile.tsx'
import { PersonTimeline } from './person-timeline.tsx'
import { personQuery, type PersonInGroups } from './person-query.ts'

export const personPage = createLazyRoute('/people/$id')({ component: PersonPage })

/** Who is this, what have they learned, what did we send them, may they in? */
function PersonPage(): ReactNode {
  const { id } = useParams({ from: '/people/$id' })
  const query = useQuery(personQuery(id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['profile', 'groups', 'enrolments', 'timeline'] as const

function Loaded({ answer }: { readonly answer: Answer<PersonInGroups> }): ReactNode {
  const { body: person, etag } = answer
  const { id, name } = person
  const words = useWords().people
  const mayManage = useRight('managePeople')
  const mayReadAudit = useRight('readAudit')
  const parts = PARTS.filter((one) => one !== 'timeline' || mayReadAudit)
  return (
    <ThingPane
      listPath="/people"
      id={id}
      name={name}
      mayEdit={mayManage}
      editHeading={words.editHeading}
      parts={parts}
      tabs={words.tabs}
      acts={(edit) => <PersonActs person={person} etag={etag} onEdit={edit} />}
      form={(done) => <EditPerson person={person} etag={etag} onDone={done} />}
    >
      {(part) =>
        part === 'groups' ? (
          <PersonGroups person={person} />
        ) : part === 'enrolments' ? (
          <PersonEnrolments id={id} />
        ) : part === 'timeline' ? (
          <PersonTimeline id={id} />
        ) : (
          <PersonProfile person={person} />
        )
      }
    </ThingPane>
  )
}

interface PersonActsProps {
  readonly person: Person
  readonly etag: string | undefined
  readonly onEdit: () => void
}

/** What can be done with the person. What one may not do isn't shown. */
function PersonActs({ person, etag, onEdit }: PersonActsProps): ReactNode {
  const { id, name, status, invitation } = person
  const words = useWords()
  const { people } = words
  const mayManage = useRight('managePeople')
  const mayInvite = useRight('enrolOthers')
  const [isDeleting, setDeleting] = useState(false)
  const tell = useTell()
  const tellMail = useTellMail()
  const invite = async () => {
    const { body } = await send<{ readonly to: string }>('POST', `/people/${id}/invite`, { body: {} })
    tellMail(people.invited(body.to))
    await refresh('/people')
  }
  const resetPassword = async () => {
    const { body } = await send<{ readonly to: string }>('POST', `/people/${id}/password-reset`)
    tellMail(people.resetSent(body.to))
    await refresh('/people')
  }
  const endSessions = async () => {
    await send('DELETE', `/people/${id}/sessions`)
    notify('good', people.endSessionsDone(name))
  }
  const setStatus = async (next: Person['status']) => {
    const change = (to: Person['status']) =>
      optimistic<Person>(`/people/${id}`, { status: to }, () =>
        send('PATCH', `/people/${id}`, { body: { status: to } }),
      )
    await change(next)
    notify('good', people.saved(name), () => change(status))
  }
  const isActive = status === 'active'
  const acts = [
    ...(mayInvite
      ? [
          {
            id: 'people.invite',
            label: invitation.state === 'none' ? people.invite : people.inviteAgain,
            run: () => tell(invite()),
          },
        ]
      : []),
    ...(mayManage
      ? [
          { id: 'people.reset', label: people.resetPassword, run: () => tell(resetPassword()) },
          {
            id: 'people.status',
            label: isActive ? people.suspend : people.activate,
            run: () => tell(setStatus(isActive ? 'suspended' : 'active')),
          },
          { id: 'people.sessions', label: people.endSessions, run: () => tell(endSessions()) },
          { id: 'people.delete', label: people.delete, isBad: true, run: () => setDeleting(true) },
        ]
      : []),
  ]
  return (
    <>
      <ThingActs name={name} edit={mayManage ? { label: people.edit, run: onEdit } : undefined} acts={acts} />
      {isDeleting && (
        <DeleteDialog
          listPath="/people"
          id={id}
          name={name}
          etag={etag}
          words={people}
          also={['/overview']}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  )
}
