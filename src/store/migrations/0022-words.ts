import { spellingsOf } from '../../lib/mail-address.ts'
import { searchText } from '../../lib/search-words.ts'
import type { EngineName } from '../engine.ts'
import type { Migration, MigrationDatabase } from './migration.ts'
import { eachRow, text, update } from './rewrite-rows.ts'
import { fillWordIndexes, moveChangedWords, noteChangedWords } from './word-indexes.ts'

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
  const tables = KINDS.map(({ table }) => table)
  return [...fillWordIndexes(tables), ...noteChangedWords(tables), moveChangedWords(tables)]
}
