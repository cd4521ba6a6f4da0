import Type from 'typebox'
import { getEndOfChanges, listAuditInOrder, listChanges } from '../../domain/list-changes.ts'
import type { Cursor } from '../../domain/page.ts'
import { Problem } from '../problems/problem.ts'
import { file, told } from '../table/answer.ts'
import { listAnswer, listParameters, listRequest } from '../table/lists.ts'
import { does, reads, type Operation } from '../table/operation.ts'
import { page } from '../table/shapes.ts'
import { auditExport, auditFilter, auditFilters } from './audit-export.ts'
import { Change, Changes, EndOfChanges } from './audit-shapes.ts'
import { presentAudit } from './present-audit.ts'
import { subjectsOf } from './subject-words.ts'

const SORTS = ['committed'] as const
/** `/audit` and `/changes`: who did what, and what other systems must apply to stay in sync. */
export const auditOperations: readonly Operation[] = [
  reads({
    id: 'listAudit',
    path: '/audit',
    summary: 'The audit trail',
    description:
      'The newest first, unless sorted. `person=null` is what the academy itself did, by a key or the command line.',
    scope: 'audit:read',
    query: { ...listParameters(SORTS), ...auditFilters },
    answers: { 200: page(Change) },
    example: { query: 'subject=topic&action=create,delete&limit=5' },
    read: async (reader, call) => {
      const entries = await listAuditInOrder(reader, call.by, {
        sort: [{ by: 'committed', descending: true }],
        ...listRequest(call, SORTS),
        filter: auditFilter(call.query),
      })
      const items = await presentAudit(reader, call.by, entries.items)
      return listAnswer(call, { ...entries, items }, (item) => item)
    },
  }),
  does({
    id: 'exportAuditTrail',
    method: 'GET',
    path: '/audit/export',
    summary: 'The audit trail as a file',
    description: 'As `/exports/audit`.',
    scope: 'audit:read',
    query: auditExport.parameters,
    answers: { 200: auditExport.types.join(', ') },
    example: { query: 'format=csv&subject=webhook' },
    run: async ({ store }, { by, query, signal }) => file(await auditExport.open(store, by, query, signal())),
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
      subject: auditFilters.subject,
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
