import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send, type Answer } from '../lib/api.ts'
import type { Item } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import lists from '../ui/detail-list.module.css'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { Id } from '../ui/id.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
import { Time } from '../ui/time.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useTell } from '../ui/use-tell.ts'
import { useWords } from '../words/words.ts'
import { itemQuery, pathsOf } from './bank-query.ts'
import { History } from './history.tsx'
import styles from './item-bank.module.css'
import { STATUS_KINDS } from './items-page.tsx'
import { TagFinder, type TagName } from './tag-finder.tsx'

export const itemPage = createLazyRoute('/item-bank/$bank/items/$id')({ component: ItemPage })

/** Which tags does this item have, and who put them there? */
function ItemPage(): ReactNode {
  const { bank, id } = useParams({ from: '/item-bank/$bank/items/$id' })
  const query = useQuery(itemQuery(bank, id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'history'] as const

function Loaded({ answer: { body: item, etag } }: { readonly answer: Answer<Item> }): ReactNode {
  const { id, code, bank } = item
  const { itemBank: words } = useWords()
  const mayWrite = useRight('writeBanks')
  const { page, api } = pathsOf(bank.id)
  const [isDeleting, setDeleting] = useState(false)
  const acts = [{ id: 'item.delete', label: words.delete, isBad: true, run: () => setDeleting(true) }]
  return (
    <>
      <ThingPane
        listPath={`${page}/items`}
        level={3}
        id={id}
        name={code}
        mayEdit={mayWrite}
        editHeading={words.editHeading}
        parts={PARTS}
        tabs={words.itemTabs}
        acts={(edit) =>
          mayWrite && <ThingActs name={code} edit={{ label: words.edit, run: edit }} acts={acts} />
        }
        form={(done) => <EditItem item={item} etag={etag} onDone={done} />}
      >
        {(part) => (part === 'history' ? <History path={`${api}/items/${id}`} /> : <About item={item} />)}
      </ThingPane>
      {isDeleting && (
        <DeleteDialog
          listPath={`${page}/items`}
          apiPath={`${api}/items`}
          id={id}
          name={code}
          etag={etag}
          words={words}
          also={[api]}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  )
}

function About({ item }: { readonly item: Item }): ReactNode {
  const { id, bank, title, status, tags, created, modified } = item
  const { itemBank: words, values } = useWords()
  const { fields } = words
  const mayWrite = useRight('writeBanks')
  const { api } = pathsOf(bank.id)
  const [isAdding, setAdding] = useState(false)
  const tell = useTell()
  const retag = async (how: 'addTags' | 'removeTags', tag: TagName) => {
    const change = async (name: 'addTags' | 'removeTags') => {
      await send('PATCH', `${api}/items/${id}`, { body: { [name]: [tag] } })
      await refresh(api)
    }
    await change(how)
    const isAdded = how === 'addTags'
    notify('good', (isAdded ? words.tagAdded : words.tagRemoved)(tag.name), () =>
      change(isAdded ? 'removeTags' : 'addTags'),
    )
  }
  return (
    <>
      <Facts
        facts={[
          [fields.title, title],
          [
            fields.status,
            <StateMark key="status" kind={STATUS_KINDS[status]}>
              {words.statuses[status]}
            </StateMark>,
          ],
          [values.modified, <Time key="modified" at={modified} />],
          [values.created, <Time key="created" at={created} />],
          [values.id, <Id key="id" value={id} />],
        ]}
      />
      <section className={styles.part}>
        <h3>{words.tags}</h3>
        {tags.length === 0 && <p className={styles.soft}>{words.noTagsOnIt}</p>}
        <ul className={lists.rows} aria-label={words.tags}>
          {tags.map((tag) => (
            <li key={tag.id}>
              <div className={lists.main}>
                <Link
                  to="/item-bank/$bank/tags/$id"
                  params={{ bank: String(bank.id), id: String(tag.id) }}
                  search={{}}
                >
                  <bdi>{tag.name}</bdi>
                </Link>
                <div className={lists.more}>
                  <bdi>{tag.type.name}</bdi>
                </div>
              </div>
              {mayWrite && (
                <Button
                  look="quiet"
                  icon="close"
                  isIconOnly
                  onClick={() => tell(retag('removeTags', { type: tag.type.name, name: tag.name }))}
                >
                  {words.takeOff(tag.name)}
                </Button>
              )}
            </li>
          ))}
        </ul>
        {mayWrite && (
          <p className={styles.acts}>
            <Button icon="plus" onClick={() => setAdding(true)}>
              {words.addTag}
            </Button>
          </p>
        )}
      </section>
      {isAdding && (
        <Dialog heading={words.addTag} onClose={() => setAdding(false)}>
          <TagFinder
            bank={bank.id}
            without={tags.map((tag) => tag.id)}
            onChoose={(tag) => {
              setAdding(false)
              tell(retag('addTags', tag))
            }}
          />
        </Dialog>
      )}
    </>
  )
}

interface ItemValues {
  readonly title: string
  readonly status: Item['status']
}

const valuesOf = ({ title, status }: Item): ItemValues => ({ title: title ?? '', status })

const bodyOf = ({ title, ...others }: Partial<ItemValues>) => ({
  ...others,
  ...(title !== undefined && { title: title.trim() === '' ? null : title.trim() }),
})

interface EditItemProps {
  readonly item: Item
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Changes the title or the status. */
function EditItem({ item, etag, onDone }: EditItemProps): ReactNode {
  const { id, code, bank } = item
  const { itemBank: words, shell } = useWords()
  const { api } = pathsOf(bank.id)
  const [begun] = useState({ etag, values: valuesOf(item) })
  const { save, dialog } = useGuardedSave<Item, ItemValues>({
    path: `${api}/items/${id}`,
    valuesOf,
    bodyOf,
    labelOf: (field) => words.fields[field],
    textOf: (field, of) => (field === 'status' ? words.statuses[of.status ?? item.status] : (of.title ?? '')),
  })
  const form = useForm<ItemValues>({
    draft: `item ${bank.id} ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        await queryClient.query({ ...itemQuery(bank.id, id), staleTime: 0 })
        void refresh(api)
        notify('good', words.saved(code))
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={words.editHeading(code)} act={shell.save} onCancel={onDone}>
        <TextField
          label={words.fields.title}
          autoFocus
          autoComplete="off"
          value={form.values.title}
          problem={form.problemOf('title')}
          onChange={(event) => form.set({ title: event.target.value })}
        />
        <SelectField
          label={words.fields.status}
          options={Object.entries(words.statuses).map(([value, label]) => ({ value, label }))}
          value={form.values.status}
          problem={form.problemOf('status')}
          onChange={(event) => form.set({ status: event.target.value as Item['status'] })}
        />
      </FormFrame>
      {dialog}
    </>
  )
}
