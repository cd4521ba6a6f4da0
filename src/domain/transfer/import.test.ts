import { afterEach, expect, it, vi } from 'vitest'
import { importContract } from '../../../test/support/import-contract.ts'
import { HeldClock, openFreshStore } from '../../../test/support/fresh-store.ts'
import { createAccount } from '../academy/tenancy.ts'
import { SYSTEM_ITSELF } from '../principal.ts'
import { failureOf, listImports } from './imports.ts'
import { filesOfCsv, readImport } from './read-import.ts'

importContract('SQLite', async () => {
  const { store, remove } = await openFreshStore(new HeldClock())
  return {
    store,
    async close() {
      await store.close()
      remove()
    },
  }
})

afterEach(() => vi.useRealTimers())

it('gives up an import whose reader gives no sign for a minute, and no other', async () => {
  const clock = new HeldClock()
  const { store, remove } = await openFreshStore(clock)
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'A', language: 'en' }, []),
  )
  const newest = async () => {
    const [newest] = await store.read((reader) => listImports(reader, owner))
    if (newest === undefined) throw new Error('no import')
    return newest.found
  }
  const written = () => store.write(() => Promise.resolve())
  const source = Promise.withResolvers<undefined>()
  async function* slowly() {
    yield Buffer.from('username,last_name\nslow,Slow\n')
    await source.promise // as one that asks to be called later
  }
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const reading = readImport(store, owner, {
    kind: 'people',
    options: { maxRemovals: { percent: 5 }, overwrite: false },
    files: filesOfCsv('people', 'people.csv', slowly()),
  })
  const refused = expect(reading).rejects.toMatchObject({ kind: 'conflict' })
  await written()
  for (let sign = 0; sign < 10; sign++) {
    clock.advance(50_000)
    expect((await newest()).state).toBe('reading')
    vi.advanceTimersByTime(15_000)
    await written()
  }
  clock.advance(60_001) // the process was ended
  const found = await newest()
  expect([found.state, failureOf(found, undefined)]).toEqual([
    'failed',
    'The import was interrupted while its file was read. Load the file again.',
  ])
  source.resolve(undefined) // or only stopped for a while: what has failed stays so
  await refused
  await store.close()
  remove()
})
