import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../../test/support/cheap-password.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from '../../../test/support/postgres.ts'
import { unguarded } from '../../../test/support/sign-in.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { setPassword } from './set-password.ts'
import { updateMember } from '../people/members.ts'
import { createKey, revokeKey } from './credentials.ts'
import { signInByKey, signInByPassword } from './sessions.ts'

// On PostgreSQL operations run concurrently: sign-ins race with operations that bar the person.

const AT_ONCE = 20

let postgres: TestPostgres
let world: World

beforeAll(async () => {
  postgres = await startPostgres()
  world = await openWorld({ store: (await openFreshPostgres(postgres)).store })
})
afterAll(async () => {
  await world.close()
  await postgres.stop()
})

let made = 0
const opening = () => ({ door: 'rev', token: `token ${++made}`, lifetime: 60_000, longest: 60_000 }) as const

/** Starts both at once, this many times each; refusals are ignored. */
async function meet(comeIn: () => Promise<unknown>, shutOut: () => Promise<unknown>): Promise<void> {
  const all = Array.from({ length: AT_ONCE }, (_, turn) => (turn === AT_ONCE / 2 ? shutOut() : comeIn()))
  await Promise.allSettled(all)
}

it.each(['a new password', 'a suspension', 'the end of the key'])(
  'leaves no session behind %s, when twenty sign in at the same moment',
  async (what) => {
    for (let round = 0; round < 10; round++) {
      const name = `person ${what} ${round}`
      const person = await world.person(name)
      const { id, username } = person
      const old = await hashedAtNoCost('open sesame 7')
      const fresh = await hashedAtNoCost('another sesame 8')
      const credential = await world.store.write(async (tx) => {
        await setPassword(tx, world.owner, { id }, old)
        const key = { door: 'rev', label: 'k', key: username, secret: 's', memberId: id } as const
        return createKey(tx, world.owner, key)
      })
      const byPassword = () =>
        signInByPassword(
          unguarded(world.store),
          world.account.id,
          { name: username, password: 'open sesame 7', address: '192.0.2.1' },
          opening(),
        )
      const byKey = () =>
        signInByKey(unguarded(world.store), { key: username, secret: 's', address: '192.0.2.1' }, opening())
      const acts = {
        'a new password': [
          byPassword,
          () => world.store.write((tx) => setPassword(tx, world.owner, { id }, fresh)),
        ],
        'a suspension': [
          byPassword,
          () => world.store.write((tx) => updateMember(tx, world.owner, { id }, { status: 'suspended' })),
        ],
        'the end of the key': [
          byKey,
          () => world.store.write((tx) => revokeKey(tx, world.owner, credential.id)),
        ],
      } as const
      const [comeIn, shutOut] = acts[what as keyof typeof acts]
      await meet(comeIn, shutOut)
      const left = await world.store.read((reader) => reader.sessions.listOfMember(world.account.id, id))
      expect(left).toEqual([])
    }
  },
)
