import { useState, type ReactNode } from 'react'
import type { Person } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { bodyOf, PersonFields, valuesOf, type PersonValues } from './person-form.tsx'
import { personQuery } from './person-query.ts'

interface EditPersonProps {
  readonly person: Person
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Changes a person. If somebody else has changed them meanwhile, both versions are shown to choose from. */
export function EditPerson({ person, etag, onDone }: EditPersonProps): ReactNode {
  const words = useWords()
  const { id, name } = person
  // What the form began with stays, though newer versions come in behind it: they would else be overwritten unseen.
  const [begun] = useState({ etag, values: valuesOf(person) })
  const { save, dialog } = useGuardedSave<Person, PersonValues>({
    path: `/people/${id}`,
    valuesOf,
    bodyOf: (changed) => bodyOf(changed, 'null'),
    labelOf: (field) => words.people.fields[field],
    textOf: (field, values) => {
      const value = values[field]
      return typeof value === 'object'
        ? value.map((role) => words.values.roles[role]).join(', ')
        : (value ?? '')
    },
  })
  const form = useForm({
    draft: `person ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: words.shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        const now = await queryClient.query({ ...personQuery(id), staleTime: 0 })
        void refresh('/people')
        notify('good', words.people.saved(now.body.name))
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={words.people.editHeading(name)} act={words.shell.save} onCancel={onDone}>
        <PersonFields form={form} />
      </FormFrame>
      {dialog}
    </>
  )
}
