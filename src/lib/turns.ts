import { setImmediate } from 'node:timers/promises'

/** Work on a text or on bytes is done in portions of this many, a few milliseconds each. */
export const PORTION = 256 * 1024

/** Yields to other work. Awaited between two portions of long work. */
export async function turn(): Promise<void> {
  await setImmediate()
}
