import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send, type Answer } from '../lib/api.ts'
import type { Job, Program } from '../lib/api-types.ts'
import { noteJob } from '../lib/jobs.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
import { Time } from '../ui/time.tsx'
import { useTell } from '../ui/use-tell.ts'
import { useNameOf } from '../ui/codes.tsx'
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
  const mayEdit = useRight('editCourses')
  const mayReadPeople = useRight('readPeople')
  const parts = PARTS.filter((one) => one !== 'members' || mayReadPeople)
  return (
    <ThingPane
      listPath="/programs"
      id={id}
      name={name}
      mayEdit={mayEdit}
      editHeading={programs.editHeading}
      parts={parts}
      tabs={programs.tabs}
      acts={(edit) => <ProgramActs program={program} etag={etag} onEdit={edit} />}
      form={(done) => <EditProgram program={program} etag={etag} onDone={done} />}
    >
      {(part) =>
        part === 'courses' ? (
          <ProgramCourseList program={program} />
        ) : part === 'members' ? (
          <ProgramMembers program={program} />
        ) : (
          <ProgramAbout program={program} />
        )
      }
    </ThingPane>
  )
}

function ProgramAbout({ program }: { readonly program: Program }): ReactNode {
  const { programs, values } = useWords()
  const languageName = useNameOf('language')
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
        [fields.language, languageName(program.language)],
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
  const { programs } = useWords()
  const mayEdit = useRight('editCourses')
  const mayInvite = useRight('enrolOthers')
  const [isDeleting, setDeleting] = useState(false)
  const tell = useTell()
  const setActive = async (isOn: boolean) => {
    const change = async (to: boolean) => {
      await send('PATCH', `/programs/${id}`, { body: { active: to } })
      await refresh('/programs')
    }
    await change(isOn)
    notify('good', isOn ? programs.isPublished(name) : programs.isHidden(name), () => change(!isOn))
  }
  const inviteAll = async () => {
    const { body } = await send<Job>('POST', `/programs/${id}/invite`)
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
  return (
    <>
      <ThingActs name={name} edit={mayEdit ? { label: programs.edit, run: onEdit } : undefined} acts={acts} />
      {isDeleting && (
        <DeleteDialog
          listPath="/programs"
          id={id}
          name={name}
          etag={etag}
          words={programs}
          also={['/people', '/overview']}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  )
}
