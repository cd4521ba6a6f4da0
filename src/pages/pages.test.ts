import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pagesClient, signedIn, type PagesClient } from '../../test/support/pages-client.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { unavailable } from '../domain/errors.ts'
import { setPassword } from '../domain/access/set-password.ts'
import { updateMember } from '../domain/people/members.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { buildServer } from '../server/build-server.ts'
import { hashPassword } from '../lib/password-hash.ts'

let world: World
let browser: PagesClient

beforeEach(async () => {
  world = await openWorld()
  browser = pagesClient(world)
})
afterEach(() => world.close())

const MINUTE = 60_000
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

describe('the start page', () => {
  it('leads to log in, and learners to their courses, and staff to the console', async () => {
    expect(await browser.get('/')).toMatchObject({ status: 303, location: '/login' })
    const ada = await signedIn(world, await world.person('Ada Learner'))
    expect(await ada.get('/')).toMatchObject({ status: 303, location: '/courses' })
    const ingrid = await signedIn(world, await world.person('Ingrid Manager', 'manager'))
    expect(await ingrid.get('/')).toMatchObject({ status: 303, location: '/console' })
  })
})

describe('every page', () => {
  it('tells the browser to load nothing from elsewhere, and to keep nothing', async () => {
    expect(await browser.get('/login')).toMatchObject({ status: 200, headers: HEADERS })
    expect(await browser.get('/nothing')).toMatchObject({ status: 404, headers: HEADERS })
    expect(await browser.get('/')).toMatchObject({ headers: { 'referrer-policy': 'no-referrer' } })
  })

  it('needs no script, names its language, and bears the name of the academy', async () => {
    const { text } = await browser.get('/login')
    expect(text).toContain('<html lang="en">')
    expect(text).toContain('<title>Log in · Academy</title>')
    expect(text).not.toMatch(/<script|javascript:|\son\w+=|style=/)
    expect(text.match(/<h1>/g)).toHaveLength(1)
  })

  it('answers HEAD as GET, without a body', async () => {
    const answer = await browser.head('/login')
    expect(answer).toMatchObject({ status: 200, text: '', headers: HEADERS })
  })

  it('refuses other methods, and says which it takes', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await browser.send(method, '/login')
      expect(answer).toMatchObject({ status: 405, headers: { ...HEADERS, allow: 'GET, HEAD, POST' } })
      expect(answer.heading).toBe('That didn’t work')
    }
    expect(await browser.get('/logout')).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect(await browser.post('/', {})).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })
})

describe('the stylesheet', () => {
  it('is kept for good under an address that changes with it', async () => {
    const [, path = ''] = /<link rel="stylesheet" href="(.*?)"/.exec((await browser.get('/login')).text) ?? []
    expect(path).toMatch(/^\/assets\/style-[0-9a-f]{16}\.css$/)
    const sheet = await browser.get(path)
    expect(sheet).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      },
    })
    expect(sheet.text).toContain('light-dark(')
    expect(sheet.text).not.toMatch(/url\(|@import/)
    expect(await browser.get('/assets/style-0000000000000000.css')).toMatchObject({ status: 404 })
  })
})

it('has an icon of its own', async () => {
  const [, path = ''] =
    /<link rel="icon" type="image\/svg\+xml" href="(.*?)"/.exec((await browser.get('/login')).text) ?? []
  expect(await browser.get(path)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=31536000, immutable' },
    text: expect.stringMatching(/^<svg /) as string,
  })
})

it('answers what browsers and search engines ask for by themselves', async () => {
  expect(await browser.get('/favicon.ico', { accept: 'image/*' })).toMatchObject({
    status: 200,
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' },
    text: expect.stringMatching(/^<svg /) as string,
  })
  expect(await browser.get('/robots.txt', { accept: '*/*' })).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    text: expect.stringMatching(/^User-agent: \*\nDisallow: \/api\/\n/) as string,
  })
})

