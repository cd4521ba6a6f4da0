import { webhookFormat } from '../../server/delivery-worker.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  type CoursepathClient,
  type CoursepathRequest,
} from '../../../test/support/coursepath-client.ts'
import { mailsOf } from '../../../test/support/outbox.ts'
import { openWebhookReceiver } from '../../../test/support/webhook-receiver.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { AddressGuard } from '../../delivery/webhooks/address-guard.ts'
import { parseRange } from '../../delivery/webhooks/ip-address.ts'
import { DeliveryWorker } from '../../delivery/delivery.ts'
import type { Course } from '../../domain/courses/course.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import { setInvitationText } from '../../domain/learning/invitations.ts'
import { finishCourse } from '../../domain/learning/learning.ts'
import type { Member } from '../../domain/people/member.ts'
import { updateMember } from '../../domain/people/members.ts'
import type { Program } from '../../domain/courses/program.ts'
import { createProgram } from '../../domain/courses/programs.ts'
import { WEBHOOK_EVENTS } from '../../domain/delivery/webhook.ts'
import { createWebhook } from '../../domain/delivery/webhooks.ts'

// The acceptance list of docs/contracts/coursepath.md 13, and where each point is shown:
//
//  1  every endpoint as manager .......... here
//  2  token failures ..................... token.test.ts, "a call without a token", "a token that is refused"; six at once
//                                          there, and on two servers in test/acceptance/one-token-six-clients.test.ts
//  3  tokens that pass ................... token.test.ts, "a token that passes"
//  4  create and update .................. members/members.test.ts
//  5  filters ............................ members/members.test.ts, "filters"; all of them on every list here
//  6  enrolment .......................... learning.test.ts, "the coursemember"
//  7  invites ............................ learning.test.ts, "invites"; all places with all notations here; the message
//                                          itself in test/acceptance/delivery.test.ts
//  8  groups ............................. learning.test.ts, "groups"
//  9  paging ............................. members/members.test.ts, "paging"; past the ends of every list here
// 10  as learner ......................... permissions.test.ts, "who may call what": also that nothing has changed
// 11  webhooks ........................... each once, byte for byte, here; signatures in src/delivery/webhooks/
//                                          webhook-request.test.ts, repeats in src/delivery/delivery.test.ts
// 12  plain HTTP ......................... transport.test.ts, "plain HTTP"

let world: World
let manager: CoursepathClient
let lea: Member
let course: Course
let program: Program

beforeEach(async () => {
  world = await openWorld()
  await openCoursepath(world)
  await world.person('Ada Manager', 'manager')
  lea = await world.person('Lea Learner', 'learner')
  manager = coursepathClient(world, 'ada.manager@example.com')
  course = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Working safely' }))
  program = await world.store.write((tx) =>
    createProgram(tx, world.owner, { name: 'First weeks', courseIds: [course.id] }),
  )
})
afterEach(() => world.close())

