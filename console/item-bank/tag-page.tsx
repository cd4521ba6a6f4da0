import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { ApiError, preview, send, type Answer } from '../lib/api.ts'
import type { Item, Tag } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import { DetailList } from '../ui/detail-list.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { Id } from '../ui/id.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
import { Time } from '../ui/time.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { pathsOf, tagQuery } from './bank-query.ts'
import { History } from './history.tsx'
import styles from './item-bank.module.css'
import { STATUS_KINDS } from './items-page.tsx'
import { TagFinder } from './tag-finder.tsx'
import { bodyOf, TagFields, valuesOf, type TagValues } from './tag-form.tsx'

export const tagPage = createLazyRoute('/item-bank/$bank/tags/$id')({ component: TagPage })

/** Who changed this tag, and where is it used? */
function TagPage(): ReactNode {
  const { bank, id } = useParams({ from: '/item-bank/$bank/tags/$id' })
  const query = useQuery(tagQuery(bank, id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'uses', 'history'] as const

function Loaded({ answer: { body: tag, etag } }: { readonly answer: Answer<Tag> }): ReactNode {
  const { id, name, bank } = tag
  const { itemBank: words } = useWords()
  const mayWrite = useRight('writeBanks')
  const { page, api } = pathsOf(bank.id)
  return (
    <ThingPane
      listPath={`${page}/tags`}
      level={3}
      id={id}
      name={name}
      mayEdit={mayWrite}
      editHeading={words.editHeading}
      parts={PARTS}
      tabs={words.tagTabs}
      acts={(edit) => mayWrite && <TagActs tag={tag} etag={etag} onEdit={edit} />}
      form={(done) => <EditTag tag={tag} etag={etag} onDone={done} />}
    >
      {(part) =>
        part === 'history' ? (
          <History path={`${api}/tags/${id}`} />
        ) : part === 'uses' ? (
          <Uses tag={tag} />
        ) : (
          <About tag={tag} />
        )
      }
    </ThingPane>
  )
}

function About({ tag }: { readonly tag: Tag }): ReactNode {
  const { id, type, description, sortKey, usage, usageIsCapped, created, modified, modifiedBy } = tag
  const { itemBank: words, values } = useWords()
  const { number } = useFormats()
  const { fields } = words
  return (
    <Facts
      facts={[
        [fields.type, type.name],
        [fields.description, description],
        [fields.usage, usageIsCapped ? words.moreUses(usage) : words.uses(usage)],
        [fields.sortKey, sortKey === null ? null : number(sortKey)],
        [fields.author, modifiedBy?.name],
        [values.modified, <Time key="modified" at={modified} />],
        [values.created, <Time key="created" at={created} />],
        [values.id, <Id key="id" value={id} />],
      ]}
    />
  )
}

/** The items and activities that have the tag. */
function Uses({ tag }: { readonly tag: Tag }): ReactNode {
  const { itemBank: words } = useWords()
  const { api } = pathsOf(tag.bank.id)
  const status = ({ status: one }: Item) => (
    <StateMark kind={STATUS_KINDS[one]}>{words.statuses[one]}</StateMark>
  )
  return (
    <>
      <section className={styles.part}>
        <h3>{words.items}</h3>
        <DetailList<Item>
          path={`${api}/items`}
          query={{ tag: tag.id, sort: 'code' }}
          label={words.items}
          empty={words.noUses}
          name={({ id, code }) => (
            <Link
              to="/item-bank/$bank/items/$id"
              params={{ bank: String(tag.bank.id), id: String(id) }}
              search={{}}
            >
              <bdi>{code}</bdi>
            </Link>
          )}
          more={(item) => (
            <>
              <bdi>{item.title}</bdi>
              {status(item)}
            </>
          )}
        />
      </section>
      <section className={styles.part}>
        <h3>{words.activities}</h3>
        <DetailList<Item>
          path={`${api}/activities`}
          query={{ tag: tag.id, sort: 'code' }}
          label={words.activities}
          empty={words.noUses}
          name={({ code }) => <bdi>{code}</bdi>}
          more={(activity) => (
            <>
              <bdi>{activity.title}</bdi>
              {status(activity)}
            </>
          )}
        />
      </section>
    </>
  )
}

interface TagProps {
  readonly tag: Tag
  readonly etag: string | undefined
}

function TagActs({ tag, etag, onEdit }: TagProps & { readonly onEdit: () => void }): ReactNode {
  const { id, name, type, bank } = tag
  const { itemBank: words } = useWords()
  const { page, api } = pathsOf(bank.id)
  const [open, setOpen] = useState<'merge' | 'delete'>()
  const [into, setInto] = useState<string>()
  const close = () => {
    setOpen(undefined)
    setInto(undefined)
  }
  const acts = [
    { id: 'tag.merge', label: words.merge, run: () => setOpen('merge') },
    { id: 'tag.delete', label: words.delete, isBad: true, run: () => setOpen('delete') },
  ]
  return (
    <>
      <ThingActs name={name} edit={{ label: words.edit, run: onEdit }} acts={acts} />
      {open === 'merge' && into === undefined && (
        <Dialog heading={words.mergeHeading(name)} onClose={close}>
          <TagFinder bank={bank.id} type={type.id} without={[id]} onChoose={(other) => setInto(other.name)} />
        </Dialog>
      )}
      {into !== undefined && <MergeDialog tag={tag} etag={etag} into={into} onClose={close} />}
      {open === 'delete' && (
        <DeleteDialog
          listPath={`${page}/tags`}
          apiPath={`${api}/tags`}
          id={id}
          name={name}
          etag={etag}
          words={words}
          also={[api]}
          onClose={close}
        />
      )}
    </>
  )
}

interface MergeDialogProps extends TagProps {
  /** The name of another tag of the type. */
  readonly into: string
  readonly onClose: () => void
}

/** Says how many get the other tag, and makes one of the two. */
function MergeDialog({ tag, etag, into, onClose }: MergeDialogProps): ReactNode {
  const { itemBank: words } = useWords()
  const navigate = useNavigate()
  const { page, api } = pathsOf(tag.bank.id)
  const path = `${api}/tags/${tag.id}`
  const body = { name: into, merge: true }
  return (
    <ConsequenceDialog
      heading={words.mergeInto(tag.name, into)}
      act={words.mergeAct}
      count={() => preview('PATCH', path, { body })}
      words={words.effects}
      typed={tag.name}
      onClose={onClose}
      onConfirm={async () => {
        const { body: kept } = await send<Tag>('PATCH', path, { body, etag })
        onClose()
        notify('good', words.merged(tag.name, kept.name))
        await navigate({
          to: `${page}/tags/${kept.id}`,
          search: ({ edit: _, ...before }: Search) => before,
        })
        void refresh(api)
      }}
    />
  )
}

/** Renames or describes a tag. A name that another tag has makes one of the two, if somebody wants that. */
function EditTag({ tag, etag, onDone }: TagProps & { readonly onDone: () => void }): ReactNode {
  const { id, bank } = tag
  const { itemBank: words, shell } = useWords()
  const { api } = pathsOf(bank.id)
  const [begun] = useState({ etag, values: valuesOf(tag) })
  const [taken, setTaken] = useState<string>()
  const [isMerging, setMerging] = useState(false)
  const { save, dialog } = useGuardedSave<Tag, TagValues>({
    path: `${api}/tags/${id}`,
    valuesOf,
    bodyOf,
    labelOf: (field) => words.fields[field],
    textOf: (field, of) => of[field] ?? '',
  })
  const form = useForm<TagValues>({
    draft: `tag ${bank.id} ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        try {
          await save(changed, version, key)
        } catch (error) {
          if (error instanceof ApiError && error.code === 'name_taken') setTaken(values.name)
          throw error
        }
        const now = await queryClient.query({ ...tagQuery(bank.id, id), staleTime: 0 })
        void refresh(api)
        notify('good', words.saved(now.body.name))
      }
      onDone()
    },
  })
  const isTaken = taken === form.values.name && taken !== ''
  return (
    <>
      <FormFrame
        form={form}
        label={words.editHeading(tag.name)}
        act={shell.save}
        moreActs={isTaken && <Button onClick={() => setMerging(true)}>{words.mergeWith(taken)}</Button>}
        onCancel={onDone}
      >
        <TagFields form={form} />
      </FormFrame>
      {dialog}
      {isMerging && taken !== undefined && (
        <MergeDialog tag={tag} etag={begun.etag} into={taken} onClose={() => setMerging(false)} />
      )}
    </>
  )
}
