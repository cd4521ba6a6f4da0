import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Group } from '../../../domain/people/group.ts'
import type { Member } from '../../../domain/people/member.ts'
import { revClient, type Answer, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md B7, users and roles.

const NOWHERE = '00000000-0000-4000-8000-000000000000'
const NOT_AUTHORIZED = '{"code":"NotAuthorized","detail":"The signed-in user may not do this."}'
const NO_PERMISSIONS =
  '"permissions":{"canUpload":false,"canCreateEvents":false,"canCreatePublicWebcasts":false,' +
  '"canCreateAllUsersWebcasts":false,"canCreatePublicVods":false,"canCreateAllUsersVods":false}'

let world: World
let admin: Member
let rev: RevClient
let staff: Group
let roleIds: Record<string, string>

beforeEach(async () => {
  world = await openWorld({ settings: { own: { OPEN_DIRECTORY: true } } })
  admin = await world.person('Ada Admin', 'manager')
  rev = revClient(world, await world.revToken(admin))
  staff = await world.group('Staff')
  const roles = (await rev.get('/api/v2/users/roles')).json<{ id: string; roleType: string }[]>()
  roleIds = Object.fromEntries(roles.map(({ id, roleType }) => [roleType, id]))
})
afterEach(() => world.close())

const clientOf = async (...[name, ...roles]: Parameters<World['person']>) =>
  revClient(world, await world.revToken(await world.person(name, ...roles)))
const create = (body: unknown) => rev.post('/api/v2/users', body)
const created = async (body: unknown) => {
  const answer = await create(body)
  expect(answer.status).toBe(200)
  return answer.json<{ userId: string }>().userId
}
const details = async (id: string) => (await rev.get(`/api/v2/users/${id}`)).json<Record<string, unknown>>()

function expectRefused(answer: Answer, status: number, code: string, detail: string): void {
  expect([answer.status, answer.text]).toEqual([status, JSON.stringify({ code, detail })])
}

describe('POST /api/v2/users', () => {
  // Differs from the vendor: All `permissions` of a user are false, because there are no uploads and no
  // webcasts.
  it('makes a person, without a password until an administrator sets one', async () => {
    const answer = await create({
      username: 'contentviewer',
      firstName: 'Content',
      lastName: 'Viewer',
      email: 'contentviewer@example.com',
      title: 'Dr',
      phoneNumber: '+49 30 1234',
      language: 'de',
      groupIds: [staff.guid],
      roleIds: [roleIds.MediaAdmin, roleIds.CategoryCreator],
    })
    const { userId } = answer.json<{ userId: string }>()
    expect(answer.text).toBe(`{"userId":"${userId}"}`)
    expect(answer.status).toBe(200)
    expect((await rev.get(`/api/v2/users/${userId}`)).text).toBe(
      `{"userId":"${userId}","username":"contentviewer","firstname":"Content","lastname":"Viewer",` +
        '"email":"contentviewer@example.com","title":"Dr","phone":"+49 30 1234","language":"de",' +
        '"userType":"System","status":"AwaitingConfirmation",' +
        `"roles":[{"id":"${roleIds.MediaAdmin}","name":"MediaAdmin"},{"id":"${roleIds.CategoryCreator}","name":"CategoryCreator"}],` +
        `"groups":[{"id":"${staff.guid}","name":"Staff"}],"channels":[],"profileImageUri":null,${NO_PERMISSIONS}}`,
    )
  })

  it('needs a username and a last name, and gives everybody else the least', async () => {
    const id = await created({ username: 'plain', lastName: 'Plain' })
    expect((await rev.get(`/api/v2/users/${id}`)).text).toBe(
      `{"userId":"${id}","username":"plain","firstname":null,"lastname":"Plain","email":null,"title":null,` +
        '"phone":null,"language":null,"userType":"System","status":"AwaitingConfirmation",' +
        `"roles":[{"id":"${roleIds.MediaViewer}","name":"MediaViewer"}],"groups":[],"channels":[],` +
        `"profileImageUri":null,${NO_PERMISSIONS}}`,
    )
  })

  it.each([
    { userName: 'x', firstName: 'F', lastName: 'L', phoneNumber: '1', groupIds: [], roleIds: [] }, // OAS
    { username: 'x', firstname: 'F', lastname: 'L', phoneNumber: '1', groupIds: null, roleIds: null }, // JS
    { UserName: 'x', FirstName: 'F', LastName: 'L', PhoneNumber: '1', GroupIds: '', RoleIds: '' }, // the page
  ])('reads %j', async (body) => {
    expect(await details(await created(body))).toMatchObject({ firstname: 'F', lastname: 'L', phone: '1' })
  })

  it.each<[string, object, string, string]>([
    ['no username', { lastName: 'L' }, 'RequiredFieldMissing', 'The field username is required.'],
    [
      'a blank username',
      { username: ' ', lastName: 'L' },
      'RequiredFieldMissing',
      'The field username is required.',
    ],
    ['no last name', { username: 'u' }, 'RequiredFieldMissing', 'The field lastName is required.'],
    [
      'a username that is taken, in another case',
      { username: 'ADA.admin ', lastName: 'L' },
      'UsernameExists',
      'A user with the username "ADA.admin" already exists.',
    ],
    [
      'an address that is taken',
      { username: 'u', lastName: 'L', email: 'Ada.Admin@Example.com' },
      'EmailExists',
      'A user with the e-mail address "Ada.Admin@Example.com" already exists.',
    ],
    [
      'an address that is none',
      { username: 'u', lastName: 'L', email: 'nobody' },
      'MalformedRequest',
      'The field email has a value "nobody" that it cannot have.',
    ],
    [
      'a number as title',
      { username: 'u', lastName: 'L', title: 7 },
      'MalformedRequest',
      'The field title has a value "7" that it cannot have.',
    ],
    [
      'an object as last name',
      { username: 'u', lastName: { a: 1 } },
      'MalformedRequest',
      'The field lastName has a value "{"a":1}" that it cannot have.',
    ],
    [
      'an unknown group',
      { username: 'u', lastName: 'L', groupIds: [NOWHERE] },
      'GroupDoesNotExist',
      `There is no group "${NOWHERE}".`,
    ],
    [
      'an unknown role',
      { username: 'u', lastName: 'L', roleIds: [NOWHERE] },
      'RoleDoesNotExist',
      `There is no role "${NOWHERE}".`,
    ],
    [
      'groups that are no list',
      { username: 'u', lastName: 'L', groupIds: 7 },
      'MalformedRequest',
      'The field groupIds has a value "7" that it cannot have.',
    ],
    [
      'U+0000 in a name',
      { username: 'u', lastName: 'L', firstName: 'a\u0000' },
      'MalformedRequest',
      'The field firstName has a value that it cannot have.',
    ],
    [
      'a username of 256 characters',
      { username: 'u'.repeat(256), lastName: 'L' },
      'MalformedRequest',
      'The field username is longer than 255 characters.',
    ],
  ])('refuses %s', async (_, body, code, detail) => {
    expectRefused(await create(body), 500, code, detail)
    expect((await rev.get('/api/v2/search/access-entity?type=User')).json()).toMatchObject({
      totalEntities: 1,
    })
  })

  it('makes exactly one of ten that are made at once under one username', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => create({ username: 'same', lastName: 'Same' })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.map((answer) => answer.json<{ code?: string }>().code))).toEqual(
      new Set([undefined, 'UsernameExists']),
    )
  })
})

