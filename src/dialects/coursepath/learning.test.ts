import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  type CoursepathClient,
} from '../../../test/support/coursepath-client.ts'
import { eventsOf, mailsOf, subscribe } from '../../../test/support/outbox.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Course } from '../../domain/courses/course.ts'
import { createCourse, updateCourse } from '../../domain/courses/courses.ts'
import { deleteCourse } from '../../domain/learning/delete-course.ts'
import { takeQuiz } from '../../domain/learning/learning.ts'
import { setContent } from '../../domain/learning/set-content.ts'
import type { Member } from '../../domain/people/member.ts'
import { deleteMember } from '../../domain/learning/delete-member.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Program } from '../../domain/courses/program.ts'
import { createProgram } from '../../domain/courses/programs.ts'
import { updateProgram } from '../../domain/learning/update-program.ts'

let world: World
let manager: CoursepathClient
let lea: Member
let course: Course
let program: Program
const path = () => `/courses/${course.id}/members/${lea.id}/coursemember`
const programPath = () => `/programs/${program.id}/members/${lea.id}/programmember`

beforeEach(async () => {
  world = await openWorld()
  await openCoursepath(world)
  await subscribe(world)
  await world.person('Ada Manager', 'manager')
  lea = await world.person('Lea Learner', 'learner')
  manager = coursepathClient(world, 'ada.manager@example.com')
  course = await world.store.write((tx) =>
    createCourse(tx, world.owner, {
      name: 'Working safely',
      summary: 'Basics for new staff.',
      duration: 5400,
      locale: 'en',
      certificate: { name: 'Working safely', days: 365 },
    }),
  )
  program = await world.store.write((tx) =>
    createProgram(tx, world.owner, { name: 'First weeks', courseIds: [course.id] }),
  )
})
afterEach(() => world.close())

const as = (member: Member): Principal => ({
  accountId: world.account.id,
  door: 'console',
  credentialId: null,
  memberId: member.id,
})
const withQuiz = () =>
  world.store.write((tx) =>
    setContent(tx, world.owner, course.id, {
      lessons: [],
      quiz: {
        passMark: 50,
        questions: [
          { text: '1?', kind: 'single', choices: [choice('a', true), choice('b', false)] },
          { text: '2?', kind: 'single', choices: [choice('a', true), choice('b', false)] },
          { text: '3?', kind: 'single', choices: [choice('a', true), choice('b', false)] },
        ],
      },
    }),
  )
const choice = (text: string, correct: boolean) => ({ text, correct })
const pass = () => world.store.write((tx) => takeQuiz(tx, as(lea), course.id, [[0], [0], [1]]))
const fail = () => world.store.write((tx) => takeQuiz(tx, as(lea), course.id, [[1], [1], []]))

describe('courses', () => {
  it('stand on the wire as contract 6.1 writes them', async () => {
    const answer = await manager.get(`/courses/${course.id}`)
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(
      `{"id":${course.id},"name":"Working safely","description":"Basics for new staff.","locale":"en",` +
        `"url":"https://academy.example.com/${course.id}/course","thumbnailUrl":null,"duration":5400000,` +
        '"visibility":"members","selfEnrollment":"invitation","published":true,' +
        '"created":"2026-01-15T12:00:00Z","modified":"2026-01-15T12:00:00Z"}',
    )
    expect((await manager.get('/courses')).text).toBe(`[${answer.text}]`)
  })

  it('say what the catalogue of the other door says', async () => {
    await world.store.write((tx) => updateCourse(tx, world.owner, course.id, { inCatalog: false }))
    expect((await manager.get(`/courses/${course.id}`)).json()).toMatchObject({ visibility: 'groups' })
    await world.store.write((tx) => updateCourse(tx, world.owner, course.id, { visibility: 'everyone' }))
    const opened = await world.store.write((tx) =>
      updateCourse(tx, world.owner, course.id, { inCatalog: true, isActive: false }),
    )
    expect(opened).toMatchObject({ inCatalog: true, visibility: 'everyone' })
    expect((await manager.get(`/courses/${course.id}`)).json()).toMatchObject({ published: false })
  })

  it('of a member are those that she takes, also by a program', async () => {
    expect((await manager.get(`/members/${lea.id}/courses`)).text).toBe('[]')
    await manager.post(programPath())
    expect((await manager.get(`/members/${lea.id}/courses`)).json()).toMatchObject([{ id: course.id }])
  })

  it.each(['/courses/0', '/courses/x', '/courses/999', '/courses/999/members', '/courses/999/coursemembers'])(
    'there is none at %s',
    async (url) => {
      const answer = await manager.get(url)
      expect(answer.status).toBe(404)
      expect(answer.text).toBe(
        '{"status":404,"error":"not_found","message":"There is no such course.","field":null}',
      )
    },
  )
})

