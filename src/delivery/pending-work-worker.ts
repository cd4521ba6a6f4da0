import type { Logger } from 'pino'
import { carryOn } from '../domain/learning/carry-on.ts'
import type { PendingWork } from '../domain/learning/learning-store.ts'
import type { Store } from '../domain/store.ts'
import type { Clock } from '../lib/clock.ts'

export interface PendingWorkServices {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  /** Whether this is the only process that carries on what is left of large operations. */
  readonly alone: boolean
}

// How often it looks for what another process left. Beside a SQLite file that is the command line only.
const LOOK_EVERY_MS = { alone: 5_000, among: 1_000 }

/**
 * Carries on large operations, portion by portion: deletes the people of a deleted course, lets those of a program follow a
 * change of its courses. Each portion is a transaction of its own, and between two of them everybody else has a turn. What
 * a stop or a crash leaves is taken up by the next start, or by another node.
 */
export class PendingWorkWorker {
  readonly #services: PendingWorkServices
  #timer: NodeJS.Timeout | undefined
  #unsubscribe: (() => void) | undefined
  #working: Promise<void> | undefined
  #again = false
  #stopped = true

  constructor(services: PendingWorkServices) {
    this.#services = services
  }

  /** Begins to work in the background. */
  start(): void {
    this.#stopped = false
    this.#unsubscribe = this.#services.store.onOutbox(() => this.#wake())
    this.#wake()
  }

  /** Begins no further portion, and waits for the one that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#unsubscribe?.()
    clearTimeout(this.#timer)
    await this.#working
  }

  #wake(): void {
    if (this.#stopped) return
    if (this.#working !== undefined) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#working = this.#work().then((due) => {
      this.#working = undefined
      if (this.#again) {
        this.#again = false
        this.#wake()
      } else this.#sleepUntil(due)
    })
  }

  #sleepUntil(due: number | undefined): void {
    if (this.#stopped) return
    const { clock, alone } = this.#services
    const longest = alone ? LOOK_EVERY_MS.alone : LOOK_EVERY_MS.among
    // What is due already is another node's at present.
    const ahead = due === undefined || due <= clock.now() ? longest : due - clock.now()
    this.#timer = setTimeout(() => this.#wake(), Math.min(longest, ahead)).unref()
  }

  /** Works until nothing is due. Returns when the next work is. */
  async #work(): Promise<number | undefined> {
    const { store, clock, log } = this.#services
    const onFailure = (error: unknown, { work }: PendingWork) => {
      log.error({ err: error, work }, 'failed to continue a large operation; retrying later')
    }
    try {
      for (;;) {
        // One indexed read, so that nothing is written while nothing is due.
        const due = await store.read((reader) => reader.pendingWork.findNextDue())
        if (due === undefined || due > clock.now() || this.#stopped) return due
        if (!(await carryOn(store, onFailure))) return due
        // Requests that came in meanwhile are answered before the next portion begins.
        await new Promise((resolve) => setImmediate(resolve))
      }
    } catch (error) {
      log.error({ err: error }, 'failed to continue large operations')
      return undefined
    }
  }
}
