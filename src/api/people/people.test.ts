import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { finishCourse } from '../../domain/learning/learning.ts'
import type { MemberId } from '../../domain/ids.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let manager: Member
let assistant: Member
let learner: Member
let api: ApiClient
let asAssistant: ApiClient
let asLearner: ApiClient

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  assistant = await world.person('Anna Assistant', 'assistant')
  learner = await world.person('Leo Learner')
  // Only a manager who has signed in once counts for the rule about the last manager.
  await world.store.write((tx) => tx.members.markActivated(world.account.id, manager.id))
  api = await apiClient(world, manager)
  asAssistant = await apiClient(world, assistant)
  asLearner = await apiClient(world, learner)
})
afterAll(() => world.close())

interface Fault {
  readonly pointer: string
  readonly code: string
}

/** One value of each. */
function valuesOf(items: unknown, key: string): unknown[] {
  return (items as Readonly<Record<string, unknown>>[]).map((item) => item[key])
}

/** Creates a person through the API. */
async function make(values: object): Promise<{ readonly id: number; readonly [key: string]: unknown }> {
  const { status, body } = await api.post('/people', values)
  expect(status, JSON.stringify(body)).toBe(201)
  return body as { id: number }
}

/** Tries all mails that wait: their servers take them, or refuse them for good. */
async function settleMails(outcome: 'sent' | 'failed'): Promise<void> {
  const state = outcome === 'sent' ? 'sent' : 'given_up'
  await world.store.write(async (tx) => {
    const wish = { kind: 'mail', limit: 100, except: [], lease: 'lease', until: tx.now + 60_000 } as const
    for (;;) {
      const { deliveries } = await tx.outbox.claim(wish)
      if (deliveries.length === 0) break
      for (const one of deliveries) {
        await tx.outbox.settle(one, 'lease', { state }, { at: tx.now, milliseconds: 7, answer: 'said' })
      }
    }
  })
}

