import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { foundAcademy } from '../../../../test/support/academy.ts'
import { openFreshStore } from '../../../../test/support/fresh-store.ts'
import type { AccountId, GroupId } from '../../../domain/ids.ts'
import type { MemberFilter, MemberScope } from '../../../domain/people/member.ts'
import type { Reader } from '../../../domain/store.ts'

// More people than are looked at in one turn, numbered from 1 on.
const MANY = 20_500
const GROUP = 7 as GroupId

let fresh: Awaited<ReturnType<typeof openFreshStore>>
let account: AccountId
/** The id of the person before the first. */
let before: number

beforeAll(async () => {
  fresh = await openFreshStore()
  const founded = await foundAcademy(fresh.store, 'Academy')
  account = founded.account.id
  before = founded.manager.id
  const db = new DatabaseSync(fresh.path)
  const columns = db
    .prepare(`SELECT name FROM pragma_table_info('member') WHERE name <> 'id'`)
    .all()
    .map(({ name }) => String(name))
  const made: Readonly<Record<string, string>> = {
    guid: `printf('%08x-0000-4000-8000-000000000000', n)`,
    username: `'person' || n`,
    username_folded: `'person' || n`,
    email: 'NULL',
    email_folded: 'NULL',
    // Each thousandth, and the last in order of names.
    search_text: `CASE WHEN n % 1000 = 0 OR n = ${MANY} THEN 'qz' ELSE 'person' END`,
    sort_name: `printf('%08d', n)`,
    country_folded: `CASE WHEN n % 4 = 0 THEN 'de' ELSE 'fr' END`,
    status: `CASE WHEN n % 5 = 0 THEN 'suspended' ELSE 'active' END`,
  }
  db.exec(`
    CREATE TEMP TABLE up AS
      WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${MANY}) SELECT n FROM up;
    INSERT INTO member (id, ${columns.join()})
      SELECT ${before} + n, ${columns.map((name) => made[name] ?? name).join()} FROM up, member WHERE id = ${before};
    INSERT INTO member_role (account_id, member_id, role)
      SELECT ${account}, ${before} + n, CASE WHEN n % 2 = 0 THEN 'trainer' ELSE 'media_admin' END FROM up;
    INSERT INTO member_group (id, account_id, guid, name, name_folded, words, created, modified)
      VALUES (${GROUP}, ${account}, 'g', 'Large', 'large', '', 0, 0);
    INSERT INTO group_member (account_id, group_id, member_id)
      SELECT ${account}, ${GROUP}, ${before} + n FROM up`)
  db.close()
})
afterAll(async () => {
  await fresh.store.close()
  fresh.remove()
})

/** What a long read finds, and how many turns others had meanwhile. */
async function readLong<T>(work: (reader: Reader) => Promise<T>): Promise<{ found: T; turns: number }> {
  let turns = 0
  let waiting = setImmediate(function next() {
    turns++
    waiting = setImmediate(next)
  })
  try {
    return { found: await fresh.store.readLong(work), turns }
  } finally {
    clearImmediate(waiting)
  }
}

it('finds and counts by two letters among more people than are looked at in one turn', async () => {
  const search = { kinds: ['member'], text: 'qz' } as const
  const { found, turns } = await readLong(async ({ members }) => {
    const first = await members.listEntities(account, { ...search, limit: 15 })
    const after = first.at(-1)?.position
    const rest = await members.listEntities(account, { ...search, limit: 100, ...(after && { after }) })
    const numbers = (entities: typeof first) => entities.map(({ position }) => Number(position.sortName))
    return [numbers(first), numbers(rest), await members.countEntities(account, search)]
  })
  expect(found).toEqual([
    Array.from({ length: 15 }, (_, at) => (at + 1) * 1_000),
    [16_000, 17_000, 18_000, 19_000, 20_000, MANY],
    21,
  ])
  expect(turns).toBeGreaterThan(3)
})

const ALL: MemberScope = { of: 'account' }
const IN_GROUP: MemberScope = { of: 'group', group: GROUP }
const trainers = { anyOf: ['trainer'], orNoneOf: [] } as const
const neither = { anyOf: ['media_admin'], orNoneOf: ['trainer', 'manager'] } as const

it.each<[string, MemberScope, MemberFilter, (number: number) => boolean]>([
  ['everybody', ALL, { texts: {} }, () => true],
  ['all in a group', IN_GROUP, { texts: {} }, () => true],
  ['those of one role', IN_GROUP, { texts: {}, role: trainers }, (n) => n % 2 === 0],
  ['those of a role or of none of others', IN_GROUP, { texts: {}, role: neither }, (n) => n % 2 === 1],
  ['those of one country in a group', IN_GROUP, { texts: { country: ['de'] } }, (n) => n % 4 === 0],
  ['those of several countries', ALL, { texts: { country: ['de', 'fr'] } }, () => true],
  ['those who may sign in', ALL, { texts: {}, active: true }, (n) => n % 5 !== 0],
  ['those who may not', IN_GROUP, { texts: {}, active: false }, (n) => n % 5 === 0],
  [
    'those who fulfil several conditions',
    IN_GROUP,
    { texts: { country: ['de'] }, active: false, role: trainers },
    (n) => n % 20 === 0,
  ],
])('lists %s, and others have their turns while an offset is passed by', async (_, scope, filter, fits) => {
  const fitting = Array.from({ length: MANY }, (_, at) => at + 1).filter(fits)
  for (const offset of [0, 3, Math.floor(fitting.length / 2), fitting.length - 2, fitting.length]) {
    // The manager comes before them.
    const shift = scope.of === 'account' && filter.role === undefined && (await hasManager(filter)) ? 1 : 0
    const { found } = await readLong(({ members }) =>
      members.list(account, scope, { filter, page: { offset: offset + shift, limit: 5 } }),
    )
    expect(found.map(({ member }) => member.id - before)).toEqual(fitting.slice(offset, offset + 5))
  }
  const { turns } = await readLong(({ members }) =>
    members.list(account, scope, { filter, page: { offset: 1_000_000, limit: 5 } }),
  )
  expect(turns).toBeGreaterThan(0)
})

async function hasManager(filter: MemberFilter): Promise<boolean> {
  const found = await fresh.store.read(({ members }) =>
    members.list(account, ALL, { filter, page: { offset: 0, limit: 1 } }),
  )
  return found[0]?.member.id === before
}
