import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { preview, send, type Answer } from '../lib/api.ts'
import type { Named, Policy, Topic } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh, thingQuery } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Finder } from '../ui/picker.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useWords } from '../words/words.ts'
import styles from './topics.module.css'

/** Who may change a topic and put courses into it. */
export function TopicPolicy({ topic }: { readonly topic: Topic }): ReactNode {
  const query = useQuery(thingQuery<Policy>(`/topics/${topic.id}/policy`))
  return (
    <QueryState query={query} height={240}>
      {(answer) => <Loaded key={answer.etag} topic={topic} answer={answer} />}
    </QueryState>
  )
}

type Item = Policy['items'][number]
type Share = Item['share']
const SHARES = ['manager', 'contributor'] as const

function keyOf({ person, group }: Item): string {
  return person === null ? `group ${group?.id ?? ''}` : `person ${person.id}`
}

function Loaded({ topic, answer }: { readonly topic: Topic; readonly answer: Answer<Policy> }): ReactNode {
  const { body: policy, etag } = answer
  const { topics, shell } = useWords()
  const { mayEdit, id, name } = topic
  const [restricted, setRestricted] = useState(policy.restricted)
  const [items, setItems] = useState<readonly Item[]>(policy.items)
  const [adding, setAdding] = useState<'person' | 'group'>()
  const [isSaving, setSaving] = useState(false)
  const isChanged = restricted !== policy.restricted || JSON.stringify(items) !== JSON.stringify(policy.items)
  const body = {
    restricted,
    items: items.map(({ person, group, share }) =>
      person === null ? { group: group?.id ?? 0, share } : { person: person.id, share },
    ),
  }
  const path = `/topics/${id}/policy`
  const add = (kind: 'person' | 'group', one: Named) => {
    setAdding(undefined)
    const item: Item = { person: null, group: null, share: 'contributor', [kind]: one }
    setItems((before) => [...before.filter((other) => keyOf(other) !== keyOf(item)), item])
  }
  const setShare = (item: Item, share: Share) =>
    setItems((before) => before.map((one) => (keyOf(one) === keyOf(item) ? { ...one, share } : one)))
  const nameOf = (item: Item) => (item.person ?? item.group)?.name ?? ''
  const governor = policy.governedBy
  return (
    <>
      <p>
        {policy.restricted
          ? topics.policy.restricted
          : governor === null
            ? topics.policy.open
            : topics.policy.governed}{' '}
        {governor !== null && governor.id !== id && (
          <Link to="/topics/$id" params={{ id: String(governor.id) }} search={(before: Search) => before}>
            <bdi>{governor.name}</bdi>
          </Link>
        )}
      </p>
      {mayEdit && (
        <div className={styles.acts}>
          <Checkbox
            label={topics.policy.restrict}
            checked={restricted}
            onChange={(event) => setRestricted(event.target.checked)}
          />
          <Button icon="plus" onClick={() => setAdding('person')}>
            {topics.policy.addPerson}
          </Button>
          <Button icon="plus" onClick={() => setAdding('group')}>
            {topics.policy.addGroup}
          </Button>
        </div>
      )}
      {items.length === 0 && <p className={styles.soft}>{topics.policy.nobody}</p>}
      <ul className={styles.rows}>
        {items.map((item) => (
          <li key={keyOf(item)}>
            <span className={styles.main}>
              <bdi>{nameOf(item)}</bdi>
              <p className={styles.soft}>
                {item.person === null ? topics.policy.group : topics.policy.person}
              </p>
            </span>
            {mayEdit ? (
              <>
                <select
                  className={styles.share}
                  aria-label={topics.policy.shareOf(nameOf(item))}
                  value={item.share}
                  onChange={(event) => setShare(item, event.target.value as Share)}
                >
                  {SHARES.map((share) => (
                    <option key={share} value={share}>
                      {topics.policy.shares[share]}
                    </option>
                  ))}
                </select>
                <Button
                  look="quiet"
                  icon="close"
                  isIconOnly
                  onClick={() => setItems((before) => before.filter((one) => keyOf(one) !== keyOf(item)))}
                >
                  {topics.policy.remove(nameOf(item))}
                </Button>
              </>
            ) : (
              <span>{topics.policy.shares[item.share]}</span>
            )}
          </li>
        ))}
      </ul>
      {isChanged && (
        <p className={styles.acts}>
          <Button look="main" onClick={() => setSaving(true)}>
            {topics.policy.save}
          </Button>
          <Button
            onClick={() => {
              setRestricted(policy.restricted)
              setItems(policy.items)
            }}
          >
            {shell.cancel}
          </Button>
        </p>
      )}
      {adding !== undefined && (
        <Dialog
          heading={adding === 'person' ? topics.policy.addPerson : topics.policy.addGroup}
          onClose={() => setAdding(undefined)}
        >
          <Finder
            path={adding === 'person' ? '/people' : '/groups'}
            what={adding === 'person' ? topics.policy.person : topics.policy.group}
            isFirst
            onChoose={(one) => add(adding, one)}
          />
        </Dialog>
      )}
      {isSaving && (
        <ConsequenceDialog
          heading={topics.policy.saveHeading(name)}
          act={topics.policy.save}
          count={() => preview('PUT', path, { body })}
          words={topics.effects}
          onClose={() => setSaving(false)}
          onConfirm={async () => {
            await send('PUT', path, { body, etag })
            setSaving(false)
            await refresh('/topics')
            notify('good', topics.policy.saved(name))
          }}
        />
      )}
    </>
  )
}
