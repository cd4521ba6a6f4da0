import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createKey, revokeKey } from '../../domain/access/credentials.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { createCourse, updateCourse } from '../../domain/courses/courses.ts'
import type { Course } from '../../domain/courses/course.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { addGroupMember } from '../../domain/people/group-membership.ts'
import { createGroup } from '../../domain/people/groups.ts'
import type { Group } from '../../domain/people/group.ts'
import type { Member } from '../../domain/people/member.ts'
import { createMember, updateMember } from '../../domain/people/members.ts'
import { type Principal, SYSTEM_ITSELF } from '../../domain/principal.ts'
import { ROLES } from '../../domain/roles.ts'
import { randomIds } from '../../lib/ids.ts'
import { oneroster } from './oneroster-dialect.ts'

const ROOT = '/ims/oneroster/rostering/v1p2'
const TOKEN = '/ims/oneroster/oauth2/token'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

type Row = Readonly<Record<string, unknown>> & { readonly sourcedId: string }

let world: World
let token: string
let client: Client
let people: Record<'mona' | 'tom' | 'ines' | 'olaf', Member>
let courses: Course[]
let group: Group

interface Client {
  readonly id: string
  readonly secret: string
  readonly credential: Awaited<ReturnType<typeof createKey>>
}

async function makeClient(by: Principal): Promise<Client> {
  const { key: id, secret } = oneroster.keys.make(randomIds)
  const credential = await world.store.write((tx) =>
    createKey(tx, by, { door: 'oneroster', label: 'roster', key: id, secret, memberId: null }),
  )
  return { id, secret, credential }
}

async function askToken(form: Record<string, string>, basic?: Pick<Client, 'id' | 'secret'>, type = FORM) {
  const door = await world.server.instances.opened('oneroster')
  const encoded = basic && Buffer.from(`${basic.id}:${basic.secret}`).toString('base64')
  return door.inject({
    method: 'POST',
    url: TOKEN,
    headers: { ...type, ...(encoded !== undefined && { authorization: `Basic ${encoded}` }) },
    payload: new URLSearchParams(form).toString(),
  })
}

const GRANT = { grant_type: 'client_credentials' }

async function tokenOf(one: Pick<Client, 'id' | 'secret'>): Promise<string> {
  return (await askToken(GRANT, one)).json<{ access_token: string }>().access_token
}

async function get(path: string, query: Record<string, string | number> = {}, by = token) {
  const door = await world.server.instances.opened('oneroster')
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  const answer = await door.inject({
    method: 'GET',
    url: path.startsWith('/') ? `${ROOT}${path}?${text.toString()}` : path,
    headers: { authorization: `Bearer ${by}` },
  })
  const links = [...String(answer.headers.link ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)]
  return {
    status: answer.statusCode,
    total: answer.headers['x-total-count'],
    links: new Map(links.map(([, url = '', rel = '']) => [rel, url])),
    headers: answer.headers,
    body: answer.json<Record<string, Row[]> & Record<string, Row>>(),
  }
}

/** The records of a list. */
async function rows(path: string, query: Record<string, string | number> = {}, by = token): Promise<Row[]> {
  const { status, body } = await get(path, query, by)
  expect([status, body]).toEqual([200, expect.anything()])
  return Object.values(body)[0] as Row[] // a list has one member
}

const namesIn = async (path: string, query: Record<string, string | number> = {}) =>
  (await rows(path, query)).map((row) => row.familyName ?? row.title ?? row.name)

/** What a refusal says. */
async function refusalOf(path: string, query: Record<string, string | number> = {}, by = token) {
  const { status, body } = await get(path, query, by)
  const told = body as unknown as {
    imsx_codeMajor: string
    imsx_severity: string
    imsx_CodeMinor: { imsx_codeMinorField: { imsx_codeMinorFieldValue: string }[] }
  }
  expect([told.imsx_codeMajor, told.imsx_severity]).toEqual(['failure', 'error'])
  return [status, told.imsx_CodeMinor.imsx_codeMinorField[0]?.imsx_codeMinorFieldValue]
}

