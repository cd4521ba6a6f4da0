import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCourseFile } from '../src/cli/files/course-file.ts'
import { createOrUpdateCourse } from '../src/domain/learning/course-definition.ts'
import type { AuditEntry } from '../src/domain/audit.ts'
import {
  coursepathClient,
  openCoursepath,
  SIGNING_KEY,
  type CoursepathClient,
} from './support/coursepath-client.ts'
import { intellumClient, type IntellumClient } from './support/intellum-client.ts'
import { learnosityClient, makeBank, makeConsumer, TAGS, type Call } from './support/learnosity.ts'
import { eventsOf, mailsOf, subscribe } from './support/outbox.ts'
import { revClient, type RevClient } from './support/rev-client.ts'
import { openWorld, type World } from './support/world.ts'

// One domain behind four doors. Each row of the two tables of docs/design.md 4 ("thing | keys | Intellum | Rev | Learnosity |
// Coursepath", and "where doors say the same thing differently") is a test with its name: what is written by one door is
// read by the others.

const PAIR = { key: 'abcdefghijklmnop', secret: 'a secret of forty characters, more or less' }

let world: World
let rev: RevClient
let intellum: IntellumClient
let learnosity: Call
let coursepath: CoursepathClient

beforeEach(async () => {
  world = await openWorld()
  const ada = await world.person('Ada Manager', 'manager')
  rev = revClient(world, await world.revToken(ada))
  intellum = intellumClient(world, await world.intellumKey())
  await openCoursepath(world)
  coursepath = coursepathClient(world, 'ada.manager@example.com')
  const bank = await makeBank(world)
  await makeConsumer(world, PAIR, [[bank.id, 'write']])
  learnosity = learnosityClient(world, PAIR)
})
afterEach(() => world.close())

interface WireMember {
  readonly id: number
  readonly name: string
  readonly email: string | null
  readonly roles: readonly string[]
}
interface RevUser {
  readonly userId: string
  readonly username: string
  readonly firstname: string | null
  readonly lastname: string
  readonly email: string | null
  readonly roles: readonly { readonly id: string; readonly name: string }[]
  readonly groups: readonly { readonly id: string; readonly name: string }[]
}

/** Makes or changes a member by Coursepath. */
const member = async (form: Record<string, string>) =>
  (await coursepath.post('/members', { form })).json<WireMember>()
const memberOf = async (id: number) => (await coursepath.get(`/members/${id}`)).json<WireMember>()
/** A person as Rev shows him, found by address. */
const userOf = async (email: string) => {
  const [user] = (await rev.get(`/api/v2/users/${encodeURIComponent(email)}?type=email`)).json<RevUser[]>()
  if (user === undefined) throw new Error(`Rev knows nobody at ${email}`)
  return user
}
const newUser = async (body: object) =>
  (await rev.post('/api/v2/users', body)).json<{ userId: string }>().userId
const roleIdOf = async (name: string) => {
  const roles = (await rev.get('/api/v2/users/roles')).json<{ id: string; roleType: string }[]>()
  return roles.find(({ roleType }) => roleType === name)?.id
}
const intellumCourse = async (course: object) =>
  (await intellum.post('/api/v2/courses', { course })).json<{ id: number }>().id
const courseOf = async (id: number) =>
  (await coursepath.get(`/courses/${id}`)).json<Record<string, unknown>>()
const trail = (): Promise<readonly AuditEntry[]> =>
  world.store.read((reader) => reader.audit.list(world.account.id, 0, 1000))