describe('the coursemember', () => {
  it('is made once, with nulls, and stays on a second POST', async () => {
    const first = await manager.post(path())
    expect(first.status).toBe(200)
    const { id } = first.json<{ id: number }>()
    const text =
      `{"id":${id},"courseId":${course.id},"memberId":${lea.id},"role":"learner","progress":0,"score":null,` +
      '"success":null,"created":"2026-01-15T12:00:00Z","started":null,"completed":null,' +
      '"modified":"2026-01-15T12:00:00Z","certificate":null}'
    expect(first.text).toBe(text)
    world.clock.advance(60_000)
    expect((await manager.post(path())).text).toBe(text)
    expect((await manager.get(path())).text).toBe(text)
    expect(await eventsOf(world)).toEqual([
      { event: 'enrolment_created', courseId: course.id, memberId: lea.id },
    ])
  })

  it('of several POSTs at once is one, and one event', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => manager.post(path())))
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(await eventsOf(world)).toHaveLength(1)
  })

  it('shows the result with its certificate', async () => {
    await withQuiz()
    const { id } = (await manager.post(path())).json<{ id: number }>()
    world.clock.advance(3_600_000)
    await pass()
    const enrolment = await world.store.read((reader) =>
      reader.enrolments.find(world.account.id, course.id, lea.id),
    )
    const { certificate } = enrolment ?? {}
    expect((await manager.get(path())).text).toBe(
      `{"id":${id},"courseId":${course.id},"memberId":${lea.id},"role":"learner","progress":100,"score":66.67,` +
        '"success":true,"created":"2026-01-15T12:00:00Z","started":"2026-01-15T13:00:00Z",' +
        '"completed":"2026-01-15T13:00:00Z","modified":"2026-01-15T13:00:00Z","certificate":' +
        `{"id":${certificate?.id},"name":"Working safely",` +
        `"url":"https://academy.example.com/certificates/${certificate?.id}-${certificate?.code}",` +
        '"created":"2026-01-15T13:00:00Z","expires":"2027-01-15T13:00:00Z"}}',
    )
    expect(certificate?.code).toMatch(/^[0-9a-f]{32}$/)
  })

  it('goes with all results, and comes back new', async () => {
    await withQuiz()
    const { id } = (await manager.post(path())).json<{ id: number }>()
    await pass()
    const gone = await manager.delete(path())
    expect(gone).toMatchObject({ status: 200, text: '{}' })
    for (const again of [await manager.get(path()), await manager.delete(path())]) {
      expect(again.status).toBe(404)
      expect(again.text).toBe(
        '{"status":404,"error":"not_found","message":"There is no such coursemember.","field":null}',
      )
    }
    const anew = (await manager.post(path())).json<{ id: number }>()
    expect(anew).toMatchObject({ progress: 0, score: null, success: null, certificate: null })
    expect(anew.id).toBeGreaterThan(id)
    expect((await eventsOf(world)).map(({ event }) => event)).toEqual([
      'enrolment_created',
      'enrolment_completed',
      'enrolment_deleted',
      'enrolment_created',
    ])
    const trail = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 1000))
    expect(trail.find((entry) => entry.subject === 'enrolment' && entry.action === 'delete')).toMatchObject({
      door: 'coursepath',
      before: { score: 66.67, success: true, attempts: [{ score: 66.67, passed: true }] },
    })
  })

  it('is there for unpublished courses and deactivated members too', async () => {
    await world.store.write((tx) => updateCourse(tx, world.owner, course.id, { isActive: false }))
    await manager.post(`/members/${lea.id}`, { form: { active: 'false' } })
    expect((await manager.post(path())).status).toBe(200)
  })

  it.each(['GET', 'POST', 'DELETE'])('names the course before the member: %s', async (method) => {
    const both = await manager.send(method, '/courses/999/members/999/coursemember')
    expect(both.json()).toMatchObject({ status: 404, message: 'There is no such course.' })
    const member = await manager.send(method, `/courses/${course.id}/members/999/coursemember`)
    expect(member.json()).toMatchObject({ status: 404, message: 'There is no such member.' })
  })
})