beforeAll(async () => {
  world = await openWorld()
  client = await makeClient(world.owner)
  token = await tokenOf(client)
  people = {
    mona: await world.person('Mona', 'manager'),
    tom: await world.person('Tom', 'trainer', 'learner'),
    ines: await world.person('Ines', 'learner'),
    olaf: await world.person('Olaf'),
  }
  await world.store.write(async (tx) => {
    await updateMember(tx, world.owner, { id: people.ines.id }, { firstName: 'Ida', externalId: 'E-7' })
    await updateMember(tx, world.owner, { id: people.olaf.id }, { status: 'suspended' })
    courses = []
    for (const [name, code] of [
      ['Beta', 'B'],
      ['Alpha', 'A'],
      ['Gamma', null],
    ] as const) {
      courses.push(await createCourse(tx, world.owner, { name, code, isActive: true }))
    }
    await updateCourse(tx, world.owner, courses[2]?.id ?? (0 as never), { isActive: false })
    group = await createGroup(tx, world.owner, { name: 'Night shift', code: 'NS' })
    await addGroupMember(tx, world.owner, { id: group.id }, people.ines.id)
    for (const course of courses.slice(0, 2)) {
      await enrolMember(tx, world.owner, course.id, people.ines.id)
    }
    await enrolMember(tx, world.owner, courses[0]?.id ?? (0 as never), people.tom.id)
  })
  // Another academy with the same things.
  await world.store.write(async (tx) => {
    const { owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'en' }, [
      'other.example',
    ])
    const roles = { among: ROLES, held: ['learner'] as const }
    const member = await createMember(tx, owner, {
      username: 'x',
      lastName: 'Stranger',
      status: 'active',
      roles,
    })
    const course = await createCourse(tx, owner, { name: 'Strange' })
    await createGroup(tx, owner, { name: 'Strangers' })
    await enrolMember(tx, owner, course.id, member.id)
    other = { owner, member, course }
  })
})
afterAll(() => world.close())

let other: { owner: Principal; member: Member; course: Course }

describe('the token endpoint', () => {
  it('gives a client a token for an hour, by HTTP Basic and by the form', async () => {
    const scope = 'https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly'
    const form = { ...GRANT, client_id: client.id, client_secret: client.secret, scope }
    for (const answer of [await askToken({ ...GRANT, scope }, client), await askToken(form)]) {
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.json()).toEqual({
        access_token: expect.stringMatching(/^[\w.-]{80,}$/),
        token_type: 'bearer',
        expires_in: 3600,
        scope,
      })
    }
    expect((await askToken(GRANT, client)).json<{ scope: string }>().scope.split(' ')).toHaveLength(2)
  })

  it('records when the key was used', async () => {
    await askToken(GRANT, client)
    const found = await world.store.read((reader) =>
      reader.credentials.find(world.account.id, client.credential.id),
    )
    expect(found?.lastUsed).toBe(world.clock.now())
  })

  it.each([
    ['no grant type', {}, true, 400, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, true, 400, 'unsupported_grant_type'],
    ['an unknown scope', { ...GRANT, scope: 'https://example.com/all' }, true, 400, 'invalid_scope'],
    ['no client', GRANT, false, 401, 'invalid_client'],
    ['an unknown client', { ...GRANT, client_id: 'x', client_secret: 'y' }, false, 401, 'invalid_client'],
    ['both ways', { ...GRANT, client_secret: 'y' }, true, 400, 'invalid_request'],
  ])('refuses %s', async (_what, form, basic, status, error) => {
    const answer = await askToken(form, basic ? client : undefined)
    expect([answer.statusCode, answer.json()]).toEqual([
      status,
      { error, error_description: expect.stringMatching(/\.$|^None/) },
    ])
    if (status === 401) expect(answer.headers['www-authenticate']).toContain('Basic')
  })

  it('refuses a wrong secret, a parameter that is sent twice, and a body that is no form', async () => {
    expect((await askToken(GRANT, { id: client.id, secret: 'wrong' })).statusCode).toBe(401)
    const json = await askToken(GRANT, client, { 'content-type': 'application/json' })
    expect([json.statusCode, json.json()]).toMatchObject([400, { error: 'invalid_request' }])
    const door = await world.server.instances.opened('oneroster')
    const payload = 'grant_type=client_credentials&grant_type=client_credentials'
    const twice = await door.inject({ method: 'POST', url: TOKEN, headers: FORM, payload })
    expect(twice.json()).toMatchObject({ error: 'invalid_request' })
  })

  it('gives tokens that end with their hour, and with their key', async () => {
    const one = await makeClient(world.owner)
    const theirs = await tokenOf(one)
    expect((await get('/users', {}, theirs)).status).toBe(200)
    await world.store.write((tx) => revokeKey(tx, world.owner, one.credential.id))
    expect(await refusalOf('/users', {}, theirs)).toEqual([401, 'unauthorisedrequest'])
    expect((await askToken(GRANT, one)).statusCode).toBe(401)

    const before = world.clock.now()
    world.clock.set(before + 3600_000)
    expect(await refusalOf('/users')).toEqual([401, 'unauthorisedrequest'])
    world.clock.set(before)
    expect(await refusalOf('/users', {}, `${token}x`)).toEqual([401, 'unauthorisedrequest'])
    const sealed = world.services.sealedBox.seal('another secret')
    expect(await refusalOf('/users', {}, sealed)).toEqual([401, 'unauthorisedrequest'])
  })
})

