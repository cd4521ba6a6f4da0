import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  type CoursepathClient,
} from '../../../test/support/coursepath-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Course } from '../../domain/courses/course.ts'
import { createCourse, updateCourse } from '../../domain/courses/courses.ts'
import type { Member } from '../../domain/people/member.ts'
import { createProgram } from '../../domain/courses/programs.ts'
import type { Role } from '../../domain/roles.ts'

// The table of contract 2.5, written out a second time by hand: each cell is tested against it.
const CALLERS = ['manager', 'assistant', 'auditor', 'trainer', 'author', 'learner'] as const
type Caller = (typeof CALLERS)[number]
const STAFF: readonly Caller[] = ['manager', 'assistant']
const READERS: readonly Caller[] = ['manager', 'assistant', 'auditor', 'trainer']
const ALL: readonly Caller[] = CALLERS

let world: World
let people: Record<Caller, { readonly member: Member; readonly client: CoursepathClient }>
let other: Member
let hidden: Course
let open: Course
let programId: number

beforeAll(async () => {
  world = await openWorld()
  await openCoursepath(world)
  const made = await Promise.all(CALLERS.map((role) => world.person(`The ${role}`, role)))
  people = Object.fromEntries(
    made.map((member, index) => [
      CALLERS[index],
      { member, client: coursepathClient(world, member.email ?? '') },
    ]),
  ) as typeof people // one per caller
  other = await world.person('Some Body', 'learner')
})
afterAll(() => world.close())

// Each test has its own data: the effects of one call must not help the next.
beforeEach(async () => {
  hidden = await course('groups')
  open = await course('members', 'allowed')
  const program = await world.store.write((tx) =>
    createProgram(tx, world.owner, { name: 'P', courseIds: [hidden.id] }),
  )
  programId = program.id
})

function course(visibility: Course['visibility'], selfEnrolment: Course['selfEnrolment'] = 'invitation') {
  return world.store.write((tx) => createCourse(tx, world.owner, { name: 'C', visibility, selfEnrolment }))
}

type Call = readonly [
  method: string,
  path: () => string,
  allowed: readonly Caller[],
  form?: Record<string, string>,
]

const calls: readonly Call[] = [
  ['GET', () => '/courses', ALL],
  ['GET', () => `/courses/${open.id}`, ALL],
  ['GET', () => `/courses/${hidden.id}`, READERS],
  ['GET', () => '/courses/999999', []],
  ['GET', () => '/members/me', ALL],
  ['GET', () => '/members/me/courses', ALL],
  ['GET', () => '/members/me/groups', ALL],
  ['GET', () => '/members/me/programs', ALL],
  ['GET', () => '/programs', ALL],
  ['GET', () => `/programs/${programId}`, READERS],
  ['GET', () => '/members', READERS],
  ['GET', () => `/members/${other.id}`, READERS],
  ['GET', () => `/members/${other.id}/courses`, READERS],
  ['GET', () => `/members/${other.id}/groups`, READERS],
  ['GET', () => `/members/${other.id}/programs`, READERS],
  ['GET', () => '/groups', READERS],
  ['GET', () => `/courses/${open.id}/members`, READERS],
  ['GET', () => `/courses/${open.id}/coursemembers`, READERS],
  ['GET', () => `/programs/${programId}/members`, READERS],
  ['POST', () => '/members', STAFF, { email: 'new@example.com' }],
  ['POST', () => `/courses/${open.id}/members`, STAFF, { email: 'new@example.com' }],
  ['POST', () => `/programs/${programId}/members`, STAFF, { email: 'new@example.com' }],
  ['POST', () => '/members/me', ALL, { company: 'C', department: 'D', country: 'NL', locale: 'nl' }],
  ['POST', () => '/members/me', STAFF, { externalId: 'x' }],
  ['POST', () => '/members/me', STAFF, { company: 'C', association: '' }],
  ['POST', () => '/members/me', STAFF, { active: 'true' }],
  ['POST', () => '/members/me', ['manager'], { email: 'me@example.org' }],
  ['POST', () => `/members/${other.id}`, STAFF, { name: 'Some Body' }],
  ['POST', () => `/courses/${open.id}/members/me/coursemember`, ALL],
  ['POST', () => `/courses/${hidden.id}/members/me/coursemember`, STAFF],
  ['POST', () => `/courses/${open.id}/members/${other.id}/coursemember`, STAFF],
  ['POST', () => `/programs/${programId}/members/me/programmember`, STAFF],
  ['POST', () => `/programs/${programId}/members/${other.id}/programmember`, STAFF],
  ['POST', () => '/members/me/invite', STAFF],
  ['POST', () => `/members/${other.id}/invite`, STAFF],
  ['POST', () => `/courses/${open.id}/members/${other.id}/invite`, STAFF],
  ['POST', () => `/programs/${programId}/members/${other.id}/invite`, STAFF],
  ['POST', () => '/members/me/groups', STAFF, { name: 'G' }],
  ['POST', () => `/members/${other.id}/groups`, STAFF, { name: 'G' }],
  ['DELETE', () => '/members/me/groups', STAFF],
  ['DELETE', () => `/members/${other.id}/groups`, STAFF],
]

