import type { Logger } from 'pino'
import type { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import { UsedTokenMemory } from '../domain/access/used-token-memory.ts'
import { sweepPeriods } from '../domain/learning/periods.ts'
import { deleteOutlived, RETENTION, type RetentionSettings } from '../domain/retention.ts'
import type { AccountId } from '../domain/ids.ts'
import { systemOf } from '../domain/principal.ts'
import { sweepImports } from '../domain/transfer/imports.ts'
import type { Store, Writer } from '../domain/store.ts'
import { UnhurriedTime, type Clock } from '../lib/clock.ts'
import { removeOldJournals } from '../pull/journal.ts'
import { AuditArchive, type AuditArchiveOptions } from './audit-archive.ts'
import { BackgroundPace } from './background-pace.ts'
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
  readonly #pace = new BackgroundPace()
  // Apart: a sweep of a large backlog takes long, and no sign-in waits for it to be written down.
  readonly #records = new Rounds(EVERY, () => this.#attempt(() => this.#record()))
  readonly #sweeps = new Rounds(EVERY, () => this.#attempt(() => this.#sweepIfDue()))
  readonly #usedTokens: UsedTokenMemory
  readonly #time: UnhurriedTime
  readonly #archive: AuditArchive | undefined
  #nextSweep = 0

  constructor(context: HousekeepingContext) {
    this.#with = context
    const { clock, store, archive } = context
    this.#usedTokens = new UsedTokenMemory(clock)
    this.#time = new UnhurriedTime(clock)
    this.#archive = archive && new AuditArchive(store, archive, this.#pace)
  }

  start(): void {
    this.#records.start()
    this.#sweeps.start()
  }

  /**
   * Ends it. Failed sign-ins that were collected are written down before; what is old and still there is left to the next
   * start, however much it is.
   */
  async stop(): Promise<void> {
    this.#pace.end()
    await Promise.all([this.#records.stop(), this.#sweeps.stop()])
    await this.#attempt(() => this.#record())
  }

  /** Does once what is to be done. */
  async round(): Promise<void> {
    await this.#record()
    await this.#sweepIfDue()
  }

  async #record(): Promise<void> {
    const { store, failedSignIns } = this.#with
    await failedSignIns.record(store)
  }

  async #sweepIfDue(): Promise<void> {
    const { store, clock, journals } = this.#with
    if (clock.elapsed() < this.#nextSweep) return
    this.#nextSweep = clock.elapsed() + SWEEP_EVERY
    if (journals !== undefined) removeOldJournals(journals, Date.now()) // as the file system counts
    for (const { id } of await store.read((reader) => reader.accounts.list())) await this.#sweep(id)
  }

  async #sweep(account: AccountId): Promise<void> {
    const { store, retention: settings = USUAL_RETENTION } = this.#with
    const now = this.#time.now()
    const part = { now, tokensBefore: this.#usedTokens.before(), settings, most: SWEEP_BATCH }
    const by = systemOf(account, 'server')
    await this.#inPortions(PERIODS_BATCH, (tx) => sweepPeriods(tx, by, PERIODS_BATCH))
    for (const rule of RETENTION) {
      await this.#inPortions(SWEEP_BATCH, (tx) => deleteOutlived(tx, by, rule, part))
    }
    if (this.#pace.isEnding) return
    await store.write((tx) => sweepImports(tx, by, now))
    await this.#archive?.move(account, now)
  }

  /** Each portion is an operation of its own, so that others have their turn in between. */
  async #inPortions(size: number, work: (tx: Writer) => Promise<number>): Promise<void> {
    let done = size
    while (done === size && !this.#pace.isEnding) {
      done = await this.#pace.portion(() => this.#with.store.write(work))
    }
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#with.log.warn(
        { err: error },
        'failed to remove what has been kept long enough, or to write down failed sign-ins',
      )
    }
  }
}
