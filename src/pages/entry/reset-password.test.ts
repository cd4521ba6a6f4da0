import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../../test/support/cheap-password.ts'
import { mailsOf } from '../../../test/support/outbox.ts'
import { pagesClient, signedIn, type PagesClient } from '../../../test/support/pages-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Member } from '../../domain/people/member.ts'
import { setPassword } from '../../domain/access/set-password.ts'
import { deleteMember } from '../../domain/learning/delete-member.ts'
import { updateMember } from '../../domain/people/members.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'

const NEW = 'a new pass phrase'
const HOUR = 60 * 60_000

let world: World
let browser: PagesClient
let ada: Member

beforeEach(async () => {
  world = await openWorld()
  browser = pagesClient(world)
  ada = await world.person('Ada Learner')
  const phc = await hashedAtNoCost('open sesame 7')
  await world.store.write((tx) => setPassword(tx, world.owner, { id: ada.id }, phc))
})
afterEach(() => world.close())

const ask = (name: string) => browser.fillIn('/forgot-password', { name })
/** Background work started earlier has finished when the writer reaches this. */
const settled = async () => {
  await setImmediate() // it starts once the answer was sent
  await world.store.write((tx) => tx.sessions.sweep(world.account.id, 0, 1))
}

async function link(name = 'ada.learner'): Promise<string> {
  await ask(name)
  await settled()
  const url = new URL((await mailsOf(world)).at(-1)?.link?.url ?? '')
  return url.pathname + url.search
}

const set = (path: string, password = NEW, repeat = password) =>
  browser.fillIn(path, { password, repeat }, '/reset-password')
const audit = () =>
  world.store.read((reader) => reader.audit.listOfSubject(world.account.id, 'member', ada.id))
const logIn = (password: string) => pagesClient(world).fillIn('/login', { name: 'ada.learner', password })

it('the page for a new password speaks the language of its person', async () => {
  await world.store.write((tx) => tx.members.update(world.account.id, ada.id, { language: 'de' }))
  const path = await link()
  const page = await browser.get(path, { 'accept-language': 'en' })
  expect(page.text).toContain('<html lang="de">')
  expect(page.heading).toBe('Neues Passwort wählen')
})

describe('POST /forgot-password', () => {
  it('commits as often whoever there is', async () => {
    const { store } = world
    const write = store.write.bind(store)
    const workFor = async (name: string) => {
      let commits = 0
      store.write = (operation) => {
        commits++
        return write(operation)
      }
      await ask(name)
      await setImmediate()
      await write((tx) => tx.sessions.sweep(world.account.id, 0, 1))
      store.write = write
      return commits
    }
    expect([await workFor('nobody'), await workFor('ada.learner')]).toEqual([1, 1])
    expect(await mailsOf(world)).toHaveLength(1)
  })

  it.each(['ada.learner', 'Ada.Learner@Example.com', 'nobody', 'without', 'barred', ''])(
    'answers %j as every other name',
    async (name) => {
      const without = await world.person('without')
      const barred = await world.person('barred')
      await world.store.write(async (tx) => {
        await updateMember(tx, world.owner, { id: without.id }, { email: null })
        await updateMember(tx, world.owner, { id: barred.id }, { status: 'suspended' })
      })
      const answer = await ask(name)
      expect(answer).toMatchObject({ status: 303, location: '/forgot-password?sent', text: '' })
      expect((await browser.follow(answer)).text).toContain(
        'If there is an account with that name and an e-mail address, we’ve sent a link.',
      )
      await settled()
      expect(await mailsOf(world)).toHaveLength(name.toLowerCase().startsWith('ada') ? 1 : 0)
    },
  )

  it('sends a mail in the person’s language, and writes down that it did', async () => {
    await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, { language: 'de' }))
    await ask('ada.learner')
    await settled()
    expect(await mailsOf(world)).toEqual([
      {
        to: 'ada.learner@example.com',
        name: 'Ada Learner',
        locale: 'de',
        subject: 'Ihr Passwort für Academy',
        body: 'Folgen Sie dem Link, um ein neues Passwort für Academy zu wählen. Er gilt eine Stunde und funktioniert einmal.\n\nWenn Sie das nicht angefordert haben, ignorieren Sie diese E-Mail: Ihr Passwort bleibt unverändert.',
        link: {
          url: expect.stringMatching(
            /^https:\/\/academy\.example\.com\/reset-password\?token=[\w-]{43}$/,
          ) as string,
          label: 'Neues Passwort wählen',
        },
        opens: { of: 'password_reset', tokenHash: expect.stringMatching(/^[\w-]{43}$/) as string },
      },
    ])
    expect((await audit()).at(-1)).toMatchObject({
      door: 'console',
      memberId: null,
      after: { passwordReset: 'sent', to: 'ada.learner@example.com' },
    })
  })

  it('fills nobody’s mailbox: five links at a time are enough', async () => {
    for (let i = 0; i < 7; i++) await ask('ada.learner')
    await settled()
    expect(await mailsOf(world)).toHaveLength(5)
    world.clock.advance(HOUR + 1)
    await ask('ada.learner')
    await settled()
    expect(await mailsOf(world)).toHaveLength(6)
  })

  it('is slowed down for an address that asks again and again', async () => {
    const limited = await openWorld({ settings: { limitRates: true } })
    const client = pagesClient(limited)
    for (let i = 0; i < 30; i++)
      expect((await client.fillIn('/forgot-password', { name: `p${i}` })).status).toBe(303)
    const refused = await client.fillIn('/forgot-password', { name: 'ada' })
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '900' } })
    expect(refused.text).toContain('Too many attempts. Try again in 15 minutes.')
    await limited.close()
  })
})

