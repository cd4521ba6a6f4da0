import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedIn } from '../../../test/support/pages-client.ts'
import { revClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let ada: Member

beforeAll(async () => {
  world = await openWorld()
  ada = await world.person('Ada Learner')
})
afterAll(() => world.close())

const headings = (text: string) => [...text.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading)

it('lists where a person is signed in, and ends one session or all others', async () => {
  const browser = await signedIn(world, ada)
  const lost = await signedIn(world, ada)
  const token = await world.revToken(ada)
  const stranger = await signedIn(world, await world.person('Eve Else'))

  const { text, heading } = await browser.get('/sessions')
  expect(heading).toBe('Where you are signed in')
  expect(headings(text)).toEqual(['A program (rev)', 'A browser', 'A browser'])
  expect(text.match(/This is the browser that you are using now/g)).toHaveLength(1)

  // The newest comes first.
  const [, program = ''] = /name="session" value="(\d+)"/.exec(text) ?? []
  const [, formToken = ''] = /name="form_token" value="(.*?)"/.exec(text) ?? []
  const [, notHers = ''] =
    /name="form_token" value="(.*?)"/.exec((await stranger.get('/sessions')).text) ?? []
  expect((await stranger.post('/sessions', { form_token: notHers, session: program })).location).toBe(
    '/sessions?ended',
  )
  const session = () => revClient(world, token).get('/api/v2/user/session')
  expect((await session()).status).toBe(200)

  const ended = await browser.post('/sessions', { form_token: formToken, session: program })
  expect(ended).toMatchObject({ status: 303, location: '/sessions?ended' })
  expect((await browser.follow(ended)).text).toContain('Whoever used it has to sign in again.')
  expect((await session()).status).toBe(401)
  expect((await lost.get('/courses')).status).toBe(200)

  await browser.fillIn('/sessions', { session: 'others' })
  expect((await lost.get('/courses')).location).toBe('/login?next=%2Fcourses')
  expect(headings((await browser.get('/sessions')).text)).toEqual(['A browser'])
  expect((await stranger.get('/courses')).status).toBe(200)
})

it('asks who is not signed in to log in', async () => {
  const browser = await signedIn(world, ada)
  browser.cookies.clear()
  expect((await browser.get('/sessions')).location).toBe('/login?next=%2Fsessions')
})
