import type { ReactNode } from 'react'
import type { NewPerson, Person } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { Choices, SelectField, TextField } from '../ui/field.tsx'
import { CodeList } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'
import styles from './person-form.module.css'

/** What is typed about a person; an empty text is no value. */
export interface PersonValues {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly username: string
  readonly externalId: string
  readonly title: string
  readonly phone: string
  readonly language: string
  readonly timeZone: string
  readonly country: string
  readonly company: string
  readonly department: string
  readonly association: string
  readonly identification: string
  readonly registration: string
  readonly roles: readonly Person['roles'][number][]
  readonly status: Person['status']
}

const TEXTS = [
  'firstName',
  'lastName',
  'email',
  'username',
  'externalId',
  'title',
  'phone',
  'language',
  'timeZone',
  'country',
  'company',
  'department',
  'association',
  'identification',
  'registration',
] as const

const WORK = ['company', 'department', 'title', 'phone'] as const
const RECORDS = ['externalId', 'association', 'identification', 'registration'] as const

export const NOBODY: PersonValues = {
  ...(Object.fromEntries(TEXTS.map((name) => [name, ''])) as Record<(typeof TEXTS)[number], string>),
  roles: ['learner'],
  status: 'active',
}

export function valuesOf(person: Person): PersonValues {
  const texts = TEXTS.map((name) => [name, person[name] ?? ''] as const)
  return {
    ...(Object.fromEntries(texts) as Record<(typeof TEXTS)[number], string>),
    roles: person.roles,
    status: person.status,
  }
}

/** The body of a request: without texts that are empty, or with null for them. */
export function bodyOf(values: Partial<PersonValues>, empty: 'null' | 'left out'): Partial<NewPerson> {
  const entries = Object.entries(values).flatMap(([name, value]) => {
    const said: unknown = typeof value === 'string' ? value.trim() : value
    if (said !== '') return [[name, said] as const]
    return empty === 'null' ? [[name, null] as const] : []
  })
  return Object.fromEntries(entries)
}

/** The fields of a person. */
export function PersonFields({
  form,
  isNew = false,
}: {
  readonly form: Form<PersonValues>
  readonly isNew?: boolean
}): ReactNode {
  const words = useWords()
  const { fields } = words.people
  const text = (name: (typeof TEXTS)[number]) => ({
    label: fields[name],
    value: form.values[name],
    problem: form.problemOf(name),
    onChange: (event: { readonly target: { readonly value: string } }) =>
      form.set({ [name]: event.target.value }),
  })
  const options = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([value, label]) => ({ value, label }))
  return (
    <>
      <div className={styles.pair}>
        <TextField {...text('firstName')} autoFocus autoComplete="off" />
        <TextField {...text('lastName')} isRequired autoComplete="off" />
      </div>
      <TextField {...text('email')} type="email" autoComplete="off" />
      <TextField {...text('username')} autoComplete="off" {...(isNew && { hint: fields.usernameHint })} />
      <Choices
        label={fields.roles}
        options={options(words.values.roles)}
        values={form.values.roles}
        problem={form.problemOf('roles')}
        onChange={(roles) => form.set({ roles: roles as PersonValues['roles'] })}
      />
      {!isNew && (
        <SelectField
          label={fields.status}
          options={options(words.values.statuses)}
          value={form.values.status}
          problem={form.problemOf('status')}
          onChange={(event) => form.set({ status: event.target.value as PersonValues['status'] })}
        />
      )}
      <div className={styles.pair}>
        {WORK.map((name) => (
          <TextField key={name} {...text(name)} />
        ))}
      </div>
      <div className={styles.pair}>
        <TextField {...text('language')} list="languages" hint={fields.languageHint} />
        <TextField {...text('timeZone')} list="time-zones" />
        <TextField {...text('country')} list="countries" hint={fields.countryHint} maxLength={2} />
      </div>
      <CodeList id="languages" kind="language" />
      <CodeList id="countries" kind="region" />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className={styles.pair}>
        {RECORDS.map((name) => (
          <TextField key={name} {...text(name)} />
        ))}
      </div>
    </>
  )
}
