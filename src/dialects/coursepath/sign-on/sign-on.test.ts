import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { coursepathClient, openCoursepath, signToken } from '../../../../test/support/coursepath-client.ts'
import { pagesClient, type PagesClient } from '../../../../test/support/pages-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'
import type { Member } from '../../../domain/people/member.ts'
import { updateMember } from '../../../domain/people/members.ts'
import { revokeKey } from '../../../domain/access/credentials.ts'
import type { CredentialId } from '../../../domain/ids.ts'

// docs/contracts/coursepath.md 9.

let world: World
let browser: PagesClient
let ada: Member

beforeEach(async () => {
  world = await openWorld({ settings: { trustedProxies: ['127.0.0.1'], allowHttp: false } })
  await openCoursepath(world)
  browser = pagesClient(world, TLS, 'coursepath')
  ada = await world.person('Ada Learner')
})
afterEach(() => world.close())

const TLS = { 'x-forwarded-proto': 'https' }
const token = (claims = {}) => coursepathClient(world, 'ada.learner@example.com').token(claims)
const link = (query: Readonly<Record<string, string>>) => `/redirect?${new URLSearchParams(query).toString()}`

/** The pages with the cookies set by the link. */
function pages(): PagesClient {
  const client = pagesClient(world, TLS)
  for (const [name, value] of browser.cookies) client.cookies.set(name, value)
  return client
}

const REFUSED = 'The link didn’t log you in. Log in here, or go back and try again.'

describe('GET /redirect', () => {
  it('logs the browser in, and leads to the path that was asked for', async () => {
    const answer = await browser.get(link({ token: token(), next: '/5/course?lesson=2' }))
    expect(answer).toMatchObject({
      status: 302,
      location: '/5/course?lesson=2',
      text: '',
      headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    })
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-quadrivium=console\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    )
    expect((await pages().get('/')).location).toBe('/courses')
    const audit = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 1000))
    expect(audit.at(-1)).toMatchObject({
      action: 'sign_in',
      door: 'coursepath',
      memberId: ada.id,
      credentialId: expect.any(Number) as number,
    })
  })

  it('tolerates a slash behind it', async () => {
    expect((await browser.get(`/redirect/?token=${token()}`)).location).toBe('/')
  })

  it.each(['', '//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example', 'courses'])(
    'leads to the start page when asked for %j',
    async (next) => {
      expect(await browser.get(link({ token: token(), next }))).toMatchObject({ status: 302, location: '/' })
    },
  )

  it('speaks the language that was asked for, until the person logs out', async () => {
    expect((await browser.get(link({ token: token(), locale: 'de-AT' }))).status).toBe(302)
    const client = pages()
    const page = await client.get('/nothing')
    expect(page.text).toContain('<html lang="de">')
    await client.fillIn('/nothing', {}, '/logout')
    expect((await client.get('/login')).text).toContain('<html lang="en">')
    browser.cookies.clear()
    await browser.get(link({ token: token(), locale: 'tlh' }))
    expect((await pages().get('/nothing')).text).toContain('<html lang="en">')
  })

  it('is good once, for the API too', async () => {
    const used = token()
    expect((await browser.get(link({ token: used }))).status).toBe(302)
    expect((await browser.get(link({ token: used }))).status).toBe(401)
    const api = await coursepathClient(world, 'x').get('/members/me', {
      headers: { authorization: `Bearer ${used}`, ...TLS },
    })
    expect(api.status).toBe(401)
    expect(api.text).toContain('"error":"reused_token"')
  })

  it.each<[string, () => string | undefined]>([
    ['no token', () => undefined],
    ['an empty one', () => ''],
    ['no token at all', () => 'hello'],
    ['an old one', () => token({ iat: world.clock.now() / 1000 - 181 })],
    ['one of the future', () => token({ iat: world.clock.now() / 1000 + 121 })],
    ['one of a stranger', () => token({ email: 'nobody@example.com' })],
    [
      'another key’s',
      () => signToken('another', { jti: 1, iat: world.clock.now() / 1000, email: ada.email }),
    ],
    ['the signing key itself', () => 's3cr3t-api-key'],
  ])('answers %s with the page to log in on, and a neutral word', async (_what, make) => {
    const given = make()
    const answer = await browser.get(
      link({ ...(given === undefined ? {} : { token: given }), next: '/5/course', locale: 'en' }),
    )
    expect(answer).toMatchObject({ status: 401, heading: 'Log in' })
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.text).toContain(`<p class="notice bad" role="alert">${REFUSED}</p>`)
    expect(answer.text).toContain('<input type="hidden" name="next" value="/5/course" />')
    expect(browser.cookies.has('__Host-quadrivium')).toBe(false)
    // The form on it works.
    const [, formToken = ''] = /name="form_token" value="(.*?)"/.exec(answer.text) ?? []
    const logIn = await pages().post('/login', { form_token: formToken, name: 'ada', password: 'wrong' })
    expect(logIn.status).toBe(401)
  })

  it('refuses in the language that was asked for', async () => {
    const answer = await browser.get(link({ token: 'x', locale: 'de' }))
    expect([answer.status, answer.heading]).toEqual([401, 'Anmelden'])
  })

  it('lets nobody in who is barred', async () => {
    await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, { status: 'suspended' }))
    expect((await browser.get(link({ token: token() }))).status).toBe(401)
  })

  it('ends the sessions that it opened when its key is revoked', async () => {
    await browser.get(link({ token: token() }))
    const client = pages()
    expect((await client.get('/')).location).toBe('/courses')
    const [key] = await world.store.read((reader) => reader.credentials.list(world.account.id))
    await world.store.write((tx) => revokeKey(tx, world.owner, key?.id ?? (0 as CredentialId)))
    expect((await client.get('/')).location).toBe('/login')
  })

  it('fails over plain HTTP with a page, and doesn’t look at the token', async () => {
    const good = token()
    const answer = await browser.get(link({ token: good }), { 'x-forwarded-proto': 'http' })
    expect(answer).toMatchObject({ status: 403, heading: 'This page needs a secure connection' })
    expect((await browser.get(link({ token: good }))).status).toBe(302)
  })

  // Differs from the vendor: HEAD of the link that logs in gets a 405, so that a link preview doesn't use
  // up the token.
  it('takes no other method, and HEAD uses nothing up', async () => {
    const good = link({ token: token() })
    for (const method of ['HEAD', 'POST', 'DELETE', 'OPTIONS']) {
      const answer = await browser.send(method, good)
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET' } })
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    }
    expect((await browser.get(good)).status).toBe(302)
  })

  it('keeps the token out of the log', async () => {
    const good = token()
    await browser.get(link({ token: good }))
    expect(JSON.stringify(world.logged)).not.toContain(good)
    expect(JSON.stringify(world.logged)).toContain('/redirect?token=[redacted]')
  })
})