describe('users', () => {
  it('are people, with their role, groups and status', async () => {
    expect(await namesIn('/users')).toEqual(['Mona', 'Tom', 'Ines', 'Olaf'])
    const academy = { sourcedId: world.account.guid, type: 'org' }
    const { body } = await get(`/users/${people.ines.guid}`)
    expect(body.user).toEqual({
      sourcedId: people.ines.guid,
      status: 'active',
      dateLastModified: new Date(world.clock.now()).toISOString(),
      userMasterIdentifier: people.ines.guid,
      username: 'ines',
      userIds: [{ type: 'externalId', identifier: 'E-7' }],
      enabledUser: 'true',
      givenName: 'Ida',
      familyName: 'Ines',
      email: 'ines@example.com',
      roles: [
        { roleType: 'primary', role: 'student', org: expect.objectContaining(academy) },
        { roleType: 'secondary', role: 'student', org: expect.objectContaining({ sourcedId: group.guid }) },
      ],
      primaryOrg: {
        ...academy,
        href: `https://academy.example.com${ROOT}/orgs/${world.account.guid}`,
      },
      identifier: 'E-7',
    })
    expect((await get(`/users/${people.olaf.guid}`)).body.user).toMatchObject({
      status: 'tobedeleted',
      enabledUser: 'false',
    })
  })

  // Differs from the vendor: each person has one role: administrator, else teacher, else student.
  it('are students or teachers by the highest of their roles', async () => {
    expect(await namesIn('/students')).toEqual(['Ines', 'Olaf'])
    expect(await namesIn('/teachers')).toEqual(['Tom'])
    for (const [role, names] of [
      ['administrator', ['Mona']],
      ['teacher', ['Tom']],
      ['student', ['Ines', 'Olaf']],
    ] as const) {
      expect(await namesIn('/users', { filter: `role='${role}'` })).toEqual(names)
    }
    expect(await namesIn('/students', { filter: "role='teacher'" })).toEqual([])
  })

  it.each([
    ["status='tobedeleted'", ['Olaf']],
    ["status!='tobedeleted'", ['Mona', 'Tom', 'Ines']],
    ["status='active' OR status='tobedeleted'", ['Mona', 'Tom', 'Ines', 'Olaf']],
    ["status='active' AND role='student'", ['Ines']],
    ["identifier='e-7'", ['Ines']],
    ["email='tom@example.com' or email='mona@example.com'", ['Mona', 'Tom']],
    ["dateLastModified>='2000-01-01'", ['Mona', 'Tom', 'Ines', 'Olaf']],
    ["dateLastModified<'2000-01-01T00:00:00Z'", []],
    ["dateLastModified>'2000-01-01' AND dateLastModified<='2000-01-02'", []],
  ])('are filtered by %s', async (filter, names) => {
    expect(await namesIn('/users', { filter })).toEqual(names)
  })

  it('are filtered by their ids, and by the time to the millisecond', async () => {
    const filter = `sourcedId='${people.tom.guid}' OR sourcedId='nobody'`
    expect(await namesIn('/users', { filter })).toEqual(['Tom'])
    const now = new Date(world.clock.now()).toISOString()
    expect(await namesIn('/users', { filter: `dateLastModified>'${now}'` })).toEqual([])
    expect(await namesIn('/users', { filter: `dateLastModified='${now}'` })).toHaveLength(4)
  })

  it('are sorted by some fields, in both directions', async () => {
    expect(await namesIn('/users', { sort: 'familyName' })).toEqual(['Ines', 'Mona', 'Olaf', 'Tom'])
    expect(await namesIn('/users', { sort: 'familyName', orderBy: 'desc' })).toEqual([
      'Tom',
      'Olaf',
      'Mona',
      'Ines',
    ])
  })

  it('show the fields that are asked for', async () => {
    const [first] = await rows('/users', { fields: 'sourcedId, familyName', limit: 1 })
    expect(first).toEqual({ sourcedId: people.mona.guid, familyName: 'Mona' })
    const one = await get(`/users/${people.mona.guid}`, { fields: 'username' })
    expect(one.body.user).toEqual({ username: 'mona' })
  })

  it('have classes', async () => {
    expect(await namesIn(`/users/${people.ines.guid}/classes`)).toEqual(['Beta', 'Alpha'])
    expect(await namesIn(`/users/${people.mona.guid}/classes`)).toEqual([])
  })
})

