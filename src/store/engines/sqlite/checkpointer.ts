import { Worker } from 'node:worker_threads'
import type { Report } from '../../report.ts'

const COMMITS_BETWEEN = 200
const PAUSE = 1_000

/**
 * Keeps the write-ahead log short by checkpoints on a worker thread. Without it each commit that crosses the engine's own
 * mark would copy the log on the main thread.
 */
export class Checkpointer {
  readonly #path: string
  readonly #report: Report
  #worker: Worker | undefined
  #commits = 0
  #running = false
  #timer: NodeJS.Timeout | undefined

  constructor(path: string, report: Report) {
    this.#path = path
    this.#report = report
  }

  /** Told after each commit; asks for a checkpoint after many, or when things have calmed down. */
  committed(): void {
    this.#commits++
    if (this.#commits >= COMMITS_BETWEEN) this.#checkpoint()
    else this.#timer ??= setTimeout(() => this.#checkpoint(), PAUSE).unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    const worker = this.#worker
    if (worker === undefined) return
    const gone = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('close')
    await gone
  }

  #checkpoint(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#running) return
    this.#running = true
    this.#commits = 0
    this.#worker ??= this.#start()
    this.#worker.postMessage('checkpoint')
  }

  #start(): Worker {
    // Beside this file, under the ending that this file has: .ts from the sources, .js when built.
    const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
    const worker = new Worker(new URL(`./checkpoint-worker${ending}`, import.meta.url), {
      workerData: { path: this.#path },
    })
    worker.on('message', () => {
      this.#running = false
    })
    worker.on('error', (error) => {
      this.#report('the checkpoint worker failed', error)
      this.#running = false
      this.#worker = undefined
    })
    worker.unref()
    return worker
  }
}
