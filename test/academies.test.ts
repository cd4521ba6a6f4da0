import { SYSTEM_ITSELF } from '../src/domain/principal.ts'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { getLetterhead } from '../src/domain/academy/address.ts'
import { addHost, createAccount, findAccountOfHost, updateAccount } from '../src/domain/academy/tenancy.ts'
import { setPassword } from '../src/domain/access/set-password.ts'
import { createSigningKey } from '../src/domain/access/signing-keys.ts'
import { createCourse } from '../src/domain/courses/courses.ts'
import { createMember } from '../src/domain/people/members.ts'
import type { Principal } from '../src/domain/principal.ts'
import { ROLES } from '../src/domain/roles.ts'
import { DeliveryWorker } from '../src/delivery/delivery.ts'
import { AddressGuard } from '../src/delivery/webhooks/address-guard.ts'
import { webhookFormat } from '../src/server/delivery-worker.ts'
import { hashedAtNoCost } from './support/cheap-password.ts'
import { coursepathClient, SIGNING_KEY } from './support/coursepath-client.ts'
import { pagesClient } from './support/pages-client.ts'
import { png } from './support/pictures.ts'
import { openSmtpSink, type TakenMail } from './support/smtp-sink.ts'
import { openWorld, type World } from './support/world.ts'

// Several academies in one store: each has an address, a sender and a look of its own.

let world: World
let branch: Principal

beforeEach(async () => {
  world = await openWorld()
  await world.store.write((tx) => tx.accounts.insertHost(world.account.id, 'academy.example.com'))
  const made = await world.store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Branch', language: 'en' }, [
      'branch.example',
      'second.example',
    ]),
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

/** Sends what waits, and returns the one mail. */
async function deliver(): Promise<TakenMail> {
  const { store, clock, services } = world
  const { ids, log, sealedBox, settings } = services
  const sink = await openSmtpSink()
  const worker = new DeliveryWorker({
    store,
    clock,
    ids,
    log,
    sealedBox,
    guard: new AddressGuard([]),
    webhookFormat,
    smtp: { url: sink.url },
    installation: { publicUrl: settings.publicUrl, mailFrom: 'House <mail@house.example>' },
    alone: true,
  })
  await worker.carryOutDue()
  await worker.stop()
  await sink.close()
  const [mail] = sink.mails
  if (mail === undefined || sink.mails.length > 1) throw new Error(`${sink.mails.length} mails`)
  return mail
}

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

it('invites by a mail of its own, and its certificates are proven at its own address', async () => {
  const { store, services } = world
  await store.write((tx) => addHost(tx, branch, 'learn.branch.example'))
  await set({ address: 'https://learn.branch.example', sender: 'Bees <bees@branch.example>' })
  const { course, bea } = await store.write(async (tx) => ({
    course: await createCourse(tx, branch, {
      name: 'Beekeeping',
      certificate: { name: 'Beekeeper', days: null },
    }),
    bea: await createMember(tx, branch, { username: 'bea', lastName: 'Bea', email: 'bea@example.com' }),
    manager: await createMember(tx, branch, {
      username: 'mo',
      lastName: 'Mo',
      email: 'mo@branch.example',
      status: 'active',
      roles: { among: ROLES, held: ['manager'] },
    }),
    key: await createSigningKey(tx, branch, services.sealedBox, {
      door: 'coursepath',
      label: 'branch',
      secret: SIGNING_KEY,
    }),
  }))
  const headers = { host: 'branch.example' }
  const door = coursepathClient(world, 'mo@branch.example')
  const place = `/courses/${course.id}/members/${bea.id}`
  expect((await door.post(`${place}/invite`, { headers })).status).toBe(200)

  const mail = await deliver()
  expect(mail.from).toBe('bees@branch.example')
  expect(mail.raw).toContain('From: Bees <bees@branch.example>')
  const [link = ''] =
    /https:\/\/learn\.branch\.example\/activate\?token=[\w.-]+/.exec(
      mail.raw.replace(/=\r\n/g, '').replaceAll('=3D', '='),
    ) ?? []
  const { pathname, search } = new URL(link)
  const browser = pagesClient(world, { host: 'learn.branch.example' })
  const joined = await browser.fillIn(`${pathname}${search}`, {
    password: 'nine bees hum',
    repeat: 'nine bees hum',
  })
  expect(joined).toMatchObject({ status: 303, location: `/${course.id}/course` })
  await browser.fillIn(`/${course.id}/course/finish`, {})

  const member = (await door.get(`${place}/coursemember`, { headers })).json<{
    certificate: { url: string }
  }>()
  expect(member.certificate.url).toMatch(/^https:\/\/learn\.branch\.example\/certificates\/\d+-[0-9a-f]+$/)
  const visitor = pagesClient(world, { host: 'learn.branch.example' })
  const instance = await world.server.instances.opened('pages')
  const pdf = await instance.inject({
    url: `${new URL(member.certificate.url).pathname}.pdf`,
    headers: { host: 'learn.branch.example' },
  })
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf.rawPayload)), {
    mergePages: true,
  })
  expect(text).toContain('Verify at https://learn.branch.example/verify')
  expect((await visitor.get(new URL(member.certificate.url).pathname)).status).toBe(200)
  const elsewhere = pagesClient(world, { host: 'academy.example.com' })
  expect((await elsewhere.get(new URL(member.certificate.url).pathname)).status).toBe(404)
})

it.each([
  ['https://branch.example', 'http://academy.example.com', '__Host-quadrivium-visitor'],
  ['http://branch.example', 'https://academy.example.com', 'quadrivium-visitor'],
  [null, 'https://academy.example.com', '__Host-quadrivium-visitor'],
])('of %s gives cookies bound to TLS as its own address is, beside %s', async (address, publicUrl, name) => {
  const other = await openWorld({ settings: { publicUrl } })
  try {
    const { account, owner, store } = other
    await store.write((tx) => tx.accounts.insertHost(account.id, 'branch.example'))
    await store.write((tx) => updateAccount(tx, owner, { address }))
    const browser = pagesClient(other, { host: 'branch.example' })
    await browser.get('/login')
    expect([...browser.cookies.keys()]).toEqual([name])
    const ada = await other.person('Ada', 'manager')
    const password = 'a good long one'
    const phc = await hashedAtNoCost(password)
    await store.write((tx) => setPassword(tx, owner, { id: ada.id }, phc))
    expect((await browser.fillIn('/login', { name: 'ada', password })).status).toBe(303)
    expect([...browser.cookies.keys()]).toContain(name.replace('-visitor', ''))
    expect((await browser.get('/courses')).status).toBe(200)
    await browser.fillIn('/courses', {}, '/logout')
    expect([...browser.cookies.keys()]).toEqual([name])
  } finally {
    await other.close()
  }
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
  expect((await client.get(colours)).text).toMatch(
    /^:root \{ --accent: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\); --accent-ink: light-dark\(#ffffff/,
  )
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

it('answers to hosts of any script, under the name that browsers send', async () => {
  await world.store.write((tx) => addHost(tx, branch, 'Lernen.Müller.example:443'))
  const hosts = await world.store.read((reader) => reader.accounts.listHosts(branch.accountId))
  expect(hosts).toEqual(['branch.example', 'second.example', 'lernen.xn--mller-kva.example'])
  const found = await world.store.read((reader) => findAccountOfHost(reader, 'lernen.xn--mller-kva.example'))
  expect(found?.id).toBe(branch.accountId)
})
