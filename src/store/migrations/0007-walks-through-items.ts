import type { Migration } from './migration.ts'

// Where items stood in the order of updates, and which tags they carried: a walk through them is read as of its first
// page, as one through tags is.
export const walksThroughItems: Migration = {
  name: '0007-walks-through-items',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const inBank = (name: string, key: string, ...lines: readonly string[]) =>
      `CREATE TABLE ${name} (
        account_id ${integer} NOT NULL,
        bank_id ${integer} NOT NULL,
        ${lines.join(', ')},
        ended ${integer} NOT NULL,
        ended_at ${integer} NOT NULL,
        CONSTRAINT ${name}_key PRIMARY KEY (account_id, bank_id, ${key})
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`
    return [
      // Where an item or activity stood in the order of updates, from `position` until `ended`.
      inBank(
        'taggable_past',
        'block, kind, position',
        `block ${integer} NOT NULL`,
        `kind ${text} NOT NULL`,
        `position ${integer} NOT NULL`,
        `number ${integer} NOT NULL`,
      ),
      // Since which position the tag stands there.
      `ALTER TABLE taggable_tag ADD COLUMN since ${integer} NOT NULL DEFAULT 0`,
      // Which tags stood on it, from `since` until `ended`. The tag is named by its words: it may be deleted by now.
      inBank(
        'taggable_tag_past',
        'type, name, taggable, since',
        `type ${integer} NOT NULL`,
        `name ${text} NOT NULL`,
        `taggable ${integer} NOT NULL`,
        `since ${integer} NOT NULL`,
      ),
      'CREATE INDEX taggable_tag_past_ended ON taggable_tag_past (account_id, bank_id, ended)',
      ...(sqlite ? plannerStatistics : []),
    ]
  },
}

const plannerStatistics: readonly string[] = [
  `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('taggable_past', 'taggable_past', '100000 50000 10000 3000 3000 1'),
    ('taggable_tag_past', 'taggable_tag_past', '100000 50000 10000 1000 50 2 1'),
    ('taggable_tag_past', 'taggable_tag_past_ended', '100000 50000 10000 5')`,
  'ANALYZE sqlite_schema',
]
