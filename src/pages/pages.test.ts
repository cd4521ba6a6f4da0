import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pagesClient, signedIn, type PagesClient } from '../../test/support/pages-client.ts'
import { openWorld, type World } from '../../test/support/world.ts'

let world: World
let browser: PagesClient

beforeEach(async () => {
  world = await openWorld()
  browser = pagesClient(world)
})
afterEach(() => world.close())

describe('the start page', () => {
  it('leads to log in, and who is signed in to his courses', async () => {
    const answer = await browser.get('/')
    expect([answer.status, answer.location]).toEqual([303, '/login'])
    const ada = await signedIn(world, await world.person('Ada Learner'))
    expect((await ada.get('/')).location).toBe('/courses')
  })
})

describe('every page', () => {
  it('tells the browser to load nothing from elsewhere, and to keep nothing', async () => {
    const { status, headers } = await browser.get('/login')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })
})
