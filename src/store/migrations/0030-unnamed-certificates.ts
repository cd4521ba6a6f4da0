import type { Migration } from './migration.ts'

// The certificates of people who were erased: whoever has the code may still have it proved that somebody passed.
export const unnamedCertificates: Migration = {
  name: '0030-unnamed-certificates',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    const number = sqlite ? 'REAL' : 'DOUBLE PRECISION'
    return [
      `CREATE TABLE unnamed_certificate (
        account_id ${integer} NOT NULL REFERENCES account (id),
        certificate_id ${integer} NOT NULL,
        code ${text} NOT NULL,
        name ${text} NOT NULL,
        score ${number},
        created ${integer} NOT NULL,
        expires ${integer},
        CONSTRAINT unnamed_certificate_key PRIMARY KEY (account_id, certificate_id)
      )${sqlite ? ' STRICT, WITHOUT ROWID' : ''}`,
      ...(sqlite
        ? [
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('unnamed_certificate', 'unnamed_certificate', '1000 500 1')",
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
