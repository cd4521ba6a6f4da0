import { useState, type ReactNode } from 'react'
import type { Webhook } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { valuesOf, WebhookFields, type WebhookValues } from './webhook-form.tsx'

interface EditWebhookProps {
  readonly webhook: Webhook
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Changes a webhook. */
export function EditWebhook({ webhook, etag, onDone }: EditWebhookProps): ReactNode {
  const { delivery: words, values, shell } = useWords()
  const { list } = useFormats()
  const { id, url } = webhook
  const [begun] = useState({ etag, values: valuesOf(webhook) })
  const { save, dialog } = useGuardedSave<Webhook, WebhookValues>({
    path: `/webhooks/${id}`,
    valuesOf,
    bodyOf: (changed) => changed,
    labelOf: (field) => words.fields[field],
    textOf: (field, of) => {
      if (field === 'url') return of.url ?? ''
      if (field === 'events') return list((of.events ?? []).map((event) => words.events[event]))
      return of.singleAttempt === true ? values.yes : values.no
    },
  })
  const form = useForm({
    draft: `webhook ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        await refresh('/webhooks')
        notify('good', words.saved)
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={words.editHeading(url)} act={shell.save} onCancel={onDone}>
        <WebhookFields form={form} />
      </FormFrame>
      {dialog}
    </>
  )
}
