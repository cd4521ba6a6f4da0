import { spellingsOf } from '../../lib/mail-address.ts'
import { searchText } from '../../lib/search-words.ts'
import type { EngineName } from '../engine.ts'
import type { Migration, MigrationDatabase } from './migration.ts'
import { eachRow, text, update } from './rewrite-rows.ts'

// What things are found by, as words without case and accents, and an index of it.
//
// On SQLite two full-text indexes hold all kinds of things: one of whole words, one of three letters each. To write into
// them is cheap in bulk and dear one by one, so what changes waits in a table that searches read as well, and is brought
// into the indexes when there are 256 of it. On PostgreSQL each table has an index of three letters each, if the server has
// the extension for it and lets us have it (docs/decisions/0024).
export const words: Migration = {
  name: '0022-words',
  statements: (engine) => [
    ...KINDS.map(
      ({ table }) =>
        `ALTER TABLE ${table} ADD COLUMN words ${engine === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'} NOT NULL DEFAULT ''`,
    ),
    ...(engine === 'sqlite' ? sqliteIndexes() : []),
  ],
  async rewrite(database) {
    for (const { table, texts } of KINDS) await fill(database, table, texts)
    for (const statement of afterwards(database.engine)) await database.run(statement)
  },
}

const KINDS = [
  { table: 'member', texts: ['username', 'first_name', 'last_name', 'email', 'external_id'] },
  { table: 'member_group', texts: ['name'] },
  { table: 'course', texts: ['name', 'code'] },
  { table: 'program', texts: ['name'] },
  { table: 'category', texts: ['name', 'code'] },
] as const

async function fill(database: MigrationDatabase, table: string, columns: readonly string[]): Promise<void> {
  await eachRow(database, table, columns, '1 = 1', (row) =>
    update(database, table, row, {
      words: searchText(columns.flatMap((column) => spellingsOf(text(row[column]) ?? ''))),
    }),
  )
}

function sqliteIndexes(): string[] {
  return [
    `CREATE VIRTUAL TABLE search_whole USING fts5
      (words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'")`,
    `CREATE VIRTUAL TABLE search_part USING fts5
      (words, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')`,
    `CREATE TABLE search_pending (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account_id INTEGER NOT NULL REFERENCES account (id),
      kind INTEGER NOT NULL,
      thing_id INTEGER NOT NULL
    ) STRICT`,
    'CREATE UNIQUE INDEX search_pending_thing ON search_pending (account_id, kind, thing_id)',
    `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('search_pending', 'search_pending_thing', '200 100 50 1')`,
    'ANALYZE sqlite_schema',
  ]
}

function afterwards(engine: EngineName): string[] {
  if (engine === 'postgres') return []
  return [
    ...fillWordIndexes(),
    ...KINDS.flatMap(({ table }, kind) =>
      [
        { event: 'INSERT', row: 'NEW', condition: `NEW.words <> ''` },
        { event: 'UPDATE OF words', row: 'NEW', condition: 'NEW.words <> OLD.words' },
        { event: 'DELETE', row: 'OLD', condition: `OLD.words <> ''` },
      ].map(
        ({ event, row, condition }) =>
          `CREATE TRIGGER ${table}_words_${event.slice(0, 6).toLowerCase()} AFTER ${event} ON ${table} WHEN ${condition} BEGIN
            INSERT INTO search_pending (account_id, kind, thing_id) VALUES (${row}.account_id, ${kind}, ${row}.id)
              ON CONFLICT DO NOTHING;
          END`,
      ),
    ),
    `CREATE TRIGGER search_pending_full AFTER INSERT ON search_pending WHEN NEW.id % 256 = 0 BEGIN
      DELETE FROM search_whole WHERE rowid IN (SELECT thing_id * 8 + kind FROM search_pending);
      DELETE FROM search_part WHERE rowid IN (SELECT thing_id * 8 + kind FROM search_pending);
      ${KINDS.flatMap(({ table }, kind) =>
        ['search_whole', 'search_part'].map(
          (index) =>
            `INSERT INTO ${index} (rowid, words) SELECT t.id * 8 + ${kind}, ${scoped(kind)}
               FROM search_pending AS p CROSS JOIN ${table} AS t ON t.id = p.thing_id
               WHERE p.kind = ${kind} AND t.words <> '' ORDER BY t.id;`,
        ),
      ).join('\n')}
      DELETE FROM search_pending;
    END`,
  ]
}

/** Fills SQLite's word indexes, which must be empty, with all that there is. */
export function fillWordIndexes(): string[] {
  return ['search_whole', 'search_part'].flatMap((index) =>
    KINDS.map(({ table }, kind) => indexAll(table, kind, index)),
  )
}

function indexAll(table: string, kind: number, index: string): string {
  return `INSERT INTO ${index} (rowid, words) SELECT t.id * 8 + ${kind}, ${scoped(kind)}
    FROM ${table} AS t WHERE t.words <> '' ORDER BY t.id`
}

// Before the words stand three characters of nobody's alphabet that name the kind and the account, so that a search meets
// only what is its own.
function scoped(kind: number): string {
  return `char(${0xe000 + kind}, 57600 + t.account_id % 4096, 57600 + t.account_id / 4096) || t.words`
}
