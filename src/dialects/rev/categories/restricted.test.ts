import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Group } from '../../../domain/people/group.ts'
import type { Member } from '../../../domain/people/member.ts'
import { revClient, type Answer, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md A8, through the door: rights on open categories and on those governed by R.

let world: World
let admin: RevClient
let staff: Group

beforeEach(async () => {
  world = await openWorld()
  admin = revClient(world, await world.revToken(await world.person('Ada Admin', 'manager')))
  staff = await world.group('Staff')
})
afterEach(() => world.close())

const item = (type: 'User' | 'Group', { guid }: Member | Group, itemType: string) => ({
  type,
  id: guid,
  itemType,
})

const refused = '{"code":"NotAuthorized","detail":"The signed-in user may not do this."}'

/** The result of an action: done, refused for lack of rights, or something that no test expects. */
function outcome({ status, text }: Answer): string {
  if (status === 200) return 'yes'
  return status === 401 && text === refused ? 'no' : text
}

/** The categories that actions are tried on, created anew for each person. */
async function grow(items: object[], name: string) {
  const open = await admin.category(`${name} open`)
  const below = await admin.category('below', open)
  const r = await admin.category(name, undefined, { restricted: true, categoryPolicyItems: items })
  const child = await admin.category('child', r)
  const grandchild = await admin.category('grandchild', child)
  // Restricted again, with its own items: R's policy ends here.
  const vault = await admin.category('vault', child, { restricted: true })
  return { open, below, r, child, grandchild, vault }
}

/** Tries each action once. Successful ones aren't undone: each has its own target. */
async function tryAll(rev: RevClient, items: object[], name = 'R') {
  const { open, below, r, child, grandchild, vault } = await grow(items, name)
  const create = (name: string, parentCategoryId: string | null) =>
    rev.post('/api/v2/categories', { name, parentCategoryId })
  const edit = (id: string, body: object) => rev.put(`/api/v2/categories/${id}`, body)
  const remove = (id: string) => rev.delete(`/api/v2/categories/${id}`)
  let leaves = 0
  const leafOf = (id: string) => admin.category(`leaf ${leaves++}`, id)
  const assignable = (await rev.get('/api/v2/assignable-categories')).json<{ id: string }[]>()
  const mayAssign = (id: string) => (assignable.some((one) => one.id === id) ? 'yes' : 'no')

  return {
    list: outcome(await rev.get('/api/v2/categories')),
    'get R': outcome(await rev.get(`/api/v2/categories/${r}`)),
    'create at the top': outcome(await create(`${name} new`, null)),
    'create below open': outcome(await create('new', open)),
    'create below R': outcome(await create('new', r)),
    'create below a grandchild of R': outcome(await create('new', grandchild)),
    'create below the vault': outcome(await create('new', vault)),
    'edit open': outcome(await edit(below, { name: 'below 2' })),
    'edit R': outcome(await edit(r, { name: `${name} 2`, restricted: true })),
    'edit a child of R': outcome(await edit(child, { name: 'child 2' })),
    'edit the vault': outcome(await edit(vault, { name: 'vault 2' })),
    'move open into R': outcome(await edit(below, { name: 'moved in', parentCategoryId: r })),
    'move out of R': outcome(await edit(await leafOf(r), { name: 'moved out', parentCategoryId: open })),
    'move within R': outcome(await edit(await leafOf(r), { name: 'moved', parentCategoryId: grandchild })),
    'attach to open': mayAssign(open),
    'attach to R': mayAssign(r),
    'attach to a grandchild of R': mayAssign(grandchild),
    'attach to the vault': mayAssign(vault),
    'delete open': outcome(await remove(await leafOf(open))),
    'delete below R': outcome(await remove(await leafOf(r))),
    'delete a child of R that holds the vault': outcome(await remove(child)),
    'delete the vault': outcome(await remove(vault)).replace(/.*CategoryNotFound.*/, 'yes'), // deleted with the child
  }
}

type Acts = keyof Awaited<ReturnType<typeof tryAll>>
const everySignedInUser: readonly Acts[] = ['list', 'get R']
const managerOfR: readonly Acts[] = [
  'create below R',
  'create below a grandchild of R',
  'edit R',
  'edit a child of R',
  'move within R',
  'attach to R',
  'attach to a grandchild of R',
  'delete below R',
]

function expectOnly(tried: Awaited<ReturnType<typeof tryAll>>, ...allowed: readonly Acts[]): void {
  const expected = Object.fromEntries(
    Object.keys(tried).map((act) => [act, allowed.includes(act as Acts) ? 'yes' : 'no']),
  )
  expect(tried).toEqual(expected)
}

async function personWith(name: string, ...roles: Parameters<World['person']>[1][]) {
  const person = await world.person(name, ...roles)
  return { person, rev: revClient(world, await world.revToken(person)) }
}

describe('A8, who may do what', () => {
  it('an outsider may look', async () => {
    const { rev } = await personWith('Olaf Outsider')
    expectOnly(await tryAll(rev, []), ...everySignedInUser)
  })

  it('a contributor of R may attach content in it', async () => {
    const { person, rev } = await personWith('Con Tributor')
    const tried = await tryAll(rev, [item('User', person, 'CategoryContributor')])
    expectOnly(tried, ...everySignedInUser, 'attach to R', 'attach to a grandchild of R')
  })

  it('a manager of R by name may do everything in it, and nothing outside', async () => {
    const { person, rev } = await personWith('Mara Manager')
    expectOnly(
      await tryAll(rev, [item('User', person, 'CategoryManager')]),
      ...everySignedInUser,
      ...managerOfR,
    )
  })

  it('a manager of R by a group may the same, until he leaves it, with the session he has', async () => {
    const { person, rev } = await personWith('Greta Grouped')
    await admin.patch(`/api/v2/groups/${staff.guid}`, [{ op: 'add', path: '/UserIds/-', value: person.guid }])
    const items = [item('Group', staff, 'CategoryManager')]
    expectOnly(await tryAll(rev, items), ...everySignedInUser, ...managerOfR)

    await admin.patch(`/api/v2/groups/${staff.guid}`, [
      { op: 'remove', path: '/UserIds', value: person.guid },
    ])
    expectOnly(await tryAll(rev, items, 'S'), ...everySignedInUser)
  })

  it.each(['manager', 'media_admin'] as const)('a %s may do everything', async (role) => {
    const { rev } = await personWith('Berta Boss', role)
    const tried = await tryAll(rev, [])
    expectOnly(tried, ...(Object.keys(tried) as Acts[]))
  })

  it('an admin through a group may too', async () => {
    const { person, rev } = await personWith('Gus Grouped')
    const roles = (await admin.get('/api/v2/users/roles')).json<{ id: string; roleType: string }[]>()
    const mediaAdmin = roles.find(({ roleType }) => roleType === 'MediaAdmin')?.id
    await admin.post('/api/v2/groups', { name: 'Admins', userIds: [person.guid], roleIds: [mediaAdmin] })
    const tried = await tryAll(rev, [])
    expectOnly(tried, ...(Object.keys(tried) as Acts[]))
  })

  it('a CategoryCreator may create where it is open', async () => {
    const { rev } = await personWith('Carl Creator', 'category_creator')
    expectOnly(await tryAll(rev, []), ...everySignedInUser, 'create at the top', 'create below open')
  })

  it('an author may attach content where it is open', async () => {
    const { rev } = await personWith('Anna Author', 'author')
    expectOnly(await tryAll(rev, []), ...everySignedInUser, 'attach to open')
  })
})

describe('what a CategoryCreator has made', () => {
  it('he may edit, move, restrict and delete while it is open, and no longer when it is restricted', async () => {
    const { rev } = await personWith('Carl Creator', 'category_creator')
    const own = await rev.category('own')
    const other = await rev.category('other')
    expect(
      outcome(await rev.put(`/api/v2/categories/${own}`, { name: 'mine', parentCategoryId: other })),
    ).toBe('yes')
    const foreign = await admin.category('foreign', own)
    expect(outcome(await rev.delete(`/api/v2/categories/${own}`))).toBe('no') // for its descendants
    expect(outcome(await rev.delete(`/api/v2/categories/${foreign}`))).toBe('no')
    await admin.delete(`/api/v2/categories/${foreign}`)
    expect(outcome(await rev.put(`/api/v2/categories/${own}`, { name: 'mine', restricted: true }))).toBe(
      'yes',
    )
    // This doesn't make them its manager.
    expect(outcome(await rev.put(`/api/v2/categories/${own}`, { name: 'mine', restricted: false }))).toBe(
      'no',
    )
    expect(outcome(await rev.delete(`/api/v2/categories/${own}`))).toBe('no')
    expect(outcome(await rev.delete(`/api/v2/categories/${other}`))).toBe('no') // for the same reason
    await admin.put(`/api/v2/categories/${own}`, { name: 'mine', restricted: false })
    expect(outcome(await rev.delete(`/api/v2/categories/${other}`))).toBe('yes')
  })
})

describe('policy items', () => {
  it('are stored while the category is open, and bind when it is restricted', async () => {
    const { person, rev } = await personWith('Mara Manager')
    const categoryPolicyItems = [item('User', person, 'CategoryManager')]
    const id = await admin.category('R', undefined, { categoryPolicyItems })
    expect(outcome(await rev.put(`/api/v2/categories/${id}`, { name: 'R' }))).toBe('no')
    await admin.put(`/api/v2/categories/${id}`, { name: 'R', restricted: true })
    expect(outcome(await rev.put(`/api/v2/categories/${id}`, { name: 'R 2' }))).toBe('yes')
  })

  it('vanish with the user or the group, and stay with a suspended one', async () => {
    const { person: gone } = await personWith('Gone Girl')
    const { person: suspended } = await personWith('Sus Pended')
    const categoryPolicyItems = [
      item('User', gone, 'CategoryManager'),
      item('User', suspended, 'CategoryContributor'),
      item('Group', staff, 'CategoryManager'),
    ]
    const id = await admin.category('R', undefined, { restricted: true, categoryPolicyItems })
    await admin.delete(`/api/v2/users/${gone.guid}`)
    await admin.delete(`/api/v2/groups/${staff.guid}`)
    await admin.patch(`/api/v2/users/${suspended.guid}`, [
      { op: 'replace', path: '/ItemStatus', value: 'Suspended' },
    ])
    expect((await admin.get(`/api/v2/categories/${id}`)).json()).toMatchObject({
      restricted: true,
      categoryPolicyItems: [{ id: suspended.guid, type: 'User', itemType: 'CategoryContributor' }],
    })
  })

  it('give a child no copy of the flag or of themselves', async () => {
    const id = await admin.category('R', undefined, {
      restricted: true,
      categoryPolicyItems: [item('Group', staff, 'CategoryManager')],
    })
    const child = await admin.category('child', id)
    expect((await admin.get(`/api/v2/categories/${child}`)).json()).toMatchObject({
      restricted: false,
      categoryPolicyItems: [],
    })
  })
})