describe('the things', () => {
  it('member: made by Coursepath, a user in Rev’s search, by GUID in its answers and by id in Coursepath’s', async () => {
    const { id } = await member({ email: 'john.smith@example.com' })
    const user = await userOf('JOHN.SMITH@example.com')
    const found = (await rev.get('/api/v2/search/access-entity?q=smith')).text
    expect(found).toContain(user.userId)
    expect(await world.store.read((reader) => reader.members.find(world.account.id, { id }))).toMatchObject({
      guid: user.userId,
      username: 'john.smith@example.com',
    })

    // and the other way: Rev's users are members, with an address or without
    await newUser({ username: 'mia', firstName: 'Mia', lastName: 'Media', email: 'mia@example.com' })
    await newUser({ username: 'nobody', lastName: 'Noaddress' })
    const names = (await coursepath.get('/members'))
      .json<WireMember[]>()
      .map(({ name, email }) => [name, email])
    expect(names).toEqual([
      ['Ada Manager', 'ada.manager@example.com'],
      ['John Smith', 'john.smith@example.com'],
      ['Mia Media', 'mia@example.com'],
      ['Noaddress', null],
    ])
  })

  it('group: made by one door and joined by the other, one whatever the casing', async () => {
    const { id } = await member({ email: 'john@example.com' })
    await coursepath.post(`/members/${id}/groups`, { form: { name: 'Night Shift' } })
    const groups = (await rev.get('/api/v2/groups')).json<{ id: string; name: string }[]>()
    expect(groups).toEqual([{ id: expect.any(String), name: 'Night Shift', roleIds: [] }])
    expect((await userOf('john@example.com')).groups).toEqual([{ id: groups[0]?.id, name: 'Night Shift' }])
    expect((await rev.post('/api/v2/groups', { name: 'NIGHT SHIFT' })).json()).toMatchObject({
      code: 'GroupExists',
    })

    const { groupId } = (await rev.post('/api/v2/groups', { name: 'Day shift' })).json<{ groupId: string }>()
    const joined = await coursepath.post(`/members/${id}/groups`, { form: { name: 'DAY SHIFT' } })
    expect(joined.json()).toMatchObject({ name: 'Day shift', memberCount: 1 })
    expect((await userOf('john@example.com')).groups.map(({ id: guid }) => guid)).toContain(groupId)
    expect((await rev.delete(`/api/v2/groups/${groupId}`)).status).toBe(200)
    expect((await coursepath.get(`/members/${id}/groups`)).json()).toMatchObject([{ name: 'Night Shift' }])
  })

  it('role: AccountAdmin at Rev’s door is manager at Coursepath’s', async () => {
    await member({ email: 'john@example.com', roles: 'manager' })
    expect((await userOf('john@example.com')).roles.map(({ name }) => name)).toEqual(['AccountAdmin'])
    expect((await coursepathClient(world, 'john@example.com').get('/members')).status).toBe(200)
    await newUser({
      username: 'eve',
      lastName: 'Eve',
      email: 'eve@example.com',
      roleIds: [await roleIdOf('AccountAdmin')],
    })
    expect(await member({ email: 'eve@example.com' })).toMatchObject({ roles: ['manager'] })
  })

  it('course: made by the command line, listed by Coursepath, tagged by Intellum; and made by Intellum', async () => {
    const file: unknown = JSON.parse(
      readFileSync(new URL('../docs/examples/working-safely.json', import.meta.url), 'utf8'),
    )
    await world.store.write((tx) => createOrUpdateCourse(tx, world.owner, parseCourseFile(file, [])))
    const [listed] = (await coursepath.get('/courses')).json<{ id: number; name: string }[]>()
    expect(listed).toMatchObject({ name: 'Working safely' })
    const category = await rev.category('Safety')
    const [record] = (await intellum.get('/api/v2/categories')).json<{ id: number }[]>()
    const tag = { category_id: record?.id, categorizable_type: 'Course', categorizable_id: listed?.id }
    expect((await intellum.post('/api/v2/category_tag', { category_tag: tag })).json()).toMatchObject(tag)
    expect(category).toMatch(/^[0-9a-f-]{36}$/)
    const id = await intellumCourse({ name: 'Ladders' })
    expect(await courseOf(id)).toMatchObject({ id, name: 'Ladders' })
  })

  it('program, its courses: courses of any door, in order', async () => {
    const second = await intellumCourse({ name: 'Second' })
    const first = await intellumCourse({ name: 'First' })
    const program = await world.store.write((tx) =>
      tx.programs.insert(world.account.id, {
        name: 'Both',
        code: null,
        description: null,
        courseIds: [first, second] as never,
        locale: null,
        thumbnailUrl: null,
        isActive: true,
        certificate: null,
      }),
    )
    expect((await coursepath.get(`/programs/${program.id}`)).json()).toMatchObject({
      courseIds: [first, second],
    })
    expect((await intellum.delete(`/api/v2/courses/${first}`)).status).toBe(200)
    expect((await coursepath.get(`/programs/${program.id}`)).json()).toMatchObject({ courseIds: [second] })
  })

  it('enrolment: of a person made by Rev in a course made by Intellum, gone with either', async () => {
    await newUser({ username: 'mia', lastName: 'Mia', email: 'mia@example.com' })
    const { id } = await member({ email: 'mia@example.com' })
    const one = await intellumCourse({ name: 'One' })
    const two = await intellumCourse({ name: 'Two' })
    for (const course of [one, two]) await coursepath.post(`/courses/${course}/members/${id}/coursemember`)
    await intellum.delete(`/api/v2/courses/${one}`)
    expect((await coursepath.get(`/courses/${one}/members/${id}/coursemember`)).status).toBe(404)
    expect((await coursepath.get(`/courses/${two}/members/${id}/coursemember`)).status).toBe(200)
    await rev.delete(`/api/v2/users/${(await userOf('mia@example.com')).userId}`)
    expect((await coursepath.get(`/courses/${two}/members`)).json()).toEqual([])
  })

  it('program membership: gone with a person whom Rev deletes', async () => {
    const { id } = await member({ email: 'mia@example.com' })
    const program = await world.store.write((tx) =>
      tx.programs.insert(world.account.id, {
        name: 'P',
        code: null,
        description: null,
        courseIds: [],
        locale: null,
        thumbnailUrl: null,
        isActive: true,
        certificate: null,
      }),
    )
    await coursepath.post(`/programs/${program.id}/members/${id}/programmember`)
    expect((await coursepath.get(`/programs/${program.id}/members`)).json()).toMatchObject([{ id }])
    await rev.delete(`/api/v2/users/${(await userOf('mia@example.com')).userId}`)
    expect((await coursepath.get(`/programs/${program.id}/members`)).json()).toEqual([])
  })

  it('category: one tree, by GUID at Rev’s door and by integer id at Intellum’s', async () => {
    const guid = await rev.category('Safety')
    await rev.category('Ladders', guid)
    const [top] = (await intellum.get('/api/v2/categories')).json<
      { id: number; name: string; subcategories: { name: string }[] }[]
    >()
    expect(top).toMatchObject({ name: 'Safety', subcategories: [{ name: 'Ladders' }] })
    expect((await intellum.post('/api/v2/categories', { category: { name: 'SAFETY' } })).status).toBe(422)
    await intellum.put(`/api/v2/categories/${top?.id}`, { category: { name: 'Safe work' } })
    const { categories } = (await rev.get('/api/v2/categories')).json<{
      categories: { fullPath: string }[]
    }>()
    expect(categories.map(({ fullPath }) => fullPath)).toEqual(['Safe work', 'Safe work\\Ladders'])
  })

  it('policy item: held by a person and by a group that Coursepath made, and it binds', async () => {
    const { id } = await member({ email: 'john@example.com', roles: 'author' })
    const { userId } = await userOf('john@example.com')
    await coursepath.post(`/members/${id}/groups`, { form: { name: 'Editors' } })
    const [group] = (await rev.get('/api/v2/groups')).json<{ id: string }[]>()
    const restricted = async (name: string, holder: object) => {
      const made = await rev.post('/api/v2/categories', {
        name,
        restricted: true,
        categoryPolicyItems: [holder],
      })
      return made.json<{ categoryId: string }>().categoryId
    }
    const own = await restricted('His', { id: userId, type: 'User', itemType: 'CategoryManager' })
    const shared = await restricted('Theirs', { id: group?.id, type: 'Group', itemType: 'CategoryManager' })
    const closed = await restricted('Others', {
      id: (await userOf('ada.manager@example.com')).userId,
      type: 'User',
      itemType: 'CategoryManager',
    })
    const john = await world.store.read((reader) => reader.members.find(world.account.id, { guid: userId }))
    if (john === undefined) throw new Error('he is not there')
    const his = revClient(world, await world.revToken(john))
    const below = async (parentCategoryId: string) =>
      (await his.post('/api/v2/categories', { name: 'Below', parentCategoryId })).status
    expect([await below(own), await below(shared), await below(closed)]).toEqual([200, 200, 401]) // what Rev answers to who may not
    await coursepath.delete(`/members/${id}/groups`, { form: { name: 'editors' } })
    expect(await below(shared)).toBe(401)
  })

  it('category tag: one for a category and a course, gone with either', async () => {
    const guid = await rev.category('Safety')
    const [category] = (await intellum.get('/api/v2/categories')).json<{ id: number }[]>()
    const categorizable_id = await intellumCourse({ name: 'Ladders' })
    const category_tag = {
      category_id: category?.id,
      categorizable_type: 'Course',
      categorizable_id,
      code: 'T',
    }
    expect((await intellum.post('/api/v2/category_tag', { category_tag })).status).toBe(200)
    expect((await intellum.post('/api/v2/category_tag', { category_tag })).status).toBe(422)
    await rev.delete(`/api/v2/categories/${guid}`)
    expect((await intellum.get('/api/v2/category_tags')).json()).toEqual([])
  })

  it('item bank, tag type, tag, items: a world of their own, which shares the account and no names', async () => {
    await rev.category('Safety')
    const set = await learnosity(TAGS, 'set', { tags: [{ type: 'Topic', name: 'Safety' }] })
    expect(set.json()).toMatchObject({ meta: { status: true } })
    expect((await learnosity(TAGS, 'get', { tags: [{ type: 'Topic' }] })).json()).toMatchObject({
      data: [{ type: 'Topic', name: 'Safety' }],
    })
    expect((await intellum.get('/api/v2/categories')).json()).toMatchObject([{ name: 'Safety' }])
    expect((await intellum.get('/api/v2/category_tags')).json()).toEqual([])
  })

  it('the user of an item bank is no member', async () => {
    const people = (await coursepath.get('/members')).text
    await learnosity(TAGS, 'set', {
      tags: [{ type: 'Topic', name: 'Safety' }],
      meta: { user: { id: 'john', firstname: 'John', lastname: 'Smith', email: 'john@example.com' } },
    })
    expect((await coursepath.get('/members')).text).toBe(people)
    expect((await rev.get('/api/v2/search/access-entity?q=john')).json()).toMatchObject({ totalEntities: 0 })
  })

  it('audit entry: every door’s writes, with door, credential and person', async () => {
    const from = (await trail()).length
    const category = await rev.category('Safety')
    await intellum.post('/api/v2/courses', { course: { name: 'Ladders' } })
    await member({ email: 'john@example.com' })
    await learnosity(TAGS, 'set', { tags: [{ type: 'Topic', name: 'Safety' }] })
    const entries = (await trail()).slice(from)
    const ada = await userOf('ada.manager@example.com')
    const { id } = (await world.store.read((reader) =>
      reader.members.find(world.account.id, { guid: ada.userId }),
    )) ?? { id: null }
    expect(category).toBeDefined()
    expect(entries.map(({ door, action, subject, memberId }) => [door, action, subject, memberId])).toEqual(
      expect.arrayContaining([
        ['rev', 'create', 'category', id],
        ['intellum', 'create', 'course', null],
        ['coursepath', 'create', 'member', id],
        ['learnosity', 'create', 'tag', null],
      ]),
    )
    const keys = entries.filter(({ door }) => door !== 'rev').map(({ credentialId }) => credentialId)
    expect(new Set(keys).size).toBe(3) // a session at Rev's door has no key of its own
    expect(keys).not.toContain(null)
  })

  it('credential: each opens its own door, and no other', async () => {
    const wrong = intellumClient(world, SIGNING_KEY)
    expect((await wrong.get('/api/v2/categories')).status).toBe(422) // what Intellum answers to a wrong key
    const key = await world.intellumKey()
    expect((await revClient(world, key).get('/api/v2/users/roles')).status).toBe(401)
    const swapped = learnosityClient(world, { key: key.slice(0, 16), secret: PAIR.secret })
    expect((await swapped(TAGS, 'get')).json()).toMatchObject({ meta: { status: false } })
  })

  it('webhook, delivery, mail: told of what any door does', async () => {
    await subscribe(world)
    const { id } = await member({ email: 'john@example.com' })
    const course = await intellumCourse({ name: 'Ladders' })
    await coursepath.post(`/courses/${course}/members/${id}/invite`)
    await coursepath.post(`/courses/${course}/members/${id}/coursemember`)
    await rev.delete(`/api/v2/users/${(await userOf('john@example.com')).userId}`)
    expect(await eventsOf(world)).toEqual([
      { event: 'enrolment_created', courseId: course, memberId: id },
      { event: 'enrolment_deleted', courseId: course, memberId: id },
    ])
    expect(await mailsOf(world)).toMatchObject([{ to: 'john@example.com', subject: 'Invitation to Ladders' }])
  })
})

