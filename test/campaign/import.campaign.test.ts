import { expect, it } from 'vitest'
import { importUnderCrashes } from '../support/import-crashes.ts'

// The short form: test/acceptance/import-crash.test.ts.
const seed = Number(process.env.IMPORT_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.KILLS ?? 20)

it('does each record of an import once, though the server is killed at random moments', async () => {
  const people = 6_000
  console.log(`seed ${seed}`)
  expect(await importUnderCrashes(people, { kills, seed })).toMatchObject({
    state: 'done',
    killed: kills,
    counts: { new: people, refused: 0 },
    created: people,
    different: people,
    memberships: people,
  })
})
