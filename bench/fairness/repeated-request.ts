import { Worker } from 'node:worker_threads'
import { requestText } from '../load.ts'
import type { Asked } from './asked.ts'
import { callOf, type Callers } from './callers.ts'

/** What others read meanwhile. */
export const SMALL: Asked = {
  door: 'api',
  operation: 'GET /topics/{topic}',
  method: 'GET',
  path: '/topics/77',
}

/** Somebody else, in a thread of their own, who asks for the same again and again. */
export class RepeatedRequest {
  readonly #worker: Worker

  constructor(port: number, callers: Callers, asked: Asked) {
    const call = callOf(callers, asked)
    this.#worker = new Worker(new URL('./small-reader.ts', import.meta.url), {
      workerData: { port, request: requestText(asked.method, call.path, call.headers, asked.body) },
    })
  }

  /** The waits since the last time, in milliseconds. */
  waits(): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      this.#worker.once('error', reject)
      this.#worker.once('message', (waits: readonly number[]) => {
        this.#worker.off('error', reject)
        resolve(waits)
      })
      this.#worker.postMessage('tell')
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
