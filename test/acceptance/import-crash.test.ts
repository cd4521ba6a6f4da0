import { expect, it } from 'vitest'
import { importUnderCrashes } from '../support/import-crashes.ts'

// The long form: test/campaign/import.campaign.test.ts.

it('does each record of an import once, though the server is killed in the middle', async () => {
  const people = 1_500
  expect(await importUnderCrashes(people, { kills: 3, seed: 11 })).toMatchObject({
    state: 'done',
    killed: 3,
    counts: { new: people, refused: 0 },
    created: people,
    different: people,
    memberships: people,
  })
})
