import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { NOBODY } from '../../test/support/blank-values.ts'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { outgoingMail } from '../domain/delivery/events.ts'
import type { MemberId } from '../domain/ids.ts'
import { carryOn } from '../domain/transfer/carry-on.ts'
import { type Principal, SYSTEM_ITSELF } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import { SteadyClock } from '../lib/clock.ts'
import { ClockWatch } from './clock-watch.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 0, 15, 12)

let at: number
let runs: number
let clock: SteadyClock
let store: Store
let close: () => Promise<void>
let watch: ClockWatch
let owner: Principal
let ada: MemberId

/** Time passes, which every clock shows. */
const pass = (milliseconds: number) => {
  at += milliseconds
  runs += milliseconds
}
/** Somebody sets the machine's clock. */
const set = async (by: number) => {
  at += by
  expect(clock.now()).toBe(at - by) // nothing jumps before all that is kept has been moved
  await watch.look()
  expect(clock.now()).toBe(at)
}

beforeEach(async () => {
  at = START
  runs = 0
  clock = new SteadyClock({ wall: () => at, running: () => runs, up: () => runs })
  const fresh = await openFreshStore(clock)
  store = fresh.store
  close = async () => {
    await store.close()
    fresh.remove()
  }
  watch = new ClockWatch({ store, clock, log: pino({ level: 'silent' }) })
  ;({ owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  ))
  ada = await store.write(async (tx) => {
    const values = { ...NOBODY, username: 'ada', lastName: 'Ada' }
    return (await tx.members.insert(owner.accountId, values)).id
  })
})
afterEach(() => close())

const putMail = () =>
  store.write((tx) =>
    tx.outbox.add(
      owner.accountId,
      outgoingMail(ada, {
        to: 'ada@example.com',
        name: 'Ada',
        locale: 'en',
        subject: 's',
        body: 'b',
        link: null,
      }),
    ),
  )
const claim = async (lease: string) => {
  const wish = { kind: 'mail', limit: 10, except: [], lease, until: clock.now() + 2 * MINUTE } as const
  return (await store.write((tx) => tx.outbox.claim(wish))).deliveries
}
const openSession = () =>
  store.write((tx) =>
    tx.sessions.insert(owner.accountId, {
      door: 'rev',
      tokenHash: 'hash',
      memberId: ada,
      credentialId: null,
      agent: null,
      expires: tx.now + 30 * MINUTE,
      ends: tx.now + 24 * HOUR,
    }),
  )
const left = async () => {
  const session = await store.read((reader) => reader.sessions.findByToken('hash'))
  return session && [session.expires - clock.now(), session.ends - clock.now()]
}

it.each([5 * HOUR, -5 * HOUR])(
  'sessions end neither sooner nor later when the clock is set by %i',
  async (by) => {
    await openSession()
    pass(10 * MINUTE)
    await set(by)
    expect(await left()).toEqual([20 * MINUTE, 24 * HOUR - 10 * MINUTE])
    await set(-by)
    expect(await left()).toEqual([20 * MINUTE, 24 * HOUR - 10 * MINUTE])
  },
)

it.each([6 * 24 * HOUR, -5 * HOUR])(
  'a webhook that fails is borne with for as long as it was, set by %i',
  async (by) => {
    const webhook = await store.write(async (tx) => {
      const url = 'https://receiver.example.com/'
      const wanted = { url, events: [], singleAttempt: false, format: 'coursepath', sealedSecret: 'sealed' }
      const { id } = await tx.webhooks.insert(owner.accountId, wanted)
      await tx.webhooks.setFailingSince(owner.accountId, id, tx.now)
      return id
    })
    await set(by)
    pass(MINUTE)
    const found = await store.read((reader) => reader.webhooks.find(owner.accountId, webhook))
    expect(found?.failingSince).toBe(clock.now() - MINUTE)
  },
)

it.each([5 * HOUR, -5 * HOUR])('nothing that is due waits when the clock is set by %i', async (by) => {
  await putMail()
  await store.write((tx) =>
    tx.pendingWork.insert(owner, { kind: 'settle_course', courseId: 1 as never, after: 0 }),
  )
  await set(by)
  expect(await carryOn(store, () => undefined)).toBe(true)
  expect(await claim('one')).toHaveLength(1)
})

