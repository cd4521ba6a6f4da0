import type { ReactNode } from 'react'
import type { Webhook } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { Checkbox, Choices, TextField } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'

export type WebhookValues = Pick<Webhook, 'url' | 'events' | 'singleAttempt'>

export function valuesOf({ url, events, singleAttempt }: Webhook): WebhookValues {
  return { url, events, singleAttempt }
}

/** The fields of a webhook. */
export function WebhookFields({ form }: { readonly form: Form<WebhookValues> }): ReactNode {
  const { delivery: words } = useWords()
  const { values, set, problemOf } = form
  return (
    <>
      <TextField
        label={words.fields.url}
        hint={words.urlHint}
        type="url"
        dir="ltr"
        isRequired
        autoFocus
        autoComplete="off"
        value={values.url}
        problem={problemOf('url')}
        onChange={(event) => set({ url: event.target.value })}
      />
      <Choices
        label={words.fields.events}
        options={Object.entries(words.events)
          .filter(([value]) => value !== 'test')
          .map(([value, label]) => ({ value, label }))}
        values={values.events}
        problem={problemOf('events')}
        onChange={(events) => set({ events: events as WebhookValues['events'] })}
      />
      <Checkbox
        label={words.fields.singleAttempt}
        checked={values.singleAttempt}
        onChange={(event) => set({ singleAttempt: event.target.checked })}
      />
    </>
  )
}
