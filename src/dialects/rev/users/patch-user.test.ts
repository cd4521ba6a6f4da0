import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Group } from '../../../domain/people/group.ts'
import type { Member } from '../../../domain/people/member.ts'
import { revClient, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md B7, PATCH /api/v2/users/{userId}.

const NOWHERE = '00000000-0000-4000-8000-000000000000'

let world: World
let rev: RevClient
let una: Member
let staff: Group
let board: Group
let roleIds: Record<string, string>

beforeEach(async () => {
  world = await openWorld()
  rev = revClient(world, await world.revToken(await world.person('Ada Admin', 'manager')))
  una = await world.person('Una User', 'learner')
  staff = await world.group('Staff')
  board = await world.group('Board')
  const roles = (await rev.get('/api/v2/users/roles')).json<{ id: string; roleType: string }[]>()
  roleIds = Object.fromEntries(roles.map(({ id, roleType }) => [roleType, id]))
})
afterEach(() => world.close())

const now = async () => (await rev.get(`/api/v2/users/${una.guid}`)).json<Record<string, unknown>>()
const patch = async (...steps: unknown[]) => {
  const answer = await rev.patch(`/api/v2/users/${una.guid}`, steps)
  return [answer.status, answer.text]
}
const DONE = [200, '']
const groupNames = async () => ((await now()).groups as { name: string }[]).map(({ name }) => name)
const roleNames = async () => ((await now()).roles as { name: string }[]).map(({ name }) => name)

describe('a PATCH of more steps than any client sends', () => {
  const add = () => ({ op: 'add', path: '/GroupIds/-', value: staff.guid })
  const byIndex = { op: 'remove', path: '/GroupIds/7' }
  const tooMany = [
    413,
    '{"code":"MalformedRequest","detail":"The body of the request holds too many values. Send them in several requests."}',
  ]

  it('is refused', async () => {
    expect(await patch(...Array.from({ length: 1000 }, add))).toEqual(DONE)
    expect(await patch(...Array.from({ length: 1001 }, add))).toEqual(tooMany)
  })

  it('is refused sooner when they go by index', async () => {
    expect(await patch(...Array.from({ length: 100 }, () => byIndex))).toEqual(DONE)
    expect(await patch(...Array.from({ length: 101 }, () => byIndex))).toEqual(tooMany)
  })
})

describe('what the JS client sends', () => {
  it('add /GroupIds/-, remove /GroupIds with the id as value', async () => {
    const add = { op: 'add', path: '/GroupIds/-', value: staff.guid }
    expect(await patch(add)).toEqual(DONE)
    expect(await patch(add, { ...add, value: board.guid.toUpperCase() })).toEqual(DONE)
    expect(await groupNames()).toEqual(['Staff', 'Board'])
    expect(await patch({ op: 'remove', path: '/GroupIds', value: staff.guid })).toEqual(DONE)
    expect(await groupNames()).toEqual(['Board'])
  })

  it('replace /ItemStatus', async () => {
    const token = await world.revToken(una)
    expect(await patch({ op: 'replace', path: '/ItemStatus', value: 'Suspended' })).toEqual(DONE)
    expect(await now()).toMatchObject({ status: 'Suspended' })
    expect((await revClient(world, token).get('/api/v2/user/session')).status).toBe(401)
    expect(await patch({ op: 'replace', path: '/ItemStatus', value: 'Active' })).toEqual(DONE)
    expect(await now()).toMatchObject({ status: 'Active' })
  })

  it('answers with nothing', async () => {
    const answer = await rev.patch(`/api/v2/users/${una.guid}`, [])
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '0'])
    expect(answer.headers).not.toHaveProperty('content-type')
  })
})

