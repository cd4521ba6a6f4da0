import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { HeldClock, openFreshStore } from '../../../test/support/fresh-store.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { outgoingMail } from '../../domain/delivery/events.ts'
import { listMailsInOrder } from '../../domain/delivery/list-deliveries.ts'
import type { MemberId } from '../../domain/ids.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { randomIds } from '../../lib/ids.ts'
import { SqliteStore } from '../engines/sqlite/sqlite-store.ts'

it('lets mails be listed by their recipient that were written before', async () => {
  const { path, remove, store: first } = await openFreshStore()
  try {
    const { owner } = await first.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'A', language: 'en' }, []),
    )
    const mail = { name: 'Ann', locale: 'en', body: '', link: null }
    const to = ['ann@example.com', 'bob@example.com']
    // More than are rewritten at once.
    const written = 4_003
    await first.write(async (tx) => {
      for (let n = 0; n < written; n++) {
        const one = { ...mail, to: to[n % 2] ?? '', subject: `Mail ${n}` }
        await tx.outbox.add(owner.accountId, outgoingMail(7 as MemberId, one))
      }
    })
    await first.close()
    const db = new DatabaseSync(path)
    // As an earlier version left it.
    db.exec(`DROP INDEX outbox_recipient; ALTER TABLE outbox DROP COLUMN recipient;
      DELETE FROM migration WHERE name = '0033-recipients'`)
    db.close()
    const store = await SqliteStore.open(
      { path, durability: 'off' },
      { clock: new HeldClock(), ids: randomIds, report: () => undefined },
    )
    const counted = async (...addresses: string[]) => {
      const query = { filter: { to: addresses }, total: true, page: { after: null, limit: 10 } }
      const { items, total } = await store.read((reader) => listMailsInOrder(reader, owner, query))
      expect(items.every(({ payload }) => addresses.includes(payload.to))).toBe(true)
      return total
    }
    expect(await counted('ann@example.com')).toBe(Math.ceil(written / 2))
    expect(await counted('bob@example.com')).toBe(Math.floor(written / 2))
    expect(await counted('ann@example.com', 'bob@example.com')).toBe(written)
    expect(await counted('nobody@example.com')).toBe(0)
    await store.close()
  } finally {
    remove()
  }
})
