import { SourceError } from './source-error.ts'

// What a source answered, looked at with care: it is another's data. A field of another type counts as missing.

export type Fields = Readonly<Record<string, unknown>>

/** @throws SourceError when it isn't an object */
export function objectOf(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new SourceError(`The source answered something else than ${what}.`)
}

/** The objects of a list. @throws SourceError when it is no list of objects */
export function objectsOf(value: unknown, what: string): readonly Fields[] {
  if (!Array.isArray(value))
    throw new SourceError(`The source answered something else than a list of ${what}.`)
  return value.map((item) => objectOf(item, what))
}

export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : null
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** An id, which may be a number or a text. @throws SourceError when there is none */
export function idOf(value: unknown, what: string): string {
  const id = textOf(value)
  if (id === null || id === '') throw new SourceError(`The source answered ${what} without an id.`)
  return id
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : []
}
