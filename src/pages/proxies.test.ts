import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../test/support/cheap-password.ts'
import { pagesClient } from '../../test/support/pages-client.ts'
import { rowsOfDocument, type Sent } from '../../test/support/proxy-document.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { setPassword } from '../domain/access/set-password.ts'
import { addHost } from '../domain/academy/tenancy.ts'

// Each row of the table in docs/proxy.md: a browser's request as it reaches the server through that proxy. The values
// are what the proxies really sent when test/acceptance/proxies.test.ts ran, including for a client that forges
// headers.

const FOLDER = new URL('../../test/support/proxy-headers/', import.meta.url)
const kept = readdirSync(FOLDER).map((file) => {
  const { sent, forged } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Record<string, Sent>
  if (sent === undefined || forged === undefined) throw new Error(`${file} is incomplete.`)
  return { name: basename(file, '.json'), sent, forged }
})
const inDocument = rowsOfDocument()
const rows: typeof inDocument = [
  ...inDocument,
  ...kept.map(({ name, forged }) => [`${name}, which passes on what a client forged`, forged] as const),
]

const PASSWORD = 'correct horse battery'
const TRUSTED = ['127.0.0.1', '10.0.0.0/8']
let world: World

beforeAll(async () => {
  world = await openWorld({
    settings: { trustedProxies: TRUSTED, publicUrl: 'https://academy.example.com', allowHttp: false },
  })
  const ada = await world.person('Ada Learner')
  const hash = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: ada.id }, hash))
  await world.store.write((tx) => addHost(tx, world.owner, 'academy.example.com'))
})
afterAll(() => world.close())

/** Logs in like a browser that sends these headers. */
async function logIn(sent: Sent, browser: Sent) {
  const client = pagesClient(world, sent)
  const { text } = await client.get('/login')
  const [, token = ''] = /name="form_token" value="(.*?)"/.exec(text) ?? []
  const fields = { form_token: token, name: 'ada.learner', password: PASSWORD }
  return client.post('/login', fields, browser)
}

const OWN = 'https://academy.example.com'

it.each(kept)('the document says of $name what it has sent', ({ name, sent }) => {
  const row = inDocument.find(([proxy]) => proxy.toLowerCase() === name)
  expect(row?.[1]).toEqual(sent)
})

it('has every proxy of the document, four of them from a run', () => {
  expect(inDocument.length).toBeGreaterThanOrEqual(13)
  expect(kept.map(({ name }) => name).toSorted()).toEqual(['apache', 'caddy', 'haproxy', 'nginx'])
})

describe.each(rows)('by %s', (_, sent) => {
  it.each([
    ['a browser of today', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['one that names the origin', { 'sec-fetch-site': 'same-origin', origin: OWN }],
    ['an older one', { origin: OWN }],
    ['an older one that keeps the origin to itself', { origin: 'null' }],
    ['one that says nothing', {}],
  ])('%s logs in, and its cookies are for TLS', async (_browser, browser) => {
    const answer = await logIn(sent, browser)
    expect([answer.status, answer.location]).toEqual([303, '/'])
    expect(String(answer.headers['set-cookie'])).toMatch(/__Host-quadrivium=.*; Secure/)
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': 'same-site', origin: OWN }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://academy.example.com.evil.example' }],
    [{ origin: 'https://academy.example.com:8443' }],
    [{ origin: 'nonsense' }],
  ])('a form of another site is refused: %j', async (browser) => {
    expect((await logIn(sent, browser)).status).toBe(403)
  })
})

const tells = rows.filter(([, sent]) => 'x-forwarded-for' in sent || 'forwarded' in sent)

it.each(tells)(
  '%s says that the client came by TLS, and is believed where it is trusted',
  async (_, sent) => {
    const pages = await world.server.instances.opened('coursepath')
    const from = (remoteAddress: string, more: Sent = {}) =>
      pages.inject({ url: '/api/v1/members/me', headers: { ...sent, ...more }, remoteAddress })
    // Coursepath's door requires TLS: with TLS and without a token it asks for a token.
    const believed = await from('127.0.0.1')
    expect(believed.json()).toMatchObject({ error: 'missing_token' })
    expect(believed.headers['strict-transport-security']).toBe('max-age=31536000')
    // From any other address the same headers are ignored.
    const stranger = await from('198.51.100.9')
    expect(stranger.json()).toMatchObject({ error: 'https_required' })
    expect(stranger.headers['strict-transport-security']).toBeUndefined()
  },
)