describe('courses and classes', () => {
  it('are the courses, each with one class', async () => {
    expect(await namesIn('/courses')).toEqual(['Beta', 'Alpha', 'Gamma'])
    const id = courses[0]?.id ?? 0
    const date = new Date(world.clock.now()).toISOString()
    expect((await get(`/courses/course-${id}`)).body.course).toEqual({
      sourcedId: `course-${id}`,
      status: 'active',
      dateLastModified: date,
      title: 'Beta',
      courseCode: 'B',
      org: expect.objectContaining({ sourcedId: world.account.guid }),
    })
    const { class: shown } = (await get(`/classes/class-${id}`)).body
    expect(shown).toMatchObject({
      sourcedId: `class-${id}`,
      classCode: 'B',
      classType: 'scheduled',
      course: { href: `https://academy.example.com${ROOT}/courses/course-${id}`, type: 'course' },
      school: { sourcedId: world.account.guid },
    })
    const [term] = shown?.terms as Row[] // a class has terms
    expect((await rows('/academicSessions')).map(({ sourcedId }) => sourcedId)).toEqual([term?.sourcedId])
  })

  it.each(['/courses', '/classes'])('%s are filtered and sorted', async (path) => {
    const code = path === '/courses' ? 'courseCode' : 'classCode'
    expect(await namesIn(path, { filter: "status='tobedeleted'" })).toEqual(['Gamma'])
    expect(await namesIn(path, { filter: "status='active' OR status='tobedeleted'" })).toHaveLength(3)
    expect(await namesIn(path, { filter: `${code}='A'` })).toEqual(['Alpha'])
    const id = `${path === '/courses' ? 'course' : 'class'}-${courses[1]?.id ?? 0}`
    expect(await namesIn(path, { filter: `sourcedId='${id}'` })).toEqual(['Alpha'])
    expect(await namesIn(path, { sort: 'title', orderBy: 'desc' })).toEqual(['Gamma', 'Beta', 'Alpha'])
  })

  // Differs from the vendor: who teaches a class isn't recorded. Its teachers are those in it who teach anywhere.
  it('have students and teachers', async () => {
    const id = courses[0]?.id ?? 0
    expect(await namesIn(`/classes/class-${id}/students`)).toEqual(['Ines'])
    expect(await namesIn(`/classes/class-${id}/students`, { filter: "role='teacher'" })).toEqual([])
    expect(await namesIn(`/classes/class-${id}/teachers`)).toEqual(['Tom'])
    expect(await namesIn(`/classes/class-${courses[1]?.id ?? 0}/teachers`)).toEqual([])
    const enrolled = await rows('/enrollments', { filter: `class.sourcedId='class-${id}'` })
    expect(enrolled.map(({ user, role }) => [(user as Row).sourcedId, role])).toEqual([
      [people.ines.guid, 'student'],
      [people.tom.guid, 'teacher'],
    ])
  })
})

