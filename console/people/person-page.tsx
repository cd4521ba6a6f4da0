import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { preview, send, type Answer } from '../lib/api.ts'
import type { Person } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { optimistic } from '../lib/optimistic.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Tabs } from '../ui/tabs.tsx'
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
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const mayManage = useRight('managePeople')
  const mayReadAudit = useRight('readAudit')
  usePlace(1, name, `/people/${id}`)
  const parts = PARTS.filter((one) => one !== 'timeline' || mayReadAudit)
  const part = parts.find((one) => one === search.part) ?? 'profile'
  const isEdited = search.edit !== undefined && mayManage
  const setEdited = (isOn: boolean) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, edit: isOn ? '1' : undefined }),
      replace: true,
    })
  useActs(
    mayManage
      ? [
          {
            id: 'people.edit',
            label: words.editHeading(name),
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
      listPath="/people"
      acts={!isEdited && <PersonActs person={person} etag={etag} onEdit={() => setEdited(true)} />}
      below={
        !isEdited && (
          <Tabs
            label={words.tabs.label}
            current={part}
            parts={parts.map((one) => ({ id: one, label: words.tabs[one] }))}
          />
        )
      }
    >
      {isEdited ? (
        <EditPerson person={person} etag={etag} onDone={() => setEdited(false)} />
      ) : part === 'groups' ? (
        <PersonGroups person={person} />
      ) : part === 'enrolments' ? (
        <PersonEnrolments id={id} />
      ) : part === 'timeline' ? (
        <PersonTimeline id={id} />
      ) : (
        <PersonProfile person={person} />
      )}
    </DetailPane>
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
  const navigate = useNavigate()
  const mayManage = useRight('managePeople')
  const mayInvite = useRight('enrolOthers')
  const [isDeleting, setDeleting] = useState(false)
  const tell = (work: Promise<void>) =>
    void work.catch((error: unknown) =>
      notify('bad', error instanceof Error ? error.message : words.shell.failed),
    )
  const invite = async () => {
    const { body } = await send<{ readonly to: string }>('POST', `/people/${id}/invite`, { body: {} })
    notify('good', people.invited(body.to))
    await refresh('/people')
  }
  const resetPassword = async () => {
    const { body } = await send<{ readonly to: string }>('POST', `/people/${id}/password-reset`)
    notify('good', people.resetSent(body.to))
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
  useActs(acts.map((act) => ({ ...act, label: `${act.label}: ${name}`, group: 'here' })))
  return (
    <>
      {mayManage && <Button onClick={onEdit}>{people.edit}</Button>}
      {acts.length > 0 && (
        <MenuButton label={words.shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />
      )}
      {isDeleting && (
        <ConsequenceDialog
          heading={people.deleteHeading(name)}
          act={people.delete}
          count={() => preview('DELETE', `/people/${id}`)}
          words={people.effects}
          typed={name}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await send('DELETE', `/people/${id}`, { etag })
            notify('plain', people.deleted(name))
            setDeleting(false)
            await navigate({ to: '/people', search: (before: Search) => before })
            void refresh('/people', '/overview')
          }}
        />
      )}
    </>
  )
}
