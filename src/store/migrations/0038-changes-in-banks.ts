import type { Migration } from './migration.ts'

// Whoever follows the tags or items of a bank begins at the time of the last change that they know: an index holds them in
// that order. That of tags tells their types, too. PostgreSQL: see 0017-keys-apart.
export const changesInBanks: Migration = {
  name: '0038-changes-in-banks',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const apart = sqlite ? '' : ' WHERE updated >= 0'
    return [
      `CREATE INDEX tag_changed ON tag (account_id, bank_id, updated_at, number, type)${apart}`,
      `CREATE INDEX taggable_changed ON taggable (account_id, bank_id, kind, updated_at, number)${apart}`,
      ...(sqlite
        ? [
            `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('tag', 'tag_changed', '1000000 500000 100000 10 1 1'),
              ('taggable', 'taggable_changed', '100000 50000 10000 5000 2 1')`,
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