describe('scopes', () => {
  const PREFIX = 'https://purl.imsglobal.org/spec/or/v1p2/scope/'

  it('narrow what a token reads: the core are the lists of all records, and each record', async () => {
    const asked = await askToken({ ...GRANT, scope: `${PREFIX}roster-core.readonly` }, client)
    const core = asked.json<{ access_token: string }>().access_token
    const statuses = async (by: string) => {
      const paths = ['/users', `/users/${people.ines.guid}`, '/enrollments', '/orgs']
      const nested = [
        `/users/${people.ines.guid}/classes`,
        `/classes/class-${courses[0]?.id ?? 0}/students`,
        `/classes/class-${courses[0]?.id ?? 0}/teachers`,
      ]
      const all = []
      for (const path of [...paths, ...nested]) all.push((await get(path, {}, by)).status)
      return all
    }
    expect(await statuses(core)).toEqual([200, 200, 200, 200, 403, 403, 403])
    expect(await statuses(token)).toEqual([200, 200, 200, 200, 200, 200, 200])
    const { headers, body } = await get(`/users/${people.ines.guid}/classes`, {}, core)
    expect(headers['www-authenticate']).toBe(
      `Bearer realm="oneroster", error="insufficient_scope", scope="${PREFIX}roster.readonly"`,
    )
    expect(body).toMatchObject({
      imsx_description: `The access token needs the scope ${PREFIX}roster.readonly.`,
    })
    const wide = await askToken({ ...GRANT, scope: `${PREFIX}roster.readonly` }, client)
    expect(await statuses(wide.json<{ access_token: string }>().access_token)).not.toContain(403)
  })
})

describe('enrollments', () => {
  it('are who is in which class', async () => {
    const all = await rows('/enrollments')
    expect(all).toHaveLength(3)
    const [first] = all
    expect((await get(`/enrollments/${first?.sourcedId ?? ''}`)).body.enrollment).toEqual(first)
    expect(first).toMatchObject({
      sourcedId: expect.stringMatching(/^enrollment-\d+$/),
      status: 'active',
      user: { sourcedId: people.ines.guid, type: 'user' },
      class: { sourcedId: `class-${courses[0]?.id ?? 0}`, type: 'class' },
      role: 'student',
      primary: 'false',
    })
    const found = await rows('/enrollments', { filter: `sourcedId='${first?.sourcedId ?? ''}'` })
    expect(found).toEqual([first])
  })

  it('are filtered by person and class, and sorted', async () => {
    const usersIn = async (query: Record<string, string>) =>
      (await rows('/enrollments', query)).map(({ user }) => (user as Row).sourcedId)
    const { ines, tom } = people
    expect(await usersIn({ filter: `user.sourcedId='${ines.guid}'` })).toEqual([ines.guid, ines.guid])
    expect(await usersIn({ filter: `class.sourcedId='class-${courses[0]?.id ?? 0}'` })).toEqual([
      ines.guid,
      tom.guid,
    ])
    expect(await usersIn({ sort: 'beginDate', orderBy: 'desc' })).toEqual([tom.guid, ines.guid, ines.guid])
  })
})

