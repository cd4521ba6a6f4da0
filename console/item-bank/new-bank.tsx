import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Bank } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { DetailPane } from '../ui/detail-pane.tsx'
import { TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'

export const newBankPage = createLazyRoute('/item-bank/new')({ component: NewBank })

/** Makes an empty bank. */
function NewBank(): ReactNode {
  const { itemBank: words, shell } = useWords()
  const navigate = useNavigate()
  usePlace(1, words.newBank, '/item-bank/new')
  const form = useForm({
    draft: 'bank new',
    initial: { name: '' },
    failed: shell.failedText,
    submit: async ({ name }, _changed, key) => {
      const { body: bank } = await send<Bank>('POST', '/banks', { body: { name }, key })
      notify('good', words.created(bank.name))
      void refresh('/banks')
      void navigate({ to: '/item-bank/$bank', params: { bank: String(bank.id) } })
    },
  })
  return (
    <DetailPane heading={words.newBank} listPath="/item-bank">
      <FormFrame
        form={form}
        label={words.newBank}
        act={words.createBank}
        onCancel={() => void navigate({ to: '/item-bank' })}
      >
        <TextField
          label={words.fields.name}
          isRequired
          autoFocus
          autoComplete="off"
          value={form.values.name}
          problem={form.problemOf('name')}
          onChange={(event) => form.set({ name: event.target.value })}
        />
      </FormFrame>
    </DetailPane>
  )
}
