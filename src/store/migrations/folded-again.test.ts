import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatabaseSync } from 'node:sqlite'
import { HeldClock, openFreshStore } from '../../../test/support/fresh-store.ts'
import { randomIds } from '../../lib/ids.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { createCategory } from '../../domain/taxonomy/categories.ts'
import { createGroup } from '../../domain/people/groups.ts'
import { createMember } from '../../domain/people/members.ts'
import type { Principal } from '../../domain/principal.ts'
import { SqliteStore } from '../engines/sqlite/sqlite-store.ts'

const STEP = '0015-folded-again'

describe('what was folded before', () => {
  let path: string
  let remove: () => void
  let by: Principal
  let first: SqliteStore
  beforeEach(async () => {
    const fresh = await openFreshStore()
    ;({ path, remove, store: first } = fresh)
    by = (await first.write((tx) => createAccount(tx, SYSTEM_ITSELF, { name: 'A', language: 'en' }, [])))
      .owner
  })
  afterEach(() => remove())

  /** Puts rows into the state in which an earlier version left them, and brings the database up to date again. */
  async function updated(...statements: readonly string[]): Promise<SqliteStore> {
    await first.close()
    const db = new DatabaseSync(path)
    for (const statement of statements) db.exec(statement)
    db.exec(`DELETE FROM migration WHERE name = '${STEP}'`)
    db.close()
    const surroundings = { clock: new HeldClock(), ids: randomIds, report: () => undefined }
    return SqliteStore.open({ path, durability: 'off' }, surroundings)
  }

  it('finds people under what one sees of their names, and keeps two of one name apart', async () => {
    const person = (username: string, email: string | null) =>
      first.write((tx) => createMember(tx, by, { username, lastName: 'Lee', email }))
    const ann = await person('ann', 'ann@example.com')
    const twin = await person('twin', 'twin@example.com')
    const bob = await person('bob', 'bob@example.com')
    const plain = await person('cleo', null)
    const invisible = 'a\u200bnn'
    const store = await updated(
      `UPDATE member SET username = '${invisible}', username_folded = '${invisible}',
         email = '${invisible}@example.com', email_folded = '${invisible}@example.com' WHERE id = ${twin.id}`,
      `UPDATE member SET username = 'b\u2060ob', username_folded = 'b\u2060ob', first_name = 'B\u00adob',
         name_folded = 'b\u00adob lee', sort_name = 'lee b\u00adob', search_text = 'b\u2060ob',
         company = 'Ex\u200b', company_folded = 'ex\u200b' WHERE id = ${bob.id}`,
    )
    await store.read(async (reader) => {
      const { members } = reader
      expect(await members.findByUsername(by.accountId, 'ann')).toMatchObject({ id: ann.id })
      expect(await members.findByEmail(by.accountId, 'ann@example.com')).toMatchObject({ id: ann.id })
      expect(await members.findByUsername(by.accountId, 'ann (2)')).toMatchObject({
        id: twin.id,
        username: `${invisible} (2)`,
        email: null,
      })
      expect(await members.findByUsername(by.accountId, 'bob')).toMatchObject({
        id: bob.id,
        firstName: 'B\u00adob',
      })
      const search = { kinds: ['member'], text: 'bob lee', limit: 10 } as const
      expect(await members.listEntities(by.accountId, search)).toHaveLength(1)
      expect(await members.findByUsername(by.accountId, 'cleo')).toMatchObject({ id: plain.id })
    })
    await store.close()
  })

  it('keeps groups and the tree whole', async () => {
    const group = (name: string) => first.write((tx) => createGroup(tx, by, { name }))
    const night = await group('Night')
    const other = await group('Other')
    const category = async (name: string, parent: { id: number } | null) =>
      (await first.write((tx) => createCategory(tx, by, { name, parent }))).category
    const top = await category('Top', null)
    const twin = await category('Twin', null)
    const child = await category('Child', twin)
    const grandchild = await category('Grandchild', child)
    await category('Below', top)
    const store = await updated(
      `UPDATE member_group SET name = 'N\u200bight', name_folded = 'n\u200bight' WHERE id = ${other.id}`,
      `UPDATE category SET name = 'T\u200bop', name_folded = 't\u200bop' WHERE id = ${twin.id}`,
      `UPDATE category SET name = 'Ch\u00adild', name_folded = 'ch\u00adild' WHERE id = ${child.id}`,
      `UPDATE category SET full_path = replace(replace(full_path, 'Twin', 'T\u200bop'), 'Child', 'Ch\u00adild'),
         sort_path = replace(replace(sort_path, 'twin', 't\u200bop'), 'child', 'ch\u00adild')
         WHERE id IN (${twin.id}, ${child.id}, ${grandchild.id})`,
      `UPDATE category SET full_path = replace(full_path, 'GrandCh\u00adild', 'Grandchild'),
         sort_path = replace(sort_path, 'grandch\u00adild', 'grandchild') WHERE id = ${grandchild.id}`,
    )
    await store.read(async (reader) => {
      expect(await reader.groups.findByName(by.accountId, 'night')).toMatchObject({ id: night.id })
      expect(await reader.groups.findByName(by.accountId, 'night (2)')).toMatchObject({ id: other.id })
      const tree = await reader.categories.listTree(by.accountId)
      expect(tree.map(({ fullPath, sortPath }) => [fullPath, sortPath])).toEqual([
        ['Top', 'top'],
        ['Top\\Below', 'top\u0001below'],
        ['T\u200bop (2)', 'top (2)'],
        ['T\u200bop (2)\\Ch\u00adild', 'top (2)\u0001child'],
        ['T\u200bop (2)\\Ch\u00adild\\Grandchild', 'top (2)\u0001child\u0001grandchild'],
      ])
    })
    await store.close()
  })
})
