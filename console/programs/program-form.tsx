import type { ReactNode } from 'react'
import type { Program } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { Checkbox, TextArea, TextField } from '../ui/field.tsx'
import { CodeList } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'
import styles from './programs.module.css'

/** What is typed about a program; an empty text is no value. */
export interface ProgramValues {
  readonly name: string
  readonly code: string
  readonly description: string
  readonly language: string
  readonly thumbnailUrl: string
  readonly certificateName: string
  readonly certificateDays: string
  readonly active: boolean
}

export const NO_PROGRAM: ProgramValues = {
  name: '',
  code: '',
  description: '',
  language: '',
  thumbnailUrl: '',
  certificateName: '',
  certificateDays: '',
  active: false,
}

export function valuesOf(program: Program): ProgramValues {
  const { name, code, description, language, thumbnailUrl, certificateName, certificateDays, active } =
    program
  return {
    name,
    code: code ?? '',
    description: description ?? '',
    language: language ?? '',
    thumbnailUrl: thumbnailUrl ?? '',
    certificateName: certificateName ?? '',
    certificateDays: certificateDays === null ? '' : String(certificateDays),
    active,
  }
}

/** The body of a request. What is empty is null; what isn't a number is sent as it is, and refused with a sentence. */
export function bodyOf(values: Partial<ProgramValues>): Readonly<Record<string, unknown>> {
  return Object.fromEntries<unknown>(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== 'string' || name === 'name') return [name, value]
      const text = value.trim()
      if (text === '') return [name, null]
      return [name, name === 'certificateDays' && Number.isFinite(Number(text)) ? Number(text) : text]
    }),
  )
}

/** The fields of a program. */
export function ProgramFields({ form }: { readonly form: Form<ProgramValues> }): ReactNode {
  const { programs } = useWords()
  const { fields } = programs
  const text = (name: Exclude<keyof ProgramValues, 'active'>) => ({
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
      <Checkbox
        label={fields.activeHint}
        checked={form.values.active}
        onChange={(event) => form.set({ active: event.target.checked })}
      />
      <div className={styles.pair}>
        <TextField {...text('certificateName')} hint={fields.certificateHint} />
        <TextField {...text('certificateDays')} hint={fields.certificateDaysHint} inputMode="numeric" />
        <TextField {...text('language')} list="languages" />
        <CodeList id="languages" kind="language" />
        <TextField {...text('thumbnailUrl')} type="url" />
      </div>
    </>
  )
}
