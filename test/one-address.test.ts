import { afterAll, beforeAll, expect, it } from 'vitest'
import { setPassword } from '../src/domain/access/set-password.ts'
import { hashedAtNoCost } from './support/cheap-password.ts'
import { coursepathClient, openCoursepath, type CoursepathClient } from './support/coursepath-client.ts'
import { pagesClient } from './support/pages-client.ts'
import { revClient } from './support/rev-client.ts'
import { openWorld, type World } from './support/world.ts'

// An address whose host is written in its own script and the one with the host in ASCII reach one mailbox: they are one
// person, at every door.

const SPELLINGS = ['zoë@münchen.de', 'ZOË@MÜNCHEN.DE', 'zoë@xn--mnchen-3ya.de', '"zoë"@mu\u0308nchen.de']
const [FIRST = '', ...OTHERS] = SPELLINGS
const PASSWORD = 'correct horse battery'

let world: World
let coursepath: CoursepathClient
let token: string
let id: number

beforeAll(async () => {
  world = await openWorld()
  await openCoursepath(world)
  const ada = await world.person('Ada Manager', 'manager')
  token = await world.revToken(ada)
  coursepath = coursepathClient(world, ada.email ?? '')
  const made = await coursepath.post('/members', { form: { email: FIRST } })
  id = made.json<{ id: number }>().id
  const hash = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id }, hash))
})
afterAll(() => world.close())

it.each(OTHERS)('%s is no second person at any door', async (email) => {
  expect((await coursepath.post('/members', { form: { email } })).json()).toMatchObject({ id, email: FIRST })
  const rev = revClient(world, token)
  const name = `other-${OTHERS.indexOf(email)}`
  const body = { username: name, lastname: 'Other', email }
  expect((await rev.post('/api/v2/users', body)).json()).toMatchObject({ code: 'EmailExists' })
  expect((await rev.post('/api/v2/users', { username: email, lastname: 'Other' })).json()).toMatchObject({
    code: 'UsernameExists',
  })
})

it.each(SPELLINGS)('%s finds the person', async (email) => {
  const found = await coursepath.get(`/members?email=${encodeURIComponent(email)}`)
  expect(found.json<{ id: number }[]>().map((one) => one.id)).toEqual([id])
  const rev = revClient(world, token)
  const byEmail = await rev.get(`/api/v2/users/${encodeURIComponent(email)}?type=email`)
  expect(byEmail.json()).toMatchObject([{ email: FIRST }])
  const words = email.replaceAll('"', '').replace('u\u0308', 'ü')
  const searched = await rev.get(`/api/v2/search/access-entity?type=User&q=${encodeURIComponent(words)}`)
  expect(JSON.stringify(searched.json())).toContain(FIRST)
})

it.each(SPELLINGS)('%s signs in', async (name) => {
  const browser = pagesClient(world)
  await browser.get('/login')
  expect((await browser.fillIn('/login', { name, password: PASSWORD })).status).toBe(303)
})
