// Operations that visit everybody in a course or a program. They change what everybody sees in one transaction, visit
// the first few people in it, and leave the rest to a worker that continues in portions (docs/decisions: work in
// portions).
import type { LargeWork } from './pending-work.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** How many rows one portion visits. */
export const PORTION = 200

/** The result of one portion. */
export interface Portion<Work> {
  /** How many rows it visited. */
  readonly visited: number
  /** The remaining work; undefined: none. */
  readonly rest: Work | undefined
}

/** Does at most this much of the work. */
export type Step<Work> = (tx: Writer, by: Principal, work: Work, limit: number) => Promise<Portion<Work>>

export interface LargeWorkOptions<Work> {
  readonly step: Step<Work>
  /** How many rows this transaction may still visit; 0: all of the work is deferred. Omitted: one portion. */
  readonly room?: number
}

/**
 * Does the first portion of the work and stores the rest for later. The work of the portion is complete when this
 * returns.
 * @returns how many rows it visited
 */
export async function startLargeWork<Work extends LargeWork>(
  tx: Writer,
  by: Principal,
  work: Work,
  { step, room = PORTION }: LargeWorkOptions<Work>,
): Promise<number> {
  const { visited, rest } = room > 0 ? await step(tx, by, work, room) : { visited: 0, rest: work }
  if (rest !== undefined) await tx.pendingWork.insert(by, rest)
  return visited
}