describe('who may call what', () => {
  for (const [method, path, allowed, form] of calls) {
    it.each(CALLERS)(
      `${method} ${String(path).slice(6)} ${form ? JSON.stringify(form) : ''}: %s`,
      async (caller) => {
        const { client, member } = people[caller]
        const before = await state()
        const answer = await client.send(method, path(), form === undefined ? {} : { form })
        if (allowed.includes(caller)) expect(answer.status).toBe(200)
        else if (path().endsWith('999999') && READERS.includes(caller)) expect(answer.status).toBe(404)
        else {
          expect(answer.text).toBe(
            '{"status":403,"error":"forbidden","message":"The member in whose name the call is made may not do this.","field":null}',
          )
          expect(await state()).toBe(before)
        }
        if (form?.email === 'me@example.org' && caller === 'manager') {
          await client.post('/members/me', {
            form: { email: member.email ?? '' },
            headers: { authorization: `Bearer ${client.token({ email: 'me@example.org' })}` },
          })
        }
      },
    )
  }
})

/** Everything that a refused call must not change. */
async function state(): Promise<string> {
  const { client } = people.manager
  const lists = ['/members', `/courses/${open.id}/coursemembers`, `/programs/${programId}/members`, '/groups']
  const texts = await Promise.all(lists.map(async (list) => (await client.get(list)).text))
  return texts.join('\n')
}

describe('coursemembers', () => {
  const own = () => `/courses/${open.id}/members/me/coursemember`
  const others = () => `/courses/${open.id}/members/${other.id}/coursemember`
  beforeEach(async () => {
    const manager = people.manager.client
    await manager.post(others())
    for (const { member } of Object.values(people)) {
      await manager.post(`/courses/${open.id}/members/${member.id}/coursemember`)
    }
  })

  it.each(CALLERS)('are read by %s', async (caller) => {
    const { client } = people[caller]
    expect((await client.get(own())).status).toBe(200)
    expect((await client.get(others())).status).toBe(READERS.includes(caller) ? 200 : 403)
  })

  it.each(CALLERS)('are deleted by %s: results are destroyed by it, also by oneself', async (caller) => {
    const { client } = people[caller]
    const expected = STAFF.includes(caller) ? 200 : 403
    expect((await client.delete(own())).status).toBe(expected)
    expect((await client.delete(others())).status).toBe(expected)
  })
})

describe('self-enrolment', () => {
  it.each(['approval', 'payment', 'invitation'] as const)('is refused where it takes %s', async (takes) => {
    const { id } = await course('everyone', takes)
    for (const caller of ['trainer', 'learner'] as const) {
      const answer = await people[caller].client.post(`/courses/${id}/members/me/coursemember`)
      expect(answer.status).toBe(403)
    }
  })

  it('is refused in a course that is not published', async () => {
    await world.store.write((tx) => updateCourse(tx, world.owner, open.id, { isActive: false }))
    const path = `/courses/${open.id}/members/me/coursemember`
    expect((await people.learner.client.post(path)).status).toBe(403)
    expect((await people.manager.client.post(path)).status).toBe(200)
  })

  it('is open to those in a selected group, who also see the course', async () => {
    const { id } = await course('groups', 'allowed')
    const group = await world.group('Selected', { members: [people.learner.member.guid] })
    await world.store.write((tx) => tx.courseGroups.set(world.account.id, id, [group.id]))
    expect((await people.author.client.post(`/courses/${id}/members/me/coursemember`)).status).toBe(403)
    expect((await people.author.client.get('/courses?limit=1000')).text).not.toContain(`"id":${id},`)
    expect((await people.learner.client.get('/courses?limit=1000')).text).toContain(`"id":${id},`)
    expect((await people.learner.client.get(`/courses/${id}`)).status).toBe(200)
    expect((await people.learner.client.post(`/courses/${id}/members/me/coursemember`)).status).toBe(200)
  })

  it('a course that is taken is seen, published or not', async () => {
    const path = `/courses/${hidden.id}/members/${people.learner.member.id}/coursemember`
    await people.manager.client.post(path)
    await world.store.write((tx) => updateCourse(tx, world.owner, hidden.id, { isActive: false }))
    expect((await people.learner.client.get(`/courses/${hidden.id}`)).status).toBe(200)
    expect((await people.learner.client.get('/courses?limit=1000')).text).toContain(`"id":${hidden.id},`)
  })
})

