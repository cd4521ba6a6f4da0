import type { EngineName } from '../engine.ts'
import { traitsOf } from '../queries/people/traits.ts'
import type { Migration, MigrationDatabase } from './migration.ts'
import { eachPortion, text } from './rewrite-rows.ts'

// What lists are filtered by stands in the indexes that they walk, behind the order: rows that don't match aren't read.
// People's companies, departments and countries may be long, so the indexes hold a number made of them (`traits`).
// Entries of the audit trail have an index for each thing that they are asked for by.
export const factsInIndexes: Migration = {
  name: '0032-facts-in-indexes',
  statements: (engine) => [
    `ALTER TABLE member ADD COLUMN traits ${engine === 'sqlite' ? 'INTEGER' : 'BIGINT'} NOT NULL DEFAULT 0`,
  ],
  async rewrite(database) {
    const all = indexes(database.engine)
    for (const { name, isNew } of all) if (isNew !== true) await database.run(`DROP INDEX ${name}`)
    await setTraits(database)
    for (const { name, table, columns, where, stat } of all) {
      const some = where === undefined ? '' : ` WHERE ${where}`
      await database.run(`CREATE INDEX ${name} ON ${table} (account_id, ${columns})${some}`)
      if (database.engine === 'postgres') continue
      await database.run('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)', table, name, stat)
    }
    if (database.engine === 'sqlite') await database.run('ANALYZE sqlite_schema')
  },
}

const ROWS_AT_ONCE = 2_000

async function setTraits(database: MigrationDatabase): Promise<void> {
  const [rows, type] =
    database.engine === 'sqlite' ? ['json_each(?)', 'integer'] : ['json_array_elements(?::json)', 'bigint']
  const cells = ['account_id', 'id', 'traits'].map(
    (name, at) => `cast(value ->> ${at} as ${type}) as ${name}`,
  )
  const columns = ['status', 'company_folded', 'department_folded', 'country_folded']
  await eachPortion(database, { table: 'member', columns, rowsAtOnce: ROWS_AT_ONCE }, async (people) => {
    const traits = people.map((row) => {
      const [status = null, company = null, department = null, country = null] = columns.map((column) =>
        text(row[column]),
      )
      return [row.account_id, row.id, traitsOf({ status, company, department, country })]
    })
    await database.run(
      `UPDATE member SET traits = x.traits FROM (SELECT ${cells.join(', ')} FROM ${rows}) AS x
       WHERE member.account_id = x.account_id AND member.id = x.id`,
      JSON.stringify(traits),
    )
  })
}

interface Index {
  readonly name: string
  readonly table: string
  readonly columns: string
  readonly where?: string
  /** For SQLite's planner: all rows, and how many there are for each value of the columns. */
  readonly stat: string
  readonly isNew?: true
}

const PEOPLE = '100000 50000'
const TREE = '100000 50000'
const LEARNING = '500000 250000'
const TRAIL = '1000000 500000'

const FLAGS = 'restricted, is_active, is_visible'
const ENROLMENT = ['started', 'completed', 'success', 'course_id', 'member_id']

function indexes(engine: EngineName): readonly Index[] {
  // On PostgreSQL the trail is in the order of commits.
  const order = engine === 'sqlite' ? 'id' : 'committed_in, id'
  return [
    { name: 'member_name', table: 'member', columns: 'name_folded, id, traits', stat: `${PEOPLE} 2 1 1` },
    { name: 'member_sort', table: 'member', columns: 'sort_name, id, traits', stat: `${PEOPLE} 2 1 1` },
    {
      name: 'member_email_key',
      table: 'member',
      columns: 'email_folded, id, traits',
      stat: `${PEOPLE} 2 1 1`,
      ...(engine === 'sqlite' ? { isNew: true } : {}),
    },
    { name: 'member_created', table: 'member', columns: 'created, id, traits', stat: `${PEOPLE} 2 1 1` },
    { name: 'member_modified', table: 'member', columns: 'modified, id, traits', stat: `${PEOPLE} 2 1 1` },
    { name: 'member_last_seen', table: 'member', columns: 'last_seen, id, traits', stat: `${PEOPLE} 2 1 1` },
    ...['company', 'department', 'country'].map((field) => ({
      name: `member_${field}`,
      table: 'member',
      columns: `${field}_folded, id, traits`,
      where: `${field}_folded IS NOT NULL`,
      stat: '50000 25000 500 1 1',
    })),
    ...['created', 'modified', 'started', 'completed', 'due_date'].map((column) => ({
      name: `enrolment_${column.replace('_date', '')}`,
      table: 'enrolment',
      columns: [column, 'id', ...ENROLMENT.filter((fact) => fact !== column)].join(', '),
      stat: `${LEARNING} ${column === 'due_date' ? 2000 : 2} 1 1 1 1 1 1`,
    })),
    {
      name: 'enrolment_course',
      table: 'enrolment',
      columns: ['course_id', 'id', ...ENROLMENT.filter((fact) => fact !== 'course_id')].join(', '),
      stat: `${LEARNING} 100 1 1 1 1 1`,
    },
    {
      name: 'enrolment_facts',
      table: 'enrolment',
      columns: ['id', 'due_date', ...ENROLMENT].join(', '),
      stat: `${LEARNING} 1 1 1 1 1 1 1`,
      isNew: true,
    },
    ...['name', 'created', 'modified'].map((field) => ({
      name: `category_${field}`,
      table: 'category',
      columns: `${field === 'name' ? 'name_folded' : field}, id, ${FLAGS}`,
      stat: `${TREE} 2 1 1 1 1`,
    })),
    {
      name: 'category_restricted',
      table: 'category',
      columns: `id, ${FLAGS}`,
      where: 'restricted = 1',
      stat: '1000 500 1 1 1 1',
    },
    {
      name: 'audit_entry_action',
      table: 'audit_entry',
      columns: `action, ${order}, subject, door`,
      stat: `${TRAIL} 100000 1 1 1${engine === 'sqlite' ? '' : ' 1'}`,
      isNew: true,
    },
    {
      name: 'audit_entry_door',
      table: 'audit_entry',
      columns: `door, ${order}, action, subject`,
      stat: `${TRAIL} 100000 1 1 1`,
      isNew: true,
    },
    {
      name: 'audit_entry_kind',
      table: 'audit_entry',
      columns: `subject, ${order}, action, door`,
      stat: `${TRAIL} 100000 1 1 1`,
      isNew: true,
    },
    {
      name: 'audit_entry_member_action',
      table: 'audit_entry',
      columns: `member_id, action, ${order}`,
      where: 'member_id IS NOT NULL',
      stat: `${TRAIL} 1000 100 1`,
      isNew: true,
    },
  ]
}