describe('a person', () => {
  it('is made with all that is known of them, and shown with every key', async () => {
    const made = await api.post('/people', {
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      externalId: 'HR-1',
      title: 'Countess',
      phone: '+44 1',
      language: 'en-GB',
      timeZone: 'Europe/London',
      country: 'gb',
      company: 'Analytical',
      department: 'Engines',
      association: 'BCS',
      identification: 'id',
      registration: 'reg',
      manager: `guid:${manager.guid}`,
      roles: ['trainer'],
      status: 'active',
    })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: expect.any(Number),
      guid: expect.any(String),
      externalId: 'HR-1',
      username: 'ada@example.com',
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      name: 'Ada Lovelace',
      title: 'Countess',
      phone: '+44 1',
      language: 'en-GB',
      timeZone: 'Europe/London',
      country: 'GB',
      company: 'Analytical',
      department: 'Engines',
      association: 'BCS',
      identification: 'id',
      registration: 'reg',
      manager: { id: manager.id, name: 'Mona Manager' },
      roles: ['trainer'],
      status: 'active',
      invitation: { state: 'none', at: null, reason: null },
      lastSeen: null,
      created: expect.any(String),
      modified: expect.any(String),
    })
    expect(made.headers.location).toMatch(new RegExp(`/people/${made.body.id}$`))
  })

  it('is found by id, GUID, external id, e-mail address and username, whatever the case', async () => {
    const { id, guid } = await make({
      email: 'Place@example.com',
      username: 'placed',
      lastName: 'Place',
      externalId: 'P/7',
    })
    for (const place of [
      id,
      `guid:${guid as string}`,
      `external:${encodeURIComponent('p/7')}`,
      'email:place%40EXAMPLE.com',
      'username:Placed',
    ]) {
      expect((await api.get(`/people/${place}?fields=id`)).body).toEqual({ id })
    }
    for (const place of ['0', '999999', 'code:x', 'external:nobody', 'email:', 'nonsense']) {
      expect((await api.get(`/people/${place}`)).body, place).toMatchObject({
        status: 404,
        code: 'not_found',
      })
    }
  })

  it('is refused with all that is wrong at once', async () => {
    const { status, body } = await api.post('/people', {
      email: 'no address',
      lastName: ' ',
      country: 'XX',
      timeZone: '+01:00',
      language: 'x',
    })
    expect(status).toBe(422)
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/country',
      '/email',
      '/language',
      '/lastName',
      '/timeZone',
    ])
    expect((await api.post('/people', { lastName: 'Nameless' })).body.errors).toMatchObject([
      { pointer: '/email', code: 'required' },
    ])
    expect(
      (await api.post('/people', { email: 'm@example.com', lastName: 'M', manager: 99_999 })).body.errors,
    ).toMatchObject([{ pointer: '/manager', code: 'unknown' }])
  })

  it('has a username and an address of their own', async () => {
    await make({ email: 'one@example.com', lastName: 'One' })
    expect(
      (await api.post('/people', { email: 'ONE@example.com', username: 'x', lastName: 'Two' })).body,
    ).toMatchObject({
      status: 409,
      code: 'email_taken',
    })
    expect((await api.post('/people', { username: 'one@example.com', lastName: 'Two' })).body).toMatchObject({
      status: 409,
      code: 'username_taken',
    })
  })

  it('changes by a merge patch, bound to what was read', async () => {
    const { id } = await make({ email: 'patch@example.com', lastName: 'Patch', company: 'Acme' })
    const read = await api.get(`/people/${id}`)
    const etag = read.headers.etag as string
    const changed = await api.patch(
      `/people/${id}`,
      { company: null, manager: manager.id },
      { headers: { 'if-match': etag } },
    )
    expect(changed.body).toMatchObject({ company: null, manager: { id: manager.id }, lastName: 'Patch' })
    const late = await api.patch(`/people/${id}`, { company: 'B' }, { headers: { 'if-match': etag } })
    expect(late.body).toMatchObject({ code: 'changed_meanwhile', current: { company: null } })
    expect((await api.patch(`/people/${id}`, { manager: id })).body.errors).toMatchObject([
      { pointer: '/manager', code: 'not_allowed' },
    ])
    expect((await api.patch(`/people/${id}`, {})).status).toBe(422)
  })

  it('is refused with all that is wrong at once, whoever finds it', async () => {
    const { id } = await make({ email: 'wrong@example.com', lastName: 'Wrong' })
    const wrong = { nmae: 'x', phone: 'x'.repeat(300), country: 'XX', email: 'no address', lastName: 'a\nb' }
    const pointers = ['/country', '/email', '/lastName', '/nmae', '/phone']
    for (const refused of [
      await api.patch(`/people/${id}`, wrong),
      await api.post('/people', wrong),
      await api.put('/people/external:all-wrong', wrong),
    ]) {
      const found: { pointer: string }[] = refused.body.errors
      expect([refused.status, found.map(({ pointer }) => pointer).sort()]).toEqual([422, pointers])
    }
    const rows = await api.post('/people/bulk', [{ op: 'update', id, ...wrong }])
    const found: { pointer: string }[] = rows.body.errors
    expect(found.map(({ pointer }) => pointer).sort()).toEqual(pointers.map((one) => `/0${one}`))
    // Nothing of it is kept, even where the domain has nothing against the rest.
    expect((await api.patch(`/people/${id}`, { nmae: 'x', company: 'Kept' })).status).toBe(422)
    expect((await api.get(`/people/${id}`)).body.company).toBeNull()
    const author = await apiClient(world, await world.person('Otto Other', 'learner'))
    expect((await author.patch(`/people/${id}`, wrong)).body.errors).toHaveLength(2)
  })

  it('loses their manager when that one is deleted', async () => {
    const boss = await make({ email: 'boss@example.com', lastName: 'Boss' })
    const { id } = await make({ email: 'sub@example.com', lastName: 'Sub', manager: boss.id })
    expect((await api.get(`/people?manager=${boss.id}&fields=id`)).body.items).toEqual([{ id }])
    const without: unknown[] = (await api.get('/people?manager=null&fields=id,manager&limit=500')).body.items
    expect(without).toContainEqual({ id: boss.id, manager: null })
    expect(without).not.toContainEqual(expect.objectContaining({ id }))
    const either = await api.get(`/people?manager=null,${boss.id}&fields=id&limit=500`)
    expect(either.body.items).toHaveLength(without.length + 1)
    expect((await api.delete(`/people/${boss.id}`)).status).toBe(204)
    expect((await api.get(`/people/${id}`)).body.manager).toBeNull()
    expect((await api.delete(`/people/${boss.id}`)).status).toBe(404)
  })

  it('is deleted with their tokens, and the dry run tells what would go', async () => {
    const someone = await world.person('Tom Token')
    await apiClient(world, someone)
    const course = await world.store.write((tx) =>
      createCourse(tx, world.owner, { name: 'Going', certificate: { name: 'Gone', days: null } }),
    )
    await world.store.write((tx) => enrolMember(tx, world.owner, course.id, someone.id))
    await world.store.write((tx) => finishCourse(tx, { ...world.owner, memberId: someone.id }, course.id))
    const tried = await api.delete(`/people/${someone.id}?dryRun=true`)
    expect(tried.body).toEqual({
      effects: { enrolmentsDeleted: 1, certificatesDeleted: 1, programMembershipsDeleted: 0 },
    })
    expect((await api.get(`/people/${someone.id}`)).status).toBe(200)
    expect((await api.delete(`/people/${someone.id}`)).status).toBe(204)
  })

  it('is seen when they use a token, to the hour', async () => {
    const someone = await world.person('Sina Seen')
    const client = await apiClient(world, someone)
    await client.get('/me')
    await expect
      .poll(async () => (await api.get(`/people/${someone.id}`)).body.lastSeen as unknown)
      .not.toBeNull()
    const { lastSeen, modified } = (await api.get(`/people/${someone.id}`)).body
    expect(Date.parse(lastSeen)).toBe(world.clock.now())
    expect(Date.parse(modified)).toBe(someone.modified)
    const [latest] = (await api.get('/people?sort=-lastSeen&limit=1')).body.items as { lastSeen: string }[]
    expect(latest?.lastSeen).toBe(lastSeen)
    const [never] = (await api.get('/people?sort=lastSeen&limit=1')).body.items as { lastSeen: null }[]
    expect(never?.lastSeen).toBeNull()
  })
})

