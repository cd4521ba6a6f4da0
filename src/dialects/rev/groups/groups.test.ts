import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Member } from '../../../domain/people/member.ts'
import { revClient, type Answer, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md B7, groups.

const NOWHERE = '00000000-0000-4000-8000-000000000000'
const NOT_AUTHORIZED = '{"code":"NotAuthorized","detail":"The signed-in user may not do this."}'

let world: World
let rev: RevClient
let una: Member
let vic: Member
let roleIds: Record<string, string>

beforeEach(async () => {
  world = await openWorld()
  rev = revClient(world, await world.revToken(await world.person('Ada Admin', 'manager')))
  una = await world.person('Una User')
  vic = await world.person('Vic Viewer')
  const roles = (await rev.get('/api/v2/users/roles')).json<{ id: string; roleType: string }[]>()
  roleIds = Object.fromEntries(roles.map(({ id, roleType }) => [roleType, id]))
})
afterEach(() => world.close())

const create = async (name: string, more: object = {}) =>
  (await rev.post('/api/v2/groups', { name, ...more })).json<{ groupId: string }>().groupId
const membersOf = async (id: string) =>
  (await rev.get(`/api/v2/search/groups/${id}/users`)).json<{ userIds: string[] }>().userIds
const rolesOf = async (id: string) =>
  (await rev.get(`/api/v2/groups/${id}`)).json<{ roles: { name: string }[] }>().roles.map(({ name }) => name)

function expectEmpty(answer: Answer): void {
  expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '0'])
  expect(answer.headers).not.toHaveProperty('content-type')
}

function expectRefused(answer: Answer, status: number, code: string, detail: string): void {
  expect([answer.status, answer.text]).toEqual([status, JSON.stringify({ code, detail })])
}

describe('POST /api/v2/groups', () => {
  it('makes a group with members and roles', async () => {
    const body = {
      Name: ' Staff ',
      UserIds: [vic.guid, una.guid.toUpperCase(), vic.guid],
      RoleIds: [roleIds.MediaAdmin],
    }
    const answer = await rev.post('/api/v2/groups', body)
    const { groupId } = answer.json<{ groupId: string }>()
    expect([answer.status, answer.text]).toEqual([200, `{"groupId":"${groupId}"}`])
    expect((await rev.get(`/api/v2/groups/${groupId}`)).text).toBe(
      `{"groupName":"Staff","groupId":"${groupId}","roles":[{"id":"${roleIds.MediaAdmin}","name":"MediaAdmin"}]}`,
    )
    expect((await membersOf(groupId)).toSorted()).toEqual([una.guid, vic.guid].toSorted())
  })

  it('makes one of nothing but a name', async () => {
    const id = await create('Empty')
    expect((await rev.get(`/api/v2/groups/${id}`)).text).toBe(
      `{"groupName":"Empty","groupId":"${id}","roles":[]}`,
    )
    expect(await membersOf(id)).toEqual([])
  })

  it.each<[string, object, string, string]>([
    ['no name', {}, 'RequiredFieldMissing', 'The field name is required.'],
    ['a blank name', { name: ' ' }, 'RequiredFieldMissing', 'The field name is required.'],
    [
      'a name that is taken, in another case',
      { name: 'sTAFF' },
      'GroupExists',
      'A group named "sTAFF" already exists.',
    ],
    [
      'an unknown user',
      { name: 'A', userIds: [NOWHERE] },
      'UserDoesNotExist',
      `There is no user "${NOWHERE}".`,
    ],
    ['an unknown role', { name: 'A', roleIds: ['x'] }, 'RoleDoesNotExist', 'There is no role "x".'],
    [
      'users that are no list',
      { name: 'A', userIds: { a: 1 } },
      'MalformedRequest',
      'The field userIds has a value "{"a":1}" that it cannot have.',
    ],
    [
      'a name that is a number',
      { name: 7 },
      'MalformedRequest',
      'The field name has a value "7" that it cannot have.',
    ],
  ])('refuses %s', async (_, body, code, detail) => {
    await create('Staff')
    expectRefused(await rev.post('/api/v2/groups', body), 500, code, detail)
    expect((await rev.get('/api/v2/groups')).json()).toHaveLength(1)
  })

  it('cannot read what is no JSON', async () => {
    const answer = await rev.send('POST', '/api/v2/groups', '{', { 'content-type': 'application/json' })
    expectRefused(answer, 400, 'MalformedRequest', 'The body of the request cannot be read.')
  })
})

