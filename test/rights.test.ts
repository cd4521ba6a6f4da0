import { readFileSync, globSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../src/domain/errors.ts'
import type { Principal } from '../src/domain/principal.ts'
import type { Writer } from '../src/domain/store.ts'
import { heldBy } from './support/held-by.ts'
import { type RightsWorld, openRightsWorld } from './support/rights-world.ts'
import { DOMAIN, operations, operationsWithStore } from './support/operations.ts'
import { FOR_ALL, FOR_EVERYBODY, STEPS, WITH_A_RIGHT, WITH_STORE } from './support/rights-of-operations.ts'

// Every exported operation of the domain is called by those who have no right to it: a learner who has nothing to do with
// the thing, a manager who is barred, and the owner of another account. The list is taken from the code, so that a new
// operation can't be forgotten.

/** Files of the product outside of the domain that import one of the names from that file. */
function importersOutside(name: string, file: string): string[] {
  const importing = new RegExp(
    `import (type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '[^']*/${file.slice(DOMAIN.length)}'`,
  )
  return globSync('src/**/*.ts').filter(
    (other) =>
      !other.startsWith(DOMAIN) && !other.endsWith('.test.ts') && importing.test(readFileSync(other, 'utf8')),
  )
}

const found = operations()
let world: RightsWorld
let sql: DatabaseSync
beforeAll(async () => {
  world = await openRightsWorld()
  sql = new DatabaseSync(world.path, { readOnly: true })
})
afterAll(async () => {
  sql.close()
  await world.close()
})

const REFUSALS: readonly string[] = ['forbidden', 'unauthenticated', 'not_found']

/** What the operation came to; `kept: false` undoes what it did. */
async function outcome(work: (tx: Writer) => Promise<unknown>, kept = true) {
  const undo = new Error('undo')
  let answer: unknown
  try {
    await world.store.write(async (tx) => {
      answer = await work(tx)
      if (!kept) throw undo
    })
  } catch (error) {
    if (error instanceof DomainError) return { refused: error.kind, answer: undefined }
    if (error !== undo) throw error
  }
  return { refused: undefined, answer }
}

const shown = (answer: unknown) => inspect(answer, { depth: 20, maxArrayLength: 1000 })

describe('the list of operations', () => {
  it('names each of them once, and none that there isn’t', () => {
    const lists = [WITH_A_RIGHT, FOR_EVERYBODY, FOR_ALL, STEPS].flatMap((list) => Object.keys(list))
    const missing = [...found]
      .filter(([name]) => !lists.includes(name))
      .map(([name, { file }]) => `${name} in ${file}`)
    expect(
      missing,
      'Say in test/support/rights-of-operations.ts who may call these, with a call that fits; or make them private.',
    ).toEqual([])
    expect(
      lists.filter((name) => !found.has(name)),
      'These are gone: take them out of the list.',
    ).toEqual([])
    expect(lists.filter((name, at) => lists.indexOf(name) !== at)).toEqual([])
    expect(found.size).toBeGreaterThan(150)
  })

  it('names each that opens transactions itself', () => {
    expect(Object.keys(WITH_STORE).sort()).toEqual([...operationsWithStore().keys()].sort())
  })

  it.each(Object.keys(STEPS))('%s is a step of others: nobody outside of the domain calls it', (name) => {
    expect(importersOutside(name, found.get(name)?.file ?? '')).toEqual([])
  })
})

describe.each(Object.entries(WITH_A_RIGHT))('%s', (_name, { by = 'owner', call }) => {
  it('refuses who has no right, and serves who has it', async () => {
    const before = heldBy(sql, world.owner)
    const asked = (principal: Principal, kept = true) => outcome((tx) => call(tx, principal, world), kept)

    expect(REFUSALS).toContain((await asked(world.learner)).refused)
    expect(['unauthenticated', 'forbidden']).toContain((await asked(world.barred)).refused)
    // Another account may do it to itself. Of this one it finds nothing and changes nothing.
    const elsewhere = await asked(world.elsewhere)
    expect(shown(elsewhere.answer)).not.toMatch(/Secret|Known/)
    expect(heldBy(sql, world.owner)).toEqual(before)

    // The call fits: it is the right that is missing.
    expect((await asked(world[by], false)).refused).toBeUndefined()
  })
})

describe.each(Object.entries(FOR_EVERYBODY))('%s', (_name, { by = 'learner', call }) => {
  it('serves everybody of the academy with what is for them, and no others', async () => {
    const asked = (principal: Principal, kept = true) => outcome((tx) => call(tx, principal, world), kept)
    const served = await asked(world[by], false)
    expect(served.refused).toBeUndefined()
    expect(shown(served.answer)).not.toMatch(/Secret/)

    const before = heldBy(sql, world.owner)
    expect((await asked(world.barred)).refused).toBe('unauthenticated')
    // Another account may do it to itself. Of this one it finds nothing and changes nothing.
    const elsewhere = await asked(world.elsewhere)
    expect(shown(elsewhere.answer)).not.toMatch(/Secret|Known/)
    expect(heldBy(sql, world.owner)).toEqual(before)
  })
})

describe('what takes no right', () => {
  it.each(Object.entries(FOR_ALL))('%s: %s', (_name, reason) => {
    expect(reason).toMatch(/^[A-Z].{20,}\.$/)
  })
})

describe.each(Object.entries(WITH_STORE))('%s', (_name, entry) => {
  if (typeof entry === 'string') {
    it('says why it asks for no right', () => {
      expect(entry).toMatch(/^[A-Z].{20,}\.$/)
    })
    return
  }
  const asked = async (by: Principal) => {
    try {
      return { refused: undefined, answer: await entry.call(world.store, by, world) }
    } catch (error) {
      if (error instanceof DomainError) return { refused: error.kind, answer: '' }
      throw error
    }
  }
  it('serves those whom it is for, with what they may see, and no others', async () => {
    const served = await asked(entry.serves === 'owner' ? world.owner : world.learner)
    expect(served.refused).toBeUndefined()
    if (entry.serves === 'everybody') expect(served.answer).not.toMatch(/Secret/)
    else expect(REFUSALS).toContain((await asked(world.learner)).refused)
    expect(['unauthenticated', 'forbidden']).toContain((await asked(world.barred)).refused)
    expect((await asked(world.elsewhere)).answer).not.toMatch(/Secret|Known/)
  })
})
