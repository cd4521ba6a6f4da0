import Type, { type Static, type TObject } from 'typebox'
import type { AuditListFilter } from '../../domain/audit.ts'
import { getEndOfChanges, listAuditInOrder, listChanges } from '../../domain/list-changes.ts'
import type { Cursor } from '../../domain/page.ts'
import type { ApiServices } from '../api-services.ts'
import { Problem } from '../problems/problem.ts'
import { file, told } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest } from '../table/lists.ts'
import { does, reads, type Operation } from '../table/operation.ts'
import { Id, Instant, orNull, page, several } from '../table/shapes.ts'
import { ACTIONS, Change, Changes, EndOfChanges } from './audit-shapes.ts'
import { csvLine, CSV_HEAD, presentAudit } from './present-audit.ts'
import { SUBJECT_WORDS, subjectsOf } from './subject-words.ts'

const SORTS = ['committed'] as const
const EXPORTED_AT_ONCE = 500

const filters = {
  person: several(orNull(Id)),
  door: several(Type.String({ minLength: 1, maxLength: 50 })),
  credential: several(Id),
  action: several(Type.Enum(ACTIONS)),
  subject: several(Type.Enum(SUBJECT_WORDS)),
  subjectId: several(Type.Integer()),
  from: Type.Optional(Instant),
  before: Type.Optional(Instant),
} as const

/** `/audit` and `/changes`: who did what, and what other systems must apply to stay in sync. */
export const auditOperations: readonly Operation[] = [
  reads({
    id: 'listAudit',
    path: '/audit',
    summary: 'The audit trail',
    description:
      'The newest first, unless sorted. `person=null` is what the academy itself did, by a key or the command line.',
    scope: 'audit:read',
    query: { ...listParameters(SORTS), ...filters },
    answers: { 200: page(Change) },
    example: { query: 'subject=topic&action=create,delete&limit=5' },
    read: async (reader, call) => {
      const entries = await listAuditInOrder(reader, call.by, {
        sort: [{ by: 'committed', descending: true }],
        ...listRequest(call, SORTS),
        filter: filterOf(call.query),
      })
      const items = await presentAudit(reader, call.by, entries.items)
      return listAnswer(call, { ...entries, items }, (item) => item)
    },
  }),
  does({
    id: 'exportAudit',
    method: 'GET',
    path: '/audit/export',
    summary: 'The audit trail as a file',
    description:
      'In the order of time, as JSON lines or as a table (CSV in UTF-8). It is written while you read it.',
    scope: 'audit:read',
    query: { format: Type.Enum(['jsonl', 'csv']), ...filters },
    answers: { 200: 'application/jsonl, text/csv' },
    example: { query: 'format=csv&subject=webhook' },
    run: async ({ store }, call) => {
      const { format } = call.query
      await store.read((reader) => getEndOfChanges(reader, call.by)) // refuse before the file starts
      return file({
        name: `audit.${format}`,
        type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
        content: linesOf(store, call, filterOf(call.query), format),
      })
    },
  }),
  reads({
    id: 'listChanges',
    path: '/changes',
    summary: 'All changes since the last call, including deletions',
    description:
      'In the order in which changes could first be seen. Whoever goes on at `next` misses none. Without `after` it begins at the first one that is kept; `/changes/end` tells where to begin after a copy of everything was taken.',
    scope: 'audit:read',
    query: {
      after: Type.Optional(Type.String({ maxLength: 200 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      subject: filters.subject,
    },
    answers: { 200: Changes },
    problems: ['changes_gone'],
    example: { query: 'limit=5' },
    read: async (reader, { by, query }) => {
      const { after, limit = 100, subject } = query
      const changes = await listChanges(reader, by, {
        after: after === undefined ? null : openCursor(after),
        limit,
        ...(subject && { subject: subjectsOf(subject) }),
      })
      if (changes.lost) throw new Problem('changes_gone')
      const items = await presentAudit(reader, by, changes.items)
      return told({ items, next: cursorText(changes.next), more: changes.more })
    },
  }),
  reads({
    id: 'getEndOfChanges',
    path: '/changes/end',
    summary: 'A cursor at the end of all changes',
    description: 'Ask for it before you take a copy of everything, and go on there: nothing is missed.',
    scope: 'audit:read',
    answers: { 200: EndOfChanges },
    example: {},
    read: async (reader, { by }) => told({ next: cursorText(await getEndOfChanges(reader, by)) }),
  }),
]

function filterOf(query: Static<TObject<typeof filters>>): AuditListFilter {
  const { person, door, credential, action, subject, subjectId, from, before } = query
  return {
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

/** A few hundred entries at a time, each part on its own snapshot: a slow reader blocks nobody. */
async function* linesOf(
  store: ApiServices['store'],
  { by, signal }: Call,
  filter: AuditListFilter,
  format: 'jsonl' | 'csv',
): AsyncGenerator<string> {
  const gone = signal()
  if (format === 'csv') yield CSV_HEAD
  let after: Cursor | null = null
  do {
    gone.throwIfAborted()
    const from: Cursor | null = after
    const part = await store.read(async (reader) => {
      const found = await listAuditInOrder(reader, by, {
        filter,
        page: { after: from, limit: EXPORTED_AT_ONCE },
      })
      return { items: await presentAudit(reader, by, found.items), next: found.next }
    })
    const line = format === 'csv' ? csvLine : (item: object) => `${JSON.stringify(item)}\n`
    const lines = part.items.map((item) => line(item)).join('')
    if (lines !== '') yield lines
    after = part.next
  } while (after !== null)
}

function cursorText({ values: [value = null], id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

/** @throws Problem invalid_parameters */
function openCursor(text: string): Cursor {
  const [value, id, ...more] = partsOf(text)
  if (Number.isSafeInteger(id) && Number.isSafeInteger(value) && more.length === 0) {
    return { values: [value as number], id: id as number }
  }
  throw new Problem('invalid_parameters', { errors: [{ parameter: 'after', code: 'malformed' }] })
}

function partsOf(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}
