import type { ReactNode } from 'react'
import type { Topic } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { Checkbox, TextArea, TextField } from '../ui/field.tsx'
import { CodeList } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'

/** What is typed about a topic; an empty text is no value. */
export interface TopicValues {
  readonly name: string
  readonly code: string
  readonly description: string
  readonly language: string
  readonly active: boolean
  readonly visible: boolean
}

export const NO_TOPIC: TopicValues = {
  name: '',
  code: '',
  description: '',
  language: '',
  active: true,
  visible: true,
}

export function valuesOf({ name, code, description, language, active, visible }: Topic): TopicValues {
  return { name, code: code ?? '', description: description ?? '', language, active, visible }
}

/** The body of a request. Empty texts are null where the topic may have none, and left out where it can't. */
export function bodyOf({ code, description, language, ...others }: Partial<TopicValues>) {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  return {
    ...others,
    ...(code !== undefined && { code: orNull(code) }),
    ...(description !== undefined && { description: orNull(description) }),
    ...(language !== undefined && language.trim() !== '' && { language: language.trim() }),
  }
}

/** The fields of a topic. */
export function TopicFields({ form }: { readonly form: Form<TopicValues> }): ReactNode {
  const { fields } = useWords().topics
  const text = (name: 'name' | 'code' | 'description' | 'language') => ({
    label: fields[name],
    value: form.values[name],
    problem: form.problemOf(name),
    onChange: (event: { readonly target: { readonly value: string } }) =>
      form.set({ [name]: event.target.value }),
  })
  const box = (name: 'active' | 'visible') => (
    <Checkbox
      label={fields[name]}
      checked={form.values[name]}
      onChange={(event) => form.set({ [name]: event.target.checked })}
    />
  )
  return (
    <>
      <TextField {...text('name')} isRequired autoFocus autoComplete="off" />
      <TextField {...text('code')} hint={fields.codeHint} autoComplete="off" />
      <TextArea {...text('description')} />
      <TextField {...text('language')} list="languages" hint={fields.languageHint} />
      <CodeList id="languages" kind="language" />
      <div>
        {box('active')}
        {box('visible')}
      </div>
    </>
  )
}