describe('an own key', () => {
  it('makes a person, and changes the one that there is', async () => {
    const made = await api.put('/people/external:HR-4711', {
      email: 'key@example.com',
      lastName: 'Key',
      company: 'A',
    })
    expect([made.status, made.body.externalId]).toEqual([201, 'HR-4711'])
    const again = await api.put('/people/external:HR-4711', { email: 'key@example.com', lastName: 'Keys' })
    expect([again.status, again.body.id]).toEqual([200, made.body.id])
    expect(again.body).toMatchObject({ lastName: 'Keys', company: 'A', username: 'key@example.com' })
    expect((await api.put('/people/external:HR-4712', { lastName: 'x' })).body.errors).toMatchObject([
      { pointer: '/email', code: 'required' },
    ])
    expect((await api.put('/people/999999', { lastName: 'x' })).status).toBe(404)
    const stale = { headers: { 'if-match': '"x"' } }
    expect(
      (await api.put('/people/external:HR-9', { email: 'n@example.com', lastName: 'N' }, stale)).status,
    ).toBe(412)
  })

  it('may be an e-mail address or a username, too', async () => {
    const path = '/people/email:Own.Key@example.com'
    const made = await api.put(path, { lastName: 'Mailed' })
    expect([made.status, made.body.email, made.body.username]).toEqual([
      201,
      'Own.Key@example.com',
      'Own.Key@example.com',
    ])
    const again = await api.put(path, { lastName: 'Again', email: 'moved@example.com' })
    expect([again.status, again.body.id, again.body.email]).toEqual([200, made.body.id, 'moved@example.com'])
    const named = await api.put('/people/username:own-key', { lastName: 'Named' })
    expect([named.status, named.body.username, named.body.email]).toEqual([201, 'own-key', null])
    for (const [place, body, pointer] of [
      ['email:one.key@example.com', { lastName: 'x', email: 'other@example.com' }, '/email'],
      ['email:one.key@example.com', { lastName: 'x', email: null }, '/email'],
      ['username:one.key', { lastName: 'x', username: 'other' }, '/username'],
      ['email:no-address', { lastName: 'x' }, '/email'],
    ] as const) {
      const refused = await api.put(`/people/${place}`, body)
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, pointer])
    }
    const only = { headers: { 'if-match': '*' } }
    expect((await api.put('/people/username:nobody-yet', { lastName: 'x' }, only)).status).toBe(412)
  })

  it('names nobody when several have it', async () => {
    for (const name of ['a', 'b'])
      await make({ username: `double ${name}`, lastName: name, externalId: 'D-1' })
    expect((await api.get('/people/external:D-1')).body).toMatchObject({
      status: 409,
      code: 'external_id_ambiguous',
    })
  })
})

