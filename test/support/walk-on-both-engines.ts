import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ItemBank } from '../../src/domain/item-bank/item-bank.ts'
import { createItemBank } from '../../src/domain/item-bank/item-banks.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Store } from '../../src/domain/store.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { openFreshStore } from './fresh-store.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from './postgres.ts'

/** How many go at it, for how long, and with which seed. */
interface Plan {
  readonly writers: number
  readonly readers: number
  readonly milliseconds: number
  readonly seed: number
}

interface Walking {
  /** For how long on each engine. */
  readonly milliseconds: number
  /** So that the past of the walks crosses from one block of positions to the next. */
  readonly changesBeforeNewBlock: number
  /** Throws at the first walk that loses or repeats something. Returns what was done, each of it more than once. */
  readonly unrest: (store: Store, owner: Principal, bank: ItemBank, plan: Plan) => Promise<object>
}

const BLOCK = 32_768

const seed = Number(process.env.TAG_WALKS_SEED ?? Date.now() % 1_000_000)

/** Tests that walks through an item bank lose and repeat nothing while others write, on SQLite and on PostgreSQL. */
export function walkOnBothEngines(
  what: string,
  { milliseconds, changesBeforeNewBlock, unrest }: Walking,
): void {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  const walk = async (store: Store): Promise<void> => {
    const { owner, bank } = await store.write(async (tx) => {
      const { owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
      const bank = await createItemBank(tx, owner, { name: 'Bank', pagingKey: 'k' })
      const place = { accountId: owner.accountId, bankId: bank.id }
      await tx.itemBanks.raiseRevision(place, BLOCK * 3 - changesBeforeNewBlock)
      return { owner, bank }
    })
    const tally = await unrest(store, owner, bank, { writers: 8, readers: 4, milliseconds, seed })
    console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
    for (const count of Object.values(tally)) expect(count).toBeGreaterThan(0)
  }

  it(`loses and repeats no ${what} of a walk on SQLite`, async () => {
    const { store, remove } = await openFreshStore()
    await walk(store)
    await store.close()
    remove()
  })

  it(`loses and repeats no ${what} of a walk on PostgreSQL`, async () => {
    const { store } = await openFreshPostgres(server)
    await walk(store)
    await store.close()
  })
}
