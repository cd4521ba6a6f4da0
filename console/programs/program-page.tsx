import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { preview, send, type Answer } from '../lib/api.ts'
import type { Job, Program } from '../lib/api-types.ts'
import { noteJob } from '../lib/jobs.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { EditProgram } from './edit-program.tsx'
import { ProgramCourseList } from './program-courses.tsx'
import { ProgramMembers } from './program-members.tsx'
import { programQuery } from './program-query.ts'

export const programPage = createLazyRoute('/programs/$id')({ component: ProgramPage })

/** What is it made of, who is in it, how far are they? */
function ProgramPage(): ReactNode {
  const { id } = useParams({ from: '/programs/$id' })
  const query = useQuery(programQuery(id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'courses', 'members'] as const

function Loaded({ answer }: { readonly answer: Answer<Program> }): ReactNode {
  const { body: program, etag } = answer
  const { id, name } = program
  const { programs } = useWords()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const mayEdit = useRight('editCourses')
  const mayReadPeople = useRight('readPeople')
  usePlace(1, name, `/programs/${id}`)
  const parts = PARTS.filter((one) => one !== 'members' || mayReadPeople)
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
            id: 'programs.edit',
            label: programs.editHeading(name),
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
      listPath="/programs"
      acts={!isEdited && <ProgramActs program={program} etag={etag} onEdit={() => setEdited(true)} />}
      below={
        !isEdited && (
          <Tabs
            label={programs.tabs.label}
            current={part}
            parts={parts.map((one) => ({ id: one, label: programs.tabs[one] }))}
          />
        )
      }
    >
      {isEdited ? (
        <EditProgram program={program} etag={etag} onDone={() => setEdited(false)} />
      ) : part === 'courses' ? (
        <ProgramCourseList program={program} />
      ) : part === 'members' ? (
        <ProgramMembers program={program} />
      ) : (
        <ProgramAbout program={program} />
      )}
    </DetailPane>
  )
}

function ProgramAbout({ program }: { readonly program: Program }): ReactNode {
  const { programs, values } = useWords()
  const { fields } = programs
  const { active, code, certificateDays } = program
  return (
    <Facts
      facts={[
        [fields.description, program.description],
        [
          fields.active,
          <StateMark key="active" kind={active ? 'good' : 'plain'}>
            {active ? programs.published : programs.hidden}
          </StateMark>,
        ],
        [fields.courses, programs.courses(program.courseCount)],
        [fields.members, programs.people(program.memberCount)],
        [fields.certificateName, program.certificateName],
        [fields.certificateDays, certificateDays === null ? null : programs.days(certificateDays)],
        [fields.language, program.language],
        [fields.code, code === null ? null : <Id key="code" value={code} />],
        [values.id, <Id key="id" value={program.id} />],
        [values.created, <Time key="created" at={program.created} />],
        [values.modified, <Time key="modified" at={program.modified} />],
      ]}
    />
  )
}

interface ProgramActsProps {
  readonly program: Program
  readonly etag: string | undefined
  readonly onEdit: () => void
}

/** What can be done with the program. What one may not do isn't shown. */
function ProgramActs({ program, etag, onEdit }: ProgramActsProps): ReactNode {
  const { id, name, active } = program
  const { programs, shell } = useWords()
  const navigate = useNavigate()
  const mayEdit = useRight('editCourses')
  const mayInvite = useRight('enrolOthers')
  const [isDeleting, setDeleting] = useState(false)
  const tell = (work: Promise<void>) =>
    void work.catch((error: unknown) => notify('bad', error instanceof Error ? error.message : shell.failed))
  const setActive = async (isOn: boolean) => {
    const change = async (to: boolean) => {
      await send('PATCH', `/programs/${id}`, { body: { active: to } })
      await refresh('/programs')
    }
    await change(isOn)
    notify('good', isOn ? programs.isPublished(name) : programs.isHidden(name), () => change(!isOn))
  }
  const inviteAll = async () => {
    const { body } = await send<Job>('POST', `/programs/${id}/invite`, { body: {} })
    noteJob(body)
  }
  const acts = [
    ...(mayInvite
      ? [{ id: 'programs.invite', label: programs.inviteAll, run: () => tell(inviteAll()) }]
      : []),
    ...(mayEdit
      ? [
          {
            id: 'programs.active',
            label: active ? programs.hide : programs.publish,
            run: () => tell(setActive(!active)),
          },
          { id: 'programs.delete', label: programs.delete, isBad: true, run: () => setDeleting(true) },
        ]
      : []),
  ]
  useActs(acts.map((act) => ({ ...act, label: `${act.label}: ${name}`, group: 'here' })))
  return (
    <>
      {mayEdit && <Button onClick={onEdit}>{programs.edit}</Button>}
      {acts.length > 0 && <MenuButton label={shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />}
      {isDeleting && (
        <ConsequenceDialog
          heading={programs.deleteHeading(name)}
          act={programs.delete}
          count={() => preview('DELETE', `/programs/${id}`)}
          words={programs.effects}
          typed={name}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await send('DELETE', `/programs/${id}`, { etag })
            notify('plain', programs.deleted(name))
            setDeleting(false)
            await navigate({ to: '/programs', search: (before: Search) => before })
            void refresh('/programs', '/people', '/overview')
          }}
        />
      )}
    </>
  )
}