it.each([5 * HOUR, -5 * HOUR])('a lease is handed out once while its holder works, set by %i', async (by) => {
  await putMail()
  const [delivery] = await claim('one')
  pass(MINUTE)
  await set(by)
  expect(await claim('another')).toEqual([])
  if (delivery === undefined) throw new Error('it was due')
  const attempt = { at: clock.now(), milliseconds: 1, answer: 'ok' }
  const settled = store.write((tx) => tx.outbox.settle(delivery, 'one', { state: 'sent' }, attempt))
  expect(await settled).toBe(true)
})

it.each([5 * HOUR, -5 * HOUR])('a pause between two attempts is as long as it was, set by %i', async (by) => {
  await putMail()
  const [delivery] = await claim('one')
  if (delivery === undefined) throw new Error('it was due')
  const later = { state: 'waiting', due: clock.now() + 5 * MINUTE } as const
  const attempt = { at: clock.now(), milliseconds: 1, answer: 'no' }
  await store.write((tx) => tx.outbox.settle(delivery, 'one', later, attempt))
  await set(by)
  pass(4 * MINUTE)
  expect(await claim('two')).toEqual([])
  pass(MINUTE)
  expect(await claim('two')).toHaveLength(1)
})

it.each([5 * HOUR, -5 * HOUR])('an invitation lasts as long as it was to, set by %i', async (by) => {
  await store.write((tx) =>
    tx.invitations.insert(owner.accountId, {
      memberId: ada,
      place: { of: 'academy' },
      tokenHash: 'hash',
      email: 'ada@example.com',
      expires: tx.now + 24 * HOUR,
    }),
  )
  pass(HOUR)
  await set(by)
  const found = await store.read((reader) => reader.invitations.findByToken('hash'))
  expect(found && found.expires - clock.now()).toBe(23 * HOUR)
})

it.each([5 * HOUR, -5 * HOUR])('answers are kept as long as they were to be, set by %i', async (by) => {
  const claim = (slot: string) =>
    store.write((tx) => tx.keptAnswers.claim(owner.accountId, slot, 'request', tx.now + 2 * HOUR))
  await store.write(async (tx) => {
    for (let n = 0; n < 1_200; n++) {
      await tx.keptAnswers.claim(owner.accountId, `slot ${n}`, 'request', tx.now + 2 * HOUR)
    }
  })
  const slots = ['slot 0', 'slot 999', 'slot 1199']
  pass(HOUR)
  await set(by)
  for (const slot of slots) expect(await claim(slot)).toBe(false)
  pass(HOUR - 1)
  for (const slot of slots) expect(await claim(slot)).toBe(false)
  pass(1)
  for (const slot of slots) expect(await claim(slot)).toBe(true)
})

it.each([5 * HOUR, -5 * HOUR])('what is used once stays used, set by %i', async (by) => {
  const use = () =>
    store.write((tx) => tx.usedTokens.insert(owner.accountId, 'digest', 'token', START + 10 * MINUTE))
  const sweep = () => store.write((tx) => tx.usedTokens.sweep(owner.accountId, tx.now, 10))
  expect(await use()).toBe(true)
  await set(by)
  if (by < 0) await sweep()
  expect(await use()).toBe(false)
  pass(5 * HOUR) // set back, the clock shows again the time at which the token is signed
  if (by < 0) await sweep()
  expect(await use()).toBe(false)
})

it('what a clock that was ahead has left is due at the next start', async () => {
  await putMail()
  at -= 5 * HOUR
  clock.move(-5 * HOUR) // as if it had been set while no server ran
  expect(await claim('one')).toEqual([])
  await store.write((tx) => tx.times.recall())
  expect(await claim('one')).toHaveLength(1)
})

it('moves very many in portions', async () => {
  await store.write(async (tx) => {
    for (let n = 0; n < 1_500; n++) {
      await tx.sessions.insert(owner.accountId, {
        door: 'rev',
        tokenHash: n === 1_499 ? 'hash' : `hash ${n}`,
        memberId: ada,
        credentialId: null,
        agent: null,
        expires: tx.now + 30 * MINUTE,
        ends: tx.now + 24 * HOUR,
      })
    }
  })
  await set(5 * HOUR)
  expect(await left()).toEqual([30 * MINUTE, 24 * HOUR])
})