describe('GET /courses/{courseId}/coursemembers', () => {
  it('is a report in one list, narrowed by time and by completion', async () => {
    const max = await world.person('Max Learner', 'learner')
    await withQuiz()
    await manager.post(path())
    await manager.post(`/courses/${course.id}/members/${max.id}/coursemember`)
    world.clock.advance(60_000)
    await pass()
    const list = async (query: string) =>
      (await manager.get(`/courses/${course.id}/coursemembers${query}`))
        .json<{ memberId: number }[]>()
        .map(({ memberId }) => memberId)
    expect(await list('')).toEqual([lea.id, max.id])
    expect(await list('?completed=true')).toEqual([lea.id])
    expect(await list('?completed=0')).toEqual([max.id])
    expect(await list('?modifiedSince=2026-01-15T12:01:00Z')).toEqual([lea.id])
    expect(await list('?modifiedSince=2026-01-15T13:01:00%2B01:00')).toEqual([lea.id])
    for (const zone of ['%2B01', '+01', '+01:00', '+0100', '%2B0100', '%20%2B01'])
      expect(await list(`?modifiedSince=2026-01-15T13:01:00${zone}`)).toEqual([lea.id])
    expect(await list('?modifiedSince=2026-01-15T11:01:00-01')).toEqual([lea.id])
    expect(await list('?modifiedSince=2026-01-15')).toEqual([lea.id, max.id])
    expect(await list('?modifiedSince=2026-01-16')).toEqual([])
    for (const bad of ['', 'yesterday', '2026-02-30', '2026-13-01']) {
      const answer = await manager.get(`/courses/${course.id}/coursemembers?modifiedSince=${bad}`)
      expect(answer.status).toBe(400)
      expect(answer.json()).toMatchObject({ field: 'modifiedSince' })
    }
  })
})

