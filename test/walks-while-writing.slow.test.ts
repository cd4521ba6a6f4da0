import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Operation } from '../src/api/table/operation.ts'
import { openDemoAcademy } from '../src/demo/demo-academy.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { askApi } from './support/api-client.ts'
import { openFreshStore } from './support/fresh-store.ts'
import { lists } from './support/lists.ts'
import { openWorld, type World } from './support/world.ts'

// Every list of our own API that is walked by a cursor, while eight writers make, change and delete things: what was there
// throughout is shown exactly once. A list that is added is walked by itself.

const WRITERS = 8

let world: World
let remove: () => void
let token: string

beforeAll(async () => {
  const fresh = await openFreshStore()
  remove = fresh.remove
  const box = new SealedBox(Buffer.alloc(32, 'the key of the test server'))
  token = (await openDemoAcademy(fresh.store, box, randomIds)).api.token
  world = await openWorld({ store: fresh.store })
})
afterAll(async () => {
  await world.close()
  remove()
})

function ask(method: string, path: string, body?: unknown) {
  return askApi(world, method, path, {
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body }),
  })
}

interface Walked {
  readonly operation: Operation
  readonly path: string
  readonly query: string
}

/** Each list in its own order, and once more in the reverse of an order that no writer changes. */
const walks: readonly Walked[] = lists
  .filter(({ id }) => id !== 'listImportRows') // the demo has none
  .flatMap((operation) => {
    const path = operation.example?.path ?? operation.path.replace(/\{\w+\}/g, '1')
    const sorts = JSON.stringify(operation.query?.sort ?? '')
    return ['', ...(sorts.includes('-created') ? ['sort=-created'] : [])].map((query) => ({
      operation,
      path,
      query,
    }))
  })

/** What identifies an item: its id, or what it is about. */
function keyOf(item: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(item.id ?? item.person ?? item)
}

async function walk({ path, query }: Walked, limit: number): Promise<readonly string[]> {
  const keys: string[] = []
  let cursor: string | null = null
  for (let page = 0; page < 5_000; page++) {
    const parts = [
      query,
      `limit=${limit}`,
      ...(cursor === null ? [] : [`cursor=${encodeURIComponent(cursor)}`]),
    ]
    const { status, body } = await ask('GET', `${path}?${parts.filter(Boolean).join('&')}`)
    expect([status, path, body.code]).toEqual([200, path, undefined])
    keys.push(...(body.items as Readonly<Record<string, unknown>>[]).map(keyOf))
    cursor = body.next as string | null
    await nextTurn() // requests by `inject` leave none to the writers
    if (cursor === null) return keys
  }
  throw new Error(`${path} never ends`)
}

/** Makes a thing, changes it, and deletes it, again and again. */
async function write(writer: number, isOver: () => boolean): Promise<number> {
  const kinds = [
    ['/people', (n: string) => ({ username: `w${n}`, lastName: `Writer ${n}` }), { department: 'Moved' }],
    ['/groups', (n: string) => ({ name: `Written ${n}` }), { description: 'Changed' }],
    ['/topics', (n: string) => ({ name: `Written ${n}` }), { description: 'Changed' }],
    ['/courses', (n: string) => ({ name: `Written ${n}` }), { summary: 'Changed' }],
    ['/programs', (n: string) => ({ name: `Written ${n}` }), { description: 'Changed' }],
    ['/banks/1/tags', (n: string) => ({ type: 'Language', name: `Written ${n}` }), { sortKey: 3 }],
    ['/banks/1/items', (n: string) => ({ code: `written-${n}` }), { title: 'Changed' }],
  ] as const
  let written = 0
  for (let round = 0; !isOver(); round++) {
    const [path, draft, change] = kinds[(writer + round) % kinds.length] ?? kinds[0]
    const made = await ask('POST', path, draft(`${writer}-${round}`))
    expect([made.status, path]).toEqual([201, path])
    const place = `${path}/${made.body.id as number}`
    const changed = await ask('PATCH', place, change)
    const gone = await ask('DELETE', place)
    expect([changed.status, gone.status, path]).toEqual([200, 204, path])
    written += 3
  }
  return written
}

describe('a walk by cursor while eight others write', () => {
  it('shows what was there throughout exactly once, in every list', { timeout: 240_000 }, async () => {
    const before = new Map<Walked, ReadonlySet<string>>()
    for (const list of walks) before.set(list, new Set(await walk(list, 500)))

    let isOver = false
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer, () => isOver))
    const seen = new Map<Walked, readonly string[]>()
    try {
      // A few rows a page, and at most some twenty pages: some lists grow while they are walked.
      for (const list of walks) {
        const rows = before.get(list)?.size ?? 0
        seen.set(list, await walk(list, Math.max(2, Math.ceil(rows / 20))))
      }
    } finally {
      isOver = true
    }
    const written = (await Promise.all(writers)).reduce((sum, count) => sum + count, 0)
    expect(written).toBeGreaterThan(WRITERS * 3)

    let walked = 0
    for (const list of walks) {
      const after = new Set(await walk(list, 500))
      const throughout = [...(before.get(list) ?? [])].filter((key) => after.has(key))
      const counts = Map.groupBy(seen.get(list) ?? [], (key) => key)
      const wrong = throughout.filter((key) => counts.get(key)?.length !== 1)
      expect([list.operation.id, list.query, wrong]).toEqual([list.operation.id, list.query, []])
      if (throughout.length > 2) walked++
    }
    expect(walked).toBeGreaterThan(20)
  })
})
