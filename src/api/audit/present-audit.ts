import type { AuditEntry } from '../../domain/audit.ts'
import { listAuditNames, type AuditNames } from '../../domain/audit-names.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { showCell } from '../../domain/transfer/cells.ts'
import { csvLine } from '../../lib/csv.ts'
import { instant } from '../table/shapes.ts'
import { wordOf } from './subject-words.ts'

type Presented = ReturnType<typeof present>

/** Entries as the API shows them, with the names of who acted and of what it was done to: one query per kind of thing. */
export async function presentAudit(
  reader: Reader,
  by: Principal,
  entries: readonly AuditEntry[],
): Promise<readonly Presented[]> {
  const names = await listAuditNames(reader, by, entries)
  return entries.map((entry) => present(entry, names))
}

function present(entry: AuditEntry, names: AuditNames) {
  const { id, at, action, subject, subjectId, door, credentialId, memberId, requestId, before, after } = entry
  return {
    id,
    at: instant(at),
    action,
    subject: wordOf(subject),
    subjectId,
    ...presentNames(entry, names),
    door,
    credential: credentialId === null ? null : { id: credentialId, name: names.credential(credentialId) },
    person: memberId === null ? null : { id: memberId, name: names.person(memberId) },
    requestId,
    before,
    after,
  }
}

/** The name of an entry's subject, and the things that it mentions with theirs. */
export function presentNames(entry: AuditEntry, names: AuditNames) {
  const { name, things } = names.of(entry)
  return {
    subjectName: name,
    things: things.map((thing) => ({ subject: wordOf(thing.subject), id: thing.id, name: thing.name })),
  }
}

const COLUMNS = [
  'id',
  'at',
  'action',
  'subject',
  'subjectId',
  'subjectName',
  'door',
  'credentialId',
  'credential',
  'personId',
  'person',
  'requestId',
  'before',
  'after',
] as const

/** The header line of the CSV (RFC 4180). */
export const CSV_HEAD = csvLine(COLUMNS)

/** An entry as a CSV line. */
export function csvLineOf({ credential, person, before, after, ...entry }: Presented): string {
  const cells: Readonly<Record<(typeof COLUMNS)[number], unknown>> = {
    ...entry,
    credentialId: credential?.id,
    credential: credential?.name,
    personId: person?.id,
    person: person?.name,
    before: before === null ? null : JSON.stringify(before),
    after: after === null ? null : JSON.stringify(after),
  }
  return csvLine(COLUMNS.map((column) => cell(cells[column])))
}

function cell(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return ''
  return showCell({ is: 'text' }, value)
}