describe('1. as manager, with form bodies', () => {
  it('every endpoint answers 200 with the object given; lists are arrays', async () => {
    const group = (await manager.post(`/members/${lea.id}/groups`, { form: { name: 'Night shift' } })).json<{
      id: number
    }>()
    const inCourse = `/courses/${course.id}/members`
    const inProgram = `/programs/${program.id}/members`
    const calls: readonly (readonly [string, string, object, Record<string, string>?])[] = [
      ['GET', `/courses/${course.id}`, { id: course.id, name: 'Working safely' }],
      ['POST', '/members', { email: 'a@example.com' }, { email: 'a@example.com' }],
      ['POST', `/members/${lea.id}`, { id: lea.id, company: 'Ltd' }, { company: 'Ltd' }],
      ['POST', inCourse, { email: 'b@example.com' }, { email: 'b@example.com' }],
      ['POST', inProgram, { email: 'c@example.com' }, { email: 'c@example.com' }],
      ['GET', '/members/me', { email: 'ada.manager@example.com' }],
      ['GET', `/members/${lea.id}`, { id: lea.id }],
      ['POST', `${inCourse}/${lea.id}/coursemember`, { courseId: course.id, memberId: lea.id }],
      ['GET', `${inCourse}/${lea.id}/coursemember`, { courseId: course.id, memberId: lea.id }],
      ['POST', `${inProgram}/${lea.id}/programmember`, { programId: program.id, memberId: lea.id }],
      ['GET', `${inProgram}/${lea.id}/programmember`, { programId: program.id, memberId: lea.id }],
      ['POST', `/members/${lea.id}/invite`, { memberId: lea.id, courseId: null, programId: null }],
      ['POST', `${inCourse}/${lea.id}/invite`, { memberId: lea.id, courseId: course.id, programId: null }],
      ['POST', `${inProgram}/${lea.id}/invite`, { memberId: lea.id, courseId: null, programId: program.id }],
      ['POST', `/members/${lea.id}/groups`, { id: group.id, name: 'Night shift' }, { name: 'Night shift' }],
      ['GET', `/programs/${program.id}`, { id: program.id }],
    ]
    for (const [method, path, body, form] of calls) {
      const answer = await manager.send(method, path, form === undefined ? {} : { form })
      expect([path, answer.status, answer.json()]).toEqual([path, 200, expect.objectContaining(body)])
    }
    const lists: readonly (readonly [string, readonly number[]])[] = [
      ['/courses', [course.id]],
      [`/members/${lea.id}/courses`, [course.id]],
      ['/programs', [program.id]],
      [`/members/${lea.id}/programs`, [program.id]],
      ['/groups', [group.id]],
      [`/members/${lea.id}/groups`, [group.id]],
      [`/groups/${group.id}/members`, [lea.id]],
    ]
    for (const [path, ids] of lists) expect([path, await idsOf(path)]).toEqual([path, ids])
    for (const [path, count] of [
      ['/members', 5],
      [inCourse, 3],
      [inProgram, 2],
      [`/courses/${course.id}/coursemembers`, 3],
    ] as const) {
      expect([path, (await idsOf(path)).length]).toEqual([path, count])
    }
    for (const path of [
      `${inCourse}/${lea.id}/coursemember`,
      `${inProgram}/${lea.id}/programmember`,
      `/members/${lea.id}/groups`,
    ]) {
      const gone = await manager.delete(path, {
        form: path.endsWith('groups') ? { name: 'night shift' } : {},
      })
      expect([path, gone.status, gone.text]).toEqual([path, 200, '{}'])
    }
  })
})

describe('5. filters', () => {
  const values = {
    email: 'john@example.com',
    company: 'Example, Ltd',
    department: 'Grün',
    country: 'NL',
    externalId: 'HR-4711',
    association: 'BIG',
    identification: '19',
    registration: 'R/1',
  }
  const names = Object.keys(values) as (keyof typeof values)[]

  it('work alone and by two on every list of members, and an empty value finds nobody', async () => {
    const john = (await manager.post('/members', { form: values })).json<{ id: number }>()
    const groups = await Promise.all(
      [john.id, lea.id].map(async (id) => {
        await manager.post(`/programs/${program.id}/members/${id}/programmember`)
        return manager.post(`/members/${id}/groups`, { form: { name: 'G' } })
      }),
    )
    const group = groups[0]?.json<{ id: number }>().id
    const lists = [
      '/members',
      `/courses/${course.id}/members`,
      `/groups/${group}/members`,
      `/programs/${program.id}/members`,
    ]
    for (const list of lists) {
      expect(await idsOf(list)).toContain(lea.id)
      for (const name of names) {
        const find = (value: string, more: Record<string, string> = {}) =>
          idsOf(`${list}?${new URLSearchParams({ [name]: value, ...more }).toString()}`)
        expect([list, name, await find(` ${values[name].toUpperCase()} `)]).toEqual([list, name, [john.id]])
        expect([list, name, await find('unknown')]).toEqual([list, name, []])
        expect([list, name, await find('')]).toEqual([list, name, []])
        const other = name === 'company' ? 'department' : 'company'
        expect([list, name, await find(values[name], { [other]: values[other] })]).toEqual([
          list,
          name,
          [john.id],
        ])
        expect([list, name, await find(values[name], { [other]: 'unknown' })]).toEqual([list, name, []])
      }
    }
  })
})

