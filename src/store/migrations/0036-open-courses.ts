import type { Migration } from './migration.ts'

// The courses that people may enrol in by themselves, with whether that is for everybody: a page of them no longer reads all.
// What the condition says stands in the index too, because SQLite tests it of the row otherwise.
export const openCourses: Migration = {
  name: '0036-open-courses',
  statements: (engine) => [
    `CREATE INDEX course_open ON course (account_id, id, visibility, is_active, self_enrolment, deleted)
      WHERE is_active = 1 AND self_enrolment = 'allowed' AND deleted IS NULL`,
    ...(engine === 'sqlite'
      ? [
          `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('course', 'course_open', '1000 500 1 1 1 1 1')`,
          'ANALYZE sqlite_schema',
        ]
      : []),
  ],
}
