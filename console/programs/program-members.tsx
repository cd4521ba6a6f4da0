import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { preview, send } from '../lib/api.ts'
import type { Named, Program, ProgramMember } from '../lib/api-types.ts'
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
import styles from './programs.module.css'

/** Who is in a program, and how far they have come. */
export function ProgramMembers({ program }: { readonly program: Program }): ReactNode {
  const { programs, people, shell } = useWords()
  const { percent } = useFormats()
  const mayEnrol = useRight('enrolOthers')
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Named>()
  const path = `/programs/${program.id}/members`
  const add = async (person: Named) => {
    try {
      await send('POST', path, { body: { person: person.id } })
      await refresh('/programs', '/people', '/courses')
      notify('good', programs.added(person.name))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <>
      {mayEnrol && (
        <p className={styles.head}>
          <Button icon="plus" onClick={() => setAdding(true)}>
            {programs.add}
          </Button>
        </p>
      )}
      <DetailList<ProgramMember>
        path={path}
        label={programs.tabs.members}
        empty={programs.nobody}
        name={({ person }) => (
          <Link to="/people/$id" params={{ id: String(person.id) }}>
            <bdi>{person.name}</bdi>
          </Link>
        )}
        more={({ progress, completed, dueDate, certificate }) => (
          <>
            <StateMark kind={completed !== null ? 'good' : progress > 0 ? 'waiting' : 'plain'}>
              {completed !== null ? programs.isCompleted : percent(progress)}
            </StateMark>
            {completed !== null && <Time at={completed} />}
            {completed === null && dueDate !== null && (
              <span>
                {people.due}: <Day day={dueDate} />
              </span>
            )}
            {certificate !== null && <a href={ownPath(certificate.url)}>{people.certificate}</a>}
          </>
        )}
        acts={({ person }) =>
          mayEnrol && (
            <Button look="quiet" icon="close" isIconOnly onClick={() => setLeaving(person)}>
              {programs.takeOut(person.name)}
            </Button>
          )
        }
      />
      {isAdding && (
        <Dialog heading={programs.add} onClose={() => setAdding(false)}>
          <Finder
            path="/people"
            what={programs.person}
            isFirst
            more={{ field: 'email', show: (email) => (typeof email === 'string' ? email : '') }}
            onChoose={(person) => {
              setAdding(false)
              void add(person)
            }}
          />
        </Dialog>
      )}
      {leaving !== undefined && (
        <ConsequenceDialog
          heading={programs.takeOutHeading(leaving.name)}
          act={programs.takeOutAct}
          count={() => preview('DELETE', `${path}/${leaving.id}`)}
          words={programs.effects}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            await send('DELETE', `${path}/${leaving.id}`)
            setLeaving(undefined)
            await refresh('/programs', '/people')
            notify('plain', programs.takenOut(leaving.name))
          }}
        />
      )}
    </>
  )
}