describe('GET /api/v2/users/{key}', () => {
  it('finds oneself by me, others by id in any case', async () => {
    expect(await details('me')).toMatchObject({
      userId: admin.guid,
      status: 'Active',
      roles: [{ name: 'AccountAdmin' }],
    })
    expect(await details(admin.guid.toUpperCase())).toEqual(await details('me'))
  })

  it('finds by username: an object', async () => {
    const answer = await rev.get('/api/v2/users/ADA.ADMIN?type=username')
    expect(answer.json()).toEqual(await details('me'))
    expect((await rev.get('/api/v2/users/ada.admin?Type=UserName')).text).toBe(answer.text)
  })

  it.each(['ada.admin@example.com', 'ada.admin%40example.com', 'ADA.Admin@Example.COM'])(
    'finds by mail address %s: an array',
    async (address) => {
      const answer = await rev.get(`/api/v2/users/${address}?type=email`)
      expect(answer.json()).toEqual([await details('me')])
    },
  )

  it('tells a plus sign in an address from a blank', async () => {
    const id = await created({ username: 'p', lastName: 'P', email: 'a+b@example.com' })
    for (const address of ['a+b@example.com', 'a%2Bb%40example.com']) {
      expect((await rev.get(`/api/v2/users/${address}?type=email`)).json()).toMatchObject([{ userId: id }])
    }
  })

  it.each([
    [NOWHERE, '', NOWHERE],
    ['ada.admin', '', 'ada.admin'],
    ['nobody', '?type=username', 'nobody'],
    ['nobody@example.com', '?type=email', 'nobody@example.com'],
    ['ada.admin@example.com', '?type=username', 'ada.admin@example.com'],
    ['%00', '?type=username', '\u0000'],
  ])('does not know %s%s', async (key, query, named) => {
    expectRefused(
      await rev.get(`/api/v2/users/${key}${query}`),
      404,
      'UserDoesNotExist',
      `There is no user "${named}".`,
    )
  })

  it('is open to every signed-in user', async () => {
    const viewer = await clientOf('Vic Viewer')
    expect((await viewer.get(`/api/v2/users/${admin.guid}`)).json()).toEqual(await details('me'))
  })

  // Differs from the vendor: Roles that Rev doesn't know are never shown; a person who has only such roles
  // is shown as MediaViewer.
  it('shows only roles that Rev knows, and the least when there is none', async () => {
    const author = await world.person('Anna Author', 'author', 'category_creator')
    expect(await details(author.guid)).toMatchObject({ roles: [{ name: 'CategoryCreator' }] })
    const trainer = await world.person('Tom Trainer', 'trainer')
    expect(await details(trainer.guid)).toMatchObject({
      roles: [{ id: roleIds.MediaViewer, name: 'MediaViewer' }],
    })
  })
})