describe('GET /api/v2/groups', () => {
  it('is an array, page by page from 0, or whole', async () => {
    expect((await rev.get('/api/v2/groups')).text).toBe('[]')
    const ids = []
    for (const name of ['C', 'A', 'B'])
      ids.push(await create(name, name === 'A' ? { roleIds: [roleIds.EventAdmin] } : {}))
    const [c, a, b] = ids
    const items = [
      `{"id":"${c}","name":"C","roleIds":[]}`,
      `{"id":"${a}","name":"A","roleIds":["${roleIds.EventAdmin}"]}`,
      `{"id":"${b}","name":"B","roleIds":[]}`,
    ]
    const page = async (query: string) => (await rev.get(`/api/v2/groups${query}`)).text
    const part = (from: number, to: number) => `[${items.slice(from, to).join(',')}]`
    expect(await page('')).toBe(part(0, 3))
    expect(await page('?size=2')).toBe(part(0, 2))
    expect(await page('?size=2&page=0')).toBe(part(0, 2))
    expect(await page('?Size=2&Page=1')).toBe(part(2, 3))
    expect(await page('?size=2&page=2')).toBe('[]')
    expect(await page('?page=1')).toBe('[]')
    expect(await page('?size=100000000000000000000&page=100000000000000000000')).toBe('[]')
    for (const size of ['0', '-1', 'all', '']) expect(await page(`?size=${size}&page=-1`)).toBe(part(0, 3))
  })

  it('lists more groups than a statement takes values', async () => {
    await world.store.write(async (tx) => {
      for (let i = 0; i < 600; i++) {
        const group = await tx.groups.insert(world.account.id, `Group ${i}`)
        await tx.groups.setRoles(world.account.id, group.id, ['media_admin', 'author'])
      }
    })
    const groups = (await rev.get('/api/v2/groups')).json<{ roleIds: string[] }[]>()
    expect(groups).toHaveLength(600)
    expect(groups.every((group) => group.roleIds.join() === roleIds.MediaAdmin)).toBe(true)
  })
})

describe('GET /api/v2/groups/{groupId}', () => {
  it('finds by an id in any case, and is open to every signed-in user', async () => {
    const id = await create('Staff')
    const viewer = revClient(world, await world.revToken(vic))
    expect((await viewer.get(`/api/v2/groups/${id.toUpperCase()}`)).json()).toMatchObject({ groupId: id })
    expect((await viewer.get('/api/v2/groups')).json()).toHaveLength(1)
  })

  it.each([NOWHERE, 'nonsense'])('does not know %s', async (id) => {
    expectRefused(
      await rev.get(`/api/v2/groups/${id}`),
      404,
      'GroupDoesNotExist',
      `There is no group "${id}".`,
    )
  })
})

