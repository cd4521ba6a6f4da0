import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { characters } from '../../src/lib/text.ts'
import { loadTree, type Create, type LoadedTree, type TreeRow } from '../../bench/tree-loader.ts'
import { randomFrom, type Random } from '../support/random.ts'
import { openHouse, type Doors, type House } from './doors.ts'

const NODES = 3_600
const SEED = 2026

let house: House
let doors: Doors

beforeAll(async () => {
  house = await openHouse()
})
beforeEach(async () => {
  doors = await house.found()
})
afterAll(() => house.close())

describe('a tree as large and untidy as real ones', () => {
  it('comes in by Rev, 16 at a time, and is told right by both doors', async () => {
    const rows = growTree(randomFrom(SEED))
    const tooLong = rows.filter(({ label }) => characters(label) > 100)
    expect(tooLong.length).toBeGreaterThan(3)
    const lost = new Set(tooLong.flatMap((row) => [row, ...below(rows, row)]))
    const kept = rows.filter((row) => !lost.has(row))

    const { made, refused } = await load(rows)
    expect(new Set(refused.map(({ row }) => row))).toEqual(lost)
    for (const row of tooLong) {
      expect(refused.find((one) => one.row === row)?.why).toBe(
        'MalformedRequest: The field name is longer than 100 characters.',
      )
    }
    expect(made.size).toBe(kept.length)

    const paths = pathsOf(kept)
    const listed = await doors.rev.send({ path: '/api/v2/categories' })
    const items = listed.json<{ categories: { categoryId: string; fullPath: string }[] }>().categories
    expect(Object.fromEntries(items.map(({ categoryId, fullPath }) => [categoryId, fullPath]))).toEqual(
      Object.fromEntries(kept.map(({ id }) => [made.get(id), paths.get(id)])),
    )
    expect(await pathsByIntellum()).toEqual([...paths.values()].sort())

    doors.close()
  })
})

function load(rows: readonly TreeRow[]): Promise<LoadedTree> {
  const create: Create = async (name, parentCategoryId) => {
    const answer = await doors.rev.send({
      method: 'POST',
      path: '/api/v2/categories',
      body: { name, parentCategoryId },
    })
    if (answer.status === 200) return { guid: answer.json<{ categoryId: string }>().categoryId }
    const { code, detail } = answer.json<{ code: string; detail: string }>()
    return { why: `${code}: ${detail}` }
  }
  return loadTree(rows, create, 16)
}

/** Full paths put together from Intellum's records, which name their parents by integer ids. */
async function pathsByIntellum(): Promise<string[]> {
  const records = new Map<number, { name: string; parent: number | null }>()
  for (let page = 1; ; page++) {
    const answer = await doors.intellum.get('/api/v2/categories', `page=${page}`)
    const list = answer.json<{ id: number; name: string; parent_category_id: number | null }[]>()
    for (const { id, name, parent_category_id } of list) {
      expect(Number.isSafeInteger(id)).toBe(true)
      records.set(id, { name, parent: parent_category_id })
    }
    if (list.length < 50) break
  }
  const pathOf = (id: number): string => {
    const record = records.get(id)
    if (record === undefined) throw new Error(`no record ${id}`)
    return record.parent === null ? record.name : `${pathOf(record.parent)}\\${record.name}`
  }
  return [...records.keys()].map(pathOf).sort()
}

const WHO = ['managers', 'technicians', 'clerks', 'workers', 'professionals', 'assistants', 'operators']
const WHAT = [
  'forestry',
  'mining',
  'health',
  "teachers'",
  'metal, machinery',
  'ICT (security)',
  'Großküchen',
  'santé',
]
const HOW = ['senior', 'other', 'related', 'mobile', 'general', 'n.e.c.', 'assembly-line']

/** Labels as classifications have them: alike under different parents, with commas, quotes and accents, some endless. */
function growTree(random: Random): TreeRow[] {
  const rows: TreeRow[] = []
  const taken = new Set<string>()
  while (rows.length < NODES) {
    const parent = rows.length < 10 ? undefined : rows[random.below(Math.ceil(rows.length / 3))]
    const label = labelFrom(random, rows.length)
    const place = `${parent?.id ?? ''} ${label.toLowerCase()}`
    if (taken.has(place)) continue
    taken.add(place)
    rows.push({ id: `key_${rows.length}`, parentId: parent?.id ?? '', label })
  }
  return rows.toSorted((a, b) => a.label.localeCompare(b.label)) // children may stand before their parents
}

function labelFrom(random: Random, number: number): string {
  const label = `${random.pick(HOW)} ${random.pick(WHAT)} ${random.pick(WHO)}`
  if (number > 200 && random.oneIn(400)) return `${label} not elsewhere classified, `.repeat(4)
  return random.oneIn(3) ? label : `${label} ${random.below(900)}`
}

function below(rows: readonly TreeRow[], { id }: TreeRow): TreeRow[] {
  return rows.filter((row) => row.parentId === id).flatMap((row) => [row, ...below(rows, row)])
}

function pathsOf(rows: readonly TreeRow[]): Map<string, string> {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const pathOf = ({ parentId, label }: TreeRow): string => {
    const parent = byId.get(parentId)
    return parent === undefined ? label : `${pathOf(parent)}\\${label}`
  }
  return new Map(rows.map((row) => [row.id, pathOf(row)]))
}