describe('where doors say the same thing differently', () => {
  it('roles: a door shows those that it knows, and leaves the others when it replaces them', async () => {
    const creator = await roleIdOf('CategoryCreator')
    const userId = await newUser({
      username: 'mia',
      lastName: 'Mia',
      email: 'mia@example.com',
      roleIds: [creator],
    })
    const { id } = await member({ email: 'mia@example.com' })
    expect(await memberOf(id)).toMatchObject({ roles: ['learner'] }) // none that Coursepath knows
    await coursepath.post(`/members/${id}`, { form: { roles: 'trainer' } })
    expect((await userOf('mia@example.com')).roles.map(({ name }) => name)).toEqual(['CategoryCreator'])
    const replace = async (name: string) => {
      const value = [await roleIdOf(name)]
      expect(
        (await rev.patch(`/api/v2/users/${userId}`, [{ op: 'replace', path: '/RoleIds', value }])).status,
      ).toBe(200)
    }
    await replace('MediaAdmin')
    expect(await memberOf(id)).toMatchObject({ roles: ['trainer'] })
    await coursepath.post(`/members/${id}`, { form: { roles: 'manager' } })
    expect((await userOf('mia@example.com')).roles.map(({ name }) => name)).toEqual([
      'AccountAdmin',
      'MediaAdmin',
    ])
    const { id: john } = await member({ email: 'john@example.com', roles: 'auditor' })
    expect((await userOf('john@example.com')).roles.map(({ name }) => name)).toEqual(['MediaViewer'])
    expect(await memberOf(john)).toMatchObject({ roles: ['auditor'] })
  })

  it('roles: EventAdmin and MediaContributor are stored, and give no rights here', async () => {
    const roleIds = [await roleIdOf('EventAdmin'), await roleIdOf('MediaContributor')]
    await newUser({ username: 'eve', lastName: 'Eve', email: 'eve@example.com', roleIds })
    const user = await userOf('eve@example.com')
    expect(user.roles.map(({ name }) => name)).toEqual(['EventAdmin', 'MediaContributor'])
    const eve = await world.store.read((reader) =>
      reader.members.find(world.account.id, { guid: user.userId }),
    )
    if (eve === undefined) throw new Error('she is not there')
    const hers = revClient(world, await world.revToken(eve))
    expect((await hers.get('/api/v2/categories')).status).toBe(200)
    expect((await hers.post('/api/v2/categories', { name: 'Hers' })).status).toBe(401)
    expect((await coursepathClient(world, 'eve@example.com').get('/members')).status).toBe(403)
  })

  it('names: one at Coursepath’s door, first and last at Rev’s, split at the last blank', async () => {
    const { id } = await member({ email: 'john@example.com', name: 'Jean de la Croix' })
    const { userId, ...user } = await userOf('john@example.com')
    expect([user.firstname, user.lastname]).toEqual(['Jean de la', 'Croix'])
    await rev.patch(`/api/v2/users/${userId}`, [
      { op: 'replace', path: '/FirstName', value: 'Jean' },
      { op: 'replace', path: '/LastName', value: 'de la Croix' },
    ])
    expect(await memberOf(id)).toMatchObject({ name: 'Jean de la Croix' })
    await coursepath.post(`/members/${id}`, { form: { name: 'Juan de la Cruz' } })
    expect(await userOf('john@example.com')).toMatchObject({ firstname: 'Juan de la', lastname: 'Cruz' })
    await coursepath.post(`/members/${id}`, { form: { name: 'Madonna' } })
    expect(await userOf('john@example.com')).toMatchObject({ firstname: null, lastname: 'Madonna' })
  })

  it('e-mail and username: the username follows the address while they were equal', async () => {
    const { id } = await member({ email: 'john@example.com' })
    await coursepath.post(`/members/${id}`, { form: { email: 'j.smith@example.com' } })
    expect(await userOf('j.smith@example.com')).toMatchObject({ username: 'j.smith@example.com' })
    await newUser({ username: 'mia', lastName: 'Mia', email: 'mia@example.com' })
    const mia = await member({ email: 'mia@example.com' })
    await coursepath.post(`/members/${mia.id}`, { form: { email: 'm@example.com' } })
    expect(await userOf('m@example.com')).toMatchObject({ username: 'mia' })
  })

  it('e-mail and username: an address that is the username of a person without address is that person', async () => {
    const userId = await newUser({ username: 'old.hand@example.com', lastName: 'Hand' })
    const { id } = await member({ email: 'Old.Hand@example.com' })
    expect(await userOf('old.hand@example.com')).toMatchObject({ userId, lastname: 'Hand' })
    expect(await memberOf(id)).toMatchObject({ name: 'Hand', email: 'Old.Hand@example.com' })
  })

  it('e-mail and username: taken at each door, in its own words', async () => {
    const { id } = await member({ email: 'john@example.com' })
    const create = async (body: object) => {
      const answer = await rev.post('/api/v2/users', body)
      return [answer.status, answer.json<{ code: string }>().code]
    }
    expect(await create({ username: 'x', lastName: 'X', email: 'JOHN@example.com' })).toEqual([
      500,
      'EmailExists',
    ])
    expect(await create({ username: 'JOHN@example.com', lastName: 'X' })).toEqual([500, 'UsernameExists'])
    await member({ email: 'mia@example.com' })
    const taken = await coursepath.post(`/members/${id}`, { form: { email: 'MIA@example.com' } })
    expect([taken.status, taken.json()]).toEqual([409, expect.objectContaining({ field: 'email' })])
  })

  it('course: duration, published, summary, catalogue and self-enrolment', async () => {
    const id = await intellumCourse({
      name: 'Ladders',
      duration: 5400,
      is_active: false,
      summary: 'Up and down',
    })
    expect(await courseOf(id)).toMatchObject({
      duration: 5_400_000,
      published: false,
      description: 'Up and down',
      visibility: 'members',
      selfEnrollment: 'invitation',
    })
    await intellum.put(`/api/v2/courses/${id}`, { course: { in_catalog: false, is_active: true } })
    expect(await courseOf(id)).toMatchObject({ visibility: 'groups', published: true })
    await world.store.write((tx) =>
      createOrUpdateCourse(tx, world.owner, { id, values: { visibility: 'everyone', duration: null } }),
    )
    expect((await intellum.get(`/api/v2/courses/${id}`)).json()).toMatchObject({
      in_catalog: true,
      is_active: true,
      duration: null,
    })
    expect(await courseOf(id)).toMatchObject({ visibility: 'everyone', duration: null })
  })

  it('ids: integers that grow and never come again, with GUIDs beside them', async () => {
    const one = await intellumCourse({ name: 'One' })
    const two = await intellumCourse({ name: 'Two' })
    await intellum.delete(`/api/v2/courses/${two}`)
    const three = await intellumCourse({ name: 'Three' })
    expect([two > one, three > two]).toEqual([true, true])
    const first = await member({ email: 'a@example.com' })
    const { userId } = await userOf('a@example.com')
    await rev.delete(`/api/v2/users/${userId}`)
    const second = await member({ email: 'a@example.com' })
    expect(second.id).toBeGreaterThan(first.id)
    expect((await userOf('a@example.com')).userId).not.toBe(userId)
  })

  it.each(['\u0000', '\ud800'])('text: %j is refused at every door', async (sign) => {
    const text = JSON.stringify(`a${sign}b`)
    const before = (await trail()).length
    const answers = [
      await rev.post('/api/v2/categories', `{"name":${text}}`, {
        headers: { 'content-type': 'application/json' },
      }),
      await intellum.post('/api/v2/courses', `{"course":{"name":${text}}}`),
      await coursepath.post('/members', {
        payload: `{"email":"a@example.com","name":${text}}`,
        headers: { 'content-type': 'application/json' },
      }),
      await learnosity(TAGS, 'set', `{"tags":[{"type":"Topic","name":${text}}]}`),
    ]
    for (const { status } of answers) expect(status).toBeGreaterThanOrEqual(400)
    for (const { status } of answers.slice(1, 3)) expect(status).toBeLessThan(500)
    expect((await trail()).length).toBe(before)
  })

  it('text: compared trimmed, in form C, without regard to case', async () => {
    const { id } = await member({ email: 'a@example.com' })
    await coursepath.post(`/members/${id}/groups`, { form: { name: ' E\u0301quipe ' } })
    expect((await rev.post('/api/v2/groups', { name: '\u00c9QUIPE' })).json()).toMatchObject({
      code: 'GroupExists',
    })
    await rev.category('\u00c9quipe')
    const twin = await intellum.post('/api/v2/categories', { category: { name: 'e\u0301QUIPE' } })
    expect(twin.status).toBe(422)
  })

  it('text: a list in the order of code points', async () => {
    for (const name of ['\u{1d4b3}', '\uff5e', 'Z', '\u00c9', 'a']) await rev.category(name)
    const { categories } = (await rev.get('/api/v2/categories')).json<{ categories: { name: string }[] }>()
    expect(categories.map(({ name }) => name)).toEqual(['a', 'Z', '\u00c9', '\uff5e', '\u{1d4b3}'])
  })
})
