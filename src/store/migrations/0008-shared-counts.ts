import type { Migration } from './migration.ts'

// What the nodes of one deployment tell each other of what they have counted.
export const sharedCounts: Migration = {
  name: '0008-shared-counts',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      `CREATE TABLE shared_count (
        key ${text} NOT NULL,
        node ${text} NOT NULL,
        count ${integer} NOT NULL,
        until ${integer} NOT NULL,
        PRIMARY KEY (key, node)
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,
      'CREATE INDEX shared_count_until ON shared_count (until)',
      ...(sqlite
        ? [
            `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('shared_count', 'shared_count', '1000 2 1'), ('shared_count', 'shared_count_until', '1000 2')`,
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
