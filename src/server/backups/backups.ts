import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { Config } from '../../config/config.ts'
import { SYSTEM_ITSELF, type Principal } from '../../domain/principal.ts'
import { listAccounts } from '../../domain/academy/tenancy.ts'
import { createBackupJob, recordBackup, recordInterruptedBackup } from '../../domain/learning/backup-jobs.ts'
import type { Job } from '../../domain/learning/job.ts'
import type { Store } from '../../domain/store.ts'
import type { Clock } from '../../lib/clock.ts'
import { sqlitePath } from '../../store/place.ts'
import { noteBackup } from '../last-backup.ts'
import { backupName, listBackupFiles, removeOutlived, type BackupFile } from './backup-files.ts'
import type { Keeping } from './kept-backups.ts'

/** What stays in the folder of backups. */
const KEPT: Keeping = { days: 7, weeks: 4, months: 6 }

interface BackupServices {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}

/** Backups that somebody asks the running server for: one at a time, into one folder, on a thread of its own. */
export class Backups {
  readonly #services: BackupServices
  readonly #config: Pick<Config, 'dataDir' | 'databaseUrl' | 'backupDir'>
  #worker: Worker | undefined
  #running: Promise<void> | undefined
  #closing = false

  constructor(services: BackupServices, config: Pick<Config, 'dataDir' | 'databaseUrl' | 'backupDir'>) {
    this.#services = services
    this.#config = config
  }

  /** Whether this server can make backups: PostgreSQL has its own. */
  get isPossible(): boolean {
    return this.#config.databaseUrl === undefined
  }

  list(): readonly BackupFile[] {
    return listBackupFiles(this.#folder)
  }

  /** Starts a backup. @throws forbidden, conflict (one is being made) */
  async create(by: Principal): Promise<Job> {
    const job = await this.#services.store.write((tx) => createBackupJob(tx, by, this.#running !== undefined))
    this.#running = this.#make(job).finally(() => (this.#running = undefined))
    return job
  }

  /** Ends the jobs of a server that stopped before they were done. */
  async recover(): Promise<void> {
    if (!this.isPossible) return
    await this.#services.store.write(async (tx) => {
      for (const { id } of await listAccounts(tx, SYSTEM_ITSELF)) await recordInterruptedBackup(tx, id)
    })
  }

  /** Gives up what is being made: the next start says so of its job. */
  async close(): Promise<void> {
    this.#closing = true
    await this.#worker?.terminate()
    await this.#running
  }

  get #folder(): string {
    return this.#config.backupDir ?? join(this.#config.dataDir, 'backups')
  }

  async #make(job: Job): Promise<void> {
    const { store, clock, log } = this.#services
    const created = new Date(clock.now()).toISOString()
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      const target = join(this.#folder, backupName(created))
      const rows = await this.#carryOut({
        source: sqlitePath(this.#config),
        target,
        created,
        notes: {},
      })
      noteBackup(this.#config.dataDir, created)
      removeOutlived(this.#folder, KEPT)
      const bytes = statSync(target).size
      await store.write((tx) => recordBackup(tx, job, { result: { rows, bytes } }))
    } catch (error) {
      if (this.#closing) return
      log.error({ err: error }, 'a backup failed')
      const reason = error instanceof Error ? error.message : String(error)
      await store
        .write((tx) => recordBackup(tx, job, { error: reason }))
        .catch((failure: unknown) => log.error({ err: failure }, 'the end of a backup could not be recorded'))
    }
  }

  #carryOut(request: object): Promise<number> {
    // In the folder of the engine, with this file's extension: .ts from the sources, .js when built.
    const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
    const file = new URL(`../../store/engines/sqlite/backup-worker${ending}`, import.meta.url)
    const worker = new Worker(file, { workerData: request })
    this.#worker = worker
    return new Promise<number>((resolve, reject) => {
      worker.once('message', ({ rows }: { rows: number }) => resolve(rows))
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('The backup was interrupted.')))
    }).finally(() => (this.#worker = undefined))
  }
}
