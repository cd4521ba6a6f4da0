// Operations that visit everybody in a course or a program. They change what everybody sees in one transaction, visit the
// first few people in it, and leave the rest to be carried on in portions (docs/decisions: work in portions).
import type { LargeWork } from './pending-work.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** How many rows one portion visits. */
export const PORTION = 200

/** What one portion came to. */
export interface Portion<Work> {
  /** How many rows it visited. */
  readonly visited: number
  /** What is left; undefined: nothing. */
  readonly rest: Work | undefined
}

/** Does at most so much of the work. */
export type Step<Work> = (tx: Writer, by: Principal, work: Work, limit: number) => Promise<Portion<Work>>

export interface LargeWorkOptions<Work> {
  readonly step: Step<Work>
  /** How many rows this transaction may still visit; none: all of it is put down. Left out: a portion. */
  readonly room?: number
}

/**
 * Does the first portion of the work and puts the rest down for later. What a portion holds is done when it returns.
 * @returns how many it visited
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
