import type { Migration } from './migration.ts'

// The audit trail in the order in which its entries can be seen. On SQLite that is the order of ids: there is one writer.
// On PostgreSQL of two operations that overlap the one with the lower ids may be committed later, so each entry says in
// which transaction it was written (docs/decisions/0022).
export const changesInOrder: Migration = {
  name: '0021-changes-in-order',
  statements: (engine) => [
    'CREATE INDEX audit_entry_at ON audit_entry (account_id, at, id)',
    ...(engine === 'sqlite'
      ? [
          `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('audit_entry', 'audit_entry_at', '1000000 500000 2 1')`,
          'ANALYZE sqlite_schema',
        ]
      : [
          'ALTER TABLE audit_entry ADD COLUMN committed_in BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)',
          'CREATE INDEX audit_entry_commit ON audit_entry (account_id, committed_in, id)',
          'CREATE INDEX audit_entry_member_commit ON audit_entry (account_id, member_id, committed_in, id) WHERE member_id IS NOT NULL',
        ]),
  ],
}
