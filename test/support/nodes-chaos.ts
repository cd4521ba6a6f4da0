import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { createWebhook } from '../../src/domain/delivery/webhooks.ts'
import { finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { PostgresStore } from '../../src/store/engines/postgres/postgres-store.ts'
import { openPostgresAt, type TestPostgres } from './postgres.ts'
import { randomFrom } from './random.ts'
import { trailFaults } from './trail-faults.ts'

const NODE = new URL('node-process.ts', import.meta.url).pathname
const NODES = 3

export interface ChaosOfNodes {
  readonly milliseconds: number
  readonly seed: number
  /** How long one node is frozen now and then, and after how long the database goes on without it. */
  readonly frozenFor: number
  readonly idleSeconds: number
}

export interface ChaosReport {
  /** What the trail says otherwise than the store. */
  readonly faults: readonly string[]
  readonly killed: number
  readonly frozen: number
  readonly restarted: number
  /** What nodes said that ended by themselves: operations done, refused, and such that found the store too busy. */
  readonly tallies: readonly string[]
  /** What nodes wrote that failed otherwise. */
  readonly troubles: readonly string[]
  readonly entries: number
}

/**
 * Lets three nodes act at random on one database, while one after another is restarted, killed or frozen, and then holds
 * the audit trail beside the store.
 */
export async function chaosOfNodes(server: TestPostgres, plan: ChaosOfNodes): Promise<ChaosReport> {
  const url = await server.database()
  const store = await openPostgresAt(url, systemClock)
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  await store.write((tx) =>
    createWebhook(tx, owner, {
      url: 'https://receiver.example.com/',
      events: EVENTS,
      singleAttempt: false,
      format: 'coursepath',
      sealedSecret: 'sealed',
    }),
  )
  const random = randomFrom(plan.seed)
  const done = { killed: 0, frozen: 0, restarted: 0 }
  const tallies: string[] = []
  const troubles: string[] = []
  const start = (): ChildProcess => {
    const args = [url, String(owner.accountId), String(random.below(1_000_000)), String(plan.idleSeconds)]
    const child = spawn(process.execPath, [NODE, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.setEncoding('utf8').on('data', (text: string) => tallies.push(text.trim()))
    child.stderr.setEncoding('utf8').on('data', (text: string) => troubles.push(text))
    return child
  }
  const end = async (node: ChildProcess, signal: NodeJS.Signals) => {
    const gone = new Promise((resolve) => node.once('exit', resolve))
    if (node.exitCode === null && node.signalCode === null && node.kill(signal)) await gone
  }

  const nodes = Array.from({ length: NODES }, start)
  const until = performance.now() + plan.milliseconds
  // Each blow at least once, however short the time.
  const blows = ['kill', 'freeze', 'restart'] as const
  for (let round = 0; performance.now() < until || round < blows.length; round++) {
    await sleep(Math.min(2_000, plan.milliseconds / 6))
    const index = random.below(NODES)
    const node = nodes[index]
    if (node === undefined) continue
    const blow = round < blows.length ? blows[round] : random.pick(blows)
    if (blow === 'freeze') {
      node.kill('SIGSTOP')
      await sleep(plan.frozenFor)
      node.kill('SIGCONT')
      done.frozen++
    } else {
      await end(node, blow === 'kill' ? 'SIGKILL' : 'SIGTERM')
      nodes[index] = start()
      done[blow === 'kill' ? 'killed' : 'restarted']++
    }
  }
  await Promise.all(nodes.map((node) => end(node, 'SIGTERM')))
  await finishPendingWork(store)
  const faults = await trailFaults(store, owner)
  const [last] = await store.read((reader) => reader.audit.listNewest(owner.accountId, {}, 1))
  await store.close()
  return { faults, ...done, tallies, troubles, entries: last?.id ?? 0 }
}

const EVENTS = [
  'enrolment_created',
  'enrolment_deleted',
  'program_membership_created',
  'program_membership_deleted',
] as const

interface Spread {
  readonly median: number
  /** What 99 of 100 don't exceed. */
  readonly p99: number
}

export interface Waits {
  /** Milliseconds of a small read when nothing else happens, and while the tree is written. */
  readonly alone: Spread
  readonly beside: Spread
  /** Of a write to the tree among the others. */
  readonly write: Spread
}

/** Measures small reads while 64 clients write to the tree, which they can only do one after another. */
export async function readsBesideTreeWrites(
  store: PostgresStore,
  by: Principal,
  rounds: number,
): Promise<Waits> {
  const read = () =>
    store.read((reader) => reader.groups.list(by.accountId, { filter: {}, page: { offset: 0, limit: 10 } }))
  const alone = await timed(rounds, read)
  let writing = true
  let made = 0
  const writes: number[] = []
  const writers = Array.from({ length: 64 }, async () => {
    while (writing) {
      const begun = performance.now()
      await store.write((tx) => createCategory(tx, by, { name: `topic ${made++}`, parent: null }))
      writes.push(performance.now() - begun)
    }
  })
  const beside = await timed(rounds, read)
  writing = false
  await Promise.all(writers)
  return { alone: spreadOf(alone), beside: spreadOf(beside), write: spreadOf(writes) }
}

async function timed(rounds: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return times
}

function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  return { median: at(0.5), p99: at(0.99) }
}
