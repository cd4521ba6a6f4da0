import Type, { type Static, type TObject, type TProperties } from 'typebox'
import type { Principal } from '../../domain/principal.ts'
import type { Reader, Store } from '../../domain/store.ts'
import type { Kind } from '../../domain/transfer/columns/column.ts'
import type { KindFilters } from '../../domain/transfer/exports/export-kinds.ts'
import { listAsTable, TABLE_FORMATS, type TableOptions } from '../../domain/transfer/exports/export-tables.ts'
import { courseFilter, courseFilters } from '../courses/list-parameters.ts'
import { enrolmentFilter, enrolmentFilters } from '../enrolments/list-parameters.ts'
import { peopleFilter, peopleFilters } from '../people/list-parameters.ts'
import { programFilter, programFilters } from '../programs/list-parameters.ts'
import { searched, whenChanged, whenChangedFilter } from '../table/lists.ts'
import { Day, Id, Instant, several } from '../table/shapes.ts'
import { topicFilter, topicFilters } from '../topics/list-parameters.ts'
import type { Export } from './export.ts'

/** How tables are written. */
export const tableParameters = {
  format: Type.Optional(Type.Enum(TABLE_FORMATS, { description: 'CSV unless said.' })),
  ids: Type.Optional(
    Type.Boolean({ description: 'Whether to show ids and GUIDs, which mean nothing in another academy.' }),
  ),
  bom: Type.Optional(
    Type.Boolean({ description: 'Whether a CSV begins with a byte-order mark, by which Excel knows UTF-8.' }),
  ),
} as const satisfies TProperties

/** The options of a table, as the parameters say. */
export function tableOptions(
  query: Static<TObject<typeof tableParameters>>,
  signal: AbortSignal | undefined,
): TableOptions {
  const { format = 'csv', ids = false, bom = false } = query
  return { format, ids, bom, ...(signal && { signal }) }
}

const TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const

interface TableExport<K extends Kind, Q extends TProperties> extends Pick<
  Export,
  'scope' | 'summary' | 'description'
> {
  readonly kind: K
  readonly filters: Q
  readonly filter: (reader: Reader, by: Principal, query: Static<TObject<Q>>) => Promise<KindFilters[K]>
}

function table<K extends Kind, const Q extends TProperties>({
  kind,
  filters,
  filter,
  ...words
}: TableExport<K, Q>): Export {
  return {
    name: kind,
    ...words,
    parameters: { ...tableParameters, ...filters },
    types: ['text/csv', 'application/json'],
    open: async (store: Pick<Store, 'read' | 'readLong'>, by, query, signal) => {
      const options = tableOptions(query, signal)
      const chosen = await store.read((reader) => filter(reader, by, query as Static<TObject<Q>>))
      const { q } = query as { readonly q?: string }
      return {
        name: `${kind}.${options.format}`,
        type: TYPES[options.format],
        content: await listAsTable(store, by, kind, {
          ...options,
          filter: chosen,
          ...(q !== undefined && { q }),
        }),
      }
    },
  }
}

/** A file of each kind of things. */
export const tableExports: readonly Export[] = [
  table({
    kind: 'groups',
    scope: 'people:read',
    summary: 'Groups as a file',
    filters: { ...searched, ...whenChanged },
    filter: async (_, __, query) => whenChangedFilter(query),
  }),
  table({
    kind: 'people',
    scope: 'people:read',
    summary: 'People as a file',
    filters: { ...searched, ...peopleFilters },
    filter: async (_, __, query) => peopleFilter(query),
  }),
  table({
    kind: 'memberships',
    scope: 'people:read',
    summary: 'Who is in which group, as a file',
    filters: { group: several(Id), person: several(Id) },
    filter: async (_, __, { group, person }) => ({
      ...(group && { group }),
      ...(person && { member: person }),
    }),
  }),
  table({
    kind: 'topics',
    scope: 'topics:read',
    summary: 'Topics as a file',
    filters: { ...searched, ...topicFilters },
    filter: topicFilter,
  }),
  table({
    kind: 'courses',
    scope: 'courses:read',
    summary: 'Courses as a file',
    description: 'Without their content.',
    filters: { ...searched, ...courseFilters },
    filter: courseFilter,
  }),
  table({
    kind: 'course-topics',
    scope: 'courses:read',
    summary: 'Which courses are in which topics, as a file',
    filters: { topic: several(Id), course: several(Id) },
    filter: async (_, __, { topic, course }) => ({
      ...(topic && { topic }),
      ...(course && { course }),
    }),
  }),
  table({
    kind: 'programs',
    scope: 'courses:read',
    summary: 'Programs as a file',
    filters: { ...searched, ...programFilters },
    filter: programFilter,
  }),
  table({
    kind: 'enrolments',
    scope: 'people:read',
    summary: 'Enrolments with their results, as a file',
    filters: { ...enrolmentFilters, person: several(Id), group: several(Id) },
    filter: async (_, __, query) => ({
      ...enrolmentFilter(query),
      ...(query.person && { member: query.person }),
      ...(query.group && { group: query.group }),
    }),
  }),
  table({
    kind: 'program-members',
    scope: 'people:read',
    summary: 'Who is in which program, as a file',
    filters: {
      ...whenChanged,
      program: several(Id),
      person: several(Id),
      completedFrom: Type.Optional(Instant),
      completedBefore: Type.Optional(Instant),
      dueFrom: Type.Optional(Day),
      dueBefore: Type.Optional(Day),
    },
    filter: async (_, __, query) => {
      const { program, person, completedFrom, completedBefore, dueFrom, dueBefore } = query
      return {
        ...whenChangedFilter(query),
        ...(program && { program }),
        ...(person && { member: person }),
        ...(completedFrom !== undefined && { completedFrom: Date.parse(completedFrom) }),
        ...(completedBefore !== undefined && { completedBefore: Date.parse(completedBefore) }),
        ...(dueFrom !== undefined && { dueFrom }),
        ...(dueBefore !== undefined && { dueBefore }),
      }
    },
  }),
  table({
    kind: 'tags',
    scope: 'bank:read',
    summary: 'The tags of item banks as a file',
    filters: { bank: several(Id) },
    filter: async (_, __, { bank }) => (bank ? { bank } : {}),
  }),
  table({
    kind: 'item-tags',
    scope: 'bank:read',
    summary: 'The tags on items and activities as a file',
    filters: { bank: several(Id) },
    filter: async (_, __, { bank }) => (bank ? { bank } : {}),
  }),
]