describe('programs', () => {
  it('stand on the wire as contract 6.4 writes them', async () => {
    const answer = await manager.get(`/programs/${program.id}`)
    expect(answer.text).toBe(
      `{"id":${program.id},"name":"First weeks","description":null,"locale":null,` +
        `"url":"https://academy.example.com/${program.id}/program","thumbnailUrl":null,"courseIds":[${course.id}],` +
        '"published":true,"created":"2026-01-15T12:00:00Z","modified":"2026-01-15T12:00:00Z"}',
    )
    expect((await manager.get('/programs')).text).toBe(`[${answer.text}]`)
    await manager.post(programPath())
    expect((await manager.get(`/members/${lea.id}/programs`)).text).toBe(`[${answer.text}]`)
  })

  it('are none to learners while they are not published, and all that they were to staff', async () => {
    const learner = coursepathClient(world, 'lea.learner@example.com')
    await manager.post(programPath())
    const own = ['/programs', `/members/${lea.id}/programs`, '/members/me/programs']
    const publish = (isActive: boolean) =>
      world.store.write((tx) => updateProgram(tx, world.owner, program.id, { isActive }))
    await publish(false)
    for (const list of own) expect((await learner.get(list)).text).toBe('[]')
    expect((await learner.get(`/programs/${program.id}`)).status).toBe(403)
    expect((await learner.get(programPath())).json()).toMatchObject({
      status: 404,
      message: 'There is no such program.',
    })
    expect((await learner.get(path())).status).toBe(200) // the enrolment in its course stays

    expect((await manager.get(`/programs/${program.id}`)).json()).toMatchObject({ published: false })
    for (const list of own.slice(0, 2)) expect((await manager.get(list)).json()).toHaveLength(1)
    expect((await manager.get(programPath())).status).toBe(200)
    expect((await manager.delete(programPath())).status).toBe(200)
    expect((await manager.post(programPath())).status).toBe(200)
    expect((await manager.post(`/programs/${program.id}/members/${lea.id}/invite`)).json()).toMatchObject({
      status: 409,
      error: 'conflict',
      message: "The program isn't published, so the invitation would lead nowhere. Publish it first.",
    })

    await publish(true)
    for (const list of own) expect((await learner.get(list)).json()).toHaveLength(1)
    expect((await learner.get(`/programs/${program.id}`)).status).toBe(200)
    expect((await learner.get(programPath())).status).toBe(200)
  })

  it('enrol in their courses, and leave results when they are left', async () => {
    const first = await manager.post(programPath())
    expect(first.status).toBe(200)
    const { id } = first.json<{ id: number }>()
    expect(first.text).toBe(
      `{"id":${id},"programId":${program.id},"memberId":${lea.id},"role":"learner","progress":0,` +
        '"created":"2026-01-15T12:00:00Z","completed":null,"modified":"2026-01-15T12:00:00Z","certificate":null}',
    )
    expect((await manager.post(programPath())).text).toBe(first.text)
    expect((await manager.get(programPath())).text).toBe(first.text)
    expect(await manager.delete(programPath())).toMatchObject({ status: 200, text: '{}' })
    expect((await manager.delete(programPath())).json()).toMatchObject({
      status: 404,
      message: 'There is no such programmember.',
    })
    expect((await manager.get(programPath())).status).toBe(404)
    expect((await manager.get(path())).status).toBe(200)
    expect((await eventsOf(world)).map(({ event }) => event)).toEqual([
      'program_membership_created',
      'enrolment_created',
      'program_membership_deleted',
    ])
  })

  it('are completed when each course was passed', async () => {
    await withQuiz()
    await manager.post(programPath())
    await fail()
    expect((await manager.get(programPath())).json()).toMatchObject({ progress: 0, completed: null })
    await pass()
    expect((await manager.get(programPath())).json()).toMatchObject({
      progress: 100,
      completed: '2026-01-15T12:00:00Z',
    })
    expect((await eventsOf(world)).map(({ event }) => event)).toEqual([
      'program_membership_created',
      'enrolment_created',
      'enrolment_completed',
      'enrolment_completed',
      'program_membership_completed',
    ])
  })

  it('are completed at once by who has passed everything before', async () => {
    await withQuiz()
    await manager.post(path())
    await pass()
    expect((await manager.post(programPath())).json()).toMatchObject({ progress: 100 })
  })

  it.each(['GET', 'POST', 'DELETE'])('there is none 999: %s', async (method) => {
    const answer = await manager.send(method, `/programs/999/members/999/programmember`)
    expect(answer.json()).toMatchObject({ status: 404, message: 'There is no such program.' })
  })
})

describe('what is deleted elsewhere is reported', () => {
  beforeEach(() => manager.post(programPath()))

  it('with a person', async () => {
    await world.store.write((tx) => deleteMember(tx, world.owner, { id: lea.id }))
    expect((await eventsOf(world)).slice(2)).toEqual([
      { event: 'program_membership_deleted', programId: program.id, memberId: lea.id },
      { event: 'enrolment_deleted', courseId: course.id, memberId: lea.id },
    ])
    expect((await manager.get(`/courses/${course.id}/members`)).text).toBe('[]')
  })

  it('with a course', async () => {
    await withQuiz()
    await world.store.write((tx) => deleteCourse(tx, world.owner, course.id))
    expect((await eventsOf(world)).slice(2)).toEqual([
      { event: 'enrolment_deleted', courseId: course.id, memberId: lea.id },
    ])
    expect((await manager.get(path())).status).toBe(404)
  })
})

