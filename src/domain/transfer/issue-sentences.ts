import type { DomainError } from '../errors.ts'
import type { Issue } from '../errors.ts'
import type { RowFault } from './import.ts'
import { counted } from '../../lib/counted.ts'

/** The columns that are called otherwise than the fields that they show. */
const COLUMNS: Readonly<Record<string, string>> = {
  locale: 'language',
  isActive: 'active',
  isVisible: 'visible',
  managerId: 'manager',
  sortKey: 'sort_key',
  parent: 'parent_code',
  fullPath: 'path',
  policyItems: 'managers',
  certificate: 'certificate_name',
  duration: 'duration_minutes',
}

/** What an operation refuses, told of a record. @param columns the columns of its kind */
export function faultsOf(error: DomainError, columns: ReadonlySet<string>): readonly RowFault[] {
  if (error.kind === 'forbidden') {
    return [{ column: null, reason: 'You may not do this: it needs a right that you don’t have.' }]
  }
  return error.issues.map((issue) => faultOf(issue, columns))
}

export function faultOf(issue: Issue, columns: ReadonlySet<string>): RowFault {
  const snake = issue.field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const name = COLUMNS[issue.field] ?? snake
  const column = columns.has(name) ? name : null
  return { column, reason: sentenceOf(issue, column ?? issue.field) }
}

function sentenceOf({ subject, problem, value, limit }: Issue, column: string): string {
  const said = value === undefined ? '' : ` “${shortened(String(value))}”`
  switch (problem) {
    case 'missing':
      return `${column} is needed.`
    case 'malformed':
      return `${column}${said} can’t be read as such.`
    case 'too_long':
      return `${column} is longer than ${counted(limit ?? 0, 'character')}.`
    case 'too_many':
      return `${column} holds more than ${String(limit)}.`
    case 'unknown':
      return `${column}: there is no such ${subject}${said}.`
    case 'taken':
      return `${column}${said} is taken by another ${subject}.`
    case 'cycle':
      return `${column} would put it under itself.`
    case 'last':
      return 'It would leave the academy without a manager who can sign in.'
    case 'not_allowed':
      return `${column}${said} is not possible here.`
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
