import { afterEach, beforeEach, expect, it } from 'vitest'
import { getLetterhead } from '../src/domain/academy/address.ts'
import { createAccount, updateAccount } from '../src/domain/academy/tenancy.ts'
import { createMember } from '../src/domain/people/members.ts'
import type { Principal } from '../src/domain/principal.ts'
import { pagesClient } from './support/pages-client.ts'
import { png } from './support/pictures.ts'
import { openWorld, type World } from './support/world.ts'

// Several academies in one store: each has an address, a sender and a look of its own.

let world: World
let branch: Principal

beforeEach(async () => {
  world = await openWorld()
  await world.store.write((tx) => tx.accounts.insertHost(world.account.id, 'academy.example.com'))
  const made = await world.store.write((tx) =>
    createAccount(tx, { name: 'Branch', language: 'en' }, ['branch.example', 'second.example']),
  )
  branch = made.owner
})
afterEach(() => world.close())

const letterhead = (by: Principal, mailFrom?: string) =>
  world.store.read((reader) =>
    getLetterhead(reader, by.accountId, { publicUrl: 'https://academy.example.com:8443', mailFrom }),
  )
const set = (edit: Parameters<typeof updateAccount>[2], by = branch) =>
  world.store.write((tx) => updateAccount(tx, by, edit))

it('leads to each academy’s own first host', async () => {
  expect(await letterhead(world.owner)).toMatchObject({
    address: 'https://academy.example.com:8443',
    sender: { name: 'Academy', address: 'no-reply@academy.example.com' },
  })
  expect(await letterhead(branch)).toMatchObject({
    address: 'https://branch.example:8443',
    sender: { name: 'Branch', address: 'no-reply@branch.example' },
  })
  expect((await letterhead(branch, 'House <mail@house.example>')).sender).toEqual({
    name: 'Branch',
    address: 'mail@house.example',
  })
})

it('leads to the address that was set, and answers there', async () => {
  await set({ address: 'https://learn.branch.example/', sender: 'Bees <bees@branch.example>' })
  expect(await letterhead(branch, 'House <mail@house.example>')).toMatchObject({
    address: 'https://learn.branch.example',
    sender: { name: 'Bees', address: 'bees@branch.example' },
  })
  const page = await pagesClient(world, { host: 'learn.branch.example' }).get('/login')
  expect(page.text).toContain('Branch')
})

it('mails a link for a new password that leads to its academy', async () => {
  await world.store.write((tx) =>
    createMember(tx, branch, {
      username: 'bea',
      lastName: 'Bea',
      email: 'bea@example.com',
      status: 'active',
    }),
  )
  const client = pagesClient(world, { host: 'branch.example' })
  expect((await client.fillIn('/forgot-password', { name: 'bea' })).status).toBe(303)
  await new Promise((resolve) => setImmediate(resolve)) // it is sent behind the answer
  await world.store.write(() => Promise.resolve())
  const [mail] = await world.store.read((reader) =>
    reader.outbox.list(branch.accountId, { kind: 'mail', webhookId: null }, 1),
  )
  expect(mail?.payload).toMatchObject({
    link: { url: expect.stringMatching(/^https:\/\/branch\.example\/reset-password\?token=/) },
  })
})

it('wears its own name, logo and colour', async () => {
  await set({ name: 'Bees & Trees', accent: '#FE0', logo: png() })
  const client = pagesClient(world, { host: 'branch.example' })
  const { text } = await client.get('/login')
  expect(text).toContain('Bees &amp; Trees')
  const [, logo = ''] = /<img class="logo" src="(.*?)"/.exec(text) ?? []
  const [, colours = ''] = /href="(\/academy\.css.*?)"/.exec(text) ?? []
  expect(await client.get(logo)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'image/png', 'x-content-type-options': 'nosniff' },
  })
  expect((await client.get(colours)).text).toMatch(/^:root \{ --accent: #[0-9a-f]{6}; --accent-ink: #ffffff/)
  const plain = await pagesClient(world, { host: 'academy.example.com' }).get('/login')
  expect(plain.text).not.toContain('class="logo"')
  expect((await pagesClient(world, { host: 'academy.example.com' }).get('/logo')).status).toBe(404)
})

it.each([
  [{ name: ' ' }, 'name'],
  [{ language: 'not a language' }, 'language'],
  [{ address: 'ftp://branch.example' }, 'address'],
  [{ address: 'https://branch.example/path' }, 'address'],
  [{ sender: 'Bees' }, 'sender'],
  [{ accent: 'red; }' }, 'accent'],
  [{ logo: Uint8Array.from([1, 2, 3]) }, 'logo'],
  [{ logo: png().subarray(0, -20) }, 'logo'],
])('takes no %j', async (edit, field) => {
  await expect(set(edit)).rejects.toMatchObject({
    kind: 'invalid',
    issues: [expect.objectContaining({ field })],
  })
})

it('is changed by managers in its look alone, and by nobody else', async () => {
  const as = async (role: 'manager' | 'author'): Promise<Principal> => {
    const { id } = await world.person(`the ${role}`, role)
    return { ...world.owner, door: 'console', memberId: id }
  }
  const manager = await as('manager')
  expect((await set({ accent: '#123456' }, manager)).accent).toBe('#123456')
  await expect(set({ address: 'https://evil.example' }, manager)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(set({ name: 'Mine' }, await as('author'))).rejects.toMatchObject({ kind: 'forbidden' })
})
