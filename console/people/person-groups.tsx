import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Named } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { optimistic } from '../lib/optimistic.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Finder } from '../ui/picker.tsx'
import { useWords } from '../words/words.ts'
import type { PersonInGroups } from './person-query.ts'
import styles from './person.module.css'

/** The groups that a person is in: put in, taken out, and back again for ten seconds. */
export function PersonGroups({ person }: { readonly person: PersonInGroups }): ReactNode {
  const { id, groups } = person
  const words = useWords()
  const { people } = words
  const mayManage = useRight('managePeople')
  const [isAdding, setAdding] = useState(false)
  const set = (group: Named, isIn: boolean) =>
    optimistic<PersonInGroups>(
      `/people/${id}`,
      { groups: isIn ? [...groups, group] : groups.filter((one) => one.id !== group.id) },
      () => send(isIn ? 'PUT' : 'DELETE', `/groups/${group.id}/members/${id}`),
    )
  const change = async (group: Named, isIn: boolean) => {
    try {
      await set(group, isIn)
      const said = isIn ? people.addedToGroup(person.name, group.name) : people.removedFromGroup(group.name)
      notify('good', said, () => set(group, !isIn))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : words.shell.failed)
    }
  }
  return (
    <>
      {mayManage && (
        <p className={styles.add}>
          <Button icon="plus" onClick={() => setAdding(true)}>
            {people.addToGroup}
          </Button>
        </p>
      )}
      {groups.length === 0 && <p className={styles.soft}>{people.noGroups}</p>}
      <ul className={styles.rows}>
        {groups.map((group) => (
          <li key={group.id}>
            <span className={styles.main}>
              <bdi>{group.name}</bdi>
            </span>
            {mayManage && (
              <Button look="quiet" icon="close" isIconOnly onClick={() => void change(group, false)}>
                {people.removeFromGroup(group.name)}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isAdding && (
        <Dialog heading={people.addToGroup} onClose={() => setAdding(false)}>
          <Finder
            path="/groups"
            what={people.fields.group}
            isFirst
            without={groups.map((group) => group.id)}
            onChoose={(group) => {
              setAdding(false)
              void change(group, true)
            }}
          />
        </Dialog>
      )}
    </>
  )
}