describe('orgs', () => {
  // Differs from the vendor: the academy, an org of the type local, is the one school of /schools.
  it('are the academy and its groups', async () => {
    const all = await rows('/orgs')
    expect(all).toEqual([
      expect.objectContaining({ sourcedId: world.account.guid, name: 'Academy', type: 'local' }),
      expect.objectContaining({
        sourcedId: group.guid,
        name: 'Night shift',
        type: 'department',
        identifier: 'NS',
        parent: expect.objectContaining({ sourcedId: world.account.guid }),
      }),
    ])
    for (const org of all) expect((await get(`/orgs/${org.sourcedId}`)).body.org).toEqual(org)
    expect(await namesIn('/schools')).toEqual(['Academy'])
  })

  it.each([
    ["type='department'", ['Night shift']],
    ["type='local'", ['Academy']],
    ["type!='local'", ['Night shift']],
    ["status='tobedeleted'", []],
    ["dateLastModified>='2000-01-01T00:00:00+02:00'", ['Academy', 'Night shift']],
  ])('are filtered by %s', async (filter, names) => {
    expect(await namesIn('/orgs', { filter })).toEqual(names)
  })

  it('are filtered by their ids', async () => {
    for (const [id, name] of [
      [world.account.guid, 'Academy'],
      [group.guid, 'Night shift'],
    ] as const) {
      expect(await namesIn('/orgs', { filter: `sourcedId='${id}'` })).toEqual([name])
    }
    expect(await namesIn('/schools', { filter: "name~'CADE'" })).toEqual(['Academy'])
    expect(await namesIn('/schools', { filter: "type='department'" })).toEqual([])
  })
})

// Differs from the vendor: the one academic session is the current calendar year, in UTC.
it('has the current year as its academic session', async () => {
  const year = String(new Date(world.clock.now()).getUTCFullYear())
  expect((await get(`/academicSessions/year-${year}`)).body.academicSession).toMatchObject({
    title: year,
    startDate: `${year}-01-01`,
    endDate: `${year}-12-31`,
    type: 'schoolYear',
    schoolYear: year,
  })
})

describe('what is below', () => {
  it('a student and a teacher is theirs, and nobody else is one', async () => {
    const { ines, tom } = people
    for (const [path, own, other] of [
      ['/students', ines, tom],
      ['/teachers', tom, ines],
    ] as const) {
      expect((await get(`${path}/${own.guid}`)).body).toEqual((await get(`/users/${own.guid}`)).body)
      expect(await namesIn(`${path}/${own.guid}/classes`)).toEqual(
        await namesIn(`/users/${own.guid}/classes`),
      )
      for (const end of ['', '/classes']) {
        expect(await refusalOf(`${path}/${other.guid}${end}`)).toEqual([404, 'unknownobject'])
      }
    }
  })

  it('the school is everything, and what is below a course is its class', async () => {
    const school = `/schools/${world.account.guid}`
    expect((await get(school)).body.org).toMatchObject({ sourcedId: world.account.guid, type: 'local' })
    for (const list of ['classes', 'courses', 'enrollments', 'students', 'teachers']) {
      const whole = await rows(`/${list}`)
      expect(whole.length).toBeGreaterThan(0)
      expect(await rows(`${school}/${list}`)).toEqual(whole)
      expect(await refusalOf(`/schools/${group.guid}/${list}`)).toEqual([404, 'unknownobject'])
    }
    expect(await refusalOf(`/schools/${group.guid}`)).toEqual([404, 'unknownobject'])
    const id = courses[1]?.id ?? 0
    expect((await rows(`/courses/course-${id}/classes`)).map(({ sourcedId }) => sourcedId)).toEqual([
      `class-${id}`,
    ])
  })
})