describe('a list of people', () => {
  it('is walked, sorted, searched, filtered and counted', async () => {
    for (const name of ['Walk C', 'Walk A', 'Walk B']) {
      await make({ username: name, lastName: name, department: 'Walkers', country: 'AT', status: 'active' })
    }
    const seen: string[] = []
    let next: string | null = null
    do {
      const { body } = await api.get(
        `/people?department=walkers&sort=-lastName&limit=2${next === null ? '&total=true' : `&cursor=${next}`}`,
      )
      if (next === null) expect(body.total).toBe(3)
      seen.push(...(body.items as { lastName: string }[]).map(({ lastName }) => lastName))
      next = body.next
    } while (next !== null)
    expect(seen).toEqual(['Walk C', 'Walk B', 'Walk A'])
    const names = async (query: string) =>
      valuesOf((await api.get(`/people?fields=lastName&sort=lastName&${query}`)).body.items, 'lastName')
    expect(await names('q=walk%20b')).toEqual(['Walk B'])
    expect(await names('department=walkers&country=AT&status=active')).toHaveLength(3)
    expect(await names('department=walkers&status=suspended')).toEqual([])
    expect(await names('department=walkers&email=null&role=learner')).toHaveLength(3)
    expect(await names('role=manager,assistant')).toEqual(['Anna Assistant', 'Mona Manager'])
    expect((await api.get('/people?status=asleep')).body.errors).toMatchObject([
      { parameter: 'status', code: 'not_one_of' },
    ])
  })

  it('is filtered by how far the invitations got', async () => {
    const { store, account } = world
    const invited = async (state?: 'sent' | 'failed' | 'late') => {
      const address = `${state ?? 'waiting'}@stages.example`
      const { id } = await make({ email: address, lastName: state ?? 'waiting', department: 'Stages' })
      if (state === 'failed') await invite(id, 'sent') // only the last mail counts
      await invite(id, state === 'late' ? 'sent' : state)
      if (state === 'late') await store.write((tx) => tx.members.markActivated(account.id, id as MemberId))
    }
    const invite = async (id: number, outcome?: 'sent' | 'failed') => {
      world.clock.advance(1_000)
      expect((await api.post(`/people/${id}/invite`, {})).status).toBe(200)
      if (outcome !== undefined) await settleMails(outcome)
    }
    await invited('sent')
    await invited('failed')
    await invited('late')
    await invited()
    await make({ username: 'nobody', lastName: 'none', department: 'Stages' })
    const names = async (query: string) =>
      valuesOf((await api.get(`/people?sort=lastName&${query}`)).body.items, 'lastName')
    for (const [stage, found] of [
      ['none', ['none']],
      ['waiting', ['waiting']],
      ['sent', ['sent']],
      ['failed', ['failed']],
      ['accepted', ['late']],
      ['none,failed,waiting', ['failed', 'none', 'waiting']],
    ] as const) {
      expect(await names(`department=stages&invitation=${stage}`), stage).toEqual(found)
    }
    expect(await names('invitation=failed')).toEqual(['failed'])
    const all = (await api.get('/people?invitation=none&limit=500&total=true')).body
    expect(new Set(valuesOf(all.items, 'invitation').map((one) => (one as { state: string }).state))).toEqual(
      new Set(['none']),
    )
    expect(all.total).toBe(all.items.length)
  })

  it('embeds groups in as many statements for many as for few', async () => {
    const group = (await api.post('/groups', { name: 'Embedded' })).body
    const ids = []
    for (let n = 0; n < 12; n++) ids.push((await make({ username: `embed ${n}`, lastName: 'Embed' })).id)
    await api.put(`/groups/${group.id}/members`, { people: ids })
    const { body } = await api.get(`/people?group=${group.id}&expand=groups&limit=500`)
    expect(body.items).toHaveLength(12)
    for (const one of body.items) expect(one.groups).toEqual([{ id: group.id, name: 'Embedded' }])
    expect((await api.get(`/people/${ids[0]}?expand=groups`)).body.groups).toHaveLength(1)
    expect((await api.get(`/people/${ids[0]}/groups`)).body.items).toMatchObject([{ id: group.id, size: 12 }])
    const other = (await api.post('/groups', { name: 'Also there' })).body
    await api.put(`/groups/${other.id}/members/${ids[0]}`)
    const first = (await api.get(`/people/${ids[0]}/groups?sort=name&limit=1&total=true`)).body
    expect(first).toMatchObject({ items: [{ id: other.id, size: 1 }], total: 2 })
    const rest = await api.get(`/people/${ids[0]}/groups?sort=name&limit=1&cursor=${first.next as string}`)
    expect(rest.body).toMatchObject({ items: [{ id: group.id }], next: null })
    expect((await api.get(`/people/${ids[0]}/groups?q=also`)).body.items).toMatchObject([{ id: other.id }])
  })
})

