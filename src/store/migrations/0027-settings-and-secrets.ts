import type { Migration } from './migration.ts'

// The time zone of an academy and how long it keeps its audit trail, when a webhook was changed and the secret that it had
// before, and people in the order in which they were last seen.
export const settingsAndSecrets: Migration = {
  name: '0027-settings-and-secrets',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      `ALTER TABLE account ADD COLUMN time_zone ${text}`,
      `ALTER TABLE account ADD COLUMN audit_days ${integer}`,
      `ALTER TABLE webhook ADD COLUMN modified ${integer} NOT NULL DEFAULT 0`,
      'UPDATE webhook SET modified = created',
      `ALTER TABLE webhook ADD COLUMN old_secret ${text}`,
      `ALTER TABLE webhook ADD COLUMN old_secret_until ${integer}`,
      'CREATE INDEX member_last_seen ON member (account_id, last_seen, id)',
      ...(sqlite
        ? [
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('member', 'member_last_seen', '100000 50000 2 1')",
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
