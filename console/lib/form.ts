// A form: what was typed (kept as a draft), what is wrong with it, and sending it once.
import { useEffect, useMemo, useState } from 'react'
import { ApiError, newKey, OfflineError } from './api.ts'
import type { Fault } from './api-types.ts'
import { dropDraft, keepDraft, readDraft } from './drafts.ts'
import { Dismissed } from './prompts.ts'

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
    version: string | undefined,
  ) => Promise<void>
  /** The text for an error that isn't the API's. */
  readonly failed: string
}

export interface Form<Values extends object> {
  readonly values: Values
  readonly set: (change: Partial<Values>) => void
  /** What is wrong with a value, as a sentence. */
  readonly problemOf: (name: keyof Values & string) => string | undefined
  /** What is wrong with the form as a whole, or with values that it doesn't show. */
  readonly problem: string | undefined
  /** Of the request that was refused, for a report. */
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
  const { draft, initial, neverKept = [], submit, failed } = options
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
  const version = (isDraft ? kept?.version : undefined) ?? options.version
  useEffect(() => {
    const open = Object.fromEntries(
      Object.entries(changed).filter(([name]) => !secrets.split(',').includes(name)),
    )
    if (Object.keys(open).length > 0) keepDraft(draft, { values: open, version })
    else dropDraft(draft)
  }, [draft, changed, secrets, version])
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return {
    values,
    set: (next) => {
      setChange((before) => ({ ...before, ...next }))
      setKey(newKey()) // another form now
    },
    problemOf: (name) => faults.find((fault) => nameOf(fault) === name)?.detail,
    problem: problemOf(error, faults, Object.keys(values), failed),
    requestId: error instanceof ApiError ? error.problem.requestId : undefined,
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
  const isOther = ([name, value]: [string, unknown]) =>
    JSON.stringify(initial[name as keyof Values] ?? null) !== JSON.stringify(value ?? null)
  return Object.fromEntries(Object.entries(change).filter(isOther)) as Partial<Values>
}

/** The field of a fault: the first part of its pointer. */
function nameOf({ pointer = '' }: Fault): string {
  return pointer.split('/')[1] ?? ''
}

function problemOf(
  error: unknown,
  faults: readonly Fault[],
  names: readonly string[],
  failed: string,
): string | undefined {
  if (error === undefined) return undefined
  if (error instanceof OfflineError || !(error instanceof ApiError)) return failed
  const elsewhere = faults.filter((fault) => !names.includes(nameOf(fault))).map(({ detail }) => detail)
  return [error.message, ...elsewhere].join(' ')
}
