import { issue, type Issue, type Subject } from '../../domain/errors.ts'

/** A request field's name in the domain, and the list to which unreadable values are added. */
export interface Reading {
  readonly subject: Subject
  readonly unreadable: Issue[]
}

/** A line of text: `undefined` if absent, `null` if explicitly empty. Any other type is recorded as unreadable. */
export function readText(value: unknown, field: string, reading: Reading): string | null | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value
  reading.unreadable.push(issue(reading.subject, field, 'malformed', shown(value)))
  return undefined
}

/** A list of ids in lower case; an empty value is an empty list, a single text a list of one (forms have no lists). */
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

/** A value in the form in which a refusal may name it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
