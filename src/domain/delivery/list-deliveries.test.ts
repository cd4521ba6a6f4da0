import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFreshStore } from '../../../test/support/fresh-store.ts'
import { createAccount } from '../academy/tenancy.ts'
import type { MemberId } from '../ids.ts'
import type { Cursor } from '../page.ts'
import { type Principal, SYSTEM_ITSELF } from '../principal.ts'
import { outgoingMail } from './events.ts'
import { listMailsInOrder } from './list-deliveries.ts'

const fresh = openFreshStore()
let owner: Principal
beforeAll(async () => {
  const { store } = await fresh
  await store.write(async (tx) => {
    ;({ owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []))
    for (let n = 0; n < 5; n++) {
      const mail = { to: `${n % 2}@example.com`, name: 'Ann', subject: `${n}`, text: 'Hello', links: [] }
      await tx.outbox.add(owner.accountId, outgoingMail(1 as MemberId, mail as never)) // what a list looks at
    }
  })
})
afterAll(async () => {
  const { store, remove } = await fresh
  await store.close()
  remove()
})

const subjects = async (filter: Parameters<typeof listMailsInOrder>[2]['filter'], descending = false) => {
  const { store } = await fresh
  const found: string[] = []
  let after: Cursor | null = null
  do {
    const page: Awaited<ReturnType<typeof listMailsInOrder>> = await store.read((reader) =>
      listMailsInOrder(reader, owner, {
        filter,
        sort: [{ by: 'written', descending }],
        page: { after, limit: 2 },
      }),
    )
    found.push(...page.items.map(({ payload }) => payload.subject))
    after = page.next
  } while (after !== null)
  return found.join('')
}

it('lists mails in the order in which they were written, and backwards', async () => {
  expect(await subjects({})).toBe('01234')
  expect(await subjects({}, true)).toBe('43210')
})

it('lists those of an address, and those in a state', async () => {
  expect(await subjects({ to: ['1@example.com'] })).toBe('13')
  expect(await subjects({ state: ['waiting'] })).toBe('01234')
  expect(await subjects({ state: ['sent', 'given_up'] })).toBe('')
})
