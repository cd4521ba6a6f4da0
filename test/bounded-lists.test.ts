import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TSchema } from 'typebox'
import { operations } from '../src/api/operations.ts'
import type { Operation } from '../src/api/table/operation.ts'
import { openDemoAcademy } from '../src/demo/demo-academy.ts'
import { findAccessToken } from '../src/domain/access/access-tokens.ts'
import { addImportRows, createImport } from '../src/domain/transfer/imports.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { SqliteConnection } from '../src/store/engines/sqlite/connection.ts'
import { askApi } from './support/api-client.ts'
import { openFreshStore } from './support/fresh-store.ts'
import { installationWith } from './support/installation-with.ts'
import { openWorld, type World } from './support/world.ts'

// Each list of the API, with each of its filters and orders: no statement behind a page reads all rows of an academy. A list
// or a filter that is added is held to it by itself.

const OWN = new Set(['limit', 'cursor', 'total', 'sort', 'fields', 'expand'])

/** What an academy or a bank has only so many of that their lists read all. */
const SHORT = [
  'account',
  'consumer',
  'account_host',
  'credential',
  'item_bank',
  'tag_type',
  'tag_hierarchy',
  'webhook',
]

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
  await fresh.store.write(async (tx) => {
    const own = await findAccessToken(tx, token)
    if (own === undefined) throw new Error('no token')
    const by = {
      accountId: own.accountId,
      door: 'api',
      credentialId: own.id,
      memberId: own.memberId,
    } as const
    const { id } = await createImport(tx, by, 'people', { maxRemovals: { percent: 5 }, overwrite: false })
    const row = { record: 1, cells: ['E-1'], state: 'read', result: null, target: null, keys: [] } as const
    await addImportRows(tx, by, id, [{ part: 0, ...row }])
  })
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

const lists = operations.filter(
  ({ method, query }) => method === 'GET' && query !== undefined && 'cursor' in query,
)

/** The parameters of one request after the other: each filter alone, in an order and counted; and each order. */
function requestsOf({ query = {} }: Operation): string[] {
  const { sort } = query as { sort?: TSchema & { items: { enum: readonly string[] } } }
  const orders = sort?.items.enum ?? []
  const filters = Object.entries(query).filter(([name]) => !OWN.has(name))
  return [
    '',
    ...orders.map((order) => `sort=${order}`),
    ...filters.flatMap(([name, schema], at) => {
      const filter = `${name}=${encodeURIComponent(valueOf(name, schema))}`
      const order = orders[at % orders.length]
      return [
        filter,
        ...(order === undefined ? [] : [`${filter}&sort=${order}`]),
        ...('total' in query ? [`${filter}&total=true`] : []),
      ]
    }),
  ]
}

/** A value of that shape. */
function valueOf(name: string, schema: TSchema): string {
  const {
    type,
    format,
    items,
    enum: known,
    anyOf,
    pattern,
    minimum = 1,
  } = schema as unknown as {
    readonly type?: string
    readonly format?: string
    readonly items?: TSchema
    readonly enum?: readonly unknown[]
    readonly anyOf?: readonly TSchema[]
    readonly pattern?: string
    readonly minimum?: number
  }
  if (known !== undefined) return String(known[0])
  if (items !== undefined) return valueOf(name, items)
  if (anyOf?.[0] !== undefined) return valueOf(name, anyOf[0])
  if (type === 'boolean') return 'true'
  if (type === 'integer' || type === 'number') return String(minimum)
  if (format === 'date-time') return '2026-01-01T00:00:00Z'
  if (format === 'date' || pattern?.includes('\\d{4}') === true) return '2026-01-01'
  return 'ann'
}

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
    const path = operation.example?.path ?? operation.path.replace(/\{\w+\}/g, '1')
    const faults: string[] = []
    for (const parameters of requestsOf(operation)) {
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
