import type { DomainError } from '../errors.ts'
import type { Issue, Subject } from '../errors.ts'
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
  if (columns.has(name)) return { column: name, reason: sentenceOf(issue, issue.field) }
  return { column: null, reason: `${issue.field}: ${sentenceOf(issue, issue.field)}` }
}

/** What a value of a field would be. */
const FORMS: Readonly<Record<string, string>> = {
  email: 'an e-mail address such as ada@example.com',
  locale: 'a language such as en or pt-BR',
  language: 'a language such as en or pt-BR',
  country: 'a country code such as DE',
  timeZone: 'a time zone such as Europe/Berlin',
  website: 'a web address such as https://example.com',
  url: 'a web address such as https://example.com',
  dueDate: 'a day such as 2026-11-28',
  duration: 'a whole number of minutes',
  certificate: 'a number of days from 1 to 36500',
  score: 'a share from 0 to 100',
  progress: 'a share from 0 to 100',
}

const UNSTORABLE = 'characters that can’t be stored, such as a line break or a control'

/** Told beside the column, whose name it doesn't repeat. */
function sentenceOf({ subject, problem, value, limit }: Issue, field: string): string {
  const said = value === undefined ? undefined : `“${shortened(String(value))}”`
  switch (problem) {
    case 'missing':
      return 'A value is needed.'
    case 'malformed':
      if (said === undefined && field !== 'duration') return `It holds ${UNSTORABLE}.`
      return FORMS[field] === undefined
        ? `${said ?? 'It'} has another form than is needed.`
        : `${said ?? 'It'} is not ${FORMS[field]}.`
    case 'too_long':
      return `It is longer than ${counted(limit ?? 0, 'character')}.`
    case 'too_many':
      return `It holds more than ${String(limit)}.`
    case 'unknown':
      return `There is no ${wordOf(subject)}${said === undefined ? ' of this name' : ` ${said}`}.`
    case 'taken':
      return `Another ${wordOf(subject)} has ${said ?? 'this'} already.`
    case 'cycle':
      return 'It would come to stand under itself.'
    case 'last':
      return 'It would leave the academy without a manager who can sign in.'
    case 'not_allowed':
      return `${said ?? 'This'} is not possible here.`
  }
}

const WORDS: Readonly<Partial<Record<Subject, string>>> = { member: 'person', category: 'topic' }

/** What people call it. */
export function wordOf(subject: Subject): string {
  return WORDS[subject] ?? subject
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