describe('powerful roles', () => {
  const assistant = () => people.assistant.client

  // Differs from the vendor: Assistants may not change people with `media_admin`, a role of another API,
  // either.
  it.each<Role>(['manager', 'assistant', 'media_admin'])(
    'an assistant gives and takes none: %s',
    async (role) => {
      const holder = await world.person(`Holder ${role}`, role)
      const form = { roles: 'learner' }
      if (role !== 'media_admin') {
        expect((await assistant().post(`/members/${other.id}`, { form: { roles: role } })).status).toBe(403)
        expect(
          (await assistant().post('/members', { form: { email: `${role}@x.de`, roles: role } })).status,
        ).toBe(403)
        expect((await assistant().post(`/members/${holder.id}`, { form })).status).toBe(403)
        expect(
          (await people.manager.client.post(`/members/${other.id}`, { form: { roles: role } })).status,
        ).toBe(200)
        expect((await people.manager.client.post(`/members/${other.id}`, { form })).status).toBe(200)
      }
      for (const refused of [{ active: 'false' }, { email: `other-${role}@x.de` }]) {
        expect((await assistant().post(`/members/${holder.id}`, { form: refused })).status).toBe(403)
      }
      const byAddress = { email: holder.email ?? '', active: '0' }
      expect((await assistant().post('/members', { form: byAddress })).status).toBe(403)
      const harmless = { email: holder.email ?? '', company: 'C', active: '1' }
      expect((await assistant().post('/members', { form: harmless })).status).toBe(200)
      expect((await assistant().post(`/members/${holder.id}`, { form: { name: 'New Name' } })).status).toBe(
        200,
      )
      expect(
        (await people.manager.client.post(`/members/${holder.id}`, { form: { active: '0' } })).status,
      ).toBe(200)
    },
  )

  it('nor by a group that holds them', async () => {
    const managers = { name: 'Managers' }
    await world.store.write(async (tx) => {
      const group = await tx.groups.insert(world.account.id, managers.name)
      await tx.groups.setRoles(world.account.id, group.id, ['manager'])
    })
    const path = `/members/${people.learner.member.id}/groups`
    expect((await assistant().post(path, { form: managers })).status).toBe(403)
    expect((await people.manager.client.post(path, { form: managers })).status).toBe(200)
    expect((await people.learner.client.get('/members')).status).toBe(200) // the group's rights apply at once
    expect((await assistant().delete(path)).status).toBe(403)
    expect((await people.manager.client.delete(path)).status).toBe(200)
    expect((await people.learner.client.get('/members')).status).toBe(403)
  })
})

describe('permission comes before what is asked', () => {
  it.each([
    ['GET', '/members?limit=-1', {}],
    ['POST', '/members', { form: { email: 'x' } }],
    ['POST', '/members', { payload: '{', headers: { 'content-type': 'application/json' } }],
    ['POST', '/courses/999999/members', { form: { email: 'x' } }],
    ['POST', '/members/999999', { form: { email: 'x' } }],
    ['POST', '/members/999999/groups', { form: {} }],
    ['DELETE', '/members/999999/groups?name=', {}],
    ['POST', '/members/999999/invite', { form: { 'mail[subject]': 'x'.repeat(300) } }],
  ])('%s %s', async (method, path, request) => {
    expect((await people.learner.client.send(method, path, request)).status).toBe(403)
  })

  it.each([
    ['GET', '/courses/999999/members?limit=-1', {}],
    ['POST', '/courses/999999/members', { form: { email: 'x' } }],
    ['POST', '/members/999999', { form: { active: 'x' } }],
    ['POST', '/members/999999/groups', { form: {} }],
    ['DELETE', '/members/999999/groups?name=', {}],
    ['POST', '/members/999999/invite', { form: { 'mail[subject]': 'x'.repeat(300) } }],
    ['POST', '/members/999999/groups', { payload: '{', headers: { 'content-type': 'application/json' } }],
  ])('and existence, too: %s %s', async (method, path, request) => {
    expect((await people.manager.client.send(method, path, request)).status).toBe(404)
  })
})
