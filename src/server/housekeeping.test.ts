import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../test/support/cheap-password.ts'
import { revClient } from '../../test/support/rev-client.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { setPassword } from '../domain/access/set-password.ts'
import { createCourse } from '../domain/courses/courses.ts'
import { enrolMember } from '../domain/learning/enrolments.ts'
import { finishCourse } from '../domain/learning/learning.ts'
import { createKey } from '../domain/access/credentials.ts'
import { sha256 } from '../lib/digest.ts'
import { recordAudits } from '../domain/record-audit.ts'
import type { Store } from '../domain/store.ts'
import { Housekeeping } from './housekeeping.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let world: World
let housekeeping: Housekeeping

beforeEach(async () => {
  world = await openWorld()
  housekeeping = new Housekeeping(world.services)
})
afterEach(() => world.close())

const failures = () =>
  world.store.read(async (reader) =>
    (await reader.audit.list(world.account.id, 0, 1000)).filter(({ action }) => action === 'sign_in_failed'),
  )

async function insertEndedSessions(count: number): Promise<void> {
  const ada = await world.person('Ada')
  await world.store.write(async (tx) => {
    for (let i = 0; i < count; i++) {
      await tx.sessions.insert(world.account.id, {
        door: 'rev',
        tokenHash: `hash ${i}`,
        memberId: ada.id,
        credentialId: null,
        agent: null,
        expires: tx.now - 1,
        ends: tx.now,
      })
    }
  })
}

/** The world's store; it tells what each operation returned. */
function storeThatTells(tell: (result: unknown) => void): Store {
  return {
    ...world.store,
    read: (work) => world.store.read(work),
    async write(work) {
      const result = await world.store.write(work)
      tell(result)
      return result
    },
  }
}

/** Removes them. */
function countEndedSessions(): Promise<number> {
  return world.store.write((tx) => tx.sessions.sweep(world.account.id, tx.now, 10_000))
}

it('removes sessions that have ended, of people who never come back too', async () => {
  const ada = await world.person('Ada')
  const tokens: string[] = []
  for (let i = 0; i < 3; i++) tokens.push(await world.revToken(ada))
  const held = (token = '') => world.store.read((reader) => reader.sessions.findByToken(sha256(token)))
  await housekeeping.round()
  expect(await held(tokens[0])).toBeDefined()
  world.clock.advance(31 * MINUTE)
  tokens.push(await world.revToken(ada))
  await housekeeping.round()
  const left = await Promise.all(tokens.map(held))
  expect(left.map((session) => session !== undefined)).toEqual([false, false, false, true])
})

it('removes as many as there are, some at a time', async () => {
  await insertEndedSessions(1_100)
  await housekeeping.round()
  expect(await countEndedSessions()).toBe(0)
})

it('ends after the portion that it is at when it is asked to, and goes on after the next start', async () => {
  await insertEndedSessions(1_100)
  let ended: Promise<void> | undefined
  let portions = 0
  const store = storeThatTells((result) => {
    if (result === 200 && ++portions === 2) ended = interrupted.stop()
  })
  const interrupted = new Housekeeping({ ...world.services, store })
  await interrupted.round()
  await ended
  expect(portions).toBe(2)
  await housekeeping.round()
  expect(await countEndedSessions()).toBe(0)
})

it('removes nothing when it ends, but writes down who tried in vain', async () => {
  await insertEndedSessions(3)
  const { failedSignIns } = world.services
  failedSignIns.note({ account: world.account.id, member: undefined, door: 'rev', address: '192.0.2.1' })
  await housekeeping.stop()
  expect(await failures()).toMatchObject([{ after: { tries: 1 } }])
  expect(await countEndedSessions()).toBe(3)
})

it('writes down who tried in vain to sign in: one entry a person and door, and one for names of nobody', async () => {
  const ada = await world.person('Ada')
  const phc = await hashedAtNoCost('open sesame 7')
  await world.store.write(async (tx) => {
    await setPassword(tx, world.owner, { id: ada.id }, phc)
    await createKey(tx, world.owner, {
      door: 'rev',
      label: 'k',
      key: 'her-key',
      secret: 's',
      memberId: ada.id,
    })
  })
  const logIn = (username: string, password: string, remoteAddress = '192.0.2.1') =>
    revClient(world).post('/api/v2/user/login', { username, password }, { remoteAddress })
  for (let i = 0; i < 3; i++) await logIn('ada', 'wrong')
  await logIn('ada', 'wrong', '192.0.2.2')
  await logIn('nobody', 'wrong')
  await logIn('no one', 'wrong')
  await revClient(world).post('/api/v2/authenticate', { apiKey: 'her-key', secret: 'wrong' })
  expect((await logIn('ada', 'open sesame 7')).status).toBe(200)
  expect(await failures()).toEqual([])

  await housekeeping.round()
  expect(await failures()).toMatchObject([
    {
      door: 'rev',
      memberId: null,
      subject: 'member',
      subjectId: ada.id,
      after: { tries: 5, addresses: ['192.0.2.1', '192.0.2.2', '127.0.0.1'] },
    },
    { memberId: null, subject: 'account', subjectId: world.account.id, after: { tries: 2 } },
  ])
  await housekeeping.round()
  expect(await failures()).toHaveLength(2)
})