describe('invitations, passwords and sessions', () => {
  it('sends the link into the academy, and shows how it stands', async () => {
    const { id } = await make({ email: 'guest@example.com', lastName: 'Guest' })
    const sent = await api.post(`/people/${id}/invite`, { subject: 'Come in' })
    expect(sent.body).toEqual({ to: 'guest@example.com', subject: 'Come in', at: expect.any(String) })
    expect((await api.get(`/people/${id}`)).body.invitation).toEqual({
      state: 'waiting',
      at: sent.body.at,
      reason: null,
    })
    const nobody = await make({ username: 'no address', lastName: 'No address' })
    expect((await api.post(`/people/${nobody.id}/invite`, {})).body).toMatchObject({
      status: 409,
      errors: [{ pointer: '/email', code: 'required' }],
    })
    const tried = await make({ email: 'tried@example.com', lastName: 'Tried' })
    expect((await api.post(`/people/${tried.id}/invite?dryRun=true`)).status).toBe(200)
    expect((await api.get(`/people/${tried.id}`)).body.invitation.state).toBe('none')
  })

  it('sends the link for a new password, a few at a time', async () => {
    const { id } = await make({ email: 'forgot@example.com', lastName: 'Forgot' })
    for (let n = 0; n < 5; n++) {
      expect((await api.post(`/people/${id}/password-reset`)).body.to).toBe('forgot@example.com')
    }
    expect((await api.post(`/people/${id}/password-reset`)).status).toBe(409)
  })

  it('tells where somebody is signed in, and signs them out', async () => {
    const someone = await world.person('Sid Session')
    await world.revToken(someone)
    const { items } = (await api.get(`/people/${someone.id}/sessions`)).body
    expect(items).toMatchObject([{ door: 'rev', agent: null }])
    expect((await api.delete(`/people/${someone.id}/sessions?dryRun=true`)).body).toEqual({
      effects: { sessionsEnded: 1 },
    })
    expect((await api.delete(`/people/${someone.id}/sessions`)).status).toBe(204)
    expect((await api.get(`/people/${someone.id}/sessions`)).body.items).toEqual([])
    // An assistant may not see a manager's sessions.
    expect((await asAssistant.get(`/people/${manager.id}/sessions`)).status).toBe(403)
  })
})

describe('a timeline', () => {
  it('tells changes, mails and results in one order, page by page, each once', async () => {
    const { id } = await make({ email: 'time@example.com', lastName: 'Time' })
    await api.post(`/people/${id}/invite`, {})
    const course = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Timed' }))
    await world.store.write((tx) => enrolMember(tx, world.owner, course.id, id as never))
    await world.store.write((tx) => finishCourse(tx, { ...world.owner, memberId: id as never }, course.id))
    await api.patch(`/people/${id}`, { company: 'Later' })
    const whole = (await api.get(`/people/${id}/timeline`)).body.items as { id: string; kind: string }[]
    expect(whole.map(({ kind }) => kind).sort()).toEqual([
      'change',
      'change',
      'change',
      'change',
      'change',
      'completion',
      'mail',
    ])
    const seen: string[] = []
    let next: string | null = null
    do {
      const { body } = await api.get(
        `/people/${id}/timeline?limit=2${next === null ? '' : `&cursor=${next}`}`,
      )
      seen.push(...(body.items as { id: string }[]).map((one) => one.id))
      next = body.next
    } while (next !== null)
    expect(seen).toEqual(whole.map((one) => one.id))
    expect(JSON.stringify(whole)).not.toMatch(/token=|activate/)
    expect((await asAssistant.get(`/people/${id}/timeline`)).status).toBe(403)

    const first = (await api.get(`/people/${id}/timeline?sort=at&limit=3&total=true`)).body
    expect([first.total, first.totalIsCapped]).toEqual([7, false])
    const rest = (await api.get(`/people/${id}/timeline?sort=at&cursor=${first.next as string}`)).body
    expect([...first.items, ...rest.items]).toEqual(whole.toReversed())
    expect((await api.get(`/people/${id}/timeline?cursor=${first.next as string}`)).body.code).toBe(
      'cursor_mismatch',
    )
  })
})