describe('the language', () => {
  const languageOf = ({ text }: { text: string }) => /<html lang="(..)">/.exec(text)?.[1]

  it('before log-in is the browser’s, else the academy’s', async () => {
    const german = { 'accept-language': 'de-AT,de;q=0.9' }
    expect(languageOf(await browser.get('/login', german))).toBe('de')
    expect(languageOf(await browser.get('/login', { 'accept-language': 'fr' }))).toBe('en')
    const academy = await openWorld({ language: 'de' })
    expect(languageOf(await pagesClient(academy).get('/login', { 'accept-language': 'fr' }))).toBe('de')
    expect(languageOf(await pagesClient(academy).get('/login', { 'accept-language': 'en' }))).toBe('en')
    await academy.close()
  })

  it('can be chosen on every page, and is kept', async () => {
    const ada = await signedIn(world, await world.person('Ada Learner'))
    for (const [client, path] of [
      [browser, '/login?next=%2Fcourses'],
      [browser, '/forgot-password'],
      [browser, '/verify?code=x'],
      [browser, '/activate?token=x'],
      [browser, '/no/such/page'],
      [ada, '/courses'],
    ] as const) {
      const { text } = await client.get(path)
      const links = [...text.matchAll(/<a\s+class="beside"\s+href="([^"]*)"\s+lang="de"/g)]
      expect(links, path).toHaveLength(1)
      const link = links[0]?.[1]?.replaceAll('&amp;', '&') ?? ''
      expect(link.split(/[?&]/, 1)[0]).toBe(path.split('?', 1)[0])
      for (const one of path.split('?')[1]?.split('&') ?? []) expect(link).toContain(one)
      expect(languageOf(await client.get(link))).toBe('de')
      expect(languageOf(await client.get(path))).toBe('de')
      expect(languageOf(await client.get(link.replace('lang=de', 'lang=en')))).toBe('en')
    }
  })

  it('is offered on the page of a form that was refused, and keeps what the form came with', async () => {
    const { text } = await browser.fillIn('/login?next=%2F1%2Fcourse', { name: 'ada', password: 'x' })
    expect(text).toContain('href="/login?next=%2F1%2Fcourse&amp;name=ada&amp;lang=de"')
    expect((await browser.get('/login?name=ada&lang=de')).text).toContain('value="ada"')
  })

  it('leads nowhere else by an address that looks like another site', async () => {
    const { text } = await browser.get('//evil.example/x')
    expect(text).not.toContain('href="//')
  })

  it('that nobody speaks here changes nothing', async () => {
    const answer = await browser.get('/login?lang=xx')
    expect(languageOf(answer)).toBe('en')
    expect(browser.cookies.has('__Host-quadrivium-language')).toBe(false)
  })
})

describe('what goes wrong', () => {
  it('is told by a page in the reader’s language', async () => {
    const answer = await browser.get('/no/such/page')
    expect([answer.status, answer.heading]).toEqual([404, 'Page not found'])
    const german = await signedIn(world, await world.person('Ada Lern'))
    await world.store.write(async (tx) => {
      const member = await tx.members.findByUsername(world.account.id, 'ada.lern')
      await updateMember(tx, world.owner, { id: member?.id ?? 0 }, { language: 'de-AT' })
    })
    const told = await german.get('/no/such/page')
    expect([told.status, told.heading]).toEqual([404, 'Seite nicht gefunden'])
    expect(told.text).toContain('<html lang="de">')
    expect(told.text).toContain('Abmelden')
  })

  it.each(['*/*', 'application/json', ''])('is told in JSON to programs that accept %j', async (accept) => {
    const answer = await browser.get('/no/such/page', { accept })
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      404,
      'application/json; charset=utf-8',
      '{"status":404,"error":"no_such_route"}',
    ])
    expect((await browser.get('/login', { accept })).heading).toBe('Log in')
  })

  it('is a form that is too large, of another kind, or an address that can’t be read', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const tooLarge = await browser.send('POST', '/login', 'x'.repeat(300_000), form)
    expect([tooLarge.status, tooLarge.heading]).toEqual([413, 'That’s too large'])
    const json = await browser.send('POST', '/login', '{}', { 'content-type': 'application/json' })
    expect([json.status, json.heading]).toEqual([415, 'That didn’t work'])
    const bad = await browser.get('/%zz')
    expect([bad.status, bad.heading, bad.headers['content-security-policy']]).toEqual([
      400,
      'That didn’t work',
      POLICY,
    ])
  })

  it('tells nothing of a crash but that there was one, and writes it down whole', async () => {
    const broken = withMethod(world, 'read', () => Promise.reject(new Error('wire cut at pier 7')))
    const server = buildServer({ ...world.services, store: broken })
    const client = pagesClient({ ...world, server }, { 'accept-language': 'de' })
    const answer = await client.get('/login')
    expect([answer.status, answer.heading]).toEqual([500, 'Etwas ist schiefgegangen'])
    expect(answer.text).not.toContain('pier 7')
    expect(answer.headers['content-security-policy']).toBe(POLICY)
    expect(JSON.stringify(world.logged)).toContain('wire cut at pier 7')
    await server.close()
  })
})

