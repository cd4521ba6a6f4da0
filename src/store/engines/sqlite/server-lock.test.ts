import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockStore } from '../../open-store.ts'
import { ServerLock, StoreInUse } from './server-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('is held by one, and by the next when it was released', () => {
  const path = join(folder, 'server.lock')
  const first = new ServerLock(path)
  expect(() => new ServerLock(path)).toThrow(StoreInUse)
  first.release()
  new ServerLock(path).release()
})

it('tells a folder that cannot be locked from one that is', () => {
  expect(() => new ServerLock(join(folder, 'missing', 'server.lock'))).toThrow('unable to open database file')
})

it('holds nothing where the store is PostgreSQL', async () => {
  const place = { databaseUrl: 'postgres://db/q', dataDir: join(folder, 'missing') }
  const first = await lockStore(place)
  const second = await lockStore(place)
  first.release()
  second.release()
})
