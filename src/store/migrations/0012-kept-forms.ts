import type { Migration } from './migration.ts'

// What people had filled in when their session ended, until they are signed in again.
export const keptForms: Migration = {
  name: '0012-kept-forms',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      `CREATE TABLE kept_form (
        account_id ${integer} NOT NULL,
        member_id ${integer} NOT NULL,
        action ${text} NOT NULL,
        fields ${text} NOT NULL,
        expires ${integer} NOT NULL,
        CONSTRAINT kept_form_key PRIMARY KEY (account_id, member_id, action),
        FOREIGN KEY (account_id, member_id) REFERENCES member (account_id, id) ON DELETE CASCADE
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,
      'CREATE INDEX kept_form_expires ON kept_form (account_id, expires)',
      ...(sqlite
        ? [
            `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('kept_form', 'kept_form', '1000 500 2 1'), ('kept_form', 'kept_form_expires', '1000 500 1')`,
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