describe('PUT /api/v2/groups/{groupId}', () => {
  it('replaces name, members and roles', async () => {
    const id = await create('Staff', { userIds: [una.guid], roleIds: [roleIds.MediaAdmin] })
    expectEmpty(
      await rev.put(`/api/v2/groups/${id}`, {
        name: 'STAFF',
        userIds: [vic.guid],
        roleIds: [roleIds.EventAdmin],
      }),
    )
    expect((await rev.get(`/api/v2/groups/${id}`)).json()).toMatchObject({
      groupName: 'STAFF',
      roles: [{ name: 'EventAdmin' }],
    })
    expect(await membersOf(id)).toEqual([vic.guid])
  })

  // Differs from the vendor: `PUT /groups/{id}` leaves a list that isn't sent as it is; `[]` or `null`
  // empties it.
  it('leaves a list that is not sent, and empties one by nothing', async () => {
    const id = await create('Staff', { userIds: [una.guid], roleIds: [roleIds.MediaAdmin] })
    expectEmpty(await rev.put(`/api/v2/groups/${id}`, { name: 'Other' }))
    expect([await membersOf(id), await rolesOf(id)]).toEqual([[una.guid], ['MediaAdmin']])
    expectEmpty(await rev.put(`/api/v2/groups/${id}`, { name: 'Other', userIds: [], roleIds: null }))
    expect([await membersOf(id), await rolesOf(id)]).toEqual([[], []])
  })

  it('leaves roles that Rev cannot show', async () => {
    const group = await world.group('Authors')
    await world.store.write((tx) => tx.groups.setRoles(world.account.id, group.id, ['author', 'media_admin']))
    expectEmpty(
      await rev.put(`/api/v2/groups/${group.guid}`, { name: 'Authors', roleIds: [roleIds.EventAdmin] }),
    )
    const roles = await world.store.read((reader) => reader.groups.listRoles(world.account.id, group.id))
    expect(roles).toEqual(['author', 'event_admin'])
  })

  it('refuses a name that is taken, an unknown user, no name, and changes nothing', async () => {
    await create('Other')
    const id = await create('Staff', { userIds: [una.guid] })
    const put = (body: object) => rev.put(`/api/v2/groups/${id}`, body)
    expectRefused(
      await put({ name: 'OTHER', userIds: [] }),
      500,
      'GroupExists',
      'A group named "OTHER" already exists.',
    )
    expectRefused(
      await put({ name: 'New', userIds: [NOWHERE] }),
      500,
      'UserDoesNotExist',
      `There is no user "${NOWHERE}".`,
    )
    expectRefused(await put({ userIds: [] }), 500, 'RequiredFieldMissing', 'The field name is required.')
    expectRefused(
      await rev.put(`/api/v2/groups/${NOWHERE}`, {}),
      404,
      'GroupDoesNotExist',
      `There is no group "${NOWHERE}".`,
    )
    expect((await rev.get(`/api/v2/groups/${id}`)).json()).toMatchObject({ groupName: 'Staff' })
    expect(await membersOf(id)).toEqual([una.guid])
  })
})

describe('PATCH /api/v2/groups/{groupId}', () => {
  let id: string
  const patch = async (...steps: unknown[]) => {
    const answer = await rev.patch(`/api/v2/groups/${id}`, steps)
    return [answer.status, answer.text]
  }
  const DONE = [200, '']

  beforeEach(async () => {
    id = await create('Staff', { userIds: [una.guid], roleIds: [roleIds.MediaAdmin] })
  })

  it('puts members in and takes them out, one by one', async () => {
    expectEmpty(await rev.patch(`/api/v2/groups/${id}`, [{ op: 'add', path: '/UserIds/-', value: vic.guid }]))
    expect(await patch({ op: 'remove', path: '/UserIds', value: una.guid })).toEqual(DONE)
    expect(await membersOf(id)).toEqual([vic.guid])
    const there = { Op: 'Add', Path: '/userids/-', Value: una.guid.toUpperCase() }
    const back = { op: 'remove', path: '/USERIDS', value: una.guid }
    expect(await patch(there, back, there)).toEqual(DONE)
    expect(await membersOf(id)).toEqual([una.guid, vic.guid])
    expect(await patch(there, back)).toEqual(DONE)
    expect(await membersOf(id)).toEqual([vic.guid])
  })

  it('gives and takes roles', async () => {
    expect(await patch({ op: 'add', path: '/RoleIds/-', value: roleIds.EventAdmin })).toEqual(DONE)
    expect(await rolesOf(id)).toEqual(['MediaAdmin', 'EventAdmin'])
    expect(await patch({ op: 'remove', path: '/RoleIds', value: roleIds.MediaAdmin })).toEqual(DONE)
    expect(await rolesOf(id)).toEqual(['EventAdmin'])
    expect(await membersOf(id)).toEqual([una.guid])
  })

  it('replaces whole lists, and tests them', async () => {
    expect(
      await patch(
        { op: 'test', path: '/UserIds', value: [una.guid] },
        { op: 'replace', path: '/UserIds', value: [vic.guid] },
        { op: 'test', path: '/UserIds/0', value: vic.guid },
        { op: 'test', path: '/RoleIds', value: [roleIds.MediaAdmin] },
        { op: 'remove', path: '/RoleIds' },
      ),
    ).toEqual(DONE)
    expect([await membersOf(id), await rolesOf(id)]).toEqual([[vic.guid], []])
  })

  it('refuses everything with 409 when a test fails', async () => {
    const add = { op: 'add', path: '/UserIds/-', value: vic.guid }
    expect(await patch(add, { op: 'test', path: '/RoleIds/0', value: NOWHERE })).toEqual([
      409,
      `{"code":"PatchTestFailed","detail":"The value at \\"/RoleIds/0\\" is not ${NOWHERE}."}`,
    ])
    expect(await membersOf(id)).toEqual([una.guid])
  })

  it.each<[unknown, string, string]>([
    [{ op: 'add', path: '/UserIds/-', value: NOWHERE }, 'UserDoesNotExist', `There is no user "${NOWHERE}".`],
    [
      { op: 'remove', path: '/UserIds', value: NOWHERE },
      'UserDoesNotExist',
      `There is no user "${NOWHERE}".`,
    ],
    [{ op: 'add', path: '/RoleIds/-', value: NOWHERE }, 'RoleDoesNotExist', `There is no role "${NOWHERE}".`],
    [
      { op: 'replace', path: '/Name', value: 'x' },
      'MalformedRequest',
      'The field path has a value "/Name" that it cannot have.',
    ],
    [
      { op: 'copy', path: '/UserIds' },
      'MalformedRequest',
      'The field op has a value "copy" that it cannot have.',
    ],
    [
      { op: 'add', path: '/UserIds/-', value: 7 },
      'MalformedRequest',
      'The field userIds has a value "7" that it cannot have.',
    ],
  ])('refuses %j', async (step, code, detail) => {
    const first = { op: 'add', path: '/UserIds/-', value: vic.guid }
    expect(await patch(first, step)).toEqual([500, JSON.stringify({ code, detail })])
    expect(await membersOf(id)).toEqual([una.guid])
  })
})

