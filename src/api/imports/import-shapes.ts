import Type from 'typebox'
import { KINDS } from '../../domain/transfer/columns/column.ts'
import { IMPORT_STATES, ROW_RESULTS } from '../../domain/transfer/import.ts'
import { answer, Id, Instant, orNull, several } from '../table/shapes.ts'

const count = Type.Integer({ minimum: 0 })
const Kind = Type.Enum(KINDS)
/** The kinds in a request: `course_topics` is taken for `course-topics`, as in the names of files. */
const WORDS = [...KINDS, ...KINDS.filter((kind) => kind.includes('-')).map(underscored)]
export const KindWord = Type.Enum(WORDS)

function underscored(kind: (typeof KINDS)[number]) {
  return kind.replaceAll('-', '_') as Underscored<typeof kind>
}

type Underscored<Word extends string> = Word extends `${infer Left}-${infer Right}`
  ? `${Left}_${Right}`
  : never

export const Import = answer('Import', {
  id: Id,
  kind: Type.Enum([...KINDS, 'zip']),
  state: Type.Enum(IMPORT_STATES, {
    description: 'It is carried out from `planned` on, by `POST /imports/{import}/run`.',
  }),
  job: orNull(Id),
  done: orNull(count),
  of: orNull(count),
  missing: orNull(Type.Enum(['list', 'remove'])),
  maxRemovals: Type.String(),
  overwrite: Type.Boolean(),
  counts: Type.Object(Object.fromEntries(ROW_RESULTS.map((result) => [result, count])), {
    description: 'Rows by what they are to do, and later by what became of them.',
  }),
  files: Type.Array(
    Type.Object({
      kind: Kind,
      name: Type.String(),
      records: count,
      ignoredColumns: Type.Array(
        Type.Object({
          name: Type.String(),
          hint: orNull(Type.String({ description: 'The column that was perhaps meant.' })),
          reason: orNull(
            Type.String({ description: 'Why a known column is passed over; null: it is unknown.' }),
          ),
        }),
      ),
    }),
  ),
  error: orNull(Type.String()),
  by: orNull(Id),
  created: Instant,
  modified: Instant,
  plannedAt: orNull(Instant),
  finishedAt: orNull(Instant),
})

export const ImportRow = answer('ImportRow', {
  kind: Kind,
  row: Type.Integer({ minimum: 1, description: 'The number of the row in its file; the header is 1.' }),
  result: orNull(Type.Enum(ROW_RESULTS)),
  isDone: Type.Boolean({ description: 'Whether it was carried out.' }),
  values: Type.Record(Type.String(), Type.String(), {
    description: 'The cells of the row by the headers of its columns.',
  }),
  refused: Type.Array(Type.Object({ column: orNull(Type.String()), reason: Type.String() })),
  changed: Type.Array(
    Type.Object({
      column: Type.String(),
      from: Type.String(),
      to: Type.String(),
      isKept: Type.Boolean({
        description: 'Whether the value stays, because somebody changed it by hand.',
      }),
    }),
  ),
})

/** How a file is imported. */
export const importQuery = {
  kind: Type.Enum([...WORDS, 'zip'], {
    description: 'What the file holds; `zip`: several files, each named after what it holds.',
  }),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'What a CSV file is called, such as `staff-2026.csv`. The files in a ZIP have their own names.',
    }),
  ),
  missing: Type.Optional(
    Type.Enum(['list', 'remove'], {
      description: 'Whether to look for things that the file does not have, and whether to remove them.',
    }),
  ),
  maxRemovals: Type.Optional(
    Type.String({
      pattern: '^(\\d{1,3}(\\.\\d+)?%|\\d{1,9})$',
      examples: ['5%'],
      description: 'If more are missing, none is removed: a share or a number; `5%` unless said.',
    }),
  ),
  overwrite: Type.Optional(
    Type.Boolean({
      description: 'Whether the file wins over what was changed in the console, or by the person.',
    }),
  ),
} as const

export const rowFilters = {
  result: several(Type.Enum(ROW_RESULTS)),
  kind: several(KindWord),
} as const
