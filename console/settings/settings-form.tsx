import { useState, type ReactNode } from 'react'
import type { Answer } from '../lib/api.ts'
import type { Server, Settings } from '../lib/api-types.ts'
import { useForm, type Form } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords, type Words } from '../words/words.ts'
import { settingsQuery } from './settings-query.ts'
import styles from './settings.module.css'

/** What each part of the page is given. */
export interface PartProps {
  readonly answer: Answer<Settings>
  readonly server: Server
}

type FieldName = keyof Words['settings']['fields']
type FieldValues = Partial<Readonly<Record<FieldName, string>>>

interface SettingsFormProps<Values extends FieldValues> {
  /** Of its draft. */
  readonly name: string
  readonly label: string
  readonly answer: Answer<Settings>
  readonly valuesOf: (settings: Settings) => Values
  readonly bodyOf: (changed: Partial<Values>) => object
  readonly children: (form: Form<Values>) => ReactNode
}

/** Some of the settings as a form, saved by themselves. What others have changed meanwhile is shown to choose from. */
export function SettingsForm<Values extends FieldValues>({
  name,
  label,
  answer,
  valuesOf,
  bodyOf,
  children,
}: SettingsFormProps<Values>): ReactNode {
  const { settings: words, shell } = useWords()
  const [begun, setBegun] = useState(() => ({ etag: answer.etag, values: valuesOf(answer.body) }))
  const { save, dialog } = useGuardedSave<Settings, Values>({
    path: '/settings',
    valuesOf,
    bodyOf,
    labelOf: (field) => words.fields[field as FieldName],
    textOf: (field, values) => String(values[field] ?? ''),
  })
  const form: Form<Values> = useForm<Values>({
    draft: `settings ${name}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        const { body, etag } = await queryClient.query({ ...settingsQuery(), staleTime: 0 })
        setBegun({ etag, values: valuesOf(body) })
        void refresh('/me', '/server', '/settings')
      }
      form.discard() // the server may write it otherwise: what it has is shown
      notify('good', words.saved)
    },
  })
  // Nothing was typed: what others have saved is shown at once.
  if (answer.etag !== begun.etag && !form.isChanged && !form.isBusy) {
    setBegun({ etag: answer.etag, values: valuesOf(answer.body) })
  }
  return (
    <div className={styles.form}>
      <FormFrame
        form={form}
        label={label}
        act={shell.save}
        isPart
        {...(form.isChanged && { onCancel: form.discard })}
      >
        {children(form)}
      </FormFrame>
      {dialog}
    </div>
  )
}

/** The properties of a field of text. */
export function textField<Values extends FieldValues>(
  form: Form<Values>,
  labels: Words['settings']['fields'],
  name: keyof Values & FieldName,
) {
  return {
    label: labels[name],
    value: form.values[name] ?? '',
    problem: form.problemOf(name),
    onChange: (event: { readonly target: { readonly value: string } }) =>
      form.set({ [name]: event.target.value } as Partial<Values>),
  }
}

/** An empty text is no value. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
