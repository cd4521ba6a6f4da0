import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { LINK_SUBJECTS, NAMED_SUBJECTS, type AuditReader } from '../../domain/audit.ts'
import { listAuditNames } from '../../domain/audit-names.ts'
import { listAuditInOrder } from '../../domain/list-changes.ts'
import { deleteGroup, updateGroup } from '../../domain/people/groups.ts'
import type { Group } from '../../domain/people/group.ts'
import { updateMember } from '../../domain/people/members.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let manager: Member
let api: ApiClient
let group: Group

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
  group = await world.group('=1+1, "dreamers"')
  await world.store.write((tx) => updateGroup(tx, world.owner, { id: group.id }, { name: 'Readers' }))
  await api.post('/groups', { name: 'Writers' }, { headers: { 'x-request-id': 'request-7' } })
})
afterAll(() => world.close())

interface Entry {
  readonly id: number
  readonly action: string
  readonly subject: string
}
const told = (body: { readonly items: readonly Entry[] }) =>
  body.items.map(({ action, subject }) => `${action} ${subject}`)

describe('the audit trail', () => {
  it('is listed the newest first, with the names of whoever did it', async () => {
    const { body } = await api.get('/audit?limit=1')
    expect(body.items).toEqual([
      {
        id: expect.any(Number),
        at: expect.stringMatching(/Z$/),
        action: 'create',
        subject: 'group',
        subjectId: expect.any(Number),
        subjectName: 'Writers',
        things: [],
        door: 'api',
        credential: { id: expect.any(Number), name: 'test' },
        person: { id: manager.id, name: 'Mona Manager' },
        requestId: 'request-7',
        before: null,
        after: expect.objectContaining({ name: 'Writers' }),
      },
    ])
    expect(body.next).toBeTypeOf('string')
  })

  it.each([
    [`subject=group&subjectId=GROUP&sort=committed`, ['create group', 'update group']],
    ['subject=group&person=ME', ['create group']],
    ['subject=group&person=null,ME', ['create group', 'update group', 'create group']],
    ['subject=group,person&action=update', ['update group']],
    ['subject=group&door=api', ['create group']],
    ['subject=group&before=2020-01-01T00:00:00.000Z', []],
    ['subject=topic', []],
  ])('is filtered by %s', async (query, expected) => {
    const asked = query.replace('GROUP', String(group.id)).replace('ME', String(manager.id))
    expect(told((await api.get(`/audit?${asked}`)).body)).toEqual(expected)
  })

  it('is filtered by the key that was shown, and by time', async () => {
    const [newest] = (await api.get('/audit?limit=1')).body.items
    const { body } = await api.get(`/audit?credential=${newest.credential.id}&from=${newest.at}`)
    expect(told(body)).toEqual(['create group'])
  })

  it('is filtered by the entry itself', async () => {
    const [, second] = (await api.get('/audit?limit=2')).body.items as Entry[]
    const { items } = (await api.get(`/audit?id=${second?.id}`)).body as { items: Entry[] }
    expect(items).toEqual([second])
  })

  it('is walked through without gaps', async () => {
    const whole = ((await api.get('/audit?limit=500')).body.items as Entry[]).map(({ id }) => id)
    const seen: number[] = []
    for (let next: string | null = ''; next !== null;) {
      const { body }: { body: { items: Entry[]; next: string | null } } = await api.get(
        `/audit?limit=2${next === '' ? '' : `&cursor=${next}`}`,
      )
      seen.push(...body.items.map(({ id }) => id))
      next = body.next
    }
    expect(seen).toEqual(whole)
  })

  it('is handed out as JSON lines and as a table that no spreadsheet takes for formulas', async () => {
    const lines = await api.get('/audit/export?format=jsonl&subject=group')
    expect(lines.headers['content-type']).toBe('application/jsonl; charset=utf-8')
    expect(lines.headers['content-disposition']).toBe('attachment; filename="audit.jsonl"')
    const entries = String(lines.body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry)
    expect(told({ items: entries })).toEqual(['create group', 'update group', 'create group'])
    const person = await world.person('Eve Evil', 'manager')
    await world.store.write((tx) =>
      updateMember(tx, world.owner, { id: person.id }, { lastName: '=HYPERLINK("x")', firstName: null }),
    )
    const evil = await apiClient(world, person)
    await evil.post('/groups', { name: 'Evil' })
    const table = await api.get(`/audit/export?format=csv&subject=group&person=${person.id}`)
    const [head, line] = String(table.body).split('\r\n')
    expect(head).toBe(
      'id,at,action,subject,subjectId,subjectName,door,credentialId,credential,personId,person,requestId,before,after',
    )
    expect(line).toContain(`,${person.id},"'=HYPERLINK(""x"")",`)
    expect((await api.get('/audit/export?format=pdf')).body.errors[0]).toMatchObject({ parameter: 'format' })
  })

  it('is for managers and auditors', async () => {
    const auditor = await apiClient(world, await world.person('Ada Auditor', 'auditor'))
    expect((await auditor.get('/audit?limit=1')).status).toBe(200)
    for (const role of ['learner', 'assistant', 'author', 'trainer'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      for (const path of ['/audit', '/audit/export?format=csv', '/changes', '/changes/end']) {
        expect([path, (await other.get(path)).status]).toEqual([path, 403])
      }
    }
  })
})

describe('changes', () => {
  it('are gone for good for whoever comes back too late', async () => {
    const other = await openWorld()
    const client = await apiClient(other, await other.person('Mona Manager', 'manager'))
    const { body: start } = await client.get('/changes?limit=1')
    const { body: end } = await client.get('/changes/end')
    await other.store.write(async (tx) => {
      const entries = await tx.audit.list(other.account.id, 0, 100)
      await tx.audit.deleteOld(
        other.account.id,
        entries.map(({ id }) => id),
      )
    })
    const late = await client.get(`/changes?after=${start.next}`)
    expect([late.status, late.body.code]).toEqual([410, 'changes_gone'])
    expect(late.body.detail).toContain('beginning with GET /changes/end')
    // Who has read everything before has missed nothing.
    expect((await client.get(`/changes?after=${end.next}`)).body).toMatchObject({ items: [], more: false })
    expect((await client.get('/changes')).body).toMatchObject({ items: [] })
    await other.close()
  })

  it('are told from where one left off, deletions too', async () => {
    const { body: end } = await api.get('/changes/end')
    expect((await api.get(`/changes?after=${end.next}`)).body).toEqual({
      items: [],
      next: end.next,
      more: false,
    })
    const one = await world.group('One')
    await world.store.write((tx) => deleteGroup(tx, world.owner, { id: one.id }))
    await world.person('Somebody')
    const first = (await api.get(`/changes?after=${end.next}&limit=2`)).body
    expect(told(first)).toEqual(['create group', 'delete group'])
    expect(first.more).toBe(true)
    const second = (await api.get(`/changes?after=${first.next}`)).body
    expect([told(second), second.more]).toEqual([['create person'], false])
    expect((await api.get(`/changes?after=${second.next}`)).body.items).toEqual([])
    expect(told((await api.get(`/changes?after=${end.next}&subject=person`)).body)).toEqual(['create person'])
    expect((await api.get('/changes?limit=1')).body.more).toBe(true)
  })

  it('are refused behind what is no place among them', async () => {
    for (const after of ['nonsense', Buffer.from('[1]').toString('base64url')]) {
      const { status, body } = await api.get(`/changes?after=${after}`)
      expect([status, body.errors[0]]).toMatchObject([400, { parameter: 'after', code: 'malformed' }])
    }
  })
})

describe('names', () => {
  it('names what was changed, now or as it was when it went, and what is mentioned', async () => {
    const course = await api.post('/courses', { name: 'Old safety' })
    const learner = await world.person('Lena Learner')
    await api.post(`/courses/${course.body.id}/enrolments`, { person: learner.id })
    await api.patch(`/courses/${course.body.id}`, { name: 'Site safety' })
    const [parent, gone] = [
      (await api.post('/topics', { name: 'Foundry' })).body,
      (await api.post('/topics', { name: 'Furnaces' })).body,
    ]
    await api.patch(`/topics/${gone.id}`, { parent: parent.id })
    await api.delete(`/topics/${gone.id}`)
    const newest = async (query: string): Promise<unknown> =>
      (await api.get(`/audit?limit=1&${query}`)).body.items[0]
    expect(await newest(`subject=course&subjectId=${course.body.id}&action=create`)).toMatchObject({
      subjectName: 'Site safety',
      after: { name: 'Old safety' },
    })
    expect(await newest('subject=enrolment&action=create')).toMatchObject({
      subjectName: 'Lena Learner – Site safety',
      things: [
        { subject: 'person', id: learner.id, name: 'Lena Learner' },
        { subject: 'course', id: course.body.id, name: 'Site safety' },
      ],
    })
    expect(await newest(`subject=topic&subjectId=${gone.id}&action=update`)).toMatchObject({
      subjectName: 'Furnaces',
      things: [{ subject: 'topic', id: parent.id, name: 'Foundry' }],
    })
    expect(await newest('subject=topic&action=delete')).toMatchObject({ subjectName: 'Furnaces' })
    const timeline = (await api.get(`/people/${learner.id}/timeline`)).body as {
      items: { change: { subject: string; things: unknown } | null }[]
    }
    const change = timeline.items.find((one) => one.change?.subject === 'enrolment')?.change
    expect(change?.things).toContainEqual({ subject: 'course', id: course.body.id, name: 'Site safety' })
  })

  it('asks once for each kind of thing, however many entries there are', async () => {
    const asked = async (limit: number) => {
      const calls: string[] = []
      await world.store.read(async (reader) => {
        calls.length = 0 // a read may run twice
        const { items } = await listAuditInOrder(reader, world.owner, {
          filter: {},
          page: { after: null, limit },
        })
        const audit: AuditReader = Object.create(reader.audit, {
          listNames: {
            value: (...given: Parameters<AuditReader['listNames']>) => {
              calls.push(given[1])
              return reader.audit.listNames(...given)
            },
          },
          listLinks: {
            value: (...given: Parameters<AuditReader['listLinks']>) => {
              calls.push(given[1])
              return reader.audit.listLinks(...given)
            },
          },
        })
        await listAuditNames({ ...reader, audit }, world.owner, items)
      })
      return calls
    }
    const many = await asked(500)
    expect(many).toEqual([...new Set(many)])
    expect(many).toEqual(expect.arrayContaining(['member', 'group', 'credential']))
    expect(many.length).toBeLessThanOrEqual(NAMED_SUBJECTS.length + LINK_SUBJECTS.length)
  })
})
