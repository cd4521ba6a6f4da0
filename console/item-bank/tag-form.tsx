import type { ReactNode } from 'react'
import type { Tag } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { TextArea, TextField } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'

/** What is typed about a tag. */
export interface TagValues {
  readonly name: string
  readonly description: string
  /** A whole number, or nothing. */
  readonly sortKey: string
}

export function valuesOf({ name, description, sortKey }: Tag): TagValues {
  return { name, description: description ?? '', sortKey: sortKey === null ? '' : String(sortKey) }
}

/** The body of a request; what is empty is null. */
export function bodyOf({ name, description, sortKey }: Partial<TagValues>) {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description: description === '' ? null : description }),
    ...(sortKey !== undefined && { sortKey: sortKey.trim() === '' ? null : Number(sortKey) }),
  }
}

/** The fields of a tag. */
export function TagFields({ form }: { readonly form: Form<TagValues> }): ReactNode {
  const { itemBank: words } = useWords()
  const { fields } = words
  const { values, set, problemOf } = form
  return (
    <>
      <TextField
        label={fields.name}
        isRequired
        autoFocus
        autoComplete="off"
        value={values.name}
        problem={problemOf('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <TextArea
        label={fields.description}
        value={values.description}
        problem={problemOf('description')}
        onChange={(event) => set({ description: event.target.value })}
      />
      <TextField
        label={fields.sortKey}
        hint={words.sortKeyHint}
        type="number"
        step={1}
        value={values.sortKey}
        problem={problemOf('sortKey')}
        onChange={(event) => set({ sortKey: event.target.value })}
      />
    </>
  )
}
