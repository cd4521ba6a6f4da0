import type { Migration } from './migration.ts'

// What the first-party API says of people, groups and enrolments: a person's manager, time zone and when they were last
// seen, the code of a group, until when a course is to be completed, and how somebody came into it. Mails are looked up by
// their person.
export const peopleAndDates: Migration = {
  name: '0023-people-and-dates',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const text = sqlite ? 'TEXT' : 'TEXT COLLATE "C"'
    const integer = sqlite ? 'INTEGER' : 'BIGINT'
    return [
      `ALTER TABLE member ADD COLUMN manager_id ${integer}`,
      `ALTER TABLE member ADD COLUMN time_zone ${text}`,
      `ALTER TABLE member ADD COLUMN last_seen ${integer}`,
      'CREATE INDEX member_manager ON member (account_id, manager_id, id) WHERE manager_id IS NOT NULL',
      `ALTER TABLE member_group ADD COLUMN code ${text}`,
      'CREATE UNIQUE INDEX member_group_code ON member_group (account_id, code)',
      `ALTER TABLE enrolment ADD COLUMN due_date ${text}`,
      `ALTER TABLE enrolment ADD COLUMN origin ${text}`,
      'CREATE INDEX enrolment_due ON enrolment (account_id, due_date, id)',
      `CREATE INDEX outbox_mail ON outbox (account_id, ordering_key, id) WHERE kind = 'mail'`,
      ...(sqlite
        ? [
            `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('member', 'member_manager', '50000 25000 10 1'),
              ('member_group', 'member_group_code', '1000 500 1'),
              ('enrolment', 'enrolment_due', '500000 250000 2000 1'),
              ('outbox', 'outbox_mail', '100000 50000 2 1')`,
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
