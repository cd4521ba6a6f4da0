import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDemoAcademy } from '../src/demo/demo-academy.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { SqliteConnection } from '../src/store/engines/sqlite/connection.ts'
import { askApi } from './support/api-client.ts'
import { openFreshStore } from './support/fresh-store.ts'
import { installationWith } from './support/installation-with.ts'
import { importWithRow, listRequests, lists, pathOfList, SHORT } from './support/lists.ts'
import { openWorld, type World } from './support/world.ts'

// Each list of the API, with each of its filters and orders: no statement behind a page reads all rows of an academy. A list
// or a filter that is added is held to it by itself.

let world: World
let db: DatabaseSync
let remove: () => void
let token: string
/** The statements of the server, by their texts. */
let statements = new Set<string>()

beforeAll(async () => {
  const fresh = await openFreshStore()
  remove = fresh.remove
  const box = new SealedBox(Buffer.alloc(32, 'the key of the test server'))
  ;({
    api: { token },
  } = await openDemoAcademy(fresh.store, box, randomIds))
  world = await openWorld({ store: fresh.store, installation: installationWith({}) })
  await importWithRow(fresh.store, token)
  db = new DatabaseSync(fresh.path, { readOnly: true })
})
beforeEach(() => {
  statements = new Set()
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on what they belong to
  const { prepare, statementOf } = SqliteConnection.prototype
  vi.spyOn(SqliteConnection.prototype, 'prepare').mockImplementation(function (this: SqliteConnection, text) {
    statements.add(text)
    return prepare.call(this, text)
  })
  vi.spyOn(SqliteConnection.prototype, 'statementOf').mockImplementation(function (
    this: SqliteConnection,
    query,
  ) {
    statements.add(query.compiled('sqlite').sql)
    return statementOf.call(this, query)
  })
})
afterAll(async () => {
  db.close()
  await world.close()
  remove()
})

/** What reads all rows of an account or of a bank, or of a whole table. */
function unbounded(statement: string): string[] {
  if (
    statement.includes('1 = 0') ||
    SHORT.some((table) => new RegExp(`from "?${table}\\b`).test(statement))
  ) {
    return [] // nothing can be found, or there is little
  }
  const steps = db
    .prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .all()
    .map(({ detail }) => String(detail))
  const made = new Set(steps.flatMap((step) => /^(?:CO-ROUTINE|MATERIALIZE) (\w+)/.exec(step)?.[1] ?? []))
  const isSorted = steps.some((step) => step.includes('TEMP B-TREE FOR ORDER BY'))
  const isLimited = /\blimit (?:\?|1\b)/i.test(statement)
  return steps.filter((step) => {
    const [, scanned] = /^SCAN (\w+)/.exec(step) ?? []
    if (scanned !== undefined)
      return !(made.has(scanned) || step.includes('VIRTUAL TABLE') || scanned === 'CONSTANT')
    if (!/\(account_id=\?(?: AND bank_id=\?)?\)$/.test(step)) return false
    // Candidates are limited before they are sorted.
    const isCandidate = /^SEARCH (?:x|pair) /.test(step) && statement.includes('limit ?) as few')
    return !isLimited || (isSorted && !isCandidate)
  })
}

describe('a page of a list is bounded work', () => {
  it.each([
    'SELECT id FROM member WHERE account_id = ? AND phone = ?',
    'SELECT id FROM member WHERE account_id = ? ORDER BY phone LIMIT ?',
    'SELECT id FROM member',
  ])('which %s is not', (statement) => {
    expect(unbounded(statement)).toHaveLength(1)
  })

  it.each(lists.map((operation) => [operation.id, operation] as const))('%s', async (_, operation) => {
    const path = pathOfList(operation)
    const faults: string[] = []
    for (const parameters of listRequests(operation)) {
      statements = new Set()
      const { status } = await askApi(world, 'GET', `${path}?${parameters}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(statements.size).toBeGreaterThan(0)
      if (status !== 200) faults.push(`${parameters}: status ${status}`)
      for (const statement of statements) {
        for (const step of unbounded(statement)) faults.push(`${parameters}: ${step} of ${statement}`)
      }
    }
    expect([...new Set(faults)]).toEqual([])
  })
})
