import type { Logger } from 'pino'
import { carryOn } from '../domain/transfer/carry-on.ts'
import type { PendingWork } from '../domain/learning/learning-store.ts'
import type { Store } from '../domain/store.ts'
import type { Clock } from '../lib/clock.ts'

export interface PendingWorkServices {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  /** Whether this is the only process that continues large operations. */
  readonly alone: boolean
}

// How often it polls for work of other processes. Beside a SQLite file that is only the command line.
const LOOK_EVERY_MS = { alone: 5_000, among: 1_000 }

/**
 * Continues large operations, portion by portion: removes the people from a deleted course, applies a change of a
 * program's courses to its members. Each portion is a separate transaction, and between two of them others have a turn.
 * After a stop or a crash, the next start or another node continues the work.
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

  /** Starts working in the background. */
  start(): void {
    this.#stopped = false
    this.#unsubscribe = this.#services.store.onOutbox(() => this.#wake())
    this.#wake()
  }

  /** Starts no further portion, and waits for the running one. */
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
    // Due work is being done by another node.
    const ahead = due === undefined || due <= clock.now() ? longest : due - clock.now()
    this.#timer = setTimeout(() => this.#wake(), Math.min(longest, ahead)).unref()
  }

  /** Works until nothing is due. Returns when the next work is due. */
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
        // Requests that arrived meanwhile are answered before the next portion starts.
        await new Promise((resolve) => setImmediate(resolve))
      }
    } catch (error) {
      log.error({ err: error }, 'failed to continue large operations')
      return undefined
    }
  }
}
