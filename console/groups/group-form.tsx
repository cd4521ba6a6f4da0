import type { ReactNode } from 'react'
import type { Group } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { Choices, TextArea, TextField } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'

/** What is typed about a group; an empty text is no value. */
export interface GroupValues {
  readonly name: string
  readonly code: string
  readonly description: string
  readonly roles: readonly Group['roles'][number][]
}

export const NO_GROUP: GroupValues = { name: '', code: '', description: '', roles: [] }

export function valuesOf({ name, code, description, roles }: Group): GroupValues {
  return { name, code: code ?? '', description: description ?? '', roles }
}

/** The body of a request; empty texts are null. */
export function bodyOf({ code, description, ...others }: Partial<GroupValues>) {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  return {
    ...others,
    ...(code !== undefined && { code: orNull(code) }),
    ...(description !== undefined && { description: orNull(description) }),
  }
}

/** The fields of a group. */
export function GroupFields({ form }: { readonly form: Form<GroupValues> }): ReactNode {
  const { groups, values } = useWords()
  const { fields } = groups
  const text = (name: 'name' | 'code' | 'description') => ({
    label: fields[name],
    value: form.values[name],
    problem: form.problemOf(name),
    onChange: (event: { readonly target: { readonly value: string } }) =>
      form.set({ [name]: event.target.value }),
  })
  return (
    <>
      <TextField {...text('name')} isRequired autoFocus autoComplete="off" />
      <TextField {...text('code')} hint={fields.codeHint} autoComplete="off" />
      <TextArea {...text('description')} />
      <Choices
        label={fields.rolesOfAll}
        options={Object.entries(values.roles).map(([value, label]) => ({ value, label }))}
        values={form.values.roles}
        problem={form.problemOf('roles')}
        onChange={(roles) => form.set({ roles: roles as GroupValues['roles'] })}
      />
    </>
  )
}
