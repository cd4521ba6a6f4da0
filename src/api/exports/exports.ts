import Type from 'typebox'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { listTopicsAsCase } from '../../domain/transfer/exports/export-case.ts'
import { listTopicsAsSkos, SKOS_FORMATS } from '../../domain/transfer/exports/export-skos.ts'
import { listAllTables } from '../../domain/transfer/exports/export-tables.ts'
import { zipOf } from '../../lib/zip.ts'
import { auditExport } from '../audit/audit-export.ts'
import { topicFilter, topicFilters } from '../topics/list-parameters.ts'
import type { Export } from './export.ts'
import { tableExports, tableOptions, tableParameters } from './table-exports.ts'

const SKOS = {
  turtle: { extension: 'ttl', type: 'text/turtle; charset=utf-8' },
  jsonld: { extension: 'jsonld', type: 'application/ld+json; charset=utf-8' },
} as const

const all: Export = {
  name: 'all',
  scope: '*:read',
  summary: 'Everything of the academy that files hold, as a ZIP',
  description:
    'A file for each kind of things, as the other exports write them. Imported into an empty academy, they make the same.',
  parameters: tableParameters,
  types: ['application/zip'],
  open: async (store, by, query, signal) => ({
    name: 'academy.zip',
    type: 'application/zip',
    content: zipOf(await listAllTables(store, by, tableOptions(query, signal))),
  }),
}

const skos: Export = {
  name: 'skos',
  scope: 'topics:read',
  summary: 'Topics as a SKOS concept scheme',
  parameters: {
    format: Type.Optional(Type.Enum(SKOS_FORMATS, { description: 'Turtle unless said.' })),
    ...topicFilters,
  },
  types: ['text/turtle', 'application/ld+json'],
  open: async (store, by, query, signal) => {
    const { format = 'turtle' } = query as { readonly format?: keyof typeof SKOS }
    const filter = await store.read((reader) => filterOf(reader, by, query))
    const { extension, type } = SKOS[format]
    return {
      name: `topics.${extension}`,
      type,
      content: await listTopicsAsSkos(store, by, { format, filter, ...(signal && { signal }) }),
    }
  },
}

const caseOne: Export = {
  name: 'case',
  scope: 'topics:read',
  summary: 'Topics as a CASE package',
  description:
    'A `CFPackage` of CASE 1.1: the topics are items of one document, each a child of the topic above it.',
  parameters: topicFilters,
  types: ['application/json'],
  open: async (store, by, query, signal) => {
    const filter = await store.read((reader) => filterOf(reader, by, query))
    return {
      name: 'topics.case.json',
      type: 'application/json; charset=utf-8',
      content: await listTopicsAsCase(store, by, { filter, ...(signal && { signal }) }),
    }
  },
}

function filterOf(reader: Reader, by: Principal, query: object) {
  return topicFilter(reader, by, query)
}

/** All that can be exported. */
export const EXPORTS: readonly Export[] = [...tableExports, all, skos, caseOne, auditExport]
