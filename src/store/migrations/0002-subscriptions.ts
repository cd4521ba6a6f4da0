import type { Migration } from './migration.ts'

// Which categories a person follows.
export const subscriptions: Migration = {
  name: '0002-subscriptions',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      `CREATE TABLE category_subscription (
        account_id ${integer} NOT NULL,
        member_id ${integer} NOT NULL,
        category_id ${integer} NOT NULL,
        CONSTRAINT category_subscription_key PRIMARY KEY (account_id, member_id, category_id),
        FOREIGN KEY (account_id, member_id) REFERENCES member (account_id, id),
        FOREIGN KEY (account_id, category_id) REFERENCES category (account_id, id)
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,
      'CREATE INDEX category_subscription_category ON category_subscription (account_id, category_id, member_id)',
      ...(sqlite ? plannerStatistics : []),
    ]
  },
}

const plannerStatistics: readonly string[] = [
  `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('category_subscription', 'category_subscription', '10000 5000 5 1'),
    ('category_subscription', 'category_subscription_category', '10000 5000 50 1')`,
  'ANALYZE sqlite_schema',
]