describe('many people at once', () => {
  it('makes, changes and deletes in one transaction', async () => {
    const gone = await make({ username: 'bulk gone', lastName: 'Gone' })
    const kept = await make({ username: 'bulk kept', lastName: 'Kept' })
    const { status, body } = await api.post('/people/bulk', [
      { op: 'create', email: 'bulk@example.com', lastName: 'Bulk' },
      { op: 'update', id: kept.id, company: 'Bulk' },
      { op: 'delete', id: `guid:${gone.guid as string}` },
    ])
    expect(status).toBe(200)
    expect(body.rows).toMatchObject([
      { index: 0, status: 201, thing: { email: 'bulk@example.com' }, problem: null },
      { index: 1, status: 200, thing: { id: kept.id, company: 'Bulk' }, problem: null },
      { index: 2, status: 204, thing: null, problem: null },
    ])
    expect((await api.get(`/people/${gone.id}`)).status).toBe(404)
  })

  it('undoes all by the first refusal, and tells every refused row by its index', async () => {
    const { status, body } = await api.post('/people/bulk', [
      { op: 'create', email: 'undone@example.com', lastName: 'Undone' },
      { op: 'create', email: 'UNDONE@example.com', username: 'undone 2', lastName: 'Undone' },
      { op: 'update', id: 999_999, lastName: 'Nobody' },
      { op: 'create', email: 'no address', lastName: 'x', naem: 'y' },
      { op: 'merge' },
      { op: 'create', email: 'still no address', lastName: 'x' },
    ])
    expect([status, body.code]).toEqual([422, 'rows_refused'])
    expect((body.errors as Fault[]).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/1/email', 'taken'],
      ['/2/id', 'unknown'],
      ['/3/naem', 'unknown_key'],
      ['/3/email', 'malformed'],
      ['/4/op', 'not_one_of'],
      ['/5/email', 'malformed'],
    ])
    expect((await api.get('/people/email:undone@example.com')).status).toBe(404)
  })

  it('lets rows stand for themselves', async () => {
    const { status, body } = await api.post('/people/bulk?each=true', [
      { op: 'create', email: 'each1@example.com', lastName: 'Each' },
      { op: 'create', email: 'each1@example.com', username: 'other', lastName: 'Each' },
      { op: 'create', email: 'each2@example.com', lastName: 'Each' },
    ])
    expect(status).toBe(200)
    expect(valuesOf(body.rows, 'status')).toEqual([201, 409, 201])
    expect(body.rows[1]).toMatchObject({ thing: null, problem: { code: 'email_taken' } })
    expect((await api.get('/people/email:each2@example.com')).status).toBe(200)
    const audit = (await api.get(`/people/${body.rows[2].thing.id}/timeline`)).body.items
    expect(audit).toHaveLength(1)
  })

  it('is tried without effect, and sums what rows would do', async () => {
    const { id } = await make({ username: 'bulk dry', lastName: 'Dry' })
    const tried = await api.post('/people/bulk?dryRun=true', [{ op: 'delete', id }])
    expect(tried.body.effects).toEqual({
      enrolmentsDeleted: 0,
      certificatesDeleted: 0,
      programMembershipsDeleted: 0,
    })
    expect((await api.get(`/people/${id}`)).status).toBe(200)
  })

  it('tells what a change can be taken back to, and how many sessions it ends', async () => {
    const { id } = await make({ username: 'bulk back', lastName: 'Back' })
    const rows = [{ op: 'update', id, status: 'suspended' }]
    const tried = await api.post('/people/bulk?dryRun=true&each=true', rows)
    expect(tried.body.effects).toEqual({ sessionsEnded: 0 })
    const { body } = await api.post('/people/bulk?before=true', [
      ...rows,
      { op: 'create', username: 'bulk made', lastName: 'Made' },
    ])
    expect(body.rows).toMatchObject([
      { status: 200, before: { id, status: 'awaiting_confirmation' }, thing: { id, status: 'suspended' } },
      { status: 201, before: null },
    ])
  })

  it('invites', async () => {
    const { id } = await make({ email: 'bulk.invited@example.com', lastName: 'Invited' })
    const nobody = await make({ username: 'bulk without address', lastName: 'Without' })
    const { body } = await api.post('/people/bulk?each=true', [
      { op: 'invite', id },
      { op: 'invite', id: nobody.id },
    ])
    expect(valuesOf(body.rows, 'status')).toEqual([200, 409])
    expect(body.rows[0].thing).toMatchObject({ to: 'bulk.invited@example.com' })
    expect((await api.get(`/people/${id}`)).body.invitation.state).toBe('waiting')
  })

  it('takes a thousand rows, and no more', async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ op: 'create', username: `mass ${n}`, lastName: 'Mass' }))
    expect((await api.post('/people/bulk', rows(1_001))).body.errors).toMatchObject([
      { pointer: '', code: 'too_many', limit: 1000 },
    ])
    const { status, body } = await api.post('/people/bulk', rows(1_000))
    expect([status, body.rows.length]).toEqual([200, 1_000])
  })

  it('refuses rows that the person may not do, as a single request would be', async () => {
    const { body } = await asAssistant.post('/people/bulk?each=true', [
      { op: 'create', username: 'by assistant', lastName: 'x' },
      { op: 'create', username: 'by assistant 2', lastName: 'x', roles: ['manager'] },
    ])
    expect(valuesOf(body.rows, 'status')).toEqual([201, 403])
  })
})

