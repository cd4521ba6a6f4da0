import { demandSystem } from '../actor.ts'
import type { DeliveryKind } from '../delivery/delivery.ts'
import type { PendingDeliveries } from '../delivery/delivery-store.ts'
import type { System } from '../principal.ts'
import type { Reader } from '../store.ts'
import { JOB_STATES, type JobState } from './job.ts'

const DELIVERY_KINDS: readonly DeliveryKind[] = ['mail', 'webhook_event']
const DAY = 24 * 60 * 60_000

/** What waits and what runs in all accounts together. */
export interface Workload {
  readonly pending: ReadonlyMap<DeliveryKind, PendingDeliveries>
  /** Jobs that wait or run, and those that ended within the last 24 hours. Every state is there. */
  readonly jobs: ReadonlyMap<JobState, number>
}

/** Counts what waits and what runs, for those who watch the server. @throws forbidden */
export async function getWorkload(reader: Reader, by: System): Promise<Workload> {
  demandSystem(by)
  const pending = new Map<DeliveryKind, PendingDeliveries>()
  for (const kind of DELIVERY_KINDS) pending.set(kind, await reader.outbox.countPending(kind))
  const jobs = new Map<JobState, number>(JOB_STATES.map((state) => [state, 0]))
  for (const { id } of await reader.accounts.list()) {
    for (const [state, count] of await reader.jobs.countByState(id, reader.now - DAY)) {
      jobs.set(state, (jobs.get(state) ?? 0) + count)
    }
  }
  return { pending, jobs }
}
