import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SESSION_COOKIE, signedIn, type PagesClient } from '../../test/support/pages-client.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { ROLES } from '../domain/roles.ts'
import { watchBuiltConsole } from './built-console.ts'
import { buildConsolePages } from './console-pages.ts'

// What is served around the console's files. What they do is tested in a browser, in test/console.

const folder = mkdtempSync(join(tmpdir(), 'quadrivium-console-'))
const DOCUMENT = '<!doctype html><title>Console</title>'

let world: World
let app: FastifyInstance
let cookies: Readonly<Record<'learner' | 'manager', string>>

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), DOCUMENT)
  for (const [name, content] of [
    ['main-1a2b.js', 'script'],
    ['main-1a2b.js.br', 'small'],
    ['main-1a2b.js.gz', 'larger'],
    ['style-3c4d.css', 'style'],
    ['secret.txt', 'not served'],
  ] as const) {
    writeFileSync(join(folder, 'assets', name), content)
  }
  world = await openWorld()
  app = buildConsolePages(world.services, watchBuiltConsole(pathToFileURL(`${folder}/`)))
  const cookieOf = (client: PagesClient) => `${SESSION_COOKIE}=${client.cookies.get(SESSION_COOKIE) ?? ''}`
  cookies = {
    learner: cookieOf(await signedIn(world, await world.person('Lea', 'learner'))),
    manager: cookieOf(await signedIn(world, await world.person('Ingrid', 'manager'))),
  }
})
afterAll(async () => {
  await app.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

const get = (url: string, headers: Readonly<Record<string, string>> = {}) => app.inject({ url, headers })

describe('the document', () => {
  it.each(['/console', '/console/', '/console/people', '/console/people/12?part=timeline'])(
    'shows %s to staff',
    async (url) => {
      const answer = await get(url, { cookie: cookies.manager })
      expect([answer.statusCode, answer.body]).toEqual([200, DOCUMENT])
      expect(answer.headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "frame-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-cache',
      })
    },
  )

  it('sends visitors to sign in and back, and learners to their courses', async () => {
    const visitor = await get('/console/people?status=active')
    expect([visitor.statusCode, visitor.headers.location]).toEqual([
      303,
      `/login?next=${encodeURIComponent('/console/people?status=active')}`,
    ])
    const learner = await get('/console', { cookie: cookies.learner })
    expect([learner.statusCode, learner.headers.location]).toEqual([303, '/courses'])
  })

  it('shows the console to everybody who has something to do there', async () => {
    const shown = await Promise.all(
      ROLES.map(async (role) => {
        const client = await signedIn(world, await world.person(`Has ${role}`, role))
        const cookie = `${SESSION_COOKIE}=${client.cookies.get(SESSION_COOKIE) ?? ''}`
        return (await get('/console', { cookie })).statusCode === 200 ? [role] : []
      }),
    )
    expect(shown.flat()).toEqual(
      ROLES.filter((role) => !['learner', 'event_admin', 'media_contributor'].includes(role)),
    )
  })

  it('says so when the installation came without it', async () => {
    const without = buildConsolePages(world.services, () => null)
    const answer = await without.inject({ url: '/console', headers: { cookie: cookies.manager } })
    expect([answer.statusCode, answer.body]).toEqual([404, expect.stringContaining('has no console')])
    await without.close()
  })
})

describe('a console that is built anew while the server runs', () => {
  it('is shown, with its new files', async () => {
    writeFileSync(join(folder, 'assets', 'main-5e6f.js'), 'newer')
    writeFileSync(join(folder, 'index.html'), `${DOCUMENT}2`)
    utimesSync(join(folder, 'index.html'), 0, 0)
    expect((await get('/console', { cookie: cookies.manager })).body).toBe(`${DOCUMENT}2`)
    expect((await get('/console/assets/main-5e6f.js')).body).toBe('newer')
  })
})

describe('a file', () => {
  const path = '/console/assets/main-1a2b.js'

  it('is sent as small as the browser can read it, and kept for good', async () => {
    expect((await get(path, { 'accept-encoding': 'gzip, deflate, br' })).body).toBe('small')
    expect((await get(path, { 'accept-encoding': 'gzip, br;q=0' })).body).toBe('larger')
    const plain = await get(path)
    expect([plain.body, plain.headers['content-encoding']]).toEqual(['script', undefined])
    expect(plain.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    })
    expect((await get(path, { 'accept-encoding': 'br' })).headers).toMatchObject({
      'content-encoding': 'br',
      'content-length': '5',
    })
  })

  it.each([
    'secret.txt',
    'main-1a2b.js.br',
    'nothing.js',
    '..%2findex.html',
    '%2e%2e%2f%2e%2e%2fpackage.json',
  ])('is not %s', async (name) => {
    expect((await get(`/console/assets/${name}`)).statusCode).toBe(404)
  })
})
