import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { query, standingQuery, touchOf, type Query } from './engine.ts'
import { keyOf, KnownRows } from './known-rows.ts'
import { powersOf, statusOf } from './queries/people/member-statements.ts'

const byCode = query<{ code: string }>()(({ db }, $) =>
  db.selectFrom('course').select('id').where('code', '=', $.code),
)
const rights = standingQuery<{ member: number }>()(({ db }, $) =>
  db.selectFrom('member_role').select('role').where('member_id', '=', $.member),
)

/** What is still known after a statement. */
function knownAfter(sql: string): readonly string[] {
  const known = new KnownRows<string>()
  known.hold(byCode, keyOf(['A']), 'a course')
  known.hold(rights, keyOf([1]), 'a right')
  known.note(touchOf(sql))
  const queries: readonly (readonly [Query<never, unknown>, string])[] = [
    [byCode, keyOf(['A'])],
    [rights, keyOf([1])],
  ]
  return queries.flatMap(([of, key]) => known.find(of, key) ?? [])
}

describe('what an operation has read', () => {
  it.each([
    ['select id from course', ['a course', 'a right']],
    // It may have waited for somebody else.
    ['select id from enrolment for update', ['a right']],
    ['select id from enrolment for no key update', ['a right']],
    ['update "course" set name = 1', ['a right']],
    ['insert into enrolment (id) values (1) on conflict do nothing returning id', ['a right']],
    ['insert into audit_entry (at) values (1)', ['a course', 'a right']],
    ['insert into member_role (role) values (1)', []],
    ['update "member_role" set role = 1', []],
    ['delete from member_role where member_id = 1', []],
    ['with gone as (delete from member_role returning *) select * from gone', []],
    ['select role from member_role for update', []],
    ['select 1 from member_group join member_role on true for key share', []],
  ])('is known after "%s": %j', (sql, known) => {
    expect(knownAfter(sql)).toEqual(known)
  })

  it('is told apart by query and by the kind of a value', () => {
    const known = new KnownRows<string>()
    known.hold(byCode, keyOf(['1']), 'a course')
    expect(known.find(byCode, keyOf([1]))).toBeUndefined()
    expect(known.find(rights, keyOf(['1']))).toBeUndefined()
    expect(known.find(byCode, keyOf(['1']))).toBe('a course')
  })

  it('is held up to 500 answers', () => {
    const known = new KnownRows<number>()
    for (let number = 0; number <= 500; number++) known.hold(byCode, keyOf([number]), number)
    expect(known.find(byCode, keyOf([0]))).toBeUndefined()
    expect(known.find(byCode, keyOf([500]))).toBe(500)
  })
})

describe('rights', () => {
  it('come from tables that no trigger writes to, and no key deletes from', async () => {
    const { path, store, remove } = await openFreshStore()
    await store.close()
    const db = new DatabaseSync(path, { readOnly: true })
    const bodies = db.prepare(`SELECT sql FROM sqlite_master WHERE type = 'trigger'`).all()
    const written = bodies.flatMap(({ sql }) => touchOf(String(sql).replace(/^[^]*?\bBEGIN\b/i, '')).tables)
    const cascading = db
      .prepare(
        `SELECT t.name FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS k
          WHERE t.type = 'table' AND k.on_delete <> 'NO ACTION'`,
      )
      .all()
      .map(({ name }) => String(name))
    db.close()
    remove()
    expect(written).toContain('tally')
    expect(powersOf.reads).toEqual(['member_role', 'group_member', 'group_role', 'group_member', 'member'])
    for (const table of [...powersOf.reads, ...statusOf.reads, 'account', 'account_host']) {
      expect([...written, ...cascading]).not.toContain(table)
    }
  })
})
