import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HeldClock, openFreshStore } from '../../test/support/fresh-store.ts'
import { isWorthSending } from '../domain/people/mailed-links.ts'
import { SYSTEM_ITSELF, systemOf } from '../domain/principal.ts'
import { listCoursesOfMember } from '../domain/courses/read-courses.ts'
import { listEnrolments } from '../domain/learning/enrolments.ts'
import { listMembers } from '../domain/learning/list-members.ts'
import { listOwnCourses, listOwnPrograms } from '../domain/learning/own-learning.ts'
import { listGroups } from '../domain/people/group-membership.ts'
import { listWebhooks } from '../domain/delivery/webhooks.ts'
import type { DeliveryState } from '../domain/delivery/delivery.ts'
import type { MemberId, WebhookId } from '../domain/ids.ts'
import type { Principal } from '../domain/principal.ts'
import type { Reader, Store } from '../domain/store.ts'
import { deleteOutlived, RETENTION } from '../domain/retention.ts'
import { randomIds } from '../lib/ids.ts'
import { SealedBox } from '../lib/sealed-box.ts'
import { courses } from './content/courses.ts'
import { groups } from './content/groups.ts'
import { learners } from './content/learners.ts'
import { FOUNDED, tellPast } from './content/past.ts'
import { openDemoAcademy } from './demo-academy.ts'
import { instantOf } from './seed-past.ts'

const DAY = 24 * 60 * 60_000
const HOUR = DAY / 24
const everybody = () => ({ filter: { texts: {} }, page: { offset: 0, limit: 1_000 } })
const ALL = { offset: 0, limit: 1_000 }
const THURSDAY = Date.UTC(2026, 0, 15, 12)

