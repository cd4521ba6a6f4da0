import type { Migration } from './migration.ts'

// What the overview counts: who was invited and came in, who never was invited, and deliveries that were given up. The
// indexes hold the columns of their own conditions too: SQLite would look at each row for them.
export const overview: Migration = {
  name: '0025-overview',
  statements: (engine) => [
    'CREATE INDEX member_invited ON member (account_id, invited) WHERE invited IS NOT NULL',
    `CREATE INDEX member_accepted ON member (account_id, activated, invited)
      WHERE activated IS NOT NULL AND invited IS NOT NULL`,
    `CREATE INDEX member_uninvited ON member (account_id, status, invited, activated)
      WHERE invited IS NULL AND activated IS NULL`,
    `CREATE INDEX outbox_given_up ON outbox (account_id, kind, settled) WHERE state = 'given_up'`,
    ...(engine === 'sqlite'
      ? [
          `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
            ('member', 'member_invited', '50000 25000 2'),
            ('member', 'member_accepted', '50000 25000 2 1'),
            ('member', 'member_uninvited', '50000 25000 10000 10000 10000'),
            ('outbox', 'outbox_given_up', '1000 500 250 2')`,
          'ANALYZE sqlite_schema',
        ]
      : []),
  ],
}