describe('groups', () => {
  const groups = () => `/members/${lea.id}/groups`
  const names = async (url = groups()) =>
    (await manager.get(url)).json<{ name: string }[]>().map(({ name }) => name)

  it('are made by adding somebody, once in any spelling', async () => {
    const first = await manager.post(groups(), { form: { name: ' Night shift ' } })
    expect(first.status).toBe(200)
    const { id } = first.json<{ id: number }>()
    expect(first.text).toBe(
      `{"id":${id},"name":"Night shift","memberCount":1,"created":"2026-01-15T12:00:00Z","modified":"2026-01-15T12:00:00Z"}`,
    )
    expect((await manager.post(groups(), { json: { name: 'NIGHT SHIFT' } })).text).toBe(first.text)
    expect((await manager.get('/groups')).text).toBe(`[${first.text}]`)
    expect((await manager.get(`/groups/${id}/members`)).json()).toMatchObject([{ id: lea.id }])
    expect(await names()).toEqual(['Night shift'])
  })

  it('of several POSTs at once are one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => manager.post(groups(), { form: { name: 'G' } })),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(await names('/groups')).toEqual(['G'])
  })

  it('are left by name in the query and in a body, and all at once', async () => {
    for (const name of ['A', 'B', 'C', 'D']) await manager.post(groups(), { form: { name } })
    expect(await manager.delete(`${groups()}?name=a`)).toMatchObject({ status: 200, text: '{}' })
    expect((await manager.delete(groups(), { form: { name: 'b' } })).status).toBe(200)
    expect(await names()).toEqual(['C', 'D'])
    expect((await manager.delete(`${groups()}?name=unknown`)).status).toBe(200)
    expect(await names()).toEqual(['C', 'D'])
    expect((await manager.delete(groups())).status).toBe(200)
    expect(await names()).toEqual([])
    expect((await manager.delete(groups())).status).toBe(200)
    expect(await names('/groups')).toEqual(['A', 'B', 'C', 'D'])
  })

  it.each<[string, object]>([
    ['an empty name in the query', { url: '?name=' }],
    ['a blank one in a form', { form: { name: ' ' } }],
    ['null in JSON', { json: { name: null } }],
    ['a body that cannot be read', { payload: '{', headers: { 'content-type': 'application/json' } }],
    ['a body of another kind', { payload: 'name=A', headers: { 'content-type': 'text/plain' } }],
    ['a body of no kind', { payload: 'name=A' }],
  ])('are not all left by %s', async (_, { url = '', ...request }: { url?: string }) => {
    await manager.post(groups(), { form: { name: 'A' } })
    const answer = await manager.delete(groups() + url, request)
    expect([400, 415]).toContain(answer.status)
    expect(await names()).toEqual(['A'])
  })

  it.each<[object | undefined, string]>([
    [undefined, 'missing_parameter'],
    [{ name: '' }, 'missing_parameter'],
    [{ name: 'x'.repeat(256) }, 'invalid_parameter'],
  ])('are not joined by %j', async (form, error) => {
    const answer = await manager.post(groups(), form === undefined ? {} : { form: form as never })
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({ error, field: 'name' })
  })

  it('are not there', async () => {
    expect((await manager.get('/groups/999/members')).json()).toMatchObject({
      status: 404,
      message: 'There is no such group.',
    })
    expect((await manager.post('/members/999/groups', { form: { name: 'A' } })).status).toBe(404)
    expect(await names('/groups')).toEqual([])
  })
})