describe('7. invites', () => {
  const places = ['academy', 'course', 'program'] as const
  const urlOf = (place: (typeof places)[number]) =>
    ({
      academy: `/members/${lea.id}/invite`,
      course: `/courses/${course.id}/members/${lea.id}/invite`,
      program: `/programs/${program.id}/members/${lea.id}/invite`,
    })[place]
  const nameOf = { academy: 'Academy', course: 'Working safely', program: 'First weeks' }
  const words = { subject: 'A subject', body: 'A body', action: 'An action' }

  const notations: Readonly<Record<string, (parts: Record<string, string>) => CoursepathRequest>> = {
    'plain brackets': (parts) => ({ form: pairs(parts, (name) => `mail[${name}]`).join('&') }),
    'encoded brackets': (parts) => ({ form: pairs(parts, (name) => `mail%5B${name}%5D`).join('&') }),
    'nested JSON': (parts) => ({ json: { mail: parts } }),
    'flat JSON': (parts) => ({
      json: Object.fromEntries(Object.entries(parts).map(([name, text]) => [`mail[${name}]`, text])),
    }),
    multipart: (parts) => ({
      payload: `${Object.entries(parts)
        .map(
          ([name, text]) => `--b\r\nContent-Disposition: form-data; name="mail[${name}]"\r\n\r\n${text}\r\n`,
        )
        .join('')}--b--\r\n`,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    }),
  }
  function pairs(parts: Record<string, string>, key: (name: string) => string): string[] {
    return Object.entries(parts).map(([name, text]) => `${key(name)}=${encodeURIComponent(text)}`)
  }

  it.each(places.flatMap((place) => Object.keys(notations).map((notation) => [place, notation] as const)))(
    'to the %s by %s: none, one and all of the words, and none again',
    async (place, notation) => {
      const request = notations[notation] ?? (() => ({}))
      const builtIn = {
        subject: `Invitation to ${nameOf[place]}`,
        body: `You have been invited to ${nameOf[place]}. Follow the link to join.`,
        action: 'Join',
      }
      const said: Record<string, string>[] = [
        {},
        ...Object.entries(words).map(([name, text]) => ({ [name]: text })),
        words,
        {},
      ]
      for (const parts of said) {
        const answer = await manager.post(urlOf(place), Object.keys(parts).length === 0 ? {} : request(parts))
        expect(answer.status).toBe(200)
      }
      const sent = (await mailsOf(world)).map(({ subject, body, link }) => ({
        subject,
        body,
        action: link?.label,
      }))
      expect(sent).toEqual(said.map((parts) => ({ ...builtIn, ...parts })))
    },
  )

  it('take the words of the call, else those saved for the place, else built-in ones in the member’s language', async () => {
    await world.store.write((tx) =>
      setInvitationText(
        tx,
        world.owner,
        { of: 'course', courseId: course.id },
        {
          subject: 'Saved subject',
          body: null,
          action: 'Saved action',
        },
      ),
    )
    await world.store.write((tx) => updateMember(tx, world.owner, { id: lea.id }, { language: 'de-AT' }))
    await manager.post(urlOf('course'), { form: { 'mail[action]': 'Called action' } })
    await manager.post(urlOf('course'))
    await manager.post(urlOf('program'))
    const sent = await mailsOf(world)
    expect(sent.map(({ subject, body, link }) => [subject, body, link?.label])).toEqual([
      [
        'Saved subject',
        'Sie sind zu Working safely eingeladen. Folgen Sie dem Link, um teilzunehmen.',
        'Called action',
      ],
      [
        'Saved subject',
        'Sie sind zu Working safely eingeladen. Folgen Sie dem Link, um teilzunehmen.',
        'Saved action',
      ],
      [
        'Einladung zu First weeks',
        'Sie sind zu First weeks eingeladen. Folgen Sie dem Link, um teilzunehmen.',
        'Teilnehmen',
      ],
    ])
  })

  it.each([
    ['en', 'Invitation to Working safely', 'Join'],
    ['nl-BE', 'Uitnodiging voor Working safely', 'Deelnemen'],
    ['de', 'Einladung zu Working safely', 'Teilnehmen'],
    ['fr', 'Invitation : Working safely', 'Participer'],
    ['pt-BR', 'Invitation to Working safely', 'Join'],
  ])('have built-in words in %s', async (locale, subject, action) => {
    await manager.post(`/members/${lea.id}`, { form: { locale } })
    expect((await manager.post(urlOf('course'))).json()).toMatchObject({ subject })
    expect(await mailsOf(world)).toMatchObject([{ locale, subject, link: { label: action } }])
  })
})

