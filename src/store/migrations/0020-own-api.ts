import type { Migration } from './migration.ts'

// What the first-party API needs: tokens of people, answers that are given again, when a password was last shown in a
// session, and by which request something was done.
export const ownApi: Migration = {
  name: '0020-own-api',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const table = sqlite ? ' STRICT, WITHOUT ROWID' : ''
    return [
      `ALTER TABLE audit_entry ADD COLUMN request_id ${text}`,
      `ALTER TABLE session ADD COLUMN confirmed ${integer}`,
      `CREATE TABLE access_token (
        account_id ${integer} NOT NULL,
        credential_id ${integer} NOT NULL,
        scopes ${text} NOT NULL,
        networks ${text} NOT NULL,
        expires ${integer},
        CONSTRAINT access_token_key PRIMARY KEY (account_id, credential_id),
        FOREIGN KEY (account_id, credential_id) REFERENCES credential (account_id, id)
      )${table}`,
      `CREATE TABLE kept_answer (
        account_id ${integer} NOT NULL REFERENCES account (id),
        slot ${text} NOT NULL,
        request ${text} NOT NULL,
        answer ${text},
        expires ${integer} NOT NULL,
        CONSTRAINT kept_answer_key PRIMARY KEY (account_id, slot)
      )${table}`,
      'CREATE INDEX kept_answer_expires ON kept_answer (account_id, expires)',
      ...(sqlite
        ? [
            `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('access_token', 'access_token', '1000 500 1'),
              ('kept_answer', 'kept_answer', '10000 5000 1'),
              ('kept_answer', 'kept_answer_expires', '10000 5000 1')`,
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