describe('invites', () => {
  const places = [
    ['the academy', () => `/members/${lea.id}/invite`, 'Academy', { courseId: null, programId: null }],
    ['a course', () => `/courses/${course.id}/members/${lea.id}/invite`, 'Working safely', {}],
    ['a program', () => `/programs/${program.id}/members/${lea.id}/invite`, 'First weeks', {}],
  ] as const

  it.each(places)('to %s go out in built-in words, each time', async (_, url, name) => {
    const answer = await manager.post(url())
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({
      memberId: lea.id,
      email: 'lea.learner@example.com',
      subject: `Invitation to ${name}`,
      sent: '2026-01-15T12:00:00Z',
    })
    await manager.post(url())
    const [mail, second] = await mailsOf(world)
    expect(mail).toMatchObject({
      to: 'lea.learner@example.com',
      name: 'Lea Learner',
      locale: 'en',
      subject: `Invitation to ${name}`,
      body: `You have been invited to ${name}. Follow the link to join.`,
      link: { label: 'Join' },
    })
    expect(mail?.link?.url).toMatch(/^https:\/\/academy\.example\.com\/activate\?token=[\w-]{43}$/)
    expect(second?.link?.url).not.toBe(mail?.link?.url)
    expect(answer.text).not.toContain('token')
    expect((await manager.get(`/members/${lea.id}`)).json()).toMatchObject({
      invited: '2026-01-15T12:00:00Z',
    })
    expect((await manager.get(path())).status).toBe(404)
  })

  it('answer as contract 7.5 writes it', async () => {
    const answer = await manager.post(`/courses/${course.id}/members/${lea.id}/invite`)
    expect(answer.text).toBe(
      `{"memberId":${lea.id},"courseId":${course.id},"programId":null,"email":"lea.learner@example.com",` +
        '"subject":"Invitation to Working safely","sent":"2026-01-15T12:00:00Z"}',
    )
  })

  const words = { subject: 'Hello\r\nBcc: x@y.de', body: 'Line 1\nLine 2 <b>', action: 'Go' }
  const multipart = Object.entries(words)
    .map(([name, text]) => `--b\r\nContent-Disposition: form-data; name="mail[${name}]"\r\n\r\n${text}\r\n`)
    .join('')
  it.each<[string, object]>([
    ['plain brackets', { form: formOf('mail[subject]', 'mail[body]', 'mail[action]') }],
    ['encoded brackets', { form: formOf('mail%5Bsubject%5D', 'mail%5Bbody%5D', 'mail%5Baction%5D') }],
    ['nested JSON', { json: { mail: words } }],
    ['flat JSON', { json: Object.fromEntries(Object.entries(words).map(([k, v]) => [`mail[${k}]`, v])) }],
    [
      'multipart',
      { payload: `${multipart}--b--\r\n`, headers: { 'content-type': 'multipart/form-data; boundary=b' } },
    ],
  ])('take words for one mail as %s', async (_, request) => {
    const answer = await manager.post(`/members/${lea.id}/invite`, request)
    expect(answer.json()).toMatchObject({ subject: 'Hello Bcc: x@y.de' })
    await manager.post(`/members/${lea.id}/invite`)
    expect(await mailsOf(world)).toMatchObject([
      { subject: 'Hello Bcc: x@y.de', body: 'Line 1\nLine 2 <b>', link: { label: 'Go' } },
      { subject: 'Invitation to Academy', link: { label: 'Join' } },
    ])
  })

  function formOf(...names: string[]): string {
    const values = Object.values(words)
    return names.map((name, index) => `${name}=${encodeURIComponent(values[index] ?? '')}`).join('&')
  }

  it.each<[string, string]>([
    ['subject', 'Only this'],
    ['body', 'Only this'],
    ['action', 'Only this'],
  ])('take the %s alone', async (part, text) => {
    await manager.post(`/members/${lea.id}/invite`, { form: { [`mail[${part}]`]: text, 'mail[x]': 'y' } })
    const [mail] = await mailsOf(world)
    const said = { subject: mail?.subject, body: mail?.body, action: mail?.link?.label }
    expect(Object.entries(said).filter(([, value]) => value === text)).toEqual([[part, text]])
  })

  it.each([
    ['subject', 256],
    ['body', 20_001],
    ['action', 101],
  ])('refuse a %s of %i characters', async (part, length) => {
    const form = { [`mail[${part}]`]: 'x'.repeat(length) }
    const answer = await manager.post(`/members/${lea.id}/invite`, { form })
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({ error: 'invalid_parameter', field: `mail[${part}]` })
    expect(await mailsOf(world)).toEqual([])
  })

  it('do not go to a deactivated member: 409', async () => {
    await manager.post(`/members/${lea.id}`, { form: { active: 'false' } })
    const answer = await manager.post(`/members/${lea.id}/invite`)
    expect(answer.text).toBe(
      '{"status":409,"error":"conflict","message":"The member is deactivated and cannot be invited.","field":null}',
    )
  })

  it.each(['/courses/999', '/programs/999'])('there are none to %s', async (place) => {
    expect((await manager.post(`${place}/members/999/invite`)).status).toBe(404)
    expect((await manager.post(`/members/999/invite`)).status).toBe(404)
  })
})