describe('fields', () => {
  it.each([
    ['/Email', 'email', 'una@example.org'],
    ['/FirstName', 'firstname', 'Una'],
    ['/firstname', 'firstname', 'Una'],
    ['FIRSTNAME', 'firstname', 'Una'],
    ['/LastName', 'lastname', 'Other'],
    ['/Title', 'title', 'Dr'],
    ['/Phone', 'phone', '123'],
    ['/PhoneNumber', 'phone', '123'],
    ['/Language', 'language', 'de'],
  ])('sets, tests and takes away %s', async (path, key, value) => {
    const before = (await now())[key]
    const other = key === 'language' ? `${value}-AT` : `${value}2`
    expect(await patch({ op: 'test', path, value: before })).toEqual(DONE)
    expect(await patch({ op: 'replace', path, value })).toEqual(DONE)
    expect(await now()).toMatchObject({ [key]: value })
    expect(await patch({ Op: 'Test', Path: path, Value: value }, { op: 'add', path, value: other })).toEqual(
      DONE,
    )
    expect(await now()).toMatchObject({ [key]: other })
    if (key === 'lastname') {
      expect(await patch({ op: 'remove', path })).toEqual([
        500,
        '{"code":"RequiredFieldMissing","detail":"The field lastName is required."}',
      ])
      return
    }
    expect(await patch({ op: 'remove', path }, { op: 'test', path, value: null })).toEqual(DONE)
    expect(await now()).toMatchObject({ [key]: null })
  })

  // Differs from the vendor: If the username is the e-mail address, it changes with it.
  it('lets a username that is the address follow it', async () => {
    const { userId } = (
      await rev.post('/api/v2/users', {
        username: 'Same@example.com',
        lastName: 'S',
        email: 'same@example.com',
      })
    ).json<{ userId: string }>()
    await rev.patch(`/api/v2/users/${userId}`, [{ op: 'replace', path: '/Email', value: 'new@example.com' }])
    const details = () => rev.get(`/api/v2/users/${userId}`)
    expect((await details()).json()).toMatchObject({ username: 'new@example.com', email: 'new@example.com' })
    await rev.patch(`/api/v2/users/${userId}`, [{ op: 'remove', path: '/Email' }])
    expect((await details()).json()).toMatchObject({ username: 'new@example.com', email: null })
  })

  it('finds the person by username and by address too', async () => {
    const step = (value: string) => [{ op: 'replace', path: '/Title', value }]
    expect((await rev.patch('/api/v2/users/una.user?type=username', step('A'))).status).toBe(200)
    expect(await now()).toMatchObject({ title: 'A' })
    expect((await rev.patch('/api/v2/users/una.user@example.com?type=email', step('B'))).status).toBe(200)
    expect(await now()).toMatchObject({ title: 'B' })
  })
})

describe('lists', () => {
  it('adds, replaces and empties roles', async () => {
    expect(await patch({ op: 'add', path: '/RoleIds/-', value: roleIds.MediaAdmin })).toEqual(DONE)
    expect(await roleNames()).toEqual(['MediaAdmin', 'MediaViewer'])
    const { CategoryCreator, EventAdmin } = roleIds
    expect(await patch({ op: 'replace', path: '/roleids', value: [CategoryCreator, EventAdmin] })).toEqual(
      DONE,
    )
    expect(await roleNames()).toEqual(['EventAdmin', 'CategoryCreator'])
    expect(await patch({ op: 'remove', path: '/RoleIds', value: EventAdmin })).toEqual(DONE)
    expect(await roleNames()).toEqual(['CategoryCreator'])
    expect(await patch({ op: 'remove', path: '/RoleIds' })).toEqual(DONE)
    expect(await roleNames()).toEqual(['MediaViewer'])
  })

  // Differs from the vendor: Roles that Rev doesn't know stay when roles are replaced.
  it('leaves roles that Rev cannot show', async () => {
    const anna = await world.person('Anna Author', 'author', 'media_admin')
    await rev.patch(`/api/v2/users/${anna.guid}`, [{ op: 'replace', path: '/RoleIds', value: [] }])
    const roles = await world.store.read((reader) => reader.members.listOwnRoles(world.account.id, anna.id))
    expect(roles).toEqual(['author'])
  })

  // Differs from the vendor: `PATCH` also takes `add`, `remove`, `replace` and `test` as RFC 6902 defines
  // them.
  it('takes RFC 6902 as well: indexes, whole lists, tests', async () => {
    const add = (value: unknown) => ({ op: 'add', path: '/GroupIds', value })
    expect(await patch(add([staff.guid, board.guid]))).toEqual(DONE)
    expect(await patch({ op: 'test', path: '/GroupIds', value: [board.guid, staff.guid] })).toEqual(DONE)
    expect(await patch({ op: 'test', path: '/GroupIds/0', value: staff.guid })).toEqual(DONE)
    expect(await patch({ op: 'remove', path: '/GroupIds/0' })).toEqual(DONE)
    expect(await groupNames()).toEqual(['Board'])
    expect(await patch({ op: 'replace', path: '/GroupIds/0', value: staff.guid })).toEqual(DONE)
    expect(await groupNames()).toEqual(['Staff'])
    expect(await patch({ op: 'remove', path: `/GroupIds/${staff.guid.toUpperCase()}` })).toEqual(DONE)
    expect(await groupNames()).toEqual([])
    expect(await patch(add(board.guid), add([]))).toEqual(DONE)
    expect(await groupNames()).toEqual([])
  })

  // Differs from the vendor: Removing a person from a group that they aren't in does nothing.
  it('does not mind a group that he is not in', async () => {
    expect(await patch({ op: 'remove', path: '/GroupIds', value: NOWHERE })).toEqual(DONE)
  })
})

