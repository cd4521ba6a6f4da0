import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  type CoursepathClient,
} from '../../../test/support/coursepath-client.ts'
import { revClient, type Answer, type RevClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Group } from './group.ts'
import type { Member } from './member.ts'

// A group or a person with a policy item on a category ranks above assistants, as if it held a powerful role.

let world: World
let manager: RevClient
let rev: RevClient
let coursepath: CoursepathClient
let ann: Member
let keeper: Member
let keepers: Group
let vault: string

beforeAll(async () => {
  world = await openWorld()
  await openCoursepath(world)
  manager = revClient(world, await world.revToken(await world.person('Max Manager', 'manager')))
  ann = await world.person('Ann Assistant', 'assistant')
  rev = revClient(world, await world.revToken(ann))
  coursepath = coursepathClient(world, 'ann.assistant@example.com')
  keeper = await world.person('Kim Keeper')
  const member = await world.person('Mia Member')
  keepers = await world.group('Keepers', { members: [member.guid] })
  vault = await manager.category('Vault', undefined, {
    restricted: true,
    categoryPolicyItems: [
      { type: 'Group', id: keepers.guid, itemType: 'CategoryManager' },
      { type: 'User', id: keeper.guid, itemType: 'CategoryContributor' },
    ],
  })
})
afterAll(() => world.close())

const add = (id: string) => [{ op: 'add', path: '/UserIds/-', value: id }]
const membersOf = () =>
  world.store.read((reader) => reader.groups.listMemberGuids(world.account.id, keepers.id, 0, 100))

it.each<readonly [string, () => Promise<Answer>]>([
  ['join it by PATCH', () => rev.patch(`/api/v2/groups/${keepers.guid}`, add(ann.guid))],
  [
    'join it by PUT',
    () => rev.put(`/api/v2/groups/${keepers.guid}`, { name: 'Keepers', userIds: [ann.guid] }),
  ],
  ['empty it', () => rev.put(`/api/v2/groups/${keepers.guid}`, { name: 'Keepers', userIds: [] })],
  ['delete it', () => rev.delete(`/api/v2/groups/${keepers.guid}`)],
  [
    'make a person who is in it',
    () => rev.post('/api/v2/users', { username: 'new', lastName: 'New', groupIds: [keepers.guid] }),
  ],
  [
    'put a person into it',
    async () => {
      const { guid } = await world.person('Lea Learner')
      return rev.patch(`/api/v2/users/${guid}`, [{ op: 'add', path: '/GroupIds/-', value: keepers.guid }])
    },
  ],
  [
    'take over the address of who is in it',
    async () => {
      const [inIt] = await membersOf()
      return rev.patch(`/api/v2/users/${inIt?.guid ?? ''}`, [
        { op: 'replace', path: '/Email', value: 'ann2@example.com' },
      ])
    },
  ],
  [
    'take over the address of who holds an item alone',
    () =>
      rev.patch(`/api/v2/users/${keeper.guid}`, [
        { op: 'replace', path: '/Email', value: 'ann3@example.com' },
      ]),
  ],
  ['delete who holds an item alone', () => rev.delete(`/api/v2/users/${keeper.guid}`)],
])('lets an assistant not %s at Rev', async (_, act) => {
  const before = await membersOf()
  const { status, text } = await act()
  expect([status, text]).toEqual([
    401,
    '{"code":"NotAuthorized","detail":"The signed-in user may not do this."}',
  ])
  expect(await membersOf()).toEqual(before)
})

it('lets an assistant neither join nor leave it at Coursepath, nor change the address of its people', async () => {
  const [inIt] = await membersOf()
  const answers = [
    await coursepath.post(`/members/${ann.id}/groups`, { form: { name: 'keepers' } }),
    await coursepath.delete(`/members/${inIt?.id ?? 0}/groups`),
    await coursepath.delete(`/members/${inIt?.id ?? 0}/groups?name=Keepers`),
    await coursepath.post(`/members/${inIt?.id ?? 0}`, { form: { email: 'ann4@example.com' } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  expect(await membersOf()).toEqual([inIt])
})

it('leaves the category to those who hold it, and other groups to assistants', async () => {
  expect((await rev.put(`/api/v2/categories/${vault}`, { name: 'Mine', restricted: true })).status).toBe(401)
  const plain = await world.group('Plain')
  expect((await rev.patch(`/api/v2/groups/${plain.guid}`, add(ann.guid))).status).toBe(200)
  expect((await coursepath.post(`/members/${keeper.id}/groups`, { form: { name: 'Plain' } })).status).toBe(
    200,
  )
  expect((await manager.patch(`/api/v2/groups/${keepers.guid}`, add(keeper.guid))).status).toBe(200)
})