describe('DELETE /api/v2/groups/{groupId}', () => {
  it('answers with nothing; the members stay, and the name is free', async () => {
    const id = await create('Staff', { userIds: [una.guid], roleIds: [roleIds.MediaAdmin] })
    expectEmpty(await rev.delete(`/api/v2/groups/${id}`))
    expectRefused(
      await rev.delete(`/api/v2/groups/${id}`),
      404,
      'GroupDoesNotExist',
      `There is no group "${id}".`,
    )
    expect((await rev.get(`/api/v2/users/${una.guid}`)).json()).toMatchObject({ groups: [] })
    await create('staff')
  })
})

describe('rights', () => {
  it('writes need an administrator', async () => {
    const id = await create('Staff')
    const test = [{ op: 'test', path: '/UserIds', value: [NOWHERE] }]
    for (const roles of [[], ['media_admin', 'category_creator', 'author']] as const) {
      const person = await world.person(`P${roles.length}`, ...roles)
      const client = revClient(world, await world.revToken(person))
      const answers = [
        await client.post('/api/v2/groups', {}),
        await client.put(`/api/v2/groups/${id}`, {}),
        await client.patch(`/api/v2/groups/${id}`, test),
        await client.delete(`/api/v2/groups/${id}`),
      ]
      for (const answer of answers) expect([answer.status, answer.text]).toEqual([401, NOT_AUTHORIZED])
    }
  })

  // Differs from the vendor: Assistants can also change groups, but neither give a powerful role nor change a group that holds one.
  it('an assistant may, but neither give a powerful role nor touch a group that holds one', async () => {
    const admins = await create('Admins', { roleIds: [roleIds.MediaAdmin] })
    const ann = await world.person('Ann Assistant', 'assistant')
    const client = revClient(world, await world.revToken(ann))
    const own = (await client.post('/api/v2/groups', { name: 'Own' })).json<{ groupId: string }>().groupId
    const join = [{ op: 'add', path: '/UserIds/-', value: ann.guid }]
    expectEmpty(await client.patch(`/api/v2/groups/${own}`, join))
    const answers = [
      await client.patch(`/api/v2/groups/${admins}`, join),
      await client.patch(`/api/v2/groups/${own}`, [
        { op: 'add', path: '/RoleIds/-', value: roleIds.AccountAdmin },
      ]),
      await client.put(`/api/v2/groups/${own}`, { name: 'Own', roleIds: [roleIds.MediaAdmin] }),
      await client.put(`/api/v2/groups/${admins}`, { name: 'Admins', roleIds: [] }),
      await client.post('/api/v2/groups', { name: 'New', roleIds: [roleIds.AccountAdmin] }),
      await client.delete(`/api/v2/groups/${admins}`),
    ]
    for (const answer of answers) expect([answer.status, answer.text]).toEqual([401, NOT_AUTHORIZED])
  })
})
