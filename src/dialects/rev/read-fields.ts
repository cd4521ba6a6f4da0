import { issue, type Issue, type Subject } from '../../domain/errors.ts'

/** Where a field of a request stands in the domain, and where a value that can't be read is noted down. */
export interface Reading {
  readonly subject: Subject
  readonly unreadable: Issue[]
}

/** A line of text: `undefined` is not said, `null` said to be nothing. Any other type is noted as unreadable. */
export function readText(value: unknown, field: string, reading: Reading): string | null | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value
  reading.unreadable.push(issue(reading.subject, field, 'malformed', shown(value)))
  return undefined
}

/** A list of ids in lower case; nothing is an empty list, a single text a list of one (forms have no lists). */
export function readIds(value: unknown, field: string, reading: Reading): string[] | undefined {
  if (value === undefined) return undefined
  if (value === null || value === '') return []
  const ids = typeof value === 'string' ? [value] : value
  if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) {
    return ids.map((id) => id.trim().toLowerCase())
  }
  reading.unreadable.push(issue(reading.subject, field, 'malformed', shown(value)))
  return undefined
}

/** A value as a refusal may name it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
