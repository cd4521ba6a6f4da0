// What a year leaves behind in a store of a million people: audit entries of every day, and what is to be removed.
import { DatabaseSync } from 'node:sqlite'
import { withoutIndexes } from './large-stores.ts'

const DAY = 86_400_000
const MILLION = 1_000_000

/** How much of everything is there. */
export interface Year {
  readonly auditEntries: number
  /** Of each kind of thing whose time is over. */
  readonly outlived: number
}

/** The tables of what has been kept long enough, each with the condition that a row is so. */
export const OUTLIVED: Readonly<Record<string, string>> = {
  session: 'expires < unixepoch() * 1000',
  used_token: 'expires < (unixepoch() - 7200) * 1000',
  kept_answer: 'expires < unixepoch() * 1000',
  outbox: 'settled < (unixepoch() - 30 * 86400) * 1000',
}

/**
 * Adds the year to a filled SQLite store that no server has open: its audit entries are spread over the last 365 days, up to now.
 * @param manager whose sessions they were
 */
export function addYear(database: string, manager: number, { auditEntries, outlived }: Year): void {
  const db = new DatabaseSync(database, { enableForeignKeyConstraints: false }) // they fit
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN')
  withoutIndexes(db, 'audit_entry', () => spreadAudit(db, auditEntries))
  const now = Date.now()
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${outlived})`
  withoutIndexes(db, 'session', () =>
    db.exec(
      `${numbers} INSERT INTO session (account_id, door, token_hash, member_id, expires, ends, created)
       SELECT 1, 'console', hex(randomblob(32)), ${manager} + i, ${now - DAY} - i, ${now - DAY} - i, ${now - 2 * DAY} FROM n`,
    ),
  )
  db.exec(
    `${numbers} INSERT INTO used_token (account_id, digest, expires) SELECT 1, hex(randomblob(32)), ${now - DAY} - i FROM n`,
  )
  db.exec(
    `${numbers} INSERT INTO kept_answer (account_id, slot, request, answer, expires)
     SELECT 1, hex(randomblob(16)), hex(randomblob(32)), '{"status":201,"body":"' || hex(randomblob(200)) || '"}', ${now - DAY} - i FROM n`,
  )
  withoutIndexes(db, 'outbox', () => copyMails(db, outlived))
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}

function spreadAudit(db: DatabaseSync, entries: number): void {
  const columns = columnsOf(db, 'audit_entry').filter((name) => name !== 'id')
  const copies = Math.ceil(entries / countOf(db, 'audit_entry')) - 1
  for (let copy = 1; copy <= copies; copy++) {
    db.exec(
      `INSERT INTO audit_entry (id, ${columns.join()}) SELECT id + ${copy * 2 * MILLION}, ${columns.join()}
       FROM audit_entry WHERE id < ${2 * MILLION}`,
    )
  }
  const step = (365 * DAY) / (2 * MILLION * (copies + 1))
  db.exec(`UPDATE audit_entry SET at = CAST(${Date.now() - 365 * DAY} + id * ${step} AS INTEGER)`)
}

/** Mails as there are, but sent forty days ago, each with the attempt that sent it. */
function copyMails(db: DatabaseSync, count: number): void {
  const moved: Readonly<Record<string, string>> = {
    id: `id + ${10 * MILLION}`,
    created: `created - ${40 * DAY}`,
    settled: `settled - ${40 * DAY}`,
    state: "'sent'",
    message_id: "'old-' || message_id",
  }
  const columns = columnsOf(db, 'outbox')
  db.exec(
    `INSERT INTO outbox (${columns.join()}) SELECT ${columns.map((name) => moved[name] ?? name).join()} FROM outbox LIMIT ${count}`,
  )
  db.exec(
    `INSERT INTO delivery_attempt (account_id, delivery_id, number, at, milliseconds, answer)
     SELECT account_id, id, 1, settled, 12, '250 ok' FROM outbox WHERE id > ${10 * MILLION}`,
  )
}

function columnsOf(db: DatabaseSync, table: string): string[] {
  return db
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name))
}

function countOf(db: DatabaseSync, table: string): number {
  return Number(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count)
}
