import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../../test/support/cheap-password.ts'
import { pagesClient, signedIn, type PagesClient } from '../../../test/support/pages-client.ts'
import { revClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World, type WorldOptions } from '../../../test/support/world.ts'
import type { Member } from '../../domain/people/member.ts'
import { setPassword } from '../../domain/access/set-password.ts'
import { updateMember } from '../../domain/people/members.ts'

const PASSWORD = 'open sesame 7'
const WRONG = 'That e-mail or password doesn’t match.'

let world: World
let browser: PagesClient
let ada: Member

async function begin(options: WorldOptions = {}): Promise<void> {
  world = await openWorld(options)
  browser = pagesClient(world)
  ada = await world.person('Ada Learner')
  const phc = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: ada.id }, phc))
}

beforeEach(() => begin())
afterEach(() => world.close())

const logIn = (name = 'ada.learner', password = PASSWORD, path = '/login') =>
  browser.fillIn(path, { name, password }, '/login')
const signIns = () =>
  world.store.read(async (reader) =>
    (await reader.audit.list(world.account.id, 0, 1000))
      .filter(({ action }) => action.startsWith('sign_'))
      .map(({ action, door, memberId }) => [action, door, memberId]),
  )

describe('POST /login', () => {
  it.each(['ada.learner', ' ADA.Learner ', 'ada.learner@example.com', 'Ada.Learner@EXAMPLE.com'])(
    'signs in %j, and leads to the start page',
    async (name) => {
      const answer = await logIn(name)
      expect(answer).toMatchObject({ status: 303, location: '/', text: '' })
      expect(answer.headers['set-cookie']).toMatch(
        /^__Host-quadrivium=console\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      )
      expect((await browser.get('/')).location).toBe('/courses')
      expect(await signIns()).toEqual([['sign_in', 'console', ada.id]])
    },
  )

  it('prefers the username, where one person’s is the address of another', async () => {
    const eve = await world.person('Eve Else')
    await world.store.write((tx) =>
      updateMember(tx, world.owner, { id: eve.id }, { username: 'ada.learner@example.com' }),
    )
    expect((await logIn('ada.learner@example.com')).status).toBe(401)
    expect((await logIn('ada.learner')).status).toBe(303)
  })

  it.each([
    ['a wrong password', 'ada.learner', 'open sesame 8'],
    ['an empty password', 'ada.learner', ''],
    ['an unknown name', 'nobody', PASSWORD],
    ['no name', '', PASSWORD],
    ['a name that nothing can be stored under', 'ada\u0000', PASSWORD],
    ['a person without password', 'without', PASSWORD],
    ['a barred person', 'barred', PASSWORD],
  ])('says the same for %s, and keeps the name', async (_what, name, password) => {
    await world.person('without')
    const barred = await world.person('barred')
    const phc = await hashedAtNoCost(PASSWORD)
    await world.store.write(async (tx) => {
      await setPassword(tx, world.owner, { id: barred.id }, phc)
      await updateMember(tx, world.owner, { id: barred.id }, { status: 'suspended' })
    })
    const answer = await logIn(name, password)
    expect(answer).toMatchObject({ status: 401, heading: 'Log in' })
    expect(answer.text).toContain(`<p class="notice bad" role="alert">${WRONG}</p>`)
    expect(answer.text).toContain(`value="${name}"`)
    if (password !== '') expect(answer.text).not.toContain(password)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(await signIns()).toEqual([])
  })

  it('escapes the name that it keeps', async () => {
    const answer = await logIn('"><b>x</b>')
    expect(answer.text).toContain('value="&quot;&gt;&lt;b&gt;x&lt;/b&gt;"')
  })

  it.each([
    ['/5/course?lesson=2', '/5/course?lesson=2'],
    ['//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['/\\evil.example', '/'],
  ])('comes back to %s by %s', async (next, location) => {
    const path = `/login?next=${encodeURIComponent(next)}`
    expect((await logIn('ada.learner', 'wrong', path)).status).toBe(401)
    expect((await logIn('ada.learner', PASSWORD, path)).location).toBe(location)
    expect((await browser.get(path)).location).toBe(location)
  })

  it('follows no `next` that was put into the form', async () => {
    const fields = { name: 'ada.learner', password: PASSWORD, next: '//evil.example' }
    expect((await browser.fillIn('/login', fields)).location).toBe('/')
  })

  it('keeps no session that was there before', async () => {
    const eve = await world.person('Eve Else')
    const before = await signedIn(world, eve)
    const planted = before.cookies.get('__Host-quadrivium') ?? ''
    const text = (await before.get('/login')).location
    expect(text).toBe('/')
    const [, token = ''] = /name="form_token" value="(.*?)"/.exec((await before.get('/nothing')).text) ?? []
    const fields = { form_token: token, name: 'ada.learner', password: PASSWORD }
    expect((await before.post('/login', fields)).status).toBe(303)
    expect(before.cookies.get('__Host-quadrivium')).not.toBe(planted)
    const old = pagesClient(world)
    old.cookies.set('__Host-quadrivium', planted)
    expect((await old.get('/')).location).toBe('/login')
  })

  it('is slowed down for a name after ten failures, and not for another', async () => {
    await world.close()
    await begin({ settings: { limitRates: true } })
    for (let i = 0; i < 10; i++) expect((await logIn('ada.learner', 'wrong')).status).toBe(401)
    const refused = await logIn('ADA.learner')
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
    expect(refused.text).toContain('Too many attempts. Try again in 1 second.')
    expect((await logIn('ada.learner@example.com')).status).toBe(303)
    browser.cookies.clear()
    for (let i = 1; i < 11; i++) {
      world.clock.advance(2 ** (i - 1) * 1000)
      expect((await logIn('ada.learner', 'wrong')).status).toBe(401)
    }
    expect((await logIn()).text).toContain('Too many attempts. Try again in 15 minutes.')
    world.clock.advance(15 * 60_000)
    expect((await logIn('ada.learner')).status).toBe(303)
  })

  it('counts what was tried at another door, and forgets it with a new password', async () => {
    await world.close()
    await begin({ settings: { limitRates: true } })
    const login = { username: 'ada.learner', password: 'wrong' }
    for (let i = 0; i < 10; i++) await revClient(world).post('/api/v2/user/login', login)
    expect((await logIn()).status).toBe(429)
    const phc = await hashedAtNoCost('another sesame 8')
    await world.store.write((tx) => setPassword(tx, world.owner, { id: ada.id }, phc))
    expect((await logIn('ada.learner', 'another sesame 8')).status).toBe(303)
  })

  it('is slowed down for an address after a hundred failures, whatever the names; successes don’t count', async () => {
    await world.close()
    await begin({ settings: { limitRates: true } })
    for (let i = 0; i < 3; i++) {
      expect((await logIn()).status).toBe(303)
      browser.cookies.clear()
    }
    const phc = await hashedAtNoCost(PASSWORD)
    const people: string[] = []
    for (let i = 0; i < 10; i++) people.push((await world.person(`p${i}`)).username)
    for (const name of people) {
      await world.store.write(async (tx) => {
        const member = await tx.members.findByUsername(world.account.id, name)
        await setPassword(tx, world.owner, { id: member?.id ?? 0 }, phc)
      })
      for (let i = 0; i < 10; i++) expect((await logIn(name, 'wrong')).status).toBe(401)
    }
    expect((await logIn()).status).toBe(429)
  })
})

describe('POST /logout', () => {
  it('ends the session, and says so', async () => {
    await logIn()
    const token = browser.cookies.get('__Host-quadrivium') ?? ''
    const answer = await browser.fillIn('/nothing', {}, '/logout')
    expect(answer).toMatchObject({ status: 303, location: '/login?out' })
    expect(answer.headers['set-cookie']).toBe(
      '__Host-quadrivium=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
    )
    expect((await browser.follow(answer)).text).toContain(
      '<p class="notice good" role="status">You are logged out.</p>',
    )
    browser.cookies.set('__Host-quadrivium', token)
    expect((await browser.get('/')).location).toBe('/login')
    expect(await signIns()).toEqual([
      ['sign_in', 'console', ada.id],
      ['sign_out', 'console', ada.id],
    ])
  })
})
