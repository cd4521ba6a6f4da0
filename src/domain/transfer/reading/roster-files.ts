import { headerOf, type Kind } from '../columns/column.ts'
import type { CsvFile, CsvRecord } from './read-csv.ts'

// The CSV files of OneRoster 1.1 and 1.2 as files of ours. They are told apart by their columns, because they are named
// after other things than ours, and have columns that look like ours and say something else.

/** The cell of a record in the column of that header; empty where the file has none. */
type CellAt = (header: string) => string

interface RosterFile {
  /** How such a file is named. */
  readonly name: string
  readonly kind: Kind
  /** The columns by which it is known. */
  readonly known: readonly string[]
  /** Our columns, and what stands in them. */
  readonly columns: Readonly<Record<string, (at: CellAt) => string>>
}

const status = (at: CellAt) => (at('status').toLowerCase() === 'tobedeleted' ? 'removed' : '')
const of = (header: string) => (at: CellAt) => at(header)
/** A reference by the key of that kind. */
const by = (key: string, header: string) => (at: CellAt) => (at(header) === '' ? '' : `${key}:${at(header)}`)

const FILES: readonly RosterFile[] = [
  {
    name: 'orgs',
    kind: 'groups',
    known: ['sourcedid', 'name', 'type', 'parentsourcedid'],
    columns: { code: of('sourcedid'), name: of('name'), status },
  },
  {
    name: 'users',
    kind: 'people',
    known: ['sourcedid', 'enableduser', 'username'],
    columns: {
      external_id: of('sourcedid'),
      username: of('username'),
      email: of('email'),
      first_name: of('givenname'),
      last_name: of('familyname'),
      phone: (at) => (at('phone') === '' ? at('sms') : at('phone')),
      // The first version has roles and orgs here. Whoever manages a school gets no rights here by that.
      roles: (at) => (at('role').toLowerCase() === 'teacher' ? 'trainer' : ''),
      groups: (at) =>
        at('orgsourcedids')
          .split(',')
          .map((id) => id.trim())
          .filter((id) => id !== '')
          .map((id) => `code:${id}`)
          .join('|'),
      status: (at) => {
        if (status(at) !== '') return status(at)
        const enabled = at('enableduser').toLowerCase()
        return enabled === 'false' ? 'inactive' : enabled === 'true' ? 'active' : ''
      },
    },
  },
  {
    name: 'roles',
    kind: 'memberships',
    known: ['sourcedid', 'usersourcedid', 'roletype', 'orgsourcedid'],
    columns: { group: by('code', 'orgsourcedid'), person: by('external', 'usersourcedid'), status },
  },
  {
    name: 'classes',
    kind: 'courses',
    known: ['sourcedid', 'title', 'coursesourcedid'],
    columns: { code: of('sourcedid'), name: of('title'), status },
  },
  {
    name: 'courses',
    kind: 'courses',
    known: ['sourcedid', 'title', 'orgsourcedid'],
    columns: { code: of('sourcedid'), name: of('title'), status },
  },
  {
    name: 'enrollments',
    kind: 'enrolments',
    known: ['sourcedid', 'classsourcedid', 'usersourcedid'],
    columns: {
      person: by('external', 'usersourcedid'),
      course: by('code', 'classsourcedid'),
      enrolled: of('begindate'),
      status,
    },
  },
]

/** The file in our columns, if it is one of a roster that holds things of that kind; else as it is. */
export function translateRosterFile(kind: Kind, file: CsvFile): CsvFile {
  const found = FILES.find((one) => one.kind === kind && isKnown(one, file))
  return found === undefined ? file : translated(found, file)
}

/**
 * A file of a roster by its name, in our columns; undefined: it isn't one. Of several things that are courses here, the
 * classes are taken: they are what people are enrolled in.
 */
export function findRosterFile(
  name: string,
  file: CsvFile,
): { readonly kind: Kind; readonly file: CsvFile } | 'passed over' | undefined {
  const found = FILES.find((one) => one.name === name && isKnown(one, file))
  if (found === undefined) return undefined
  return found.name === 'courses' ? 'passed over' : { kind: found.kind, file: translated(found, file) }
}

/** Whether a file of that name may be one of a roster. */
export function isRosterName(name: string): boolean {
  return FILES.some((one) => one.name === name)
}

function isKnown({ known }: RosterFile, { header }: CsvFile): boolean {
  const titles = new Set(header.map(headerOf))
  return known.every((title) => titles.has(title))
}

function translated({ columns }: RosterFile, { header, records }: CsvFile): CsvFile {
  const places = new Map(header.map((title, place) => [headerOf(title), place]))
  return { header: Object.keys(columns), records: rows() }

  async function* rows(): AsyncGenerator<CsvRecord> {
    for await (const { row, cells } of records) {
      const at: CellAt = (title) => cells[places.get(title) ?? -1]?.trim() ?? ''
      const own = Object.values(columns).map((cellOf) => cellOf(at))
      // One of another length is refused, as in any other file.
      yield { row, cells: cells.length === header.length ? own : [...own, ''] }
    }
  }
}
