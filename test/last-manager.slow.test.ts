import { afterAll, beforeAll, expect, it } from 'vitest'
import { setPassword } from '../src/domain/access/set-password.ts'
import { updateMember } from '../src/domain/people/members.ts'
import type { Member } from '../src/domain/people/member.ts'
import { hashedAtNoCost } from './support/cheap-password.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from './support/postgres.ts'
import { openWorld, type World } from './support/world.ts'

let server: TestPostgres
let world: World

beforeAll(async () => {
  server = await startPostgres()
  world = await openWorld({ store: (await openFreshPostgres(server)).store })
})
afterAll(async () => {
  await world.close()
  await server.stop()
})

it('leaves a manager when two demote each other at once, on PostgreSQL', async () => {
  const phc = await hashedAtNoCost('open sesame 7')
  const { store, owner, account } = world
  const managers: Member[] = []
  for (const name of ['one', 'two']) {
    const person = await world.person(name, 'manager')
    await store.write((tx) => setPassword(tx, owner, { id: person.id }, phc))
    managers.push(person)
  }
  const [one, two] = managers
  if (one === undefined || two === undefined) throw new Error('nobody was made')
  for (let round = 0; round < 20; round++) {
    const bar = (by: Member, whom: Member) =>
      store.write((tx) =>
        updateMember(tx, { ...owner, memberId: by.id }, { id: whom.id }, { status: 'suspended' }),
      )
    const done = await Promise.allSettled([bar(one, two), bar(two, one)])
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await store.read((reader) => reader.members.hasManager(account.id))).toBe(true)
    for (const { id } of managers) {
      await store.write((tx) => updateMember(tx, owner, { id }, { status: 'active' }))
    }
  }
})
