import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import { createWebhook } from '../../domain/delivery/webhooks.ts'
import type { CourseId, MemberId } from '../../domain/ids.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { finishCourse, startCourse } from '../../domain/learning/learning.ts'
import type { Member } from '../../domain/people/member.ts'

const DAY = 24 * 60 * 60_000
const NOTHING = { enrolments: 0, completions: 0 }

let world: World
let manager: Member
let learners: readonly [Member, Member, Member]

beforeAll(async () => {
  world = await openWorld() // on 2026-01-15, at noon
  manager = await world.person('Mona Manager', 'manager')
  learners = [
    await world.person('Lea Learner'),
    await world.person('Tom Taker'),
    await world.person('Una Uninvited'),
  ]
})
afterAll(() => world.close())

/** Creates a client on demand: tokens expire as the test moves the clock by days. */
const client = (): Promise<ApiClient> => apiClient(world, manager)

async function enrol(course: CourseId, member: MemberId): Promise<void> {
  await world.store.write((tx) => enrolMember(tx, world.owner, course, member))
}

async function complete(course: CourseId, memberId: MemberId): Promise<void> {
  const by = { ...world.owner, memberId }
  await world.store.write((tx) => startCourse(tx, by, course))
  await world.store.write((tx) => finishCourse(tx, by, course))
}

/** Delivers everything due to receivers that reject every message. */
async function giveUp(kind: 'mail' | 'webhook_event'): Promise<void> {
  await world.store.write(async (tx) => {
    const wish = { kind, limit: 10, except: [], lease: 'lease', until: tx.now + 60_000 }
    for (;;) {
      const { deliveries } = await tx.outbox.claim(wish) // the first of each line
      if (deliveries.length === 0) break
      for (const delivery of deliveries) {
        const attempt = { at: tx.now, milliseconds: 7, answer: '550 No' }
        await tx.outbox.settle(delivery, 'lease', { state: 'given_up' }, attempt)
      }
    }
  })
}

describe('the overview', () => {
  it('has nothing but zeros, day by day, where nothing has happened', async () => {
    const { status, body } = await (await client()).get('/overview')
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toEqual({
      days: 30,
      from: '2025-12-17T00:00:00.000Z',
      ...NOTHING,
      invitationsSent: 0,
      invitationsAccepted: 0,
      failedDeliveries: 0,
      mailsGivenUp: 0,
      peopleWithoutInvitation: 4,
      restrictedTopicsWithoutManager: 0,
      // The client itself has just come in by a token.
      firstSteps: { mailSent: false, peopleAdded: true, courseMade: false, clientSeen: expect.any(Boolean) },
      series: expect.any(Array),
    })
    expect(body.series).toHaveLength(30)
    expect([body.series[0], body.series[29]]).toEqual([
      { day: '2025-12-17', ...NOTHING },
      { day: '2026-01-15', ...NOTHING },
    ])
  })

  it('counts enrolments and completions by the days on which they came about', async () => {
    const { id } = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Safety' }))
    const [lea, tom, una] = learners
    await enrol(id, lea.id)
    await enrol(id, tom.id)
    world.clock.set(Date.UTC(2026, 0, 16) - 1) // the last millisecond of 2026-01-15
    await complete(id, lea.id)
    world.clock.set(Date.UTC(2026, 0, 17)) // the first millisecond of 2026-01-17
    await enrol(id, una.id)
    await complete(id, tom.id)
    const api = await client()
    expect((await api.get('/overview?days=3')).body).toMatchObject({
      days: 3,
      from: '2026-01-15T00:00:00.000Z',
      enrolments: 3,
      completions: 2,
      series: [
        { day: '2026-01-15', enrolments: 2, completions: 1 },
        { day: '2026-01-16', enrolments: 0, completions: 0 },
        { day: '2026-01-17', enrolments: 1, completions: 1 },
      ],
    })
    // Earlier enrolments and completions don't count.
    expect((await api.get('/overview?days=1')).body).toMatchObject({
      enrolments: 1,
      completions: 1,
      series: [{ day: '2026-01-17', enrolments: 1, completions: 1 }],
    })
  })

  it('counts invitations, who followed them, and who has none', async () => {
    const api = await client()
    const [lea, tom] = learners
    for (const { id } of [lea, tom]) expect((await api.post(`/people/${id}/invite`, {})).status).toBe(200)
    await world.store.write((tx) => tx.members.markActivated(world.account.id, lea.id))
    // A person who signs in without an invitation has accepted none, and needs none.
    await world.store.write((tx) => tx.members.markActivated(world.account.id, manager.id))
    const invitations = async (days: number) => {
      const { body } = await api.get(`/overview?days=${days}`)
      return [body.invitationsSent, body.invitationsAccepted, body.peopleWithoutInvitation] as number[]
    }
    expect(await invitations(1)).toEqual([2, 1, 1])
    await api.patch(`/people/${learners[2].id}`, { status: 'suspended' })
    expect(await invitations(1)).toEqual([2, 1, 0])
    await api.patch(`/people/${learners[2].id}`, { status: 'active' })
    world.clock.advance(DAY)
    expect(await invitations(1)).toEqual([0, 0, 1])
    expect(await invitations(2)).toEqual([2, 1, 1])
  })

  it('counts mails and events that were given up, each for itself', async () => {
    const { id } = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Told' }))
    await world.store.write((tx) =>
      createWebhook(tx, world.owner, {
        url: 'https://receiver.example.com/hook',
        events: ['enrolment_created'],
        sealedSecret: 'sealed',
        format: 'coursepath',
        singleAttempt: false,
      }),
    )
    for (const { id: member } of learners) await enrol(id, member)
    const failures = async () => {
      const { body } = await (await client()).get('/overview')
      return [body.failedDeliveries, body.mailsGivenUp] as number[]
    }
    expect(await failures()).toEqual([0, 0])
    await giveUp('mail')
    expect(await failures()).toEqual([0, 2])
    await giveUp('webhook_event')
    expect(await failures()).toEqual([learners.length, 2])
    world.clock.advance(31 * DAY)
    expect(await failures()).toEqual([0, 0])
  })

  it('counts restricted topics that nobody manages', async () => {
    const api = await client()
    const { id: empty } = await world.group('Empty')
    const { id: full } = await world.group('Full', { members: [learners[0].guid] })
    const unmanaged = async (...items: readonly object[]) => {
      const { body } = await api.put('/topics/code:GUARDED/policy', { restricted: true, items })
      expect(body.restricted, JSON.stringify(body)).toBe(true)
      return (await api.get('/overview')).body.restrictedTopicsWithoutManager as number
    }
    await api.post('/topics', { name: 'Open', code: 'OPEN' })
    await api.post('/topics', { name: 'Guarded', code: 'GUARDED' })
    expect(await unmanaged()).toBe(1)
    expect(await unmanaged({ person: learners[0].id, share: 'contributor' })).toBe(1)
    expect(await unmanaged({ group: empty, share: 'manager' })).toBe(1)
    expect(await unmanaged({ group: full, share: 'manager' })).toBe(0)
    expect(await unmanaged({ person: learners[0].id, share: 'manager' })).toBe(0)
  })

  it('reaches back a year and a day, and no further', async () => {
    const api = await client()
    expect((await api.get('/overview?days=366')).body.series).toHaveLength(366)
    for (const [days, code] of [
      [0, 'too_small'],
      [367, 'too_large'],
    ] as const) {
      const { status, body } = await api.get(`/overview?days=${days}`)
      expect([status, body.errors[0]]).toMatchObject([400, { parameter: 'days', code }])
    }
  })

  it('is for those who may look at people', async () => {
    const ask = async (member: Member) => (await (await apiClient(world, member)).get('/overview')).status
    expect(await ask(learners[0])).toBe(403)
    expect(await ask(await world.person('Arno Author', 'author'))).toBe(403)
    expect(await ask(await world.person('Audrey Auditor', 'auditor'))).toBe(200)
    expect(await ask(await world.person('Ansel Assistant', 'assistant'))).toBe(200)
  })
})

