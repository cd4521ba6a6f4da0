import { createCategory, deleteCategory, updateCategory } from '../../src/domain/taxonomy/categories.ts'
import { sortPathBelow, type Category } from '../../src/domain/taxonomy/category.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Store } from '../../src/domain/store.ts'
import { fold } from '../../src/lib/text.ts'

export interface Chaos {
  readonly clients: number
  readonly milliseconds: number
  readonly seed: number
}

/** How often each kind of operation was done or refused. */
export type ChaosTally = Readonly<Record<string, number>>

const FEW = 60
const MANY = 400

/**
 * Lets clients create, rename, move and delete categories at random, all at once, each beginning anew as soon as it is
 * answered. Each also reads the whole tree now and then, as a list that must be one state of it.
 * @throws what no client of a sound store meets
 */
export async function treeChaos(store: Store, by: Principal, chaos: Chaos): Promise<ChaosTally> {
  const known: number[] = []
  const tally: Record<string, number> = {}
  const until = performance.now() + chaos.milliseconds
  const count = (what: string) => (tally[what] = (tally[what] ?? 0) + 1)

  const client = async (random: Random) => {
    while (performance.now() < until) {
      const act = choose(random, known.length)
      try {
        await ACTS[act](store, by, known, random)
        count(`${act} done`)
      } catch (error) {
        if (!(error instanceof DomainError) || !EXPECTED.has(error.kind)) throw error
        count(`${act} ${error.kind}`)
      }
    }
  }
  await Promise.all(Array.from({ length: chaos.clients }, (_, i) => client(randomFrom(chaos.seed + i))))
  return tally
}

// Somebody else deleted it, took the name, or put one of the two under the other.
const EXPECTED = new Set(['not_found', 'conflict', 'invalid'])

type Act = 'create' | 'rename' | 'move' | 'delete' | 'list'

function choose(random: Random, size: number): Act {
  if (size < FEW) return 'create'
  const throws = random(100)
  if (throws < 2) return 'list'
  if (throws < (size > MANY ? 15 : 6)) return 'delete'
  if (throws < 35) return 'create'
  return throws < 65 ? 'rename' : 'move'
}

const ACTS: Readonly<
  Record<Act, (store: Store, by: Principal, known: number[], random: Random) => Promise<void>>
> = {
  async create(store, by, known, random) {
    const parent = random(8) === 0 ? null : pick(known, random)
    const { category } = await store.write((tx) =>
      createCategory(tx, by, { name: randomName(random), parent }),
    )
    known.push(category.id)
  },
  async rename(store, by, known, random) {
    const ref = pick(known, random)
    if (ref !== null) await store.write((tx) => updateCategory(tx, by, ref, { name: randomName(random) }))
  },
  async move(store, by, known, random) {
    const ref = pick(known, random)
    const parent = random(8) === 0 ? null : pick(known, random)
    const name = random(4) === 0 ? { name: randomName(random) } : {}
    if (ref !== null) await store.write((tx) => updateCategory(tx, by, ref, { parent, ...name }))
  },
  async delete(store, by, known, random) {
    const [id] = known.splice(random(known.length), 1)
    if (id !== undefined) await store.write((tx) => deleteCategory(tx, by, { id }))
  },
  async list(store, by) {
    let text = ''
    const fields = [['path', 'fullPath']] as const
    for await (const chunk of store.listCategoriesAsJson(by.accountId, { of: 'account' }, fields))
      text += chunk
    const paths = (JSON.parse(`[${text}]`) as { path: string }[]).map((one) => one.path)
    const all = new Set(paths)
    for (const path of paths) {
      const end = path.lastIndexOf('\\')
      if (end > 0 && !all.has(path.slice(0, end))) throw new Error(`a list without the parent of ${path}`)
    }
    if (all.size !== paths.length) throw new Error('a list with a path twice')
  },
}