describe('the past of the demo academy', () => {
  const clock = new HeldClock(THURSDAY)
  let store: Store
  let remove: () => void
  let by: Principal

  beforeAll(async () => {
    ;({ store, remove } = await openFreshStore(clock))
    await openDemoAcademy(store, new SealedBox(Buffer.alloc(32, 1)), randomIds)
    by = await theAcademy(store)
  })
  afterAll(async () => {
    await store.close()
    remove()
  })

  const read = <T>(work: (reader: Reader) => Promise<T>) => store.read(work)

  it.each(['english', 'german'] as const)(
    'gives its %s learner something of each standing',
    async (language) => {
      const learner = await principalOf(store, by, learners[language])
      const { toDo, completed } = await read((reader) => listOwnCourses(reader, learner))
      expect(new Set(toDo.map(({ standing }) => standing))).toEqual(
        new Set(['not_started', 'under_way', 'failed']),
      )
      const certificates = completed.flatMap(({ enrolment }) => enrolment.certificate ?? [])
      expect(certificates.some(({ expires }) => expires !== null && expires < clock.now())).toBe(true)
      expect(certificates.some(({ expires }) => expires === null)).toBe(true)
      const joined = await read((reader) => listOwnPrograms(reader, learner))
      expect(joined.map(({ membership }) => membership.progress).some((progress) => progress > 0)).toBe(true)
    },
  )

  it('puts everybody into a course, and many into several', async () => {
    const numbers = await read(async (reader) => {
      const { items } = await listMembers(reader, by, { of: 'account' }, everybody)
      return Promise.all(
        items.map(
          async ({ member }) =>
            (await listCoursesOfMember(reader, by, member.id, () => ({ filter: {}, page: ALL }))).items
              .length,
        ),
      )
    })
    expect(numbers).toHaveLength(300)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(1)
    expect(numbers.filter((number) => number >= 4).length).toBeGreaterThan(50)
  })

  it('says of everybody where they work', async () => {
    const { items } = await read((reader) => listMembers(reader, by, { of: 'account' }, everybody))
    const places = items.map(({ member }) => [member.company, member.department, member.country])
    expect(places.filter((place) => place.includes(null))).toEqual([])
    expect(new Set(places.map(([, department]) => department)).size).toBeGreaterThan(10)
  })

  it('has results: passed and failed, with scores and certificates, some of them expired', async () => {
    const results = await read(async (reader) => {
      const found = await reader.courses.list(by.accountId, { filter: {}, page: ALL })
      const lists = await Promise.all(
        found.map(({ id }) => listEnrolments(reader, by, id, () => ({ filter: {}, page: ALL }))),
      )
      return lists.map(({ items }) => items)
    })
    expect(results).toHaveLength(courses.length)
    expect(results.filter((enrolments) => enrolments.length > 0).length).toBeGreaterThan(40)
    const all = results.flat()
    expect(all.length).toBeGreaterThan(700)
    expect(all.filter(({ success }) => success === true).length).toBeGreaterThan(150)
    expect(all.filter(({ success }) => success === false).length).toBeGreaterThan(10)
    expect(new Set(all.map(({ score }) => score)).size).toBeGreaterThan(4)
    const expired = all.filter(({ certificate }) => (certificate?.expires ?? Infinity) < clock.now())
    expect(expired.length).toBeGreaterThan(40)
    const valid = all.filter(({ certificate }) => (certificate?.expires ?? 0) > clock.now())
    expect(valid.length).toBeGreaterThan(5)
    for (const { created, started, completed, modified } of all) {
      expect(created).toBeGreaterThanOrEqual(clock.now() - 58 * 7 * DAY)
      expect(started ?? created).toBeGreaterThanOrEqual(created)
      expect(completed ?? modified).toBeLessThanOrEqual(clock.now())
    }
  })

  it('has programs that some have completed, and others are in', async () => {
    const memberships = await read(async (reader) => {
      const { items: programs } = await reader.programs.listPart(by.accountId, {
        filter: { of: 'all' },
        page: ALL,
      })
      const { items } = await listMembers(reader, by, { of: 'account' }, everybody)
      const lists = await Promise.all(
        items.map(({ member }) => reader.programMemberships.listOfMember(by.accountId, member.id)),
      )
      const taken = new Set(lists.flat().map(({ programId }) => programId))
      expect(taken.size).toBeGreaterThanOrEqual(9)
      expect(programs.length).toBe(12)
      return lists.flat()
    })
    expect(memberships.filter(({ completed }) => completed !== null).length).toBeGreaterThan(4)
    expect(memberships.filter(({ progress }) => progress > 0 && progress < 100).length).toBeGreaterThan(10)
  })

  it('uses its groups: all have members, people came and went, and courses are for some', async () => {
    await read(async (reader) => {
      const { items } = await listGroups(reader, by, () => ({ filter: {}, page: ALL }))
      expect(items).toHaveLength(groups.length)
      for (const { group, size } of items) expect([group.name, size > 0]).toEqual([group.name, true])
      const project = items.find(({ group }) => group.name === 'Project Heron')
      expect(project?.size).toBe(8 + 7 - 2)
      const closed = await reader.courses.findByCode(by.accountId, 'SER-191')
      expect(closed && (await reader.courseGroups.list(by.accountId, closed.id))).toHaveLength(2)
    })
  })

  it('has mails that were sent, one that was given up and one that waits', async () => {
    const mails = await deliveries('mail', null)
    expect(mails.sent.length).toBeGreaterThanOrEqual(10)
    expect([mails.given_up.length, mails.waiting.length]).toEqual([1, 1])
    const [refused] = mails.given_up
    const log = await read((reader) => reader.outbox.listAttempts(by.accountId, refused?.id as never)) // it is there
    expect(log.map(({ answer }) => answer)).toEqual(['550 5.1.1 No such mailbox'])
    // The links that went out aren't kept.
    expect(mails.sent.filter(({ payload }) => !('link' in payload) || payload.link !== null)).toEqual([])
  })

  it('loses nothing that went out when what has outlived its time is swept', async () => {
    const kept = async () => {
      const hooks = await read((reader) => listWebhooks(reader, by))
      const lists = await Promise.all([
        deliveries('mail', null),
        ...hooks.map(({ id }) => deliveries('webhook_event', id)),
      ])
      return lists.map(({ sent, given_up, waiting }) => [sent.length, given_up.length, waiting.length])
    }
    const before = await kept()
    const times = { now: clock.now(), tokensBefore: clock.now() - 2 * HOUR }
    for (const rule of RETENTION) {
      const part = { ...times, settings: { deliveryDays: 30 }, most: 10_000 }
      await store.write((tx) => deleteOutlived(tx, systemOf(by.accountId, 'server'), rule, part))
    }
    expect(await kept()).toEqual(before)
  })

  it('has messages to webhooks: sent at once, sent at a second attempt, given up, and kept after one was off', async () => {
    const [people, intranet] = await read((reader) => listWebhooks(reader, by))
    expect([people?.off, intranet?.off?.reason]).toEqual([null, 'wanted'])
    const good = await deliveries('webhook_event', people?.id ?? null)
    const bad = await deliveries('webhook_event', intranet?.id ?? null)
    expect([good.given_up, good.waiting, bad.sent, bad.waiting]).toEqual([[], [], [], []])
    expect(good.sent.some(({ attempts }) => attempts === 1)).toBe(true)
    expect(good.sent.some(({ attempts }) => attempts === 2)).toBe(true)
    expect(bad.given_up.some(({ attempts }) => attempts === 1)).toBe(true)
    expect(bad.given_up.some(({ attempts }) => attempts === 0)).toBe(true)
  })

  it('writes to nobody: all addresses are reserved, and what waits is out of date before it is due', async () => {
    const mails = Object.values(await deliveries('mail', null)).flat()
    for (const { payload } of mails)
      expect('to' in payload && payload.to).toMatch(/@aldermark\.example\.com$/)
    for (const { url } of await read((reader) => listWebhooks(reader, by))) {
      expect(new URL(url).hostname).toMatch(/\.aldermark\.example\.com$/)
    }
    expect(await read((reader) => reader.outbox.findNextDue(['webhook_event']))).toBeUndefined()
    const due = (await read((reader) => reader.outbox.findNextDue(['mail']))) ?? 0
    expect(due).toBeGreaterThan(clock.now() + HOUR)
    const waiting = mails.find(({ state }) => state === 'waiting')?.payload
    const link = waiting !== undefined && 'opens' in waiting ? waiting.opens : undefined
    clock.advance(due - clock.now())
    const worth = await read(
      async (reader) => link !== undefined && (await isWorthSending(reader, SYSTEM_ITSELF, link)),
    )
    clock.set(THURSDAY)
    expect([link?.of, worth]).toEqual(['password_reset', false])
  })

  it('has an audit trail of more than a year, in order, with something in each month', async () => {
    const trail = await read((reader) => reader.audit.list(by.accountId, 0, 100_000))
    expect(trail.map(({ at }) => at)).toEqual(trail.map(({ at }) => at).toSorted((a, b) => a - b))
    const months = new Map<string, number>()
    for (const { at } of trail) {
      const month = new Date(at).toISOString().slice(0, 7)
      months.set(month, (months.get(month) ?? 0) + 1)
    }
    expect(months.size).toBeGreaterThanOrEqual(13)
    expect(Math.min(...months.values())).toBeGreaterThanOrEqual(10)
    expect(new Set(trail.slice(-500).map(({ subject }) => subject)).size).toBeGreaterThanOrEqual(5)
    expect(new Set(trail.map(({ memberId }) => memberId)).size).toBeGreaterThan(50)
  })

  it('leaves no work behind', async () => {
    expect(await read((reader) => reader.pendingWork.findNextDue())).toBeUndefined()
  })

  it('is the same on another day, and ends before it', async () => {
    const sunday = new HeldClock(Date.UTC(2027, 6, 4, 0, 30))
    const other = await openFreshStore(sunday)
    await openDemoAcademy(other.store, new SealedBox(Buffer.alloc(32, 2)), randomIds)
    expect(await told(other.store)).toEqual(await told(store))
    const [last] = await other.store.read((reader) => reader.audit.listNewest(by.accountId, {}, 1))
    expect(last?.at).toBeLessThanOrEqual(sunday.now())
    expect(last?.at).toBeGreaterThan(sunday.now() - HOUR)
    await other.store.close()
    other.remove()
  })

  async function deliveries(kind: 'mail' | 'webhook_event', webhookId: WebhookId | null) {
    const listed = async (state: DeliveryState) =>
      read((reader) => reader.outbox.list(by.accountId, { kind, webhookId, state }, 1_000))
    return {
      sent: await listed('sent'),
      given_up: await listed('given_up'),
      waiting: await listed('waiting'),
    }
  }

  /** Everybody's results without their times. */
  async function told(of: Store) {
    const academy = await theAcademy(of)
    return of.read(async (reader) => {
      const found = await reader.courses.list(academy.accountId, { filter: {}, page: ALL })
      const lists = await Promise.all(
        found.map(({ id }) => reader.enrolments.list(academy.accountId, id, { filter: {}, page: ALL })),
      )
      return lists.flat().map(({ courseId, memberId, progress, score, success, certificate }) => {
        return [courseId, memberId, progress, score, success, certificate?.name]
      })
    })
  }
})