describe('the link', () => {
  it('opens a page that changes nothing, however often it is looked at', async () => {
    const path = await link()
    const before = (await audit()).length
    for (let i = 0; i < 3; i++) {
      const page = await browser.get(path)
      expect(page).toMatchObject({ status: 200, heading: 'Choose a new password' })
      expect(page.text).toContain('value="ada.learner@example.com"')
      expect(page.text).toContain('autocomplete="new-password"')
    }
    expect((await browser.head(path)).status).toBe(200)
    expect(await audit()).toHaveLength(before)
    expect((await logIn('open sesame 7')).status).toBe(303)
  })

  it('sets the password, signs in here and out everywhere else, and works once', async () => {
    const elsewhere = await signedIn(world, ada)
    const [older, newer] = [await link(), await link()]
    const answer = await set(newer)
    expect(answer).toMatchObject({ status: 303, location: '/' })
    expect((await browser.get('/')).location).toBe('/courses')
    expect((await elsewhere.get('/')).location).toBe('/login')
    expect((await logIn('open sesame 7')).status).toBe(401)
    expect((await logIn(NEW)).status).toBe(303)
    for (const path of [newer, older]) {
      const gone = await pagesClient(world).get(path)
      expect(gone).toMatchObject({ status: 404, heading: 'This link has expired' })
      expect(gone.text).toContain('href="/forgot-password"')
    }
    expect((await audit()).at(-1)).toMatchObject({
      door: 'console',
      memberId: ada.id,
      after: { password: 'set' },
    })
  })

  it('lets one of several through that use it at once', async () => {
    const path = await link()
    const clients = Array.from({ length: 4 }, () => pagesClient(world))
    const answers = await Promise.all(
      clients.map((client, i) => {
        const password = `a new pass phrase ${i}`
        return client.fillIn(path, { password, repeat: password }, '/reset-password')
      }),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 404, 404, 404])
  })

  it.each([
    ['', '', 'Enter a password.', 'password'],
    ['seven77', 'seven77', 'Use at least 8 characters.', 'password'],
    ['Password1', 'Password1', 'This password is too common. Choose another.', 'password'],
    ['ada.learner', 'ada.learner', 'Your password can’t be your username or e-mail address.', 'password'],
    ['x'.repeat(400) + 'yz'.repeat(60), '', 'Use at most 512 characters.', 'password'],
    [NEW, 'another pass phrase', 'The passwords don’t match.', 'repeat'],
  ])('takes no %j: %s', async (password, repeat, problem, field) => {
    const path = await link()
    const answer = await set(path, password, repeat)
    expect(answer).toMatchObject({ status: 422, heading: 'Choose a new password' })
    expect(answer.text).toContain(`<p class="problem" id="${field}-problem">${problem}</p>`)
    expect(answer.text).toMatch(
      new RegExp(`aria-describedby="[\\w -]*${field}-problem"\\s+aria-invalid="true"`),
    )
    if (password !== '') expect(answer.text).not.toContain(`value="${password}"`)
    expect((await logIn('open sesame 7')).status).toBe(303)
    expect((await set(path)).status).toBe(303)
  })

  it('is good for an hour', async () => {
    const path = await link()
    world.clock.advance(HOUR - 1)
    expect((await browser.get(path)).status).toBe(200)
    world.clock.advance(1)
    expect((await browser.get(path)).status).toBe(404)
    expect((await browser.post('/reset-password', {})).status).toBe(403)
  })

  it.each([
    ['barred', () => ({ status: 'suspended' as const })],
    ['given another address', () => ({ email: 'else@example.com' })],
  ])('is no good when the person was %s meanwhile', async (_what, edit) => {
    const path = await link()
    await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, edit()))
    expect((await browser.get(path)).status).toBe(404)
  })

  it('goes with the person', async () => {
    const path = await link()
    await world.store.write((tx) => deleteMember(tx, world.owner, { id: ada.id }))
    expect((await browser.get(path)).status).toBe(404)
  })

  it('is good at its own academy only, and not when it is another’s or none at all', async () => {
    const path = await link()
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Second', language: 'en' }, ['second.example']),
    )
    await world.store.write((tx) => tx.accounts.insertHost(world.account.id, 'first.example'))
    expect((await browser.get(path, { host: 'second.example' })).status).toBe(404)
    expect((await browser.get(path, { host: 'first.example' })).status).toBe(200)
    for (const none of ['/reset-password', '/reset-password?token=', '/reset-password?token=x']) {
      expect((await browser.get(none, { host: 'first.example' })).status).toBe(404)
    }
  })

  it('stands in no log', async () => {
    const path = await link()
    await browser.get(path)
    const token = new URLSearchParams(path.split('?')[1]).get('token') ?? ''
    expect(token).toHaveLength(43)
    expect(JSON.stringify(world.logged)).not.toContain(token)
  })
})