/** What is wrong with the tree and its audit trail; empty in a sound store. */
export async function treeFaults(store: Store, by: Principal): Promise<string[]> {
  const tree = await store.read((reader) => reader.categories.listTree(by.accountId))
  return [...faultsOfTree(tree), ...(await faultsOfTrail(store, by, tree))]
}

function faultsOfTree(tree: readonly Category[]): string[] {
  const faults: string[] = []
  const byId = new Map(tree.map((one) => [one.id, one]))
  const siblings = new Set<string>()
  let before: Category | undefined
  for (const one of tree) {
    const parent = one.parentId === null ? undefined : byId.get(one.parentId)
    if (one.parentId !== null && parent === undefined)
      faults.push(`${one.id} is an orphan of ${one.parentId}`)
    if (isInCycle(one, byId)) faults.push(`${one.id} is below itself`)
    const path = parent === undefined ? one.name : `${parent.fullPath}\\${one.name}`
    if (one.fullPath !== path) faults.push(`${one.id} has the stale path ${one.fullPath} instead of ${path}`)
    const key = sortPathBelow(parent, one.name)
    if (one.sortPath !== key) faults.push(`${one.id} has a stale sort path`)
    const place = `${one.parentId} ${fold(one.name)}`
    if (siblings.has(place)) faults.push(`${one.id} shares its name with a sibling: ${place}`)
    siblings.add(place)
    if (before !== undefined && !(before.sortPath < one.sortPath)) faults.push(`${one.id} is out of order`)
    before = one
  }
  return faults
}

function isInCycle(category: Category, byId: ReadonlyMap<number, Category>): boolean {
  const seen = new Set<number>()
  for (let one: Category | undefined = category; one !== undefined;) {
    if (seen.has(one.id)) return true
    seen.add(one.id)
    one = one.parentId === null ? undefined : byId.get(one.parentId)
  }
  return false
}

/** Replays the trail: each entry must go on from where the one before left off, and the last state be the tree. */
async function faultsOfTrail(store: Store, by: Principal, tree: readonly Category[]): Promise<string[]> {
  const faults: string[] = []
  const states = new Map<number, unknown>()
  const expectState = (id: number, state: unknown, what: string) => {
    if (JSON.stringify(states.get(id)) !== JSON.stringify(state ?? undefined)) {
      faults.push(
        `${what}: the trail says ${JSON.stringify(state)} and held ${JSON.stringify(states.get(id))}`,
      )
    }
  }
  for await (const { id, action, subject, subjectId, before, after } of trail(store, by)) {
    if (subject !== 'category') continue
    expectState(subjectId, before, `entry ${id}, ${action} of ${subjectId}`)
    if (after === null) states.delete(subjectId)
    else states.set(subjectId, after)
    const parent = after?.parentId
    if (typeof parent === 'number' && !states.has(parent))
      faults.push(`entry ${id} names a parent that is gone`)
  }
  for (const { id, parentId, name } of tree) {
    const { parentId: replayedParent, name: replayedName } = (states.get(id) ?? {}) as Partial<Category>
    if (replayedParent !== parentId || replayedName !== name) faults.push(`${id} isn't what the trail says`)
  }
  if (states.size !== tree.length) {
    faults.push(`the trail leaves ${states.size} categories, the tree has ${tree.length}`)
  }
  return faults
}

async function* trail(store: Store, by: Principal) {
  for (let after = 0; ;) {
    const page = await store.read((reader) => reader.audit.list(by.accountId, after, 5_000))
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

function pick(known: readonly number[], random: Random): { id: number } | null {
  const id = known[random(known.length)]
  return id === undefined ? null : { id }
}

// Few enough that siblings clash, in two spellings, and some that sort before a separator.
function randomName(random: Random): string {
  const name = `${'ABCDEF'[random(6)] ?? 'A'}${random(12)}${random(10) === 0 ? '\u0001' : ''}`
  return random(2) === 0 ? name : name.toLowerCase()
}

/** A number from 0 to below the bound. */
type Random = (bound: number) => number

// Mulberry32: the same numbers for the same seed.
function randomFrom(seed: number): Random {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(bound, 1)
  }
}
