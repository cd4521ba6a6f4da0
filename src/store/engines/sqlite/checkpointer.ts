import { Worker } from 'node:worker_threads'
import type { Report } from '../../report.ts'

const COMMITS_BETWEEN = 200
/** Changed rows: a few large transactions fill the log as much as many small ones. */
const ROWS_BETWEEN = 12_000
const PAUSE = 1_000
/** In pages of 4 kB: at this size the writer waits for a checkpoint, so that the log can restart. */
const LONG_LOG = 4_096

/** The result of a checkpoint: the pages in the log, and how many of them are already in the database. */
export interface CheckpointResult {
  readonly log: number
  readonly checkpointed: number
}

/**
 * Keeps the write-ahead log short by checkpoints on a worker thread. Without it each commit that exceeds the engine's
 * own limit would copy the log on the main thread.
 *
 * The log restarts when a commit finds all of it copied. While a writer never pauses, a checkpoint always finishes a
 * few pages late. So when the log has become long, or the last checkpoint isn't finished yet, the writer waits for one.
 */
export class Checkpointer {
  readonly #path: string
  readonly #report: Report
  #worker: Worker | undefined
  #commits = 0
  #rows = 0
  #rowsBefore = 0
  #log = 0
  #running: PromiseWithResolvers<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(path: string, report: Report) {
    this.#path = path
    this.#report = report
  }

  /**
   * Called after each commit; requests a checkpoint after many commits, or when activity has stopped.
   * @param rows the total number of rows the writer has changed
   * @returns what the writer must wait for before it continues
   */
  committed(rows: number): Promise<void> | undefined {
    if (rows === this.#rows) return undefined // a worker looked for work and found none: an idle server keeps no thread
    this.#commits++
    this.#rows = rows
    if (this.#commits < COMMITS_BETWEEN && rows - this.#rowsBefore < ROWS_BETWEEN) {
      this.#timer ??= setTimeout(() => void this.#checkpoint(), PAUSE).unref()
      return undefined
    }
    const outrun = this.#running !== undefined
    const done = this.#checkpoint()
    return outrun || this.#log > LONG_LOG ? done : undefined
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
    this.#commits = 0
    this.#rowsBefore = this.#rows
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
    worker.on('message', ({ log }: CheckpointResult) => {
      this.#log = log
      this.#over()
    })
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
