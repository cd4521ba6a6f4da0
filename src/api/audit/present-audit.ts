import type { ActorNames, AuditEntry } from '../../domain/audit.ts'
import { listActorNames } from '../../domain/list-changes.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { showCell } from '../../domain/transfer/cells.ts'
import { csvLine } from '../../lib/csv.ts'
import { instant } from '../table/shapes.ts'
import { wordOf } from './subject-words.ts'

type Presented = ReturnType<typeof present>

/** Entries as the API shows them, with the names of the people who acted: always two queries. */
export async function presentAudit(
  reader: Reader,
  by: Principal,
  entries: readonly AuditEntry[],
): Promise<readonly Presented[]> {
  const names = await listActorNames(reader, by, entries)
  return entries.map((entry) => present(entry, names))
}

function present(entry: AuditEntry, { members, credentials }: ActorNames) {
  const { id, at, action, subject, subjectId, door, credentialId, memberId, requestId, before, after } = entry
  return {
    id,
    at: instant(at),
    action,
    subject: wordOf(subject),
    subjectId,
    door,
    credential:
      credentialId === null ? null : { id: credentialId, name: credentials.get(credentialId) ?? null },
    person: memberId === null ? null : { id: memberId, name: members.get(memberId) ?? null },
    requestId,
    before,
    after,
  }
}

const COLUMNS = [
  'id',
  'at',
  'action',
  'subject',
  'subjectId',
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