describe('GET /api/v2/users/roles', () => {
  it('lists an account’s roles, always with the same ids', async () => {
    const answer = await rev.get('/api/v2/users/roles')
    const role = (type: string, name: string) =>
      `{"id":"${roleIds[type] ?? ''}","name":"${name}","description":"","roleType":"${type}"}`
    expect(answer.text).toBe(
      `[${[
        role('AccountAdmin', 'Account Admin'),
        role('MediaAdmin', 'Media Admin'),
        role('EventAdmin', 'Event Admin'),
        role('MediaContributor', 'Media Contributor'),
        role('MediaViewer', 'Media Viewer'),
        role('CategoryCreator', 'Category Creator'),
      ].join(',')}]`,
    )
    expect(new Set(Object.values(roleIds)).size).toBe(6)
    for (const id of Object.values(roleIds)) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    const viewer = await clientOf('Vic Viewer')
    expect((await viewer.get('/api/v2/users/roles')).text).toBe(answer.text)
  })
})

describe('DELETE /api/v2/users/{userId}', () => {
  it('answers with nothing, and the person is gone', async () => {
    const vic = await world.person('Vic Viewer')
    const viewer = revClient(world, await world.revToken(vic))
    const answer = await rev.delete(`/api/v2/users/${vic.guid.toUpperCase()}`)
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '0'])
    expect(answer.headers).not.toHaveProperty('content-type')
    expect((await viewer.get('/api/v2/user/session')).status).toBe(401)
    expectRefused(
      await rev.delete(`/api/v2/users/${vic.guid}`),
      404,
      'UserDoesNotExist',
      `There is no user "${vic.guid}".`,
    )
    await created({ username: 'vic.viewer', lastName: 'Again', email: 'vic.viewer@example.com' })
  })
})

describe('rights', () => {
  it('writes need an administrator; an unknown user is told first', async () => {
    const vic = await world.person('Vic Viewer')
    const token = await world.revToken(vic)
    const mediaAdmin = await world.revToken(
      await world.person('Max Media', 'media_admin', 'category_creator', 'author'),
    )
    for (const client of [revClient(world, token), revClient(world, mediaAdmin)]) {
      const patch = [{ op: 'replace', path: '/FirstName', value: 'X' }]
      const refused: Answer[] = [
        await client.post('/api/v2/users', {}),
        await client.patch(`/api/v2/users/${vic.guid}`, patch),
        await client.patch(`/api/v2/users/${vic.guid}`, [{ op: 'test', path: '/Title', value: 'never' }]),
        await client.patch(`/api/v2/users/${vic.guid}`),
        await client.delete(`/api/v2/users/${vic.guid}`),
      ]
      for (const answer of refused) expect([answer.status, answer.text]).toEqual([401, NOT_AUTHORIZED])
      for (const answer of [
        await client.patch(`/api/v2/users/${NOWHERE}`, patch),
        await client.delete(`/api/v2/users/${NOWHERE}`),
      ]) {
        expectRefused(answer, 404, 'UserDoesNotExist', `There is no user "${NOWHERE}".`)
      }
    }
    expect(await details(vic.guid)).toMatchObject({ firstname: null })
  })

  // Differs from the vendor: Assistants, a role that Rev doesn't have, can also change people, unless
  // somebody with a powerful role is affected.
  it('an assistant may, as long as no powerful role is given or held', async () => {
    const assistant = await clientOf('Ann Assistant', 'assistant')
    const answer = await assistant.post('/api/v2/users', { username: 'u', lastName: 'L' })
    expect(answer.status).toBe(200)
    const powerful = { username: 'v', lastName: 'L', roleIds: [roleIds.AccountAdmin] }
    expect((await assistant.post('/api/v2/users', powerful)).text).toBe(NOT_AUTHORIZED)
    const admins = await rev.post('/api/v2/groups', { name: 'Admins', roleIds: [roleIds.MediaAdmin] })
    const throughGroup = {
      username: 'v',
      lastName: 'L',
      groupIds: [admins.json<{ groupId: string }>().groupId],
    }
    expect((await assistant.post('/api/v2/users', throughGroup)).text).toBe(NOT_AUTHORIZED)
    expect((await assistant.delete(`/api/v2/users/${admin.guid}`)).text).toBe(NOT_AUTHORIZED)
  })
})