describe('who may', () => {
  it('is staff; a learner sees themselves alone', async () => {
    expect((await asLearner.get('/people')).body.code).toBe('forbidden')
    expect((await asLearner.get(`/people/${manager.id}`)).body.code).toBe('forbidden')
    expect((await asLearner.get(`/people/${learner.id}`)).body.id).toBe(learner.id)
    expect((await asLearner.get(`/people/${learner.id}/enrolments`)).status).toBe(200)
    expect((await asLearner.get(`/people/${learner.id}/groups`)).status).toBe(200)
    expect((await asLearner.get(`/people/${manager.id}/enrolments`)).status).toBe(403)
    expect((await asLearner.post('/people', { username: 'x', lastName: 'x' })).status).toBe(403)
    expect((await asLearner.patch(`/people/${learner.id}`, { roles: ['manager'] })).status).toBe(403)
    expect((await asLearner.patch(`/people/${learner.id}`, { timeZone: 'Asia/Tokyo' })).body.timeZone).toBe(
      'Asia/Tokyo',
    )
    expect((await asLearner.delete(`/people/${manager.id}`)).status).toBe(403)
    expect((await asLearner.put('/people/external:L', { username: 'x', lastName: 'x' })).status).toBe(403)
    expect((await asLearner.post(`/people/${learner.id}/invite`, {})).status).toBe(403)
    expect((await asLearner.post(`/people/${learner.id}/password-reset`)).status).toBe(403)
  })

  it('keeps assistants from managers', async () => {
    expect((await asAssistant.patch(`/people/${manager.id}`, { email: 'taken@example.com' })).status).toBe(
      403,
    )
    expect((await asAssistant.delete(`/people/${manager.id}`)).status).toBe(403)
    expect((await asAssistant.post('/people', { username: 'made by assistant', lastName: 'x' })).status).toBe(
      201,
    )
  })

  it('keeps a manager who can sign in', async () => {
    const { status, body } = await api.delete(`/people/${manager.id}`)
    expect(status).toBe(409)
    expect(body.errors).toMatchObject([{ code: 'last_manager' }])
  })
})
