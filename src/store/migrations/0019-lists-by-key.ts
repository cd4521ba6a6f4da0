import { fold } from '../../lib/text.ts'
import type { Migration } from './migration.ts'
import { eachRow, text, update } from './rewrite-rows.ts'

// What lists by key walk through: an index for each order, and keys for texts that may be too long for an index or for a
// cursor. On PostgreSQL an index has to end with the id itself; on SQLite each one does.
export const listsByKey: Migration = {
  name: '0019-lists-by-key',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const type = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const folded = (table: string) =>
      `ALTER TABLE ${table} ADD COLUMN name_folded ${type} NOT NULL DEFAULT ''`
    const beginning = (table: string, column: string, of: string, length: number) =>
      `ALTER TABLE ${table} ADD COLUMN ${column} ${type}
        GENERATED ALWAYS AS (${sqlite ? 'substr' : 'substring'}(${of}, 1, ${length})) ${sqlite ? 'VIRTUAL' : 'STORED'}`
    const index = ([name, table, columns, condition]: Index) =>
      `CREATE INDEX ${name} ON ${table} (account_id, ${columns})${condition === undefined ? '' : ` WHERE ${condition}`}`
    return [
      folded('course'),
      folded('program'),
      beginning('category', 'path_key', 'sort_path', 400),
      beginning('course', 'code_key', 'code', 400),
      ...INDEXES.map(index),
      ...(sqlite ? plannerStatistics() : ENDING_WITH_ID.map(index)),
    ]
  },
  async rewrite(database) {
    for (const table of ['course', 'program']) {
      await eachRow(database, table, ['name'], '1 = 1', (row) =>
        update(database, table, row, { name_folded: fold(text(row.name) ?? '') }),
      )
    }
  },
}

type Index = readonly [name: string, table: string, columns: string, condition?: string]

const INDEXES: readonly Index[] = [
  ['member_created', 'member', 'created, id'],
  ['member_modified', 'member', 'modified, id'],
  ['member_standing', 'member', 'status, id', `status <> 'active'`],
  ['member_group_created', 'member_group', 'created, id'],
  ['member_group_modified', 'member_group', 'modified, id'],
  ['course_name', 'course', 'name_folded, id'],
  ['course_code_key', 'course', 'code_key, id'],
  ['course_created', 'course', 'created, id'],
  ['course_modified', 'course', 'modified, id'],
  ['program_name', 'program', 'name_folded, id'],
  ['program_created', 'program', 'created, id'],
  ['program_modified', 'program', 'modified, id'],
  ['category_name', 'category', 'name_folded, id'],
  ['category_path_key', 'category', 'path_key, id'],
  ['category_created', 'category', 'created, id'],
  ['category_modified', 'category', 'modified, id'],
  ['category_restricted', 'category', 'id', 'restricted = 1'],
  ['enrolment_created', 'enrolment', 'created, id'],
  ['enrolment_modified', 'enrolment', 'modified, id'],
  ['enrolment_started', 'enrolment', 'started, id'],
  ['enrolment_completed', 'enrolment', 'completed, id'],
  ['program_membership_created', 'program_membership', 'created, id'],
  ['program_membership_modified', 'program_membership', 'modified, id'],
  ['program_membership_completed', 'program_membership', 'completed, id'],
]

const ENDING_WITH_ID: readonly Index[] = [
  ['member_email_key', 'member', 'email_folded, id'],
  ['member_group_name_key', 'member_group', 'name_folded, id'],
]

// They say what is true of an academy of some size, as those of the first migration.
function plannerStatistics(): string[] {
  const rows: Readonly<Record<string, number>> = {
    member: 100_000,
    member_group: 1_000,
    course: 10_000,
    program: 1_000,
    category: 100_000,
    enrolment: 500_000,
    program_membership: 100_000,
  }
  return [
    ...INDEXES.map(([name, table, columns]) => {
      const all = rows[table] ?? 1_000
      const few = name === 'member_standing' || name === 'category_restricted'
      const numbers = few
        ? ['1000', '500', ...(columns === 'id' ? [] : ['100']), '1']
        : [String(all), String(all / 2), '2', '1']
      return `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('${table}', '${name}', '${numbers.join(' ')}')`
    }),
    'ANALYZE sqlite_schema',
  ]
}
