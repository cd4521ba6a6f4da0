import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revClient, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'
import type { Member } from '../../../domain/people/member.ts'
import { updateMember } from '../../../domain/people/members.ts'

interface User {
  username: string
  lastname: string
  email: string | null
  phone: string | null
}
interface Found {
  accessEntities: { LastName: string; UserName: string; Email: string | null }[]
  totalEntities: number
}

describe.each([false, true])('with an open directory: %s', (open) => {
  let world: World
  let ada: Member
  let learner: RevClient
  let auditor: RevClient

  beforeAll(async () => {
    world = await openWorld({ settings: { own: { OPEN_DIRECTORY: open } } })
    ada = await world.person('Ada')
    await world.store.write((tx) =>
      updateMember(tx, world.owner, { id: ada.id }, { username: 'a.lovelace', phone: '+44 20 7946 0000' }),
    )
    learner = revClient(world, await world.revToken(await world.person('Lea', 'learner')))
    auditor = revClient(world, await world.revToken(await world.person('Otto', 'auditor')))
  })
  afterAll(() => world.close())

  const whole = {
    lastname: 'Ada',
    username: 'a.lovelace',
    email: 'ada@example.com',
    phone: '+44 20 7946 0000',
  }

  it('a learner sees of others their names', async () => {
    const hidden = { lastname: 'Ada', username: '', email: null, phone: null }
    expect((await learner.get(`/api/v2/users/${ada.guid}`)).json<User>()).toMatchObject(open ? whole : hidden)
    expect((await auditor.get(`/api/v2/users/${ada.guid}`)).json<User>()).toMatchObject(whole)
  })

  it('and finds nobody else by a username or an address', async () => {
    for (const path of ['a.lovelace?type=username', 'ada@example.com?type=email']) {
      expect((await learner.get(`/api/v2/users/${path}`)).status).toBe(open ? 200 : 404)
      expect((await auditor.get(`/api/v2/users/${path}`)).status).toBe(200)
    }
    expect((await learner.get('/api/v2/users/lea?type=username')).status).toBe(200)
  })

  it('and learns of nobody by changing or deleting who has such a username', async () => {
    const asked = [
      await learner.patch('/api/v2/users/a.lovelace?type=username', []),
      await learner.delete('/api/v2/users/a.lovelace?type=username'),
    ]
    expect(asked.map(({ status }) => status)).toEqual(open ? [401, 401] : [404, 404])
  })

  it('sees everything of oneself', async () => {
    expect((await learner.get('/api/v2/users/me')).json()).toMatchObject({ email: 'lea@example.com' })
    const found = (await learner.get('/api/v2/search/access-entity?q=lea')).json<Found>()
    expect(found.accessEntities).toMatchObject([{ UserName: 'lea', Email: 'lea@example.com' }])
  })

  it('finds people by name, to give them access', async () => {
    for (const path of ['access-entity', 'access-entity/assignable']) {
      const search = (client: RevClient, q: string) =>
        client.get(`/api/v2/search/${path}?type=User&q=${q}`).then((answer) => answer.json<Found>())
      expect((await search(learner, 'ada')).accessEntities).toMatchObject([
        open
          ? { LastName: 'Ada', UserName: 'a.lovelace', Email: 'ada@example.com' }
          : { LastName: 'Ada', UserName: '', Email: null },
      ])
      for (const hidden of ['lovelace', 'ada%40example']) {
        expect((await search(learner, hidden)).totalEntities).toBe(open ? 1 : 0)
        expect((await search(learner, hidden)).accessEntities).toHaveLength(open ? 1 : 0)
        expect((await search(auditor, hidden)).totalEntities).toBe(1)
      }
    }
  })
})
