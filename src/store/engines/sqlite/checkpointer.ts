import { Worker } from 'node:worker_threads'
import type { Report } from '../../report.ts'

/** In pages of 4 kB, as everything here: so many are written between two checkpoints. */
const PAGES_BETWEEN = 4_096
/** At this length the writer waits for a checkpoint, so that the log can restart. */
const LONG_LOG = 8_192
/** A long log that somebody's snapshot keeps from restarting is tried again after so many. */
const PAGES_BETWEEN_ATTEMPTS = 512
const PAUSE = 1_000

/** The pages in the log, and how many of them are already in the database; both -1 while others keep that from being told. */
export interface LogState {
  readonly log: number
  readonly checkpointed: number
}

/**
 * Keeps the write-ahead log short by checkpoints on a worker thread. Without it each commit that exceeds the engine's
 * own limit would copy the log on the main thread.
 *
 * The log restarts when a commit finds all of it copied. While a writer never pauses, a checkpoint always finishes a
 * few pages late. So when the log has become long, or the last checkpoint isn't finished yet, the writer waits for one.
 * While a backup or a long list holds a snapshot, what was written since can't be copied. A long log is tried again at short
 * intervals, and restarts soon after the snapshot is let go, even if the next one follows at once.
 */
export class Checkpointer {
  readonly #path: string
  readonly #report: Report
  #worker: Worker | undefined
  /** How long the log was when the last checkpoint was requested. */
  #requestedAt = 0
  #running: PromiseWithResolvers<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(path: string, report: Report) {
    this.#path = path
    this.#report = report
  }

  /**
   * Called after each commit; requests a checkpoint after many pages, or when activity has stopped.
   * @returns what the writer must wait for before it continues
   */
  committed({ log, checkpointed }: LogState): Promise<void> | undefined {
    if (log === checkpointed) return undefined // a worker looked for work and found none: an idle server keeps no thread
    if (log < this.#requestedAt) this.#requestedAt = 0 // it has restarted
    const isLong = log > LONG_LOG
    if (log - this.#requestedAt < (isLong ? PAGES_BETWEEN_ATTEMPTS : PAGES_BETWEEN)) {
      this.#timer ??= setTimeout(() => void this.#checkpoint(), PAUSE).unref()
      return undefined
    }
    const outrun = this.#running !== undefined
    this.#requestedAt = log
    const done = this.#checkpoint()
    return outrun || isLong ? done : undefined
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const worker = this.#worker
    if (worker === undefined) return
    worker.ref() // as above
    const gone = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('close')
    await gone
  }

  /** Resolves when the checkpoint has ended, whether it succeeded or not. */
  #checkpoint(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#running !== undefined || this.#closed) return this.#running?.promise ?? Promise.resolve()
    this.#running = Promise.withResolvers()
    this.#worker ??= this.#start()
    this.#worker.ref() // somebody may be waiting for it, in an otherwise idle process
    this.#worker.postMessage('checkpoint')
    return this.#running.promise
  }

  #start(): Worker {
    // Next to this file, with this file's extension: .ts from the sources, .js when built.
    const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
    const worker = new Worker(new URL(`./checkpoint-worker${ending}`, import.meta.url), {
      workerData: { path: this.#path },
    })
    worker.on('message', () => this.#over())
    worker.on('error', (error) => {
      this.#report('the checkpoint worker failed', error)
      this.#worker = undefined
      this.#over()
    })
    return worker
  }

  #over(): void {
    if (!this.#closed) this.#worker?.unref()
    this.#running?.resolve()
    this.#running = undefined
  }
}
