import type { Logger } from 'pino'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import { UsedTokenMemory } from '../domain/access/used-token-memory.ts'
import { sweepPeriods } from '../domain/learning/periods.ts'
import { deleteOutlived, RETENTION, type RetentionSettings } from '../domain/retention.ts'
import type { AccountId } from '../domain/ids.ts'
import { systemOf } from '../domain/principal.ts'
import { sweepImports } from '../domain/transfer/imports.ts'
import type { Store } from '../domain/store.ts'
import type { Clock } from '../lib/clock.ts'
import { removeOldJournals } from '../pull/journal.ts'
import { AuditArchive, type AuditArchiveOptions } from './audit-archive.ts'
import { Rounds } from './rounds.ts'

const EVERY = 60_000
const SWEEP_EVERY = 10 * 60_000
/** Rows that one operation removes: a large one would keep others waiting. */
const SWEEP_BATCH = 200
/** People for whom one operation begins a new period in a course. */
const PERIODS_BATCH = 50

const USUAL_RETENTION: RetentionSettings = { deliveryDays: 30 }

export interface HousekeepingContext {
  readonly store: Store
  readonly failedSignIns: FailedSignIns
  readonly clock: Clock
  readonly log: Logger
  /** Omitted: the usual ones. */
  readonly retention?: RetentionSettings
  /** Where interrupted pulls leave what they have read; omitted: nowhere. */
  readonly journals?: string
  /** Where old audit entries go; omitted: they are kept for ever. */
  readonly archive?: AuditArchiveOptions | undefined
}

/**
 * What has to be done now and then though nobody asks for it: refused sign-ins are written down, and what has been kept
 * long enough is removed (docs/retention.md), of people who never come back too. Courses that are to be repeated begin anew.
 */
export class Housekeeping {
  readonly #with: HousekeepingContext
  readonly #rounds = new Rounds(EVERY, () => this.#attempt())
  readonly #usedTokens: UsedTokenMemory
  readonly #started: number
  readonly #archive: AuditArchive | undefined
  #nextSweep = 0

  constructor(context: HousekeepingContext) {
    this.#with = context
    const { clock, store, archive } = context
    this.#usedTokens = new UsedTokenMemory(clock)
    this.#started = clock.now() - clock.elapsed()
    this.#archive = archive && new AuditArchive(store, archive)
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
    const { store, failedSignIns, clock, journals } = this.#with
    await failedSignIns.record(store)
    if (clock.elapsed() < this.#nextSweep) return
    this.#nextSweep = clock.elapsed() + SWEEP_EVERY
    if (journals !== undefined) removeOldJournals(journals, Date.now()) // as the file system counts
    for (const { id } of await store.read((reader) => reader.accounts.list())) await this.#sweep(id)
  }

  async #sweep(account: AccountId): Promise<void> {
    const { store, clock, retention: settings = USUAL_RETENTION } = this.#with
    // A clock that somebody sets far ahead makes nothing old: then the process's own timer counts.
    const now = Math.min(clock.now(), this.#started + clock.elapsed())
    const part = { now, tokensBefore: this.#usedTokens.before(), settings, most: SWEEP_BATCH }
    const by = systemOf(account, 'server')
    const begin = () => store.write((tx) => sweepPeriods(tx, by, PERIODS_BATCH))
    while ((await begin()) === PERIODS_BATCH);
    for (const rule of RETENTION) {
      // Each portion is an operation of its own, so that others have their turn in between.
      while ((await store.write((tx) => deleteOutlived(tx, by, rule, part))) === SWEEP_BATCH);
    }
    await store.write((tx) => sweepImports(tx, by, now))
    await this.#archive?.move(account, now)
  }

  async #attempt(): Promise<void> {
    try {
      await this.round()
    } catch (error) {
      this.#with.log.warn(
        { err: error },
        'failed to remove what has been kept long enough, or to write down failed sign-ins',
      )
    }
  }
}
