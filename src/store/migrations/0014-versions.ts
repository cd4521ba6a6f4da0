import type { Migration } from './migration.ts'

// A version that moves with everything that a reader of a thing can see of it, also within one millisecond; and one
// lesson at each place of a course.
export const versions: Migration = {
  name: '0014-versions',
  statements(engine) {
    const integer = engine === 'sqlite' ? 'INTEGER' : 'BIGINT'
    return [
      ...VERSIONED.map((table) => `ALTER TABLE ${table} ADD COLUMN version ${integer} NOT NULL DEFAULT 1`),
      // Several that set the content of a course at once may have left two lessons at one place.
      `UPDATE lesson SET position = (
         SELECT count(*) FROM lesson before
         WHERE before.account_id = lesson.account_id AND before.course_id = lesson.course_id
           AND (before.position < lesson.position OR (before.position = lesson.position AND before.id < lesson.id)))`,
      'DROP INDEX lesson_course',
      'CREATE UNIQUE INDEX lesson_course ON lesson (account_id, course_id, position)',
      // What the server key has sealed: a server that comes with another one is known by that.
      `CREATE TABLE key_proof (
        name ${engine === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'} NOT NULL,
        sealed ${engine === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'} NOT NULL,
        CONSTRAINT key_proof_key PRIMARY KEY (name)
      )${engine === 'sqlite' ? ' STRICT, WITHOUT ROWID' : ''}`,
      ...(engine === 'sqlite' ? plannerStatistics : []),
    ]
  },
}

const VERSIONED = [
  'member',
  'member_group',
  'course',
  'program',
  'category',
  'enrolment',
  'program_membership',
]

// They go with the index.
const plannerStatistics: readonly string[] = [
  `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('lesson', 'lesson_course', '10000 5000 10 1')`,
  'ANALYZE sqlite_schema',
]
