import { useState, type ReactNode } from 'react'
import type { WholeCredential } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'

interface KeyValues {
  readonly label: string
}

const valuesOf = ({ label }: WholeCredential): KeyValues => ({ label })

interface EditKeyProps {
  readonly credential: WholeCredential
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Renames a key. */
export function EditKey({ credential, etag, onDone }: EditKeyProps): ReactNode {
  const { doors: words, shell } = useWords()
  const { id, label } = credential
  const [begun] = useState({ etag, values: valuesOf(credential) })
  const { save, dialog } = useGuardedSave<WholeCredential, KeyValues>({
    path: `/credentials/${id}`,
    valuesOf,
    bodyOf: (changed) => changed,
    labelOf: () => words.fields.label,
    textOf: (_field, of) => of.label ?? '',
  })
  const form = useForm({
    draft: `key ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        await refresh('/credentials')
        notify('good', words.renamed(values.label))
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={words.renameHeading(label)} act={shell.save} onCancel={onDone}>
        <TextField
          label={words.fields.label}
          isRequired
          autoFocus
          autoComplete="off"
          value={form.values.label}
          problem={form.problemOf('label')}
          onChange={(event) => form.set({ label: event.target.value })}
        />
      </FormFrame>
      {dialog}
    </>
  )
}
