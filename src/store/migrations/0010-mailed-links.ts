import type { Migration } from './migration.ts'

// Links that were mailed belong to the address that they were sent to. An account has an address, a sender and a look of
// its own.
export const mailedLinks: Migration = {
  name: '0010-mailed-links',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      // Nobody knows where the links of before were sent: they end.
      'DELETE FROM invitation',
      'DELETE FROM password_reset',
      `ALTER TABLE invitation ADD COLUMN email ${text} NOT NULL DEFAULT ''`,
      `ALTER TABLE invitation ADD COLUMN expires ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE invitation ADD COLUMN used ${integer}`,
      'CREATE INDEX invitation_expires ON invitation (account_id, expires)',
      `ALTER TABLE password_reset ADD COLUMN email ${text} NOT NULL DEFAULT ''`,

      `ALTER TABLE account ADD COLUMN address ${text}`,
      `ALTER TABLE account ADD COLUMN sender ${text}`,
      `ALTER TABLE account ADD COLUMN accent ${text}`,
      `ALTER TABLE account ADD COLUMN logo ${text}`,
      // The order in which the hosts were named: the first one stands for the account.
      `ALTER TABLE account_host ADD COLUMN position ${integer} NOT NULL DEFAULT 0`,
      `CREATE TABLE account_logo (
        account_id ${integer} NOT NULL REFERENCES account (id),
        type ${text} NOT NULL,
        content ${text} NOT NULL,
        CONSTRAINT account_logo_key PRIMARY KEY (account_id)
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,
      ...(sqlite ? plannerStatistics : []),
    ]
  },
}

const plannerStatistics: readonly string[] = [
  `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('invitation', 'invitation_expires', '100000 50000 1'),
    ('account_logo', 'account_logo', '10 1')`,
  'ANALYZE sqlite_schema',
]
