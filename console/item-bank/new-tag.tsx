import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import { useId, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Tag } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { DetailPane } from '../ui/detail-pane.tsx'
import { TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { pathsOf, useBankId, useTypeOptions } from './bank-query.ts'
import { bodyOf, TagFields, type TagValues } from './tag-form.tsx'

export const newTagPage = createLazyRoute('/item-bank/$bank/tags/new')({ component: NewTag })

type NewTagValues = TagValues & { readonly type: string }

/** Makes a tag, and its type if that is new. */
function NewTag(): ReactNode {
  const bank = useBankId()
  const { page, api } = pathsOf(bank)
  const { itemBank: words, shell } = useWords()
  const navigate = useNavigate()
  const types = useTypeOptions(bank)
  const id = useId()
  usePlace(3, words.newTag, `${page}/tags/new`)
  const form = useForm<NewTagValues>({
    draft: `tag new ${bank}`,
    initial: { type: '', name: '', description: '', sortKey: '' },
    failed: shell.failedText,
    submit: async ({ type, ...values }, _changed, key) => {
      const { body: tag } = await send<Tag>('POST', `${api}/tags`, {
        body: { type, ...bodyOf(values) },
        key,
      })
      notify('good', words.created(tag.name))
      void refresh('/banks')
      void navigate({ to: `${page}/tags/${tag.id}`, search: (before: Search) => before })
    },
  })
  return (
    <DetailPane heading={words.newTag} listPath={`${page}/tags`}>
      <FormFrame
        form={form}
        label={words.newTag}
        act={words.createTag}
        onCancel={() => void navigate({ to: `${page}/tags`, search: (before: Search) => before })}
      >
        <TextField
          label={words.fields.type}
          hint={words.typeHint}
          isRequired
          autoComplete="off"
          list={id}
          value={form.values.type}
          problem={form.problemOf('type')}
          onChange={(event) => form.set({ type: event.target.value })}
        />
        <datalist id={id}>
          {types.map(({ value, label }) => (
            <option key={value} value={label} />
          ))}
        </datalist>
        <TagFields form={form} />
      </FormFrame>
    </DetailPane>
  )
}
