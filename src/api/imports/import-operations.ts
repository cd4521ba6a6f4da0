import Type, { type Static } from 'typebox'
import { activationPath } from '../../domain/academy/address.ts'
import type { ImportId } from '../../domain/ids.ts'
import type { Job } from '../../domain/learning/job.ts'
import { INVITATION_LIFETIME } from '../../domain/learning/invitation.ts'
import type { Reader } from '../../domain/store.ts'
import { type Kind, kindNamed, KINDS } from '../../domain/transfer/columns/column.ts'
import {
  type Import as DomainImport,
  IMPORT_STATES,
  type ImportOptions,
  type MaxRemovals,
  REMOVALS,
} from '../../domain/transfer/import.ts'
import {
  createRun,
  deleteImport,
  findJobOfImport,
  getImport,
  listImportRows,
  listImports,
  lockImport,
} from '../../domain/transfer/imports.ts'
import { filesOfCsv, filesOfZip, readImport } from '../../domain/transfer/read-import.ts'
import { listReports } from '../../domain/transfer/report-import.ts'
import { zipOf } from '../../lib/zip.ts'
import { addressOf } from '../address.ts'
import { Problem } from '../problems/problem.ts'
import { coversScope, type Area } from '../scopes.ts'
import { DONE, thing, type Answer } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest, whenChanged, whenChangedFilter } from '../table/lists.ts'
import { does, reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { page, several } from '../table/shapes.ts'
import { pageOfAll, SHORT_SORTS, within } from '../table/short-lists.ts'
import { Import, importQuery, ImportRow, KindWord, rowFilters } from './import-shapes.ts'
import { presentImport, presentImportRow } from './present-import.ts'

/** The files in a ZIP may be so many times as long as a file alone. */
const ZIPPED = 4

/** `/imports`: files that are read, planned and carried out. */
export const importOperations: readonly Operation[] = [
  does({
    id: 'createImport',
    method: 'POST',
    path: '/imports',
    summary: 'Read a file and plan what it would change',
    description:
      'The body is the file: CSV in UTF-8 (or UTF-16 with a byte-order mark), or a ZIP of such files. Nothing is changed yet: the answer is the import whose plan is being made. A token needs the scope to write what the file holds, such as `people:write`.',
    query: importQuery,
    file: ['text/csv', 'application/zip'],
    answers: { 202: Import },
    problems: ['scope_missing'],
    run: async ({ store, settings }, call) => {
      const { missing, maxRemovals = '5%', overwrite = false } = call.query
      const kind = call.query.kind === 'zip' ? 'zip' : kindOf(call.query.kind)
      const { name = `${kind}.csv` } = call.query
      const { file } = call
      if (file === undefined) throw new Problem('malformed_body')
      if ((kind === 'zip') !== (file.type === 'application/zip')) {
        throw new Problem('unsupported_media_type', {
          about: kind === 'zip' ? 'application/zip' : 'text/csv',
        })
      }
      if (kind !== 'zip') demandScopes(call, [kind], 'write')
      const address = await store.read((reader) => addressOf(reader, call))
      const options: ImportOptions = {
        ...(missing !== undefined && { missing }),
        maxRemovals: mostOf(maxRemovals),
        overwrite,
        byHand: ['console'],
        invite: {
          linkPrefix: `${address}${activationPath('')}`,
          lifetime: settings.invitationLifetime ?? INVITATION_LIFETIME,
        },
      }
      const longest = (settings.longestImport ?? LONGEST) * ZIPPED
      const made = await readImport(store, call.by, {
        kind,
        options,
        files: kind === 'zip' ? filesOfZip(file.content, longest) : filesOfCsv(kind, name, file.content),
        onFile: (one) => demandScopes(call, [one], 'write'),
      })
      const job = await store.read((reader) => findJobOfImport(reader, call.by, made.id))
      return { status: 202, body: presentImport(made, job), headers: { location: `/imports/${made.id}` } }
    },
  }),
  reads({
    id: 'listImports',
    path: '/imports',
    summary: 'Imports',
    description:
      'The newest first, unless sorted. Your own; everybody’s for those who read the audit trail. An academy has 100 at most.',
    query: {
      ...listParameters(SHORT_SORTS),
      ...whenChanged,
      state: several(Type.Enum(IMPORT_STATES)),
      kind: several(Type.Enum([...KINDS, 'zip'])),
    },
    answers: { 200: page(Import) },
    example: {},
    read: async (reader, call) => {
      const { state, kind } = call.query
      const jobs = new Map<DomainImport, Job | undefined>()
      for (const { found, job } of await listImports(reader, call.by)) jobs.set(found, job)
      const chosen = within([...jobs.keys()], whenChangedFilter(call.query)).filter(
        (one) => (state?.includes(one.state) ?? true) && (kind?.includes(one.kind) ?? true),
      )
      const part = pageOfAll(chosen, {
        sort: [{ by: 'created', descending: true }],
        ...listRequest(call, SHORT_SORTS),
      })
      return listAnswer(call, part, (one) => presentImport(one, jobs.get(one)))
    },
  }),
  reads({
    id: 'getImport',
    path: '/imports/{import}',
    summary: 'An import: how far it is, and what it would change or has changed',
    answers: { 200: Import },
    read: async (reader, call) => thing(await shown(reader, call)),
  }),
  writes({
    id: 'runImport',
    method: 'POST',
    path: '/imports/{import}/run',
    summary: 'Carry out an import as planned',
    description:
      'Rows that the plan refuses stay refused. Rows that can’t be carried out any more are refused, too; the others are done.',
    answers: { 202: Import },
    problems: ['scope_missing', 'conflict'],
    write: async (tx, call) => {
      await seen(tx, call, 'write')
      await createRun(tx, call.by, idIn(call))
      return {
        status: 202,
        body: await shown(tx, call),
        headers: { location: `/imports/${idIn(call)}` },
      }
    },
  }),
  reads({
    id: 'listImportRows',
    path: '/imports/{import}/rows',
    summary: 'The rows of an import, with what each changes and why it is refused',
    description: 'File by file, in the order of their rows, unless sorted.',
    query: { ...listParameters(['row']), ...rowFilters },
    answers: { 200: page(ImportRow) },
    read: async (reader, call) => {
      const found = await seen(reader, call, 'read')
      const { result, kind } = call.query
      const part = kind
        ?.map((one) => KINDS.indexOf(kindOf(one)))
        .flatMap((position) => [position, REMOVALS + position])
      const rows = await listImportRows(reader, call.by, {
        filter: { import: found.id, ...(result && { result }), ...(part && { part }) },
        ...listRequest(call, ['row']),
      })
      return listAnswer(call, rows, presentImportRow(found))
    },
  }),
  does({
    id: 'getImportReport',
    method: 'GET',
    path: '/imports/{import}/report',
    summary: 'The file of an import, with what became of each row',
    description:
      'The columns of the file, and `_row`, `_result`, `_column`, `_reason`. Loaded again, only what was refused is taken. Of several files it is a ZIP, unless `kind` says which one.',
    query: { kind: Type.Optional(KindWord) },
    answers: { 200: 'text/csv, application/zip' },
    run: async ({ store }, call) => {
      const { parts } = await store.read((reader) => seen(reader, call, 'read'))
      const { kind } = call.query
      const kinds = parts.map((one) => one.kind)
      if (kind !== undefined && !kinds.includes(kindOf(kind))) {
        throw new Problem('invalid_parameters', {
          errors: [{ parameter: 'kind', code: 'not_one_of', hint: kinds }],
        })
      }
      const files = await listReports(store, call.by, idIn(call), kind === undefined ? kind : kindOf(kind))
      const [only, ...more] = files
      const name = `import-${idIn(call)}`
      if (only !== undefined && more.length === 0) {
        return asFile('text/csv; charset=utf-8', `${name}.csv`, only.content)
      }
      return asFile('application/zip', `${name}.zip`, zipOf(files))
    },
  }),
  writes({
    id: 'deleteImport',
    method: 'DELETE',
    path: '/imports/{import}',
    summary: 'Cancel or forget an import',
    description:
      'One that is carried out stops between two batches: what it has done stays done, and it stays in the list as `cancelled`. Any other is forgotten with its rows.',
    answers: { 200: Import, 204: null },
    problems: ['scope_missing'],
    current: async (tx, call) => {
      await lockImport(tx, call.by, idIn(call))
      return shown(tx, call)
    },
    write: async (tx, call) => {
      await seen(tx, call, 'write')
      return (await deleteImport(tx, call.by, idIn(call))) ? thing(await shown(tx, call)) : DONE
    },
  }),
]

/** The kind that a word of a request means. */
function kindOf(word: Static<typeof KindWord>): Kind {
  return kindNamed(word) ?? KINDS[0] // the shape takes no other words
}

const LONGEST = 256 * 1024 * 1024

function idIn({ path }: Pick<Call, 'path'>): ImportId {
  return numberInPath<ImportId>(path.import, 'import')
}

async function seen(reader: Reader, call: Call, act: 'read' | 'write'): Promise<DomainImport> {
  const found = await getImport(reader, call.by, idIn(call))
  demandScopes(
    call,
    found.parts.map(({ kind }) => kind),
    act,
  )
  return found
}

async function shown(reader: Reader, call: Call) {
  const found = await seen(reader, call, 'read')
  return presentImport(found, await findJobOfImport(reader, call.by, found.id))
}

const AREA_OF: Readonly<Record<Kind, Area>> = {
  groups: 'people',
  people: 'people',
  memberships: 'people',
  topics: 'topics',
  courses: 'courses',
  'course-topics': 'courses',
  programs: 'courses',
  enrolments: 'people',
  'program-members': 'people',
  tags: 'bank',
  'item-tags': 'bank',
}

/** A token needs the scope for what the files hold. @throws Problem scope_missing */
function demandScopes({ caller }: Pick<Call, 'caller'>, kinds: readonly Kind[], act: 'read' | 'write'): void {
  if (caller.way !== 'token') return
  for (const kind of kinds) {
    const scope = `${AREA_OF[kind]}:${act}` as const
    if (!coversScope(caller.scopes, scope)) throw new Problem('scope_missing', { about: scope })
  }
}

function mostOf(text: string): MaxRemovals {
  return text.endsWith('%') ? { percent: Number(text.slice(0, -1)) } : { count: Number(text) }
}

function asFile(type: string, name: string, content: AsyncIterable<string | Uint8Array>): Answer {
  return {
    status: 200,
    raw: { type, content },
    headers: { 'content-disposition': `attachment; filename="${name}"` },
  }
}
