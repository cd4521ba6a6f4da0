import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFreshStore } from '../../../test/support/fresh-store.ts'
import { MOVING_INSTANTS } from './times.ts'

// An instant that something ends at, is due at or is counted from moves when the machine's clock is set. Whoever adds a
// column that holds one adds it to times.ts, or says here why it stays.

const STAYING: Readonly<Record<string, string>> = {
  'certificate.expires': 'a certificate ends by the calendar',
  'unnamed_certificate.expires': 'likewise',
  'enrolment.due_date': 'a day of the calendar',
  'program_membership.due_date': 'a day of the calendar',
  'past_result.due_date': 'likewise',
  'access_token.expires': 'a token ends by the calendar, on a day that somebody chose',
  'used_token.expires': 'it is written in the token itself, which was signed elsewhere',
  'webhook.off_since': 'it is told, and nothing is counted from it',
  'shared_count.until': 'only nodes at PostgreSQL share counts, and they go by the clock of the database',
}

let sql: DatabaseSync
let remove: () => void
beforeAll(async () => {
  const fresh = await openFreshStore()
  await fresh.store.close()
  remove = fresh.remove
  sql = new DatabaseSync(fresh.path, { readOnly: true })
})
afterAll(() => {
  sql.close()
  remove()
})

const columnsLike = (pattern: RegExp) =>
  sql
    .prepare(
      `SELECT t.name || '.' || c.name AS name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
       WHERE t.type = 'table' ORDER BY 1`,
    )
    .all()
    .map(({ name }) => String(name))
    .filter((name) => pattern.test(name))

it('moves each instant that something hangs on, or says why not', () => {
  const moving = Object.entries(MOVING_INSTANTS).flatMap(([table, columns]) =>
    columns.map((column) => `${table}.${column}`),
  )
  const found = columnsLike(/\.(\w+_)?(expires|ends|due|due_date|until|since|confirmed)$/)
    // What stands in a bank is in the order of its revisions.
    .filter((name) => !/^tag(gable)?_?\w*\.(sort_)?since$/.test(name))
  expect(found).toEqual([...moving, ...Object.keys(STAYING)].sort())
})
