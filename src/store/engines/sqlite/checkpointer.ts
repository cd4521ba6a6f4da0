import { Worker } from 'node:worker_threads'
import type { Report } from '../../report.ts'

const COMMITS_BETWEEN = 200
/** Rows changed: a few large transactions fill the log as many small ones do. */
const ROWS_BETWEEN = 12_000
const PAUSE = 1_000
/** In pages of 4 kB: at this size the writer waits for a checkpoint, so that the log can restart. */
const LONG_LOG = 4_096

/** What a checkpoint tells: the pages in the log, and those of them that are in the database by now. */
export interface CheckpointResult {
  readonly log: number
  readonly checkpointed: number
}

/**
 * Keeps the write-ahead log short by checkpoints on a worker thread. Without it each commit that crosses the engine's own
 * mark would copy the log on the main thread.
 *
 * The log begins anew when a commit finds all of it copied. Beside a writer that never rests a checkpoint always comes a
 * few pages late, so when the log has become long, or the last checkpoint isn't over yet, the writer waits for one.
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
   * Told after each commit; asks for a checkpoint after many, or when things have calmed down.
   * @param rows how many rows the writer has ever changed
   * @returns what the writer must wait for before it continues
   */
  committed(rows: number): Promise<void> | undefined {
    if (rows === this.#rows) return undefined // as when somebody looks for work and finds none: an idle server has no worker
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

  /** Resolves when the checkpoint is over, however it went. */
  #checkpoint(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#running !== undefined || this.#closed) return this.#running?.promise ?? Promise.resolve()
    this.#running = Promise.withResolvers()
    this.#commits = 0
    this.#rowsBefore = this.#rows
    this.#worker ??= this.#start()
    this.#worker.ref() // somebody may wait for it, in a process with nothing else to do
    this.#worker.postMessage('checkpoint')
    return this.#running.promise
  }

  #start(): Worker {
    // Beside this file, under the ending that this file has: .ts from the sources, .js when built.
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