describe('paging', () => {
  it('tells the number of records, and links to other pages', async () => {
    const page = await get('/users', { limit: 1, offset: 1, sort: 'familyName' })
    expect(page.total).toBe('4')
    expect([...page.links.keys()]).toEqual(['next', 'prev', 'first', 'last'])
    for (const [rel, name] of [
      ['next', 'Olaf'],
      ['prev', 'Ines'],
      ['first', 'Ines'],
      ['last', 'Tom'],
    ] as const) {
      const url = new URL(page.links.get(rel) ?? '')
      expect(url.origin).toBe('https://academy.example.com')
      const { body } = await get(url.pathname.slice(ROOT.length), Object.fromEntries(url.searchParams))
      expect(body.users?.map(({ familyName }) => familyName)).toEqual([name])
    }
  })

  it.each(['/users', '/orgs', '/enrollments', '/classes'])(
    'reads each of %s once by next links',
    async (path) => {
      const whole = (await rows(path)).map(({ sourcedId }) => sourcedId)
      const seen: string[] = []
      let query: Record<string, string> | undefined = { limit: '1' }
      while (query !== undefined && seen.length <= whole.length) {
        const { links, body } = await get(path, query)
        seen.push(...(Object.values(body)[0] as Row[]).map(({ sourcedId }) => sourcedId))
        const next = links.get('next')
        query = next === undefined ? undefined : Object.fromEntries(new URL(next).searchParams)
      }
      expect(seen).toEqual(whole)
      const byOffset = []
      for (let offset = 0; offset <= whole.length; offset++) {
        byOffset.push(...(await rows(path, { limit: 1, offset })).map(({ sourcedId }) => sourcedId))
      }
      expect(byOffset).toEqual(whole)
    },
  )

  it('has no next page behind the last one', async () => {
    for (const query of [{ limit: 4 }, { offset: 4 }, { offset: 10_000 }, { limit: 5000 }]) {
      expect((await get('/users', query)).links.has('next')).toBe(false)
    }
    expect((await get('/orgs', { limit: 2 })).links.has('next')).toBe(false)
  })
})

