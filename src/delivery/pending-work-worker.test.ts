import { SYSTEM_ITSELF } from '../domain/principal.ts'
import type { Logger } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BLANK_COURSE, NOBODY } from '../../test/support/blank-values.ts'
import { HeldClock, openFreshStore } from '../../test/support/fresh-store.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { deleteCourse } from '../domain/learning/delete-course.ts'
import type { CourseId, MemberId } from '../domain/ids.ts'
import { PORTION } from '../domain/learning/large-work.ts'
import type { Principal } from '../domain/principal.ts'
import { PendingWorkWorker } from './pending-work-worker.ts'

const PEOPLE = 5 * PORTION

describe('the worker of large operations', () => {
  let fresh: Awaited<ReturnType<typeof openFreshStore>>
  let worker: PendingWorkWorker
  let owner: Principal
  let course: CourseId
  let logged: string[]

  beforeEach(async () => {
    const clock = new HeldClock()
    fresh = await openFreshStore(clock)
    logged = []
    const log = { error: (_: unknown, message: string) => void logged.push(message) } as unknown as Logger
    worker = new PendingWorkWorker({ store: fresh.store, clock, log, alone: true })
    ;({ owner, course } = await fresh.store.write(async (tx) => {
      const made = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
      const people: MemberId[] = []
      for (let n = 0; n < PEOPLE; n++) {
        const values = { ...NOBODY, username: `person ${n}`, lastName: `Person ${n}` }
        people.push((await tx.members.insert(made.account.id, values)).id)
      }
      const { id } = await tx.courses.insert(made.account.id, { ...BLANK_COURSE, name: 'Safety' })
      await tx.enrolments.insertAll(made.account.id, [id], people)
      return { owner: made.owner, course: id }
    }))
  })
  afterEach(async () => {
    await worker.stop()
    await fresh.store.close()
    fresh.remove()
  })

  const left = () =>
    fresh.store.read((reader) => reader.tallies.count(owner.accountId, { of: 'members', course }))
  const isPending = async () =>
    (await fresh.store.read((reader) => reader.pendingWork.findNextDue())) !== undefined

  it('answers others between any two portions', async () => {
    worker.start()
    await fresh.store.write((tx) => deleteCourse(tx, owner, course))
    const seen = new Set<number>()
    while (await isPending()) {
      seen.add(await left())
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect([...seen].filter((count) => count > 0)).toEqual([800, 600, 400, 200])
    expect(await left()).toBe(0)
    expect(logged).toEqual([])
  })

  it('lets others write between any two portions', async () => {
    worker.start()
    await fresh.store.write((tx) => deleteCourse(tx, owner, course))
    const seen = new Set<number>()
    while (await isPending()) {
      seen.add(await fresh.store.write((tx) => tx.tallies.count(owner.accountId, { of: 'members', course })))
    }
    expect([...seen].filter((count) => count > 0).length).toBeGreaterThan(2)
  })

  it('stops between two portions, and goes on when it is started again', async () => {
    await fresh.store.write((tx) => deleteCourse(tx, owner, course))
    expect(await left()).toBe(PEOPLE - PORTION)
    worker.start()
    while ((await left()) === PEOPLE - PORTION) await new Promise((resolve) => setImmediate(resolve))
    await worker.stop()
    const stopped = await left()
    expect(stopped).toBeGreaterThan(0)
    expect(stopped % PORTION).toBe(0)
    worker.start()
    while (await isPending()) await new Promise((resolve) => setImmediate(resolve))
    expect(await left()).toBe(0)
  })

  it('says in the log which work failed, and goes on with the others', async () => {
    const unknown = { kind: 'nobody knows this' } as never
    await fresh.store.write((tx) => tx.pendingWork.insert(owner, unknown))
    await fresh.store.write((tx) => deleteCourse(tx, owner, course))
    worker.start()
    while ((await left()) > 0) await new Promise((resolve) => setImmediate(resolve))
    expect(logged).toEqual(['failed to continue a large operation; retrying later'])
  })
})
