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
import { moveChangedWords } from './word-indexes.ts'

it('lets mails be found that were written before', async () => {
  const { path, remove, store: first } = await openFreshStore()
  try {
    const { owner } = await first.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'A', language: 'en' }, []),
    )
    const mail = { to: 'ann@münchen.de', name: 'Ann Ödegård', locale: 'en', body: '', link: null }
    await first.write(async (tx) => {
      for (const subject of ['Welcome', 'Good bye']) {
        await tx.outbox.add(owner.accountId, outgoingMail(7 as MemberId, { ...mail, subject }))
      }
    })
    await first.close()
    const db = new DatabaseSync(path)
    // As an earlier version left it.
    db.exec(`DROP TRIGGER search_pending_full; DROP TRIGGER outbox_words_insert; DROP TRIGGER outbox_words_update; DROP TRIGGER outbox_words_delete;
      ALTER TABLE outbox DROP COLUMN words; DELETE FROM search_pending;
      DELETE FROM migration WHERE name = '0031-words-of-mails'`)
    db.exec(moveChangedWords(['member', 'member_group', 'course', 'program', 'category']))
    db.close()
    const store = await SqliteStore.open(
      { path, durability: 'off' },
      { clock: new HeldClock(), ids: randomIds, report: () => undefined },
    )
    const found = async (q: string) => {
      const query = { filter: {}, q, page: { after: null, limit: 10 } }
      const { items } = await store.read((reader) => listMailsInOrder(reader, owner, query))
      return items.map(({ payload }) => payload.subject)
    }
    expect(await found('odegard')).toEqual(['Welcome', 'Good bye'])
    expect(await found('xn--mnchen good')).toEqual(['Good bye'])
    expect(await found('nobody')).toEqual([])
    await store.close()
  } finally {
    remove()
  }
})