describe('9. paging', () => {
  it('goes past the end of every list, and takes no nonsense', async () => {
    await manager.post(`/programs/${program.id}/members/${lea.id}/programmember`)
    const group = (await manager.post(`/members/${lea.id}/groups`, { form: { name: 'G' } })).json<{
      id: number
    }>()
    const lists = [
      '/courses',
      '/members',
      '/groups',
      '/programs',
      ...['courses', 'groups', 'programs'].map((what) => `/members/${lea.id}/${what}`),
      `/courses/${course.id}/members`,
      `/courses/${course.id}/coursemembers`,
      `/groups/${group.id}/members`,
      `/programs/${program.id}/members`,
    ]
    for (const list of lists) {
      const all = await idsOf(list)
      expect([list, await idsOf(`${list}?offset=0&limit=1`)]).toEqual([list, all.slice(0, 1)])
      expect([list, await idsOf(`${list}?offset=1&limit=1`)]).toEqual([list, all.slice(1, 2)])
      expect([list, await idsOf(`${list}?offset=${all.length}`)]).toEqual([list, []])
      expect([list, await idsOf(`${list}?limit=0`)]).toEqual([list, []])
      expect([list, await idsOf(`${list}?limit=5000`)]).toEqual([list, all])
      for (const bad of ['limit=-1', 'limit=x', 'offset=-1', 'offset=x']) {
        const answer = await manager.get(`${list}?${bad}`)
        expect([list, answer.status]).toEqual([list, 400])
        expect(answer.json()).toMatchObject({ error: 'invalid_parameter', field: bad.split('=')[0] })
      }
    }
  })
})

describe('11. webhooks', () => {
  it('go out once for each real change, in order, byte for byte', async () => {
    const receiver = await openWebhookReceiver()
    const { store, clock, services } = world
    const { ids, log, sealedBox } = services
    const guard = new AddressGuard([parseRange('127.0.0.1') ?? { first: 0n, bits: 128 }])
    const worker = new DeliveryWorker({
      store,
      clock,
      ids,
      log,
      sealedBox,
      guard,
      webhookFormat,
      smtp: undefined,
      installation: { publicUrl: 'https://academy.example.com' },
      alone: true,
    })
    await store.write((tx) =>
      createWebhook(tx, world.owner, {
        url: receiver.url,
        events: WEBHOOK_EVENTS,
        format: 'coursepath',
        singleAttempt: false,
        sealedSecret: sealedBox.seal('whsec_c2VjcmV0'),
      }),
    )
    const programmember = `/programs/${program.id}/members/${lea.id}/programmember`
    const coursemember = `/courses/${course.id}/members/${lea.id}/coursemember`
    const complete = () =>
      store.write((tx) => finishCourse(tx, { ...world.owner, door: 'console', memberId: lea.id }, course.id))
    // Each twice: the second time changes nothing.
    for (const act of [
      () => manager.post(programmember),
      complete,
      () => manager.delete(programmember),
      () => manager.delete(coursemember),
      () => manager.post(coursemember),
    ]) {
      await act()
      await act()
    }
    await worker.carryOutDue()
    await worker.stop()
    await receiver.close()
    expect(receiver.received.map(({ body }) => body).filter((body) => body.startsWith('courseId'))).toEqual([
      `courseId=${course.id}&memberId=${lea.id}&event=COURSEMEMBER_CREATED`,
      `courseId=${course.id}&memberId=${lea.id}&event=COURSEMEMBER_COMPLETED`,
      `courseId=${course.id}&memberId=${lea.id}&event=COURSEMEMBER_DELETED`,
      `courseId=${course.id}&memberId=${lea.id}&event=COURSEMEMBER_CREATED`,
    ])
    expect(receiver.received.map(({ body }) => body).filter((body) => !body.startsWith('courseId'))).toEqual([
      `programId=${program.id}&memberId=${lea.id}&event=PROGRAMMEMBER_CREATED`,
      `programId=${program.id}&memberId=${lea.id}&event=PROGRAMMEMBER_COMPLETED`,
      `programId=${program.id}&memberId=${lea.id}&event=PROGRAMMEMBER_DELETED`,
    ])
    for (const { method, headers } of receiver.received) {
      expect([method, headers['content-type']]).toEqual(['POST', 'application/x-www-form-urlencoded'])
    }
  })
})

/** The ids in a list, in order. */
async function idsOf(path: string): Promise<number[]> {
  const answer = await manager.get(path)
  expect([path, answer.status]).toEqual([path, 200])
  return answer.json<readonly { id: number }[]>().map(({ id }) => id)
}
