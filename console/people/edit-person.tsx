import { useState, type ReactNode } from 'react'
import { ApiError, send } from '../lib/api.ts'
import type { Person } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { Dismissed } from '../lib/prompts.ts'
import { ConflictDialog, type ConflictField } from '../ui/conflict-dialog.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { useWords } from '../words/words.ts'
import { bodyOf, PersonFields, valuesOf, type PersonValues } from './person-form.tsx'
import { personQuery } from './person-query.ts'

interface EditPersonProps {
  readonly person: Person
  readonly etag: string | undefined
  readonly onDone: () => void
}

interface Conflict {
  readonly fields: readonly ConflictField[]
  readonly choose: (mine: readonly string[]) => void
  readonly dismiss: () => void
}

/** Changes a person. If somebody else has changed them meanwhile, both versions are shown to choose from. */
export function EditPerson({ person, etag, onDone }: EditPersonProps): ReactNode {
  const words = useWords()
  const { id, name } = person
  // What the form began with stays, though newer versions come in behind it: they would else be overwritten unseen.
  const [begun] = useState({ etag, values: valuesOf(person) })
  const [conflict, setConflict] = useState<Conflict>()
  const path = `/people/${id}`

  const save = async (
    changed: Partial<PersonValues>,
    tag: string | undefined,
    key: string,
  ): Promise<void> => {
    try {
      await send('PATCH', path, { body: bodyOf(changed, 'null'), etag: tag, key })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'changed_meanwhile')) throw error
      const { body: now, etag: newest } = await send<Person>('GET', path)
      const mine = await chosen(changed, valuesOf(now))
      const kept = Object.fromEntries(Object.entries(changed).filter(([field]) => mine.includes(field)))
      if (Object.keys(kept).length > 0) await save(kept, newest, `${key}+`)
    }
  }
  const chosen = (changed: Partial<PersonValues>, now: PersonValues) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const over = () => setConflict(undefined)
      setConflict({
        fields: Object.keys(changed).map((field) => fieldOf(field as keyof PersonValues, changed, now)),
        choose: (mine) => {
          over()
          resolve(mine)
        },
        dismiss: () => {
          over()
          reject(new Dismissed('dismissed'))
        },
      })
    })
  const labels = words.people.fields
  const fieldOf = (
    field: keyof PersonValues,
    mine: Partial<PersonValues>,
    theirs: PersonValues,
  ): ConflictField => {
    const text = (value: PersonValues[keyof PersonValues] | undefined) =>
      typeof value === 'object' ? value.map((role) => words.values.roles[role]).join(', ') : (value ?? '')
    return { name: field, label: labels[field], theirs: text(theirs[field]), mine: text(mine[field]) }
  }

  const form = useForm({
    draft: `person ${id}`,
    initial: begun.values,
    failed: words.shell.failedText,
    submit: async (_values, changed, key) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, begun.etag, key)
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
      {conflict !== undefined && (
        <ConflictDialog fields={conflict.fields} onChoose={conflict.choose} onClose={conflict.dismiss} />
      )}
    </>
  )
}
