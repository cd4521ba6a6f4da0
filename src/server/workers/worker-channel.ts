import type { RateLimits } from '../../http/rate-limits.ts'
import { Rounds } from '../rounds.ts'
import type { Assignment, ToPrimary, ToWorker, Topic } from './messages.ts'

/** How often a worker tells the others what it has counted, in milliseconds. */
const EXCHANGE_EVERY_MS = 100

/** Answers what another worker asks; the answer is plain data. */
type Answerer = (about: unknown) => unknown

/** A worker's end of the channel to the primary, through which it speaks with the other workers too. */
export class WorkerChannel {
  /** Resolves when the primary wants this worker to end. */
  readonly stopped: PromiseWithResolvers<void> = Promise.withResolvers()
  /** Resolves when no other worker hands requests over any more. */
  readonly othersGone: PromiseWithResolvers<void> = Promise.withResolvers()
  readonly #assigned = Promise.withResolvers<Assignment>()
  readonly #answerers = new Map<Topic, Answerer>()
  readonly #questions = new Map<string, (answers: readonly unknown[]) => void>()
  #asked = 0
  #exchange: Rounds | undefined
  #learn: (from: number, counts: (ToWorker & { kind: 'counts' })['counts']) => void = () => undefined

  constructor() {
    process.on('message', (message) => this.#take(message as ToWorker)) // only the primary speaks here
  }

  /** What this worker is. */
  assignment(): Promise<Assignment> {
    tell({ kind: 'ready_for_assignment' })
    return this.#assigned.promise
  }

  tellListening(): void {
    tell({ kind: 'listening' })
  }

  /** Tells the primary why this worker can't begin. Resolves when it knows. */
  tellFailure({ name, message }: Error): Promise<void> {
    return new Promise((resolve) => {
      if (!process.connected) resolve()
      else process.send?.({ kind: 'failed', name, message } satisfies ToPrimary, () => resolve())
    })
  }

  /** Asks all other workers. Those that don't answer within a second are left out. */
  ask(topic: Topic, about: unknown): Promise<readonly unknown[]> {
    const id = String(this.#asked++)
    return new Promise((resolve) => {
      this.#questions.set(id, resolve)
      tell({ kind: 'question', id, topic, about })
    })
  }

  answer(topic: Topic, answerer: Answerer): void {
    this.#answerers.set(topic, answerer)
  }

  /**
   * Lets the workers limit rates together: each tells ten times a second what it has counted. Between two times a worker knows
   * only of its own requests, so all together may let through what arrives in a tenth of a second beyond the quota.
   */
  shareCounts(rateLimits: RateLimits): void {
    const elsewhere = new Map<number, { key: string; count: number; until: number }[]>()
    this.#learn = (from, counts) => {
      const now = performance.now()
      elsewhere.set(
        from,
        counts.map(({ key, count, remaining }) => ({ key, count, until: now + remaining })),
      )
      rateLimits.learn(
        [...elsewhere.values()]
          .flat()
          .map(({ key, count, until }) => ({ key, count, remaining: until - now })),
      )
    }
    let told = -1
    this.#exchange = new Rounds(EXCHANGE_EVERY_MS, () => {
      if (rateLimits.changes !== told) {
        told = rateLimits.changes
        tell({ kind: 'counts', counts: rateLimits.counts() })
      }
      return Promise.resolve()
    })
    this.#exchange.start()
  }

  async close(): Promise<void> {
    await this.#exchange?.stop()
  }

  #take(message: ToWorker): void {
    switch (message.kind) {
      case 'assignment':
        this.#assigned.resolve(message.assignment)
        break
      case 'counts':
        this.#learn(message.from, message.counts)
        break
      case 'question':
        void this.#reply(message)
        break
      case 'answers':
        this.#questions.get(message.id)?.(message.answers)
        this.#questions.delete(message.id)
        break
      case 'stop':
        this.stopped.resolve()
        break
      case 'others_gone':
        this.othersGone.resolve()
        break
    }
  }

  async #reply({ id, topic, about }: ToWorker & { kind: 'question' }): Promise<void> {
    const answer = await this.#answerers.get(topic)?.(about)
    tell({ kind: 'answer', id, answer })
  }
}

function tell(message: ToPrimary): void {
  if (process.connected) process.send?.(message)
}
