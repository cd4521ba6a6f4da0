import type { Logger } from 'pino'
import { sweepForms } from '../domain/access/forms.ts'
import { sweepAnswers } from '../domain/access/kept-answers.ts'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import { UsedTokenMemory } from '../domain/access/used-token-memory.ts'
import { sweepPeriods } from '../domain/learning/periods.ts'
import { systemOf } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import type { Clock } from '../lib/clock.ts'
import { Rounds } from './rounds.ts'

const EVERY = 60_000
const SWEEP_EVERY = 10 * 60_000
/** How long jobs that have ended can be looked at. */
const JOBS_KEPT_MS = 90 * 24 * 60 * 60_000
/** Sessions that one operation removes: a large one would keep others waiting. */
const SWEEP_BATCH = 500
/** People for whom one operation begins a new period in a course. */
const PERIODS_BATCH = 50

export interface HousekeepingContext {
  readonly store: Store
  readonly failedSignIns: FailedSignIns
  readonly clock: Clock
  readonly log: Logger
}

/**
 * What has to be done now and then though nobody asks for it: refused sign-ins are written down, and sessions and links for
 * new passwords that have ended are removed, of people who never come back too. Courses that are to be repeated begin anew.
 */
export class Housekeeping {
  readonly #with: HousekeepingContext
  readonly #rounds = new Rounds(EVERY, () => this.#attempt())
  readonly #usedTokens: UsedTokenMemory
  #nextSweep = 0

  constructor(context: HousekeepingContext) {
    this.#with = context
    this.#usedTokens = new UsedTokenMemory(context.clock)
  }

  start(): void {
    this.#rounds.start()
  }

  /** Ends it; what was collected is written down before. */
  async stop(): Promise<void> {
    await this.#rounds.stop()
    await this.#attempt()
  }

  /** Does once what is to be done. */
  async round(): Promise<void> {
    const { store, failedSignIns, clock } = this.#with
    await failedSignIns.record(store)
    if (clock.elapsed() < this.#nextSweep) return
    this.#nextSweep = clock.elapsed() + SWEEP_EVERY
    for (const { id } of await store.read((reader) => reader.accounts.list())) {
      const sweep = () => store.write((tx) => tx.sessions.sweep(id, tx.now, SWEEP_BATCH))
      while ((await sweep()) === SWEEP_BATCH);
      const begin = () => store.write((tx) => sweepPeriods(tx, systemOf(id, 'server'), PERIODS_BATCH))
      while ((await begin()) === PERIODS_BATCH);
      await store.write(async (tx) => {
        await tx.passwordResets.sweep(id, tx.now)
        await sweepForms(tx, systemOf(id, 'console'))
        await tx.jobs.sweep(id, tx.now - JOBS_KEPT_MS)
        await sweepAnswers(tx, systemOf(id, 'api'))
        await tx.usedTokens.sweep(id, this.#usedTokens.before())
      })
    }
  }

  async #attempt(): Promise<void> {
    try {
      await this.round()
    } catch (error) {
      this.#with.log.warn({ err: error }, 'failed to delete expired sessions or failed sign-ins')
    }
  }
}