it('writes down no more for thousands of names and addresses', async () => {
  const { failedSignIns } = world.services
  for (let i = 1; i <= 3_000; i++) {
    const member = (i % 2 === 0 ? i : undefined) as never
    failedSignIns.note({
      account: world.account.id,
      member,
      door: 'rev',
      address: `10.0.${i >> 8}.${i & 255}`,
    })
  }
  await housekeeping.round()
  const entries = await failures()
  expect(entries.length).toBeLessThanOrEqual(201)
  const tries = entries.map(({ after }) => after?.tries as number)
  expect(tries.reduce((sum, one) => sum + one)).toBe(3_000)
  expect(Math.max(...entries.map(({ after }) => (after?.addresses as string[]).length))).toBe(5)
})

it('keeps what could not be written for the next time', async () => {
  const { failedSignIns } = world.services
  const note = () =>
    failedSignIns.note({ account: world.account.id, member: undefined, door: 'rev', address: '192.0.2.1' })
  note()
  const broken = { ...world.store, write: () => Promise.reject(new Error('full')) }
  const writing = failedSignIns.record(broken)
  note()
  await expect(writing).rejects.toThrow('full')
  await failedSignIns.record(world.store)
  expect(await failures()).toMatchObject([{ after: { tries: 2, addresses: ['192.0.2.1'] } }])
})

it('begins courses anew whose completion has counted long enough', async () => {
  const ada = await world.person('Ada')
  const by = { ...world.owner, memberId: ada.id }
  const { id } = await world.store.write(async (tx) => {
    const course = await createCourse(tx, world.owner, { name: 'Yearly', repeatDays: 365 })
    await enrolMember(tx, world.owner, course.id, ada.id)
    await finishCourse(tx, by, course.id)
    return course
  })
  const completed = () =>
    world.store.read(async (reader) => (await reader.enrolments.find(by.accountId, id, ada.id))?.completed)
  await housekeeping.round()
  expect(await completed()).toBe(world.clock.now())
  world.clock.advance(365 * 24 * 60 * MINUTE)
  await housekeeping.round()
  expect(await completed()).toBeNull()
})

it('writes old audit entries to a file before it deletes them, and deletes none that it could not write', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-archive-'))
  const inTheWay = join(folder, 'a file')
  writeFileSync(inTheWay, 'x')
  const count = () =>
    world.store.read(async (reader) => (await reader.audit.list(world.account.id, 0, 10_000)).length)
  await world.person('Ada')
  const keeping = (archive: string) =>
    new Housekeeping({ ...world.services, archive: { folder: archive, days: 30 } })
  const [blocked, free] = [keeping(inTheWay), keeping(join(folder, 'archive'))]
  world.clock.advance(29 * DAY)
  await free.round()
  expect(await count()).toBe(2)
  world.clock.advance(2 * DAY)
  await expect(blocked.round()).rejects.toMatchObject({ code: 'ENOTDIR' })
  expect(await count()).toBe(2)
  await free.round()
  expect(await count()).toBe(0)
  const [name = '', ...more] = readdirSync(join(folder, 'archive', `account-${world.account.id}`))
  expect([name, ...more]).toEqual([expect.stringMatching(/^2026-01-15-\d+\.jsonl$/)])
  const path = join(folder, 'archive', `account-${world.account.id}`, name)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  rmSync(folder, { recursive: true })
})

it('moves the rest of a file when it is asked to end, so that no entry is in two', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-archive-'))
  const entry = {
    action: 'update',
    subject: 'account',
    subjectId: world.account.id,
    before: { name: 'a' },
  } as const
  await world.store.write((tx) => recordAudits(tx, world.owner, Array<typeof entry>(450).fill(entry)))
  world.clock.advance(31 * DAY)
  let ended: Promise<void> | undefined
  const files = join(folder, `account-${world.account.id}`)
  const store = storeThatTells(() => {
    if (existsSync(files)) ended ??= interrupted.stop() // the first of its entries were deleted
  })
  const interrupted = new Housekeeping({ ...world.services, store, archive: { folder, days: 30 } })
  await interrupted.round()
  await ended
  const left = await world.store.read(
    async (reader) => (await reader.audit.list(world.account.id, 0, 10_000)).length,
  )
  const [file = '', ...more] = readdirSync(files)
  const lines = readFileSync(join(files, file), 'utf8').trim().split('\n')
  expect({ left, lines: lines.length, more }).toEqual({ left: 0, lines: 451, more: [] }) // one is of the founding
  rmSync(folder, { recursive: true })
})

it('takes nothing for old because a clock was set a year ahead', async () => {
  await world.person('Ada')
  const folder = join(tmpdir(), 'quadrivium-never-made')
  const careful = new Housekeeping({ ...world.services, archive: { folder, days: 30 } })
  world.clock.set(world.clock.now() + 365 * DAY)
  await careful.round()
  const left = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 10))
  expect(left).toHaveLength(2)
})

it('removes what an interrupted pull has left for more than an hour', async () => {
  const journals = mkdtempSync(join(tmpdir(), 'quadrivium-journals-'))
  const hoursAgo = (name: string, hours: number) => {
    writeFileSync(join(journals, name), 'x')
    const then = Date.now() / 1000 - hours * 3600
    utimesSync(join(journals, name), then, then)
  }
  hoursAgo('pull-rev-0123456789ab.journal', 1.1)
  hoursAgo('pull-rev-ba9876543210.journal', 0.9)
  hoursAgo('quadrivium.db', 100)
  await new Housekeeping({ ...world.services, journals }).round()
  expect(readdirSync(journals)).toEqual(['pull-rev-ba9876543210.journal', 'quadrivium.db'])
  rmSync(journals, { recursive: true })
})
