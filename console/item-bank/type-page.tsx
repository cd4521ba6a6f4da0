import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { Answer } from '../lib/api.ts'
import type { TagType } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Facts } from '../ui/facts.tsx'
import { TextArea, TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { Id } from '../ui/id.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { pathsOf, typeQuery } from './bank-query.ts'
import styles from './item-bank.module.css'
import { TypeOrder } from './type-order.tsx'

export const typePage = createLazyRoute('/item-bank/$bank/types/$id')({ component: TypePage })

/** What kind of tags is this? */
function TypePage(): ReactNode {
  const { bank, id } = useParams({ from: '/item-bank/$bank/types/$id' })
  const query = useQuery(typeQuery(bank, id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} bank={bank} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'order'] as const

interface LoadedProps {
  readonly bank: string
  readonly answer: Answer<TagType>
}

function Loaded({ bank, answer: { body: type, etag } }: LoadedProps): ReactNode {
  const { id, name, description } = type
  const { itemBank: words, values } = useWords()
  const mayWrite = useRight('writeBanks')
  const { page } = pathsOf(bank)
  return (
    <ThingPane
      listPath={`${page}/types`}
      level={3}
      id={id}
      name={name}
      mayEdit={mayWrite}
      editHeading={words.editHeading}
      parts={PARTS}
      tabs={words.typeTabs}
      acts={(edit) => mayWrite && <ThingActs name={name} edit={{ label: words.edit, run: edit }} acts={[]} />}
      form={(done) => <EditType bank={bank} type={type} etag={etag} onDone={done} />}
    >
      {(part) =>
        part === 'order' ? (
          <TypeOrder bank={bank} type={type} />
        ) : (
          <>
            <Facts
              facts={[
                [words.fields.description, description],
                [values.id, <Id key="id" value={id} />],
              ]}
            />
            <p className={styles.acts}>
              <Link to="/item-bank/$bank/tags" params={{ bank }} search={{ type: String(id) }}>
                {words.showTags}
              </Link>
              <Link to="/item-bank/$bank/items" params={{ bank }} search={{ type: String(id) }}>
                {words.showItems}
              </Link>
            </p>
          </>
        )
      }
    </ThingPane>
  )
}

interface TypeValues {
  readonly name: string
  readonly description: string
}

const valuesOf = ({ name, description }: TagType): TypeValues => ({ name, description: description ?? '' })

const bodyOf = ({ description, ...others }: Partial<TypeValues>) => ({
  ...others,
  ...(description !== undefined && { description: description === '' ? null : description }),
})

interface EditTypeProps {
  readonly bank: string
  readonly type: TagType
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Renames or describes a type. */
function EditType({ bank, type, etag, onDone }: EditTypeProps): ReactNode {
  const { id, name } = type
  const { itemBank: words, shell } = useWords()
  const { api } = pathsOf(bank)
  const [begun] = useState({ etag, values: valuesOf(type) })
  const { save, dialog } = useGuardedSave<TagType, TypeValues>({
    path: `${api}/tag-types/${id}`,
    valuesOf,
    bodyOf,
    labelOf: (field) => words.fields[field],
    textOf: (field, of) => of[field] ?? '',
  })
  const form = useForm<TypeValues>({
    draft: `tag type ${bank} ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        const now = await queryClient.query({ ...typeQuery(bank, id), staleTime: 0 })
        void refresh(api)
        notify('good', words.saved(now.body.name))
      }
      onDone()
    },
  })
  const text = (field: keyof TypeValues) => ({
    label: words.fields[field],
    value: form.values[field],
    problem: form.problemOf(field),
    onChange: (event: { readonly target: { readonly value: string } }) =>
      form.set({ [field]: event.target.value }),
  })
  return (
    <>
      <FormFrame form={form} label={words.editHeading(name)} act={shell.save} onCancel={onDone}>
        <TextField {...text('name')} isRequired autoFocus autoComplete="off" />
        <TextArea {...text('description')} />
      </FormFrame>
      {dialog}
    </>
  )
}
