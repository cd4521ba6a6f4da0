import { afterEach, beforeEach, expect, it } from 'vitest'
import { coursepathClient } from '../../test/support/coursepath-client.ts'
import { learnosityClient, makeBank, makeConsumer, TAGS } from '../../test/support/learnosity.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { createSigningKey } from '../domain/access/signing-keys.ts'
import { SealedBox } from '../lib/sealed-box.ts'

let world: World
const anotherServer = new SealedBox(Buffer.alloc(32, 'the key of another server'))
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const told = () => world.logged.filter(({ msg }) => String(msg).includes('another server key'))

it('a signing key that the server key does not open is told of once, whatever comes with it', async () => {
  await world.person('Ada Manager', 'manager')
  const { id } = await world.store.write((tx) =>
    createSigningKey(tx, world.owner, anotherServer, {
      door: 'coursepath',
      label: 'restored',
      secret: 's3cr3t-api-key',
    }),
  )
  const client = coursepathClient(world, 'ada.manager@example.com')
  for (let call = 0; call < 3; call++) expect((await client.get('/members/me')).status).toBe(401)
  expect(told()).toMatchObject([{ door: 'coursepath', credential: id, level: 50 }])
})

it('a consumer secret that the server key does not open is told of once', async () => {
  const bank = await makeBank(world)
  const pair = { key: 'yis0TYCu7U9V4o7M', secret: '74c5fd430cf1242a527f6223aebd42d30464be22' }
  const elsewhere = { store: world.store, owner: world.owner, services: { sealedBox: anotherServer } }
  const { credentialId } = await makeConsumer(elsewhere, pair, [[bank.id, 'write']])
  const call = learnosityClient(world, pair)
  for (let count = 0; count < 3; count++) expect((await call(TAGS, 'get')).status).not.toBe(200)
  expect(told()).toMatchObject([{ door: 'learnosity', credential: credentialId, level: 50 }])
})
