// One of several nodes: a process of its own that acts at random on the database of all, until it is ended.
import { finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import type { AccountId } from '../../src/domain/ids.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { USUAL_LIMITS } from '../../src/store/engines/postgres/pool.ts'
import { PostgresStore } from '../../src/store/engines/postgres/postgres-store.ts'
import { actAtRandom } from './random-operations.ts'
import { randomFrom } from './random.ts'

const [url = '', account = '', seed = '', idleSeconds = ''] = process.argv.slice(2)
const by: Principal = {
  accountId: Number(account) as AccountId,
  door: 'cli',
  credentialId: null,
  memberId: null,
}
const CLIENTS = 6

const store = await PostgresStore.open(
  url,
  { clock: systemClock, ids: randomIds, report: () => undefined },
  { ...USUAL_LIMITS, connections: 12, idleSeconds: Number(idleSeconds) },
)
let ending = false
process.once('SIGTERM', () => (ending = true))
const tally = { done: 0, refused: 0, unavailable: 0 }

async function client(index: number): Promise<void> {
  const random = randomFrom(Number(seed) + index)
  while (!ending) tally[await actAtRandom(store, by, random)]++
}

await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)))
await finishPendingWork(store)
await store.close()
console.log(JSON.stringify(tally))
