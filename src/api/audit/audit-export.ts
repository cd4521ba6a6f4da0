import Type, { type Static, type TObject } from 'typebox'
import type { AuditListFilter } from '../../domain/audit.ts'
import { eachPage } from '../../domain/each-page.ts'
import { getEndOfChanges, listAuditInOrder } from '../../domain/list-changes.ts'
import type { Cursor } from '../../domain/page.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import type { Export } from '../exports/export.ts'
import { Id, Instant, orNull, several } from '../table/shapes.ts'
import { ACTIONS } from './audit-shapes.ts'
import { csvLineOf, CSV_HEAD, presentAudit } from './present-audit.ts'
import { SUBJECT_WORDS, subjectsOf } from './subject-words.ts'

const AT_ONCE = 500

/** The filters of the audit trail. */
export const auditFilters = {
  id: several(Id),
  person: several(orNull(Id)),
  door: several(Type.String({ minLength: 1, maxLength: 50 })),
  credential: several(orNull(Id)),
  action: several(Type.Enum(ACTIONS)),
  subject: several(Type.Enum(SUBJECT_WORDS)),
  subjectId: several(Type.Integer()),
  from: Type.Optional(Instant),
  before: Type.Optional(Instant),
} as const

/** The filter of a list of the audit trail. */
export function auditFilter(query: Static<TObject<typeof auditFilters>>): AuditListFilter {
  const { id, person, door, credential, action, subject, subjectId, from, before } = query
  return {
    ...(id && { id }),
    ...(person && { member: person }),
    ...(door && { door }),
    ...(credential && { credential }),
    ...(action && { action }),
    ...(subject && { subject: subjectsOf(subject) }),
    ...(subjectId && { subjectId }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(before !== undefined && { before: Date.parse(before) }),
  }
}

const TYPES = { jsonl: 'application/jsonl; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const
type Format = keyof typeof TYPES

export const auditExport: Export = {
  name: 'audit',
  scope: 'audit:read',
  summary: 'The audit trail as a file',
  description: 'In the order of time, as JSON lines, unless a table is asked for.',
  parameters: { format: Type.Optional(Type.Enum(['jsonl', 'csv'])), ...auditFilters },
  types: ['application/jsonl', 'text/csv'],
  open: async (store, by, query, signal) => {
    const { format = 'jsonl' } = query as { readonly format?: Format }
    await store.read((reader) => getEndOfChanges(reader, by)) // refuse before the file starts
    return {
      name: `audit.${format}`,
      type: TYPES[format],
      content: linesOf(store, by, { filter: auditFilter(query), format, signal }),
    }
  },
}

/** A few hundred entries at a time, each part on its own snapshot: a slow reader blocks nobody. */
async function* linesOf(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  {
    filter,
    format,
    signal,
  }: {
    readonly filter: AuditListFilter
    readonly format: Format
    readonly signal: AbortSignal | undefined
  },
): AsyncGenerator<string> {
  if (format === 'csv') yield CSV_HEAD
  const parts = eachPage(
    (after: Cursor | null) =>
      store.readLong(async (reader) => {
        const found = await listAuditInOrder(reader, by, { filter, page: { after, limit: AT_ONCE } })
        return { items: await presentAudit(reader, by, found.items), next: found.next }
      }),
    signal,
  )
  const line = format === 'csv' ? csvLineOf : (item: object) => `${JSON.stringify(item)}\n`
  for await (const items of parts) yield items.map((item) => line(item)).join('')
}