describe('the coverage', () => {
  it('counts each course once in every topic at the top and right below it', async () => {
    const other = await openWorld()
    try {
      const api = await apiClient(other, await other.person('Mona Manager', 'manager'))
      const nothing = { count: 0, withoutCourse: 0, items: [], more: { topics: 0, courses: 0 } }
      expect((await api.get('/overview/coverage')).body).toEqual({
        topics: 0,
        courses: 0,
        coursesWithoutTopic: 0,
        top: nothing,
      })
      const topic = async (name: string, parent: number | null = null) =>
        (await api.post('/topics', { name, parent })).body.id as number
      const course = async (name: string, ...topics: readonly number[]) => {
        const { id } = await other.store.write((tx) => createCourse(tx, other.owner, { name }))
        for (const one of topics) expect((await api.put(`/topics/${one}/courses/${id}`)).status).toBe(204)
      }
      const [archive, sea, land] = [await topic('Archive'), await topic('Sea'), await topic('Land')]
      const ropes = await topic('Ropes', sea)
      const engines = await topic('Engines', sea)
      const deep = await topic('Splices', await topic('Knots', ropes))
      await course('Everywhere', deep, ropes, sea, land)
      await course('Splicing', deep)
      await course('Afloat', sea)
      await course('Loose')
      expect((await api.get('/overview/coverage')).body).toEqual({
        topics: 7,
        courses: 3,
        coursesWithoutTopic: 1,
        top: {
          ...nothing,
          count: 3,
          withoutCourse: 1,
          items: [
            {
              id: sea,
              name: 'Sea',
              courses: 3,
              below: {
                ...nothing,
                count: 2,
                withoutCourse: 1,
                items: [
                  { id: ropes, name: 'Ropes', courses: 2 },
                  { id: engines, name: 'Engines', courses: 0 },
                ],
              },
            },
            { id: land, name: 'Land', courses: 1, below: nothing },
            { id: archive, name: 'Archive', courses: 0, below: nothing },
          ],
        },
      })

      // What there is no room for is counted.
      for (let number = 0; number < 25; number++)
        await course(`More ${number}`, await topic(`Topic ${number}`))
      for (let number = 0; number < 9; number++) await topic(`Empty ${number}`)
      const { top } = (await api.get('/overview/coverage')).body
      expect(top).toMatchObject({ count: 37, withoutCourse: 10, more: { topics: 3, courses: 3 } })
      expect(top.items).toHaveLength(32)
    } finally {
      await other.close()
    }
  })

  it('is for those who see every course', async () => {
    const ask = async (member: Member) =>
      (await (await apiClient(world, member)).get('/overview/coverage')).status
    expect(await ask(learners[0])).toBe(403)
    expect(await ask(await world.person('Aline Author', 'author'))).toBe(200)
    expect(await ask(await world.person('Theo Trainer', 'trainer'))).toBe(200)
  })
})