describe('a store that can’t be used', () => {
  it('is told so, where it is read and where it is written', async () => {
    const read = () => Promise.reject(unavailable(new Error('the disk is full')))
    const server = buildServer({ ...world.services, store: withMethod(world, 'read', read) })
    const answer = await pagesClient({ ...world, server }).get('/login')
    expect([answer.status, answer.heading]).toEqual([503, 'Not available right now'])
    expect(answer.text).not.toContain('disk')
    await server.close()

    const unwritable = buildServer({ ...world.services, store: withMethod(world, 'write', read) })
    const ada = await signedIn(world, await world.person('Ada Learner'))
    const client = pagesClient({ ...world, server: unwritable })
    for (const [name, value] of ada.cookies) client.cookies.set(name, value)
    const out = await client.fillIn('/nothing', {}, '/logout')
    expect([out.status, out.heading]).toEqual([503, 'Not available right now'])
    expect(out.text).toContain('Ada Learner')
    await unwritable.close()
  })
})

function withMethod({ store }: World, name: 'read' | 'write', method: () => Promise<never>): World['store'] {
  return new Proxy(store, {
    get: (target, asked) =>
      asked === name ? method : (Reflect.get(target, asked) as () => unknown).bind(target),
  })
}

describe('the academy', () => {
  it('is the one that answers to the host; an unknown one among several finds a neutral page', async () => {
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Zweite <Akademie>', language: 'de' }, ['zweite.example']),
    )
    const second = pagesClient(world, { host: 'zweite.example:4000' })
    const page = await second.get('/login')
    expect(page.text).toContain('Zweite &lt;Akademie&gt;')
    expect(page.heading).toBe('Anmelden')

    const stranger = pagesClient(world, { host: 'elsewhere.example', 'accept-language': 'de' })
    for (const path of ['/login', '/', '/activate?token=x', '/nothing']) {
      const answer = await stranger.get(path)
      expect([answer.status, answer.heading]).toEqual([404, 'Seite nicht gefunden'])
      expect(answer.text).not.toMatch(/Akademie<|Zweite/)
    }
  })

  it('knows no session of another academy', async () => {
    const ada = await signedIn(world, await world.person('Ada Learner'))
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Second', language: 'en' }, ['second.example']),
    )
    await world.store.write((tx) => tx.accounts.insertHost(world.account.id, 'first.example'))
    expect((await ada.get('/', { host: 'first.example' })).location).toBe('/courses')
    expect((await ada.get('/', { host: 'second.example' })).location).toBe('/login')
  })
})

