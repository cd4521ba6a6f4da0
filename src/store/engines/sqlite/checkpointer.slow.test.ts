import { SYSTEM_ITSELF } from '../../../domain/principal.ts'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { openFreshStore } from '../../../../test/support/fresh-store.ts'
import { createCategory } from '../../../domain/taxonomy/categories.ts'
import { createItemBank } from '../../../domain/item-bank/item-banks.ts'
import { createOrUpdateTags } from '../../../domain/item-bank/tags.ts'
import { createAccount } from '../../../domain/academy/tenancy.ts'

it('keeps the log short beside a writer that never rests', async () => {
  const reported: string[] = []
  const { store, path, remove } = await openFreshStore(undefined, (message) => reported.push(message))
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  let next = 0
  let longest = 0
  const client = async () => {
    while (next < 20_000) {
      const name = `Topic ${next++}`
      await store.write((tx) => createCategory(tx, owner, { name, parent: null }))
      if (next % 500 === 0) longest = Math.max(longest, statSync(`${path}-wal`).size)
    }
  }
  await Promise.all(Array.from({ length: 4 }, client))
  await store.close()
  remove()
  expect(reported).toEqual([])
  expect(longest).toBeLessThan(64 * 1024 * 1024)
})

it('keeps the log short beside large transactions', async () => {
  const { store, path, remove } = await openFreshStore()
  const { owner, bank } = await store.write(async (tx) => {
    const { owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
    return { owner, bank: await createItemBank(tx, owner, { name: 'Bank', pagingKey: 'k' }) }
  })
  let longest = 0
  for (let set = 0; set < 150; set++) {
    // Names far apart in the index, so that each tag changes different pages.
    const tags = Array.from({ length: 1000 }, (_, index) => ({
      type: 'type',
      name: `tag ${((set * 1000 + index) * 7919) % 1_000_003}`,
    }))
    await store.write((tx) => createOrUpdateTags(tx, owner, bank.id, { tags }))
    longest = Math.max(longest, statSync(`${path}-wal`).size)
  }
  await store.close()
  remove()
  expect(longest).toBeLessThan(96 * 1024 * 1024)
})

it('keeps the log short beside snapshots that follow each other without a pause', async () => {
  const { store, path, remove } = await openFreshStore()
  const { owner, bank } = await store.write(async (tx) => {
    const { owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
    return { owner, bank: await createItemBank(tx, owner, { name: 'Bank', pagingKey: 'k' }) }
  })
  const reading = new DatabaseSync(path, { readOnly: true })
  let written = 0
  const write = async (times: number) => {
    let longest = 0
    for (let time = 0; time < times; time++) {
      const tags = Array.from({ length: 500 }, () => ({
        type: 'type',
        name: `tag ${(written++ * 7919) % 1_000_003}`,
      }))
      await store.write((tx) => createOrUpdateTags(tx, owner, bank.id, { tags }))
      longest = Math.max(longest, statSync(`${path}-wal`).size)
    }
    return longest
  }
  let longest = 0
  for (let snapshot = 0; snapshot < 20; snapshot++) {
    reading.exec('BEGIN')
    reading.prepare('SELECT count(*) FROM account').get()
    longest = Math.max(longest, await write(5))
    reading.exec('COMMIT')
    longest = Math.max(longest, await write(2))
  }
  reading.close()
  await store.close()
  remove()
  expect(longest).toBeLessThan(96 * 1024 * 1024)
})

it('lets a process close its store when it has nothing else to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-closing-'))
  const module = (name: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href)
  const script = join(folder, 'write-and-close.mjs')
  writeFileSync(
    script,
    `import { SqliteStore } from ${module('sqlite-store.ts')}
     import { randomIds } from ${module('../../../lib/ids.ts')}
     import { systemClock } from ${module('../../../lib/clock.ts')}
     const store = await SqliteStore.open(
       { path: process.argv[2], durability: 'off' },
       { clock: systemClock, ids: randomIds, report: console.error },
     )
     for (let i = 0; i < 250; i++) {
       await store.write((tx) => tx.accounts.insert({ name: 'Academy', language: 'en' }))
     }
     await store.close()
     console.log('closed')`,
  )
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    script,
    join(folder, 'quadrivium.db'),
  ])
  rmSync(folder, { recursive: true })
  expect(stderr).toBe('')
  expect(stdout).toBe('closed\n')
})
