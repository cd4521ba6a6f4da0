import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { HeldClock, openFreshStore } from '../../../test/support/fresh-store.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { createMember } from '../../domain/people/members.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { randomIds } from '../../lib/ids.ts'
import { SqliteStore } from '../engines/sqlite/sqlite-store.ts'

it('makes one address of two spellings, in rows that were there before', async () => {
  const { path, remove, store: first } = await openFreshStore()
  try {
    const { owner } = await first.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'A', language: 'en' }, []),
    )
    const person = (username: string, email: string | null = null) =>
      first.write((tx) => createMember(tx, owner, { username, lastName: 'Lee', email }))
    const ann = await person('ann', 'ann@münchen.de')
    const alone = await person('bob@köln.de', 'bob@köln.de')
    const twin = await person('twin')
    const plain = await person('cleo@example.com', 'cleo@example.com')
    await first.close()
    const db = new DatabaseSync(path)
    // As an earlier version left them.
    const before = (id: number, email: string, username?: string) =>
      db.exec(`UPDATE member SET email = '${email}', email_folded = '${email}'
        ${username === undefined ? '' : `, username = '${username}', username_folded = '${username}'`} WHERE id = ${id}`)
    before(ann.id, 'ann@münchen.de')
    before(alone.id, 'bob@köln.de', 'bob@köln.de')
    before(twin.id, 'ann@xn--mnchen-3ya.de')
    db.exec(`DELETE FROM migration WHERE name = '0018-one-address'`)
    db.close()
    const store = await SqliteStore.open(
      { path, durability: 'off' },
      { clock: new HeldClock(), ids: randomIds, report: () => undefined },
    )
    await store.read(async ({ members }) => {
      const { accountId } = owner
      expect(await members.findByEmail(accountId, 'ann@xn--mnchen-3ya.de')).toMatchObject({ id: ann.id })
      expect(await members.find(accountId, { id: twin.id })).toMatchObject({ username: 'twin', email: null })
      expect(await members.findByUsername(accountId, 'bob@xn--kln-sna.de')).toMatchObject({
        id: alone.id,
        username: 'bob@köln.de',
      })
      expect(await members.find(accountId, { id: plain.id })).toEqual(plain)
      for (const text of ['bob@köln.de', 'bob@xn--kln-sna.de']) {
        expect(await members.listEntities(accountId, { kinds: ['member'], text, limit: 9 })).toHaveLength(1)
      }
    })
    await store.close()
  } finally {
    remove()
  }
})
