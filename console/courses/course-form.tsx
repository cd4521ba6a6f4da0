import type { ReactNode } from 'react'
import type { Course } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { Checkbox, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { CodeList } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'
import styles from './courses.module.css'

/** What is typed about a course; an empty text is no value. */
export interface CourseValues {
  readonly name: string
  readonly code: string
  readonly summary: string
  readonly minutes: string
  readonly author: string
  readonly language: string
  readonly thumbnailUrl: string
  readonly certificateName: string
  readonly certificateDays: string
  readonly dueDays: string
  readonly repeatDays: string
  readonly active: boolean
  readonly type: Course['type']
  readonly visibility: Course['visibility']
  readonly selfEnrolment: Course['selfEnrolment']
}

export const NO_COURSE: CourseValues = {
  name: '',
  code: '',
  summary: '',
  minutes: '',
  author: '',
  language: '',
  thumbnailUrl: '',
  certificateName: '',
  certificateDays: '',
  dueDays: '',
  repeatDays: '',
  active: false,
  type: 'path',
  visibility: 'members',
  selfEnrolment: 'allowed',
}

const TEXTS = ['code', 'summary', 'author', 'language', 'thumbnailUrl', 'certificateName'] as const
const NUMBERS = ['certificateDays', 'dueDays', 'repeatDays'] as const
const SECONDS_A_MINUTE = 60

/** The values that the API names otherwise. */
export const API_NAMES = { durationSeconds: 'minutes' } as const

export function valuesOf(course: Course): CourseValues {
  const texts = TEXTS.map((name) => [name, course[name] ?? ''] as const)
  const numbers = NUMBERS.map((name) => [name, String(course[name] ?? '')] as const)
  const { durationSeconds } = course
  return {
    ...(Object.fromEntries(texts) as Record<(typeof TEXTS)[number], string>),
    ...(Object.fromEntries(numbers) as Record<(typeof NUMBERS)[number], string>),
    name: course.name,
    minutes: durationSeconds === null ? '' : String(durationSeconds / SECONDS_A_MINUTE),
    active: course.active,
    type: course.type,
    visibility: course.visibility,
    selfEnrolment: course.selfEnrolment,
  }
}

/** The body of a request. What is empty is null; what isn't a number is sent as it is, and refused with a sentence. */
export function bodyOf({ minutes, ...values }: Partial<CourseValues>): Readonly<Record<string, unknown>> {
  const isNumber = (name: string) => NUMBERS.some((one) => one === name)
  const written = Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'string' || name === 'name') return [name, value] as const
    const text = value.trim()
    if (text === '') return [name, null] as const
    return [name, isNumber(name) ? numberOf(text) : text] as const
  })
  if (minutes !== undefined) written.push(['durationSeconds', secondsOf(minutes)])
  return Object.fromEntries<unknown>(written)
}

function numberOf(text: string): number | string {
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}

function secondsOf(minutes: string): number | string | null {
  if (minutes.trim() === '') return null
  const number = numberOf(minutes)
  return typeof number === 'number' ? Math.round(number * SECONDS_A_MINUTE) : number
}

/** The fields of a course. */
export function CourseFields({ form }: { readonly form: Form<CourseValues> }): ReactNode {
  const { courses } = useWords()
  const { fields } = courses
  const text = (name: Exclude<keyof CourseValues, 'active'>) => ({
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
      <TextField {...text('name')} isRequired autoFocus autoComplete="off" />
      <TextField {...text('code')} hint={fields.codeHint} autoComplete="off" />
      <TextArea {...text('summary')} />
      <Checkbox
        label={fields.activeHint}
        checked={form.values.active}
        onChange={(event) => form.set({ active: event.target.checked })}
      />
      <div className={styles.pair}>
        <SelectField {...text('visibility')} options={options(courses.visibilities)} />
        <SelectField {...text('selfEnrolment')} options={options(courses.selfEnrolments)} />
        <SelectField {...text('type')} options={options(courses.types)} />
        <TextField {...text('minutes')} inputMode="decimal" />
      </div>
      <div className={styles.pair}>
        <TextField {...text('certificateName')} hint={fields.certificateHint} />
        <TextField {...text('certificateDays')} hint={fields.certificateDaysHint} inputMode="numeric" />
        <TextField {...text('dueDays')} hint={fields.dueHint} inputMode="numeric" />
        <TextField {...text('repeatDays')} hint={fields.repeatHint} inputMode="numeric" />
      </div>
      <div className={styles.pair}>
        <TextField {...text('author')} />
        <TextField {...text('language')} list="languages" />
        <CodeList id="languages" kind="language" />
        <TextField {...text('thumbnailUrl')} type="url" />
      </div>
    </>
  )
}
