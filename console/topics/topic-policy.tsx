import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState, type ReactNode } from 'react'
import { preview, type Answer } from '../lib/api.ts'
import type { Named, Policy, Topic } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { Dismissed } from '../lib/prompts.ts'
import { queryClient, refresh, thingQuery } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormProblem } from '../ui/form-problem.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Finder } from '../ui/picker.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import styles from './topics.module.css'

/** Who may change a topic and put courses into it. */
export function TopicPolicy({ topic }: { readonly topic: Topic }): ReactNode {
  const query = useQuery(policyQuery(topic.id))
  return (
    <QueryState query={query} height={240}>
      {(answer) => <Loaded topic={topic} answer={answer} />}
    </QueryState>
  )
}

function policyQuery(id: number) {
  return thingQuery<Policy>(`/topics/${id}/policy`)
}

type Item = Policy['items'][number]
type Share = Item['share']
const SHARES = ['manager', 'contributor'] as const

function keyOf({ person, group }: Item): string {
  return person === null ? `group ${group?.id ?? ''}` : `person ${person.id}`
}

interface PolicyValues {
  readonly restricted: boolean
  readonly items: readonly Item[]
}

const valuesOf = ({ restricted, items }: Policy): PolicyValues => ({ restricted, items })

/** The body of a request that sets the policy. */
function bodyOf({ restricted, items = [] }: Partial<PolicyValues>) {
  const named = items.map(({ person, group, share }) =>
    person === null ? { group: group?.id ?? 0, share } : { person: person.id, share },
  )
  return { restricted, items: named }
}

interface Question {
  readonly values: PolicyValues
  readonly confirm: () => void
  readonly dismiss: () => void
}

function Loaded({ topic, answer }: { readonly topic: Topic; readonly answer: Answer<Policy> }): ReactNode {
  const { topics, values: words, shell } = useWords()
  const { mayEdit, id, name } = topic
  const [begun, setBegun] = useState(answer)
  const values = useMemo(() => valuesOf(begun.body), [begun])
  const [adding, setAdding] = useState<'person' | 'group'>()
  const [question, setQuestion] = useState<Question>()
  const path = `/topics/${id}/policy`
  const nameOf = (item: Item) => (item.person ?? item.group)?.name ?? ''
  const { save, dialog } = useGuardedSave<Policy, PolicyValues>({
    path,
    valuesOf,
    bodyOf,
    whole: values,
    labelOf: (field) => (field === 'restricted' ? topics.policy.restrict : topics.tabs.policy),
    textOf: (field, of) =>
      field === 'restricted'
        ? of.restricted === true
          ? words.yes
          : words.no
        : (of.items ?? []).map((item) => `${nameOf(item)}: ${topics.policy.shares[item.share]}`).join('\n'),
  })
  const form = useForm<PolicyValues>({
    draft: `topic ${id} policy`,
    initial: values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (wanted, changed, key, version) => {
      await ask(wanted)
      await save(changed, version, key)
      setBegun(await queryClient.query({ ...policyQuery(id), staleTime: 0 }))
      form.discard()
      await refresh('/topics')
      notify('good', topics.policy.saved(name))
    },
  })
  // What others have saved meanwhile is shown as long as nothing is changed here.
  if (!form.isChanged && answer.etag !== begun.etag) setBegun(answer)
  const ask = (wanted: PolicyValues) =>
    new Promise<void>((resolve, reject) => {
      const after = (go: () => void) => () => {
        setQuestion(undefined)
        go()
      }
      setQuestion({
        values: wanted,
        confirm: after(resolve),
        dismiss: after(() => reject(new Dismissed('dismissed'))),
      })
    })
  const policy = begun.body
  const { restricted, items } = form.values
  const setItems = (change: (before: readonly Item[]) => readonly Item[]) =>
    form.set({ items: change(items) })
  const add = (kind: 'person' | 'group', one: Named) => {
    setAdding(undefined)
    const item: Item = { person: null, group: null, share: 'contributor', [kind]: one }
    setItems((before) => [...before.filter((other) => keyOf(other) !== keyOf(item)), item])
  }
  const setShare = (item: Item, share: Share) =>
    setItems((before) => before.map((one) => (keyOf(one) === keyOf(item) ? { ...one, share } : one)))
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
            onChange={(event) => form.set({ restricted: event.target.checked })}
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
      {form.isChanged && (
        <p className={styles.acts}>
          <Button look="main" isBusy={form.isBusy} onClick={() => void form.submit()}>
            {topics.policy.save}
          </Button>
          <Button onClick={form.discard}>{shell.cancel}</Button>
        </p>
      )}
      <FormProblem form={form} />
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
      {question !== undefined && (
        <ConsequenceDialog
          heading={topics.policy.saveHeading(name)}
          act={topics.policy.save}
          count={() => preview('PUT', path, { body: bodyOf(question.values) })}
          words={topics.effects}
          onConfirm={async () => question.confirm()}
          onClose={question.dismiss}
        />
      )}
      {dialog}
    </>
  )
}