describe('a moment of the past', () => {
  it('is on a working day, and before today', () => {
    const days = (now: number) => [1, 2, 3, 4, 5, 6].map((day) => dateOf(instantOf(now, { day, minute: 60 })))
    const week = ['2026-01-09 Fri', '2026-01-08 Thu', '2026-01-07 Wed', '2026-01-06 Tue', '2026-01-05 Mon']
    for (const day of [10, 11, 12]) {
      expect(days(Date.UTC(2026, 0, day, 5))).toEqual([...week, '2026-01-02 Fri'])
    }
    expect(days(Date.UTC(2026, 0, 14)).slice(0, 3)).toEqual([
      '2026-01-13 Tue',
      '2026-01-12 Mon',
      '2026-01-09 Fri',
    ])
  })

  it('keeps its order on every day of a week', () => {
    for (let now = THURSDAY; now < THURSDAY + 7 * DAY; now += DAY) {
      const instants = tellPast().map((event) => instantOf(now, event))
      expect(instants).toEqual(instants.toSorted((a, b) => a - b))
      expect(instants[0]).toBeGreaterThan(instantOf(now, { day: FOUNDED, minute: 0 }))
      expect(instants.at(-1)).toBeLessThan(Math.floor(now / DAY) * DAY)
    }
  })
})

function dateOf(instant: number): string {
  const date = new Date(instant)
  return `${date.toISOString().slice(0, 10)} ${date.toUTCString().slice(0, 3)}`
}

async function theAcademy(store: Store): Promise<Principal> {
  const [account] = await store.read((reader) => reader.accounts.list())
  if (account === undefined) throw new Error('there is none')
  return { accountId: account.id, door: 'cli', credentialId: null, memberId: null }
}

async function principalOf(store: Store, by: Principal, username: string): Promise<Principal> {
  const member = await store.read((reader) => reader.members.findByUsername(by.accountId, username))
  return { ...by, door: 'console', memberId: member?.id as MemberId } // it is there: the demo names it
}
