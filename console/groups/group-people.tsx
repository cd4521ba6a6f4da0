import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Group, Named, Person } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { DetailList } from '../ui/detail-list.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Finder } from '../ui/picker.tsx'
import { useWords } from '../words/words.ts'
import styles from './groups.module.css'

/** The people of a group: put in, taken out, and back again for ten seconds. */
export function GroupPeople({ group }: { readonly group: Group }): ReactNode {
  const { groups, shell } = useWords()
  const mayManage = useRight('managePeople')
  const [isAdding, setAdding] = useState(false)
  const path = `/groups/${group.id}/members`
  const set = async (person: Named, isIn: boolean) => {
    await send(isIn ? 'PUT' : 'DELETE', `${path}/${person.id}`)
    await refresh('/groups', '/people')
  }
  const change = async (person: Named, isIn: boolean) => {
    try {
      await set(person, isIn)
      const said = isIn ? groups.added(person.name, group.name) : groups.removed(person.name, group.name)
      notify('good', said, () => set(person, !isIn))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <>
      {mayManage && (
        <p className={styles.head}>
          <Button icon="plus" onClick={() => setAdding(true)}>
            {groups.add}
          </Button>
        </p>
      )}
      <DetailList<Person>
        path={path}
        query={{ sort: 'lastName' }}
        label={groups.tabs.people}
        empty={groups.nobody}
        name={(person) => (
          <Link to="/people/$id" params={{ id: String(person.id) }}>
            <bdi>{person.name}</bdi>
          </Link>
        )}
        more={({ email }) => <bdi>{email}</bdi>}
        acts={(person) =>
          mayManage && (
            <Button look="quiet" icon="close" isIconOnly onClick={() => void change(person, false)}>
              {groups.remove(person.name)}
            </Button>
          )
        }
      />
      {isAdding && (
        <Dialog heading={groups.add} onClose={() => setAdding(false)}>
          <Finder
            path="/people"
            what={groups.person}
            isFirst
            more={{ field: 'email', show: (email) => (typeof email === 'string' ? email : '') }}
            onChoose={(person) => {
              setAdding(false)
              void change(person, true)
            }}
          />
        </Dialog>
      )}
    </>
  )
}
