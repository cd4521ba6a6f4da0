import { renameSync } from 'node:fs'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HeldClock, openFreshStore } from '../../test/support/fresh-store.ts'
import type { Store } from '../domain/store.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { SealedBox } from '../lib/sealed-box.ts'
import { Readiness } from './readiness.ts'

let fresh: Awaited<ReturnType<typeof openFreshStore>>
let clock: HeldClock
let probes: number
let readiness: Readiness

beforeEach(async () => {
  clock = new HeldClock()
  fresh = await openFreshStore(clock)
  const { store } = fresh
  await store.write((tx) => createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []))
  probes = 0
  const counting = {
    probe: () => {
      probes++
      return store.probe()
    },
    read: (work: Parameters<Store['read']>[0]) => store.read(work),
  } as Store // what a check uses
  const log = pino({ level: 'silent' })
  const sealedBox = new SealedBox(Buffer.alloc(32, 1))
  readiness = new Readiness({ store: counting, clock, log, sealedBox })
})
afterEach(async () => {
  await fresh.store.close()
  fresh.remove()
})

it('tries the store once a second, however many ask', async () => {
  expect(await Promise.all(Array.from({ length: 100 }, () => readiness.check()))).not.toContain(false)
  expect(await readiness.check()).toBe(true)
  expect(probes).toBe(1)
  clock.advance(1_000)
  expect(await readiness.check()).toBe(true)
  expect(probes).toBe(2)
})

it('is not ready when another file has taken the place of the database, or none has', async () => {
  renameSync(fresh.path, `${fresh.path}.moved`)
  expect(await readiness.check()).toBe(false)
  clock.advance(1_000)
  renameSync(`${fresh.path}.moved`, fresh.path)
  expect(await readiness.check()).toBe(true)
})
