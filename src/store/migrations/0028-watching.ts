import type { Migration } from './migration.ts'

// How far the audit trail of an account has been deleted because it was old, and the trace to which a delivery belongs.
export const watching: Migration = {
  name: '0028-watching',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      `CREATE TABLE audit_horizon (
        account_id ${integer} NOT NULL REFERENCES account (id),
        entry_id ${integer} NOT NULL,
        committed ${integer} NOT NULL,
        CONSTRAINT audit_horizon_key PRIMARY KEY (account_id)
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,
      `ALTER TABLE outbox ADD COLUMN trace ${text}`,
    ]
  },
}
