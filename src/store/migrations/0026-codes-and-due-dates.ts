import type { Migration } from './migration.ts'

// What files bring in and the first-party API shows: the code of a program, what a group is for, within how many days a
// course is to be completed and after how many it is to be repeated, and until when a program is.
export const codesAndDueDates: Migration = {
  name: '0026-codes-and-due-dates',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      `ALTER TABLE program ADD COLUMN code ${text}`,
      'CREATE UNIQUE INDEX program_code ON program (account_id, code)',
      `ALTER TABLE member_group ADD COLUMN description ${text}`,
      `ALTER TABLE course ADD COLUMN due_days ${integer}`,
      `ALTER TABLE course ADD COLUMN repeat_days ${integer}`,
      `ALTER TABLE program_membership ADD COLUMN due_date ${text}`,
      'CREATE INDEX program_membership_due ON program_membership (account_id, due_date, id)',
      ...(sqlite
        ? [
            `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('program', 'program_code', '1000 500 1'),
              ('program_membership', 'program_membership_due', '100000 50000 2000 1')`,
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