describe('test', () => {
  it.each<[string, unknown]>([
    ['/Title', 'Dr'],
    ['/Email', 'UNA.USER@example.com'],
    ['/Email', null],
    ['/ItemStatus', 'Suspended'],
    ['/ItemStatus', null],
    ['/GroupIds', [NOWHERE]],
    ['/GroupIds/0', NOWHERE],
    ['/RoleIds', []],
  ])('refuses everything with 409 when %s is not %j', async (path, value) => {
    const before = await now()
    const steps = [
      { op: 'replace', path: '/FirstName', value: 'X' },
      { op: 'add', path: '/GroupIds/-', value: staff.guid },
      { op: 'remove', path: '/GroupIds/0' },
    ]
    const expected = value === null ? 'null' : typeof value === 'string' ? value : JSON.stringify(value)
    expect(await patch(...steps, { op: 'test', path, value })).toEqual([
      409,
      JSON.stringify({ code: 'PatchTestFailed', detail: `The value at "${path}" is not ${expected}.` }),
    ])
    expect(await now()).toEqual(before)
  })

  it('finds what an earlier step has left', async () => {
    expect(
      await patch(
        { op: 'test', path: '/Title', value: null },
        { op: 'replace', path: '/Title', value: 'Dr' },
        { op: 'test', path: '/Title', value: 'Dr' },
        { op: 'test', path: '/ItemStatus', value: 'active' },
      ),
    ).toEqual(DONE)
    expect(await now()).toMatchObject({ title: 'Dr' })
  })
})

describe('what cannot be done', () => {
  it.each<[string, unknown, string, string]>([
    [
      'an unknown op',
      { op: 'move', path: '/Title', from: '/Phone' },
      'MalformedRequest',
      'The field op has a value "move" that it cannot have.',
    ],
    ['no op', { path: '/Title', value: 'x' }, 'RequiredFieldMissing', 'The field op is required.'],
    ['no path', { op: 'add', value: 'x' }, 'RequiredFieldMissing', 'The field path is required.'],
    ['a step that is none', 7, 'RequiredFieldMissing', 'The field op is required.'],
    [
      'an unknown path',
      { op: 'replace', path: '/Username', value: 'x' },
      'MalformedRequest',
      'The field path has a value "/Username" that it cannot have.',
    ],
    [
      'a path of a prototype',
      { op: 'replace', path: '/constructor', value: 'x' },
      'MalformedRequest',
      'The field path has a value "/constructor" that it cannot have.',
    ],
    [
      'a path too deep',
      { op: 'replace', path: '/GroupIds/0/Name', value: 'x' },
      'MalformedRequest',
      'The field path has a value "/GroupIds/0/Name" that it cannot have.',
    ],
    [
      'a part of a text',
      { op: 'replace', path: '/Title/0', value: 'x' },
      'MalformedRequest',
      'The field path has a value "/Title/0" that it cannot have.',
    ],
    [
      'a number as title',
      { op: 'replace', path: '/Title', value: 7 },
      'MalformedRequest',
      'The field title has a value "7" that it cannot have.',
    ],
    [
      'an unknown status',
      { op: 'replace', path: '/ItemStatus', value: 'Asleep' },
      'MalformedRequest',
      'The field itemStatus has a value "Asleep" that it cannot have.',
    ],
    [
      'no status',
      { op: 'remove', path: '/ItemStatus' },
      'MalformedRequest',
      'The field itemStatus has a value "null" that it cannot have.',
    ],
    [
      'an address that is none',
      { op: 'replace', path: '/Email', value: 'x' },
      'MalformedRequest',
      'The field email has a value "x" that it cannot have.',
    ],
    [
      'an address that is taken',
      { op: 'replace', path: '/Email', value: 'Ada.Admin@example.com' },
      'EmailExists',
      'A user with the e-mail address "Ada.Admin@example.com" already exists.',
    ],
    [
      'a group that is not there',
      { op: 'add', path: '/GroupIds/-', value: NOWHERE },
      'GroupDoesNotExist',
      `There is no group "${NOWHERE}".`,
    ],
    [
      'a role that is not there',
      { op: 'add', path: '/RoleIds/-', value: NOWHERE },
      'RoleDoesNotExist',
      `There is no role "${NOWHERE}".`,
    ],
    [
      'a group that is no text',
      { op: 'add', path: '/GroupIds/-', value: 7 },
      'MalformedRequest',
      'The field groupIds has a value "7" that it cannot have.',
    ],
  ])('%s', async (_, step, code, detail) => {
    const before = await now()
    expect(await patch({ op: 'replace', path: '/FirstName', value: 'X' }, step)).toEqual([
      500,
      JSON.stringify({ code, detail }),
    ])
    expect(await now()).toEqual(before)
  })

  // Differs from the vendor: A single step of a `PATCH` may be sent without an array.
  it('takes a step without its brackets for a list of one, as PowerShell sends it', async () => {
    const answer = await rev.patch(`/api/v2/users/${una.guid}`, {
      op: 'replace',
      path: '/Title',
      value: 'Dr',
    })
    expect(answer.status).toBe(200)
    expect(await now()).toMatchObject({ title: 'Dr' })
  })

  it('keeps all of ten groups that are added at once', async () => {
    const groups = await Promise.all(Array.from({ length: 10 }, (_, i) => world.group(`G${i}`)))
    await Promise.all(groups.map(({ guid }) => patch({ op: 'add', path: '/GroupIds/-', value: guid })))
    expect(await groupNames()).toHaveLength(10)
  })
})
