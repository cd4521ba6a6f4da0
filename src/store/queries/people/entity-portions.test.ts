import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { openFreshStore } from '../../../../test/support/fresh-store.ts'
import { foundAcademy } from '../../../../test/support/academy.ts'

// More people than are looked at in one turn.
const MANY = 20_500

it('finds and counts by two letters among more people than are looked at in one turn', async () => {
  const { store, path, remove } = await openFreshStore()
  try {
    const { account, manager } = await foundAcademy(store, 'Academy')
    const db = new DatabaseSync(path)
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
    }
    db.exec(`INSERT INTO member (${columns.join()})
      WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${MANY})
      SELECT ${columns.map((name) => made[name] ?? name).join()} FROM up, member WHERE id = ${manager.id}`)
    db.close()
    let turns = 0
    let waiting = setImmediate(function next() {
      turns++
      waiting = setImmediate(next)
    })
    const search = { kinds: ['member'], text: 'qz' } as const
    const { found, count, behind } = await store.readLong(async ({ members }) => {
      const first = await members.listEntities(account.id, { ...search, limit: 15 })
      const after = first.at(-1)?.position
      return {
        found: first.map(({ position }) => Number(position.sortName)),
        behind: (
          await members.listEntities(account.id, { ...search, limit: 100, ...(after && { after }) })
        ).map(({ position }) => Number(position.sortName)),
        count: await members.countEntities(account.id, search),
      }
    })
    clearImmediate(waiting)
    expect(found).toEqual(Array.from({ length: 15 }, (_, at) => (at + 1) * 1_000))
    expect(behind).toEqual([16_000, 17_000, 18_000, 19_000, 20_000, MANY])
    expect(count).toBe(21)
    expect(turns).toBeGreaterThan(3)
  } finally {
    await store.close()
    remove()
  }
})
