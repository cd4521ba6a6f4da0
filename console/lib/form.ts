// A form: what was typed (kept as a draft), what is wrong with it, and sending it once.
import { useEffect, useMemo, useState } from 'react'
import { ApiError, newKey } from './api.ts'
import type { Fault } from './api-types.ts'
import { dropDraft, keepDraft, readDraft } from './drafts.ts'
import { Dismissed } from './prompts.ts'
import { useWords } from '../words/words.ts'

interface FormOptions<Values extends object> {
  /** The draft's name: `person 12`. */
  readonly draft: string
  readonly initial: Values
  /** The version (ETag) of the thing whose values these are; left out for what is new. */
  readonly version?: string | undefined
  /** Values that are never kept: passwords, secrets. */
  readonly neverKept?: readonly (keyof Values & string)[]
  /**
   * Sends the form. What it throws is shown.
   * @param key carries it out once, however often it is sent
   * @param version that what was typed changes: of a draft the one that it was begun with, though there may be a newer one
   */
  readonly submit: (
    values: Values,
    changed: Partial<Values>,
    key: string,
    version: Version<Values>,
  ) => Promise<void>
  /** The text for an error that isn't the API's. */
  readonly failed: string
  /** Values whose names aren't those of the API: by the API's name. */
  readonly names?: Readonly<Record<string, keyof Values & string>>
  /** Set where the parts of a value have fields of their own, by `problemAt`: whether there is one for a pointer. */
  readonly shows?: (pointer: string) => boolean
}

/** A version of the thing that a form changes. */
export interface Version<Values extends object> {
  readonly etag: string | undefined
  readonly values: Values
}

export interface Form<Values extends object> {
  readonly values: Values
  readonly set: (change: Partial<Values>) => void
  /** What is wrong with a value, as a sentence. */
  readonly problemOf: (name: keyof Values & string) => string | undefined
  /** What is wrong with a part of a value: `/lessons/0/title`. */
  readonly problemAt: (pointer: string) => string | undefined
  /** What is wrong with the form as a whole. */
  readonly problem: string | undefined
  /** What is wrong with values that it doesn't show. */
  readonly elsewhere: readonly Fault[]
  /** Of a request that failed, for a report; not of one that was refused for what was typed. */
  readonly requestId: string | undefined
  readonly isBusy: boolean
  readonly isChanged: boolean
  /** Whether what is shown comes from a draft. */
  readonly isDraft: boolean
  readonly discard: () => void
  readonly submit: () => Promise<void>
}

/** State of a form. */
export function useForm<Values extends object>(options: FormOptions<Values>): Form<Values> {
  const { draft, initial, neverKept = [], submit, failed, names = {} } = options
  const { fixErrors, fixListed } = useWords().shell
  const [kept] = useState(() => readDraft(draft))
  const [change, setChange] = useState<Partial<Values>>((kept?.values ?? {}) as Partial<Values>)
  const [isDraft, setDraft] = useState(kept !== undefined)
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const [key, setKey] = useState(newKey)
  const values = useMemo(() => ({ ...initial, ...change }), [initial, change])
  const changed = useMemo(() => changedValues(initial, change), [initial, change])
  const isChanged = Object.keys(changed).length > 0
  const secrets = neverKept.join()
  const version = useMemo((): Version<Values> => {
    const isOlder = isDraft && kept?.version !== undefined
    return isOlder
      ? { etag: kept.version, values: { ...initial, ...kept.before } }
      : { etag: options.version, values: initial }
  }, [isDraft, kept, initial, options.version])
  useEffect(() => {
    const open = Object.entries(changed).filter(([name]) => !secrets.split(',').includes(name))
    if (open.length === 0) dropDraft(draft)
    else {
      const before = open.map(([name]) => [name, version.values[name as keyof Values]] as const)
      keepDraft(draft, {
        values: Object.fromEntries(open),
        version: version.etag,
        before: Object.fromEntries(before),
      })
    }
  }, [draft, changed, secrets, version])
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : []
  const nameOf = (fault: Fault) => names[keyOf(fault)] ?? keyOf(fault)
  const shows = options.shows ?? (() => true)
  const hidden = faults.filter((fault) => !(nameOf(fault) in values && shows(fault.pointer ?? '')))
  return {
    values,
    set: (next) => {
      setChange((before) => ({ ...before, ...next }))
      setKey(newKey()) // another form now
    },
    problemOf: (name) => faults.find((fault) => nameOf(fault) === name)?.detail,
    problemAt: (pointer) => faults.find((fault) => fault.pointer === pointer)?.detail,
    problem: problemOf(error, failed, faults.length > hidden.length ? fixErrors : fixListed),
    elsewhere: hidden,
    requestId: error instanceof ApiError && error.status >= 500 ? error.problem.requestId : undefined,
    isBusy,
    isChanged,
    isDraft: isDraft && isChanged,
    discard: () => {
      setChange({})
      setDraft(false)
      setError(undefined)
    },
    submit: async () => {
      setBusy(true)
      setError(undefined)
      try {
        await submit(values, changed, key, version)
        dropDraft(draft)
      } catch (thrown) {
        if (!(thrown instanceof Dismissed)) setError(thrown)
      } finally {
        setBusy(false)
      }
    },
  }
}

function changedValues<Values extends object>(initial: Values, change: Partial<Values>): Partial<Values> {
  const isOther = ([name, value]: [string, unknown]) => !isSame(initial[name as keyof Values], value)
  return Object.fromEntries(Object.entries(change).filter(isOther)) as Partial<Values>
}

/** Whether two values of a form are the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}

/** The API's name of the value of a fault: the first part of its pointer. */
function keyOf({ pointer = '' }: Fault): string {
  return pointer.split('/')[1] ?? ''
}

/** @param marked what is said of values that can't be used */
function problemOf(error: unknown, failed: string, marked: string): string | undefined {
  if (error === undefined) return undefined
  if (!(error instanceof ApiError)) return failed
  return error.code === 'invalid' && error.problem.errors !== undefined ? marked : error.message
}