describe('a session', () => {
  it('ends when it isn’t used, lives on when it is, and is written at most once a minute', async () => {
    const ada = await signedIn(world, await world.person('Ada Learner'))
    const where = async () => (await ada.get('/')).location
    const settled = () => world.store.write((tx) => tx.sessions.sweep(world.account.id, 0, 1))
    world.clock.advance(29 * MINUTE)
    expect(await where()).toBe('/courses')
    await settled()
    world.clock.advance(29 * MINUTE)
    expect(await where()).toBe('/courses')
    await settled()
    world.clock.advance(31 * MINUTE)
    expect(await where()).toBe('/login')
  })

  it('is none with the token of another door, and a token of the pages is none there', async () => {
    const ada = await world.person('Ada Learner')
    browser.cookies.set('__Host-quadrivium', await world.revToken(ada))
    expect((await browser.get('/')).location).toBe('/login')

    const signed = await signedIn(world, ada)
    const door = await world.server.instances.opened('rev')
    const rev = await door.inject({
      url: '/api/v2/user/session',
      headers: { authorization: `VBrick ${signed.cookies.get('__Host-quadrivium') ?? ''}` },
    })
    expect(rev.statusCode).toBe(401)
  })

  it('of a person who is barred counts no more', async () => {
    const ada = await world.person('Ada Learner')
    const signed = await signedIn(world, ada)
    await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, { status: 'suspended' }))
    expect((await signed.get('/')).location).toBe('/login')
  })

  it.each([
    ['https://academy.example.com', '__Host-quadrivium', '; Secure'],
    ['http://127.0.0.1:4000', 'quadrivium', ''],
  ])('that is reached at %s is kept in %s', async (publicUrl, name, secure) => {
    const other = await openWorld({ settings: { publicUrl } })
    const ada = await other.person('Ada Learner')
    const phc = await hashPassword('open sesame 7')
    await other.store.write((tx) => setPassword(tx, other.owner, { id: ada.id }, phc))
    const client = pagesClient(other)
    const answer = await client.fillIn('/login', { name: 'ada.learner', password: 'open sesame 7' })
    expect(answer.headers['set-cookie']).toMatch(
      new RegExp(`^${name}=console\\.[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax${secure}$`),
    )
    expect((await client.get('/')).location).toBe('/courses')
    await other.close()
  })
})

describe('a form', () => {
  const fields = { name: 'ada', password: 'x' }

  it('is taken from the browser that it was given to', async () => {
    expect((await browser.fillIn('/login', fields)).status).toBe(401)
  })

  const REFUSED = [403, 'This form has expired']

  it('is refused without its token, with another’s, and without the cookie', async () => {
    const without = await browser.post('/login', fields)
    expect([without.status, without.heading]).toEqual(REFUSED)
    expect(without.text).toContain('Go back, reload the page and send the form again.')

    const other = pagesClient(world)
    const [, token = ''] = /name="form_token" value="(.*?)"/.exec((await other.get('/login')).text) ?? []
    await browser.get('/login')
    const stolen = await browser.post('/login', { ...fields, form_token: token })
    expect([stolen.status, stolen.heading]).toEqual(REFUSED)
    other.cookies.clear()
    const cookieless = await other.post('/login', { ...fields, form_token: token })
    expect([cookieless.status, cookieless.heading]).toEqual(REFUSED)
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 401],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'https://academy.example.com' }, 401],
    [{ origin: 'https://academy.example.com:8443' }, 403],
    [{ origin: 'nonsense' }, 403],
    [{ origin: 'null' }, 401], // what browsers send from our own pages, because of their Referrer-Policy
    [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
  ])('that comes with %j is answered with %i', async (headers, status) => {
    const client = pagesClient(world, { host: 'academy.example.com' })
    const [, token = ''] = /name="form_token" value="(.*?)"/.exec((await client.get('/login')).text) ?? []
    const answer = await client.post('/login', { ...fields, form_token: token }, headers)
    expect(answer.status).toBe(status)
  })

  it('of before logging in is no good afterwards', async () => {
    const ada = await world.person('Ada Learner')
    await browser.get('/login')
    const [, before = ''] = /name="form_token" value="(.*?)"/.exec((await browser.get('/login')).text) ?? []
    const signed = await signedIn(world, ada)
    signed.cookies.set('__Host-quadrivium-visitor', browser.cookies.get('__Host-quadrivium-visitor') ?? '')
    expect((await signed.post('/logout', { form_token: before })).status).toBe(403)
    expect((await signed.get('/')).location).toBe('/courses')
  })
})