describe('refusals', () => {
  it.each([
    ['/users', { limit: 0 }, 'invaliddata'],
    ['/users', { limit: 'many' }, 'invaliddata'],
    ['/users', { offset: -1 }, 'invaliddata'],
    ['/users', { orderBy: 'up' }, 'invaliddata'],
    ['/users', { after: 'x' }, 'invaliddata'],
    ['/users', { sort: 'nothing' }, 'invalid_sort_field'],
    ['/users', { sort: 'constructor' }, 'invalid_sort_field'],
    ['/academicSessions', { sort: 'title' }, 'invalid_sort_field'],
    ['/users', { fields: 'sourcedId,nothing' }, 'invalid_selection_field'],
    ['/users', { fields: '' }, 'invalid_selection_field'],
    ['/users', { filter: '' }, 'invalid_filter_field'],
    ['/users', { filter: 'status=active' }, 'invalid_filter_field'],
    ['/users', { filter: "nothing='x'" }, 'invalid_filter_field'],
    ['/users', { filter: "constructor='x'" }, 'invalid_filter_field'],
    ['/users', { filter: "status='x'" }, 'invalid_filter_field'],
    ['/users', { filter: "status>'active'" }, 'invalid_filter_field'],
    ['/users', { filter: "role!='teacher'" }, 'invalid_filter_field'],
    ['/users', { filter: "email>'a'" }, 'invalid_filter_field'],
    ['/users', { filter: "dateLastModified~'2020'" }, 'invalid_filter_field'],
    ['/users', { filter: "dateLastModified>'yesterday'" }, 'invalid_filter_field'],
    ['/users', { filter: "status='active' AND role='student' OR role='teacher'" }, 'invalid_filter_field'],
    ['/users', { filter: "status='active' OR role='student'" }, 'invalid_filter_field'],
    ['/users', { filter: "status='active' AND" }, 'invalid_filter_field'],
    ['/users', { filter: "email='\u0000'" }, 'invalid_filter_field'],
    ['/courses', { filter: "status='active' AND status='tobedeleted'" }, 'invalid_filter_field'],
    ['/schools', { filter: "identifier='x'" }, 'invalid_filter_field'],
  ])('of %s with %o', async (path, query, code) => {
    expect(await refusalOf(path, query as unknown as Record<string, string>)).toEqual([400, code])
  })

  // Differs from the vendor: `~` and fields that our lists can't search by an index are refused by `invalid_filter_field`.
  it('of filters that would read a whole table', async () => {
    for (const filter of ["familyName='Ines'", "familyName~'In'", "email~'example'", "username='ines'"]) {
      expect(await refusalOf('/users', { filter })).toEqual([400, 'invalid_filter_field'])
    }
    expect(await refusalOf('/classes', { filter: "title='Alpha'" })).toEqual([400, 'invalid_filter_field'])
  })

  // Differs from the vendor: an offset leads at most 10,000 records beyond what was read before, page after page or by the links with `rel="next"`.
  it('of an offset that leads too far', async () => {
    expect(await refusalOf('/users', { offset: 20_001 })).toEqual([400, 'invaliddata'])
  })

  it.each([
    '/users/nobody',
    '/users/00000000-0000-4000-8000-000000000000',
    '/users/nobody/classes',
    '/courses/1',
    '/courses/course-99',
    '/courses/class-1',
    '/classes/class-99/students',
    '/classes/class-x/teachers',
    '/enrollments/enrollment-99',
    '/orgs/00000000-0000-4000-8000-000000000000',
    '/academicSessions/year-1999',
    '/terms',
  ])('of %s, which does not exist', async (path) => {
    expect(await refusalOf(path)).toEqual([404, 'unknownobject'])
  })

  it('of a request without a token', async () => {
    const { status, headers } = await get('/users', {}, '')
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="oneroster"'])
  })

  it('of too many requests', async () => {
    const limited = await openWorld({
      settings: { limitRates: true, quotas: { 'oneroster.token': 1, 'oneroster.read': 1 } },
    })
    const { key, secret } = oneroster.keys.make(randomIds)
    await limited.store.write((tx) =>
      createKey(tx, limited.owner, { door: 'oneroster', label: 'few', key, secret, memberId: null }),
    )
    const door = await limited.server.instances.opened('oneroster')
    const ask = () =>
      door.inject({
        method: 'POST',
        url: TOKEN,
        headers: FORM,
        payload: new URLSearchParams({ ...GRANT, client_id: key, client_secret: secret }).toString(),
      })
    const bearer = (await ask()).json<{ access_token: string }>().access_token
    const again = await ask()
    expect([again.statusCode, Number(again.headers['retry-after'])]).toEqual([429, expect.any(Number)])
    const read = () => door.inject({ url: `${ROOT}/orgs`, headers: { authorization: `Bearer ${bearer}` } })
    expect([(await read()).statusCode, (await read()).statusCode]).toEqual([200, 429])
    await limited.close()
  })
})

describe('another academy', () => {
  it('is never seen', async () => {
    const theirs = await tokenOf(await makeClient(other.owner))
    expect(await rows('/users', {}, theirs)).toHaveLength(1)
    for (const path of ['/users', '/students', '/courses', '/classes', '/enrollments', '/orgs', '/schools']) {
      const ours = (await rows(path)).map(({ sourcedId }) => sourcedId)
      const shown = (await rows(path, {}, theirs)).map(({ sourcedId }) => sourcedId)
      expect(shown.length).toBeGreaterThan(0)
      expect(ours.filter((id) => shown.includes(id))).toEqual([])
      // Neither by their ids.
      const [id = ''] = shown
      const plural = path === '/students' ? '/users' : path === '/schools' ? '/orgs' : path
      expect(await refusalOf(`${plural}/${id}`)).toEqual([404, 'unknownobject'])
      expect(await rows(path, { filter: `sourcedId='${id}'` })).toEqual([])
    }
    expect(await refusalOf(`/users/${other.member.guid}/classes`)).toEqual([404, 'unknownobject'])
    expect(await refusalOf(`/classes/class-${other.course.id}/students`)).toEqual([404, 'unknownobject'])
    expect(await rows('/enrollments', { filter: `user.sourcedId='${other.member.guid}'` })).toEqual([])
  })
})
