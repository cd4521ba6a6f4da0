import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Principal } from '../principal.ts'
import { findMember } from './find-member.ts'
import type { Member } from './member.ts'
import { updateMember, getMember, getProfile } from './members.ts'
import { listEntities } from './list-entities.ts'
import type { Directory, SeenMember } from './seen-member.ts'

const CONTACTS = {
  username: 'a.lovelace',
  email: 'ada@example.com',
  phone: '+44 20 7946 0000',
  externalId: 'E-1815',
  identification: 'ID-1815',
  registration: 'R-1815',
}
const NOTHING = Object.fromEntries(Object.keys(CONTACTS).map((field) => [field, null]))

const FIRST = { after: null, limit: 9 }

let world: World
let ada: Member
let learner: Principal
let auditor: Principal
let self: Principal
beforeAll(async () => {
  world = await openWorld()
  ada = await world.person('Ada')
  await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, CONTACTS))
  const as = (member: Member): Principal => ({ ...world.owner, memberId: member.id })
  learner = as(await world.person('Lea', 'learner'))
  auditor = as(await world.person('Otto', 'auditor'))
  self = as(ada)
})
afterAll(() => world.close())

/** Ada as returned by every operation that returns people; undefined where she isn't found. */
const ways: Readonly<
  Record<string, (by: Principal, directory?: Directory) => Promise<SeenMember | undefined>>
> = {
  getMember: (by, directory) =>
    world.store.read((reader) => getMember(reader, by, { id: ada.id }, directory)),
  getProfile: async (by, directory) =>
    (await world.store.read((reader) => getProfile(reader, by, { id: ada.id }, directory))).member,
  findMember: (by, directory) =>
    world.store.read((reader) => findMember(reader, by, { id: ada.id }, directory)),
  listEntities: async (by, directory) => {
    const { items } = await world.store.read((reader) =>
      listEntities(reader, by, { filter: { kinds: ['member'] }, q: 'ada', page: FIRST }, directory),
    )
    const [one] = items
    return one?.kind === 'member' ? one.member : undefined
  },
}

describe.each(Object.entries(ways))('%s', (_name, seenBy) => {
  it('tells others the name, and staff and the person themself everything', async () => {
    expect(await seenBy(learner)).toMatchObject({ lastName: 'Ada', ...NOTHING })
    expect(await seenBy(learner, 'closed')).toMatchObject(NOTHING)
    for (const by of [auditor, self, world.owner]) expect(await seenBy(by)).toMatchObject(CONTACTS)
  })

  it('tells everybody everything in an open directory', async () => {
    expect(await seenBy(learner, 'open')).toMatchObject(CONTACTS)
  })
})

describe('a username or an address', () => {
  it.each([{ username: 'a.lovelace' }, { email: 'ada@example.com' }])(
    '%o finds nobody for others',
    async (named) => {
      const find = (by: Principal, directory?: Directory) =>
        world.store.read((reader) => findMember(reader, by, named, directory))
      expect(await find(learner)).toBeUndefined()
      expect(await find(learner, 'open')).toMatchObject(CONTACTS)
      for (const by of [auditor, self, world.owner]) expect(await find(by)).toMatchObject(CONTACTS)
    },
  )

  it.each(['lovelace', 'ada@example'])('%s is no way to guess one', async (text) => {
    const search = (by: Principal) =>
      world.store.read((reader) =>
        listEntities(reader, by, { filter: { kinds: ['member'] }, q: text, page: FIRST, total: true }),
      )
    expect(await search(learner)).toEqual({ items: [], next: null, total: 0 })
    expect((await search(auditor)).total).toBe(1)
  })
})
