import { statSync } from 'node:fs'
import { rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import { DomainError, unavailable } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import type { Projection } from '../../../domain/projection.ts'
import type { Reader, Store, StoreFigures, Writer } from '../../../domain/store.ts'
import type { TagFilter } from '../../../domain/item-bank/tag.ts'
import type { Clock } from '../../../lib/clock.ts'
import { Handle } from '../../handles.ts'
import { categoryTexts } from '../../queries/taxonomy/categories-as-json.ts'
import { hasTagNames, tagNamesAsJson } from '../../queries/item-bank/item-tags.ts'
import { raw } from '../../raw.ts'
import { OutboxBell } from '../../outbox-bell.ts'
import { writersOfThePast } from '../../past.ts'
import type { Report } from '../../report.ts'
import type { StoreSurroundings } from '../../surroundings.ts'
import { Checkpointer } from './checkpointer.ts'
import type { Builder } from '../../engine.ts'
import { SqliteConnection, type SqliteFile } from './connection.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { measureFiles } from './measure-files.ts'
import { SqliteReader } from './reader.ts'
import { SqliteStreams } from './streams.ts'
import { SqliteWriter } from './writer.ts'
import type { CategoryChoice, CategoryField, CategoryScope } from '../../../domain/taxonomy/category.ts'

/** The free disk space required after a failed write, in bytes. */
const ROOM_FOR_WRITES = 1024 * 1024
/** A write as recent as that shows that the store writes. */
const JUST_NOW_MS = 1_000

/** The store in one SQLite file: one writer with group commit, a connection for small reads, a few for long lists. */
export class SqliteStore implements Store {
  readonly #path: string
  readonly #clock: Clock
  readonly #newGuid: () => string
  readonly #writing: SqliteConnection
  readonly #writer: SqliteWriter
  readonly #reader: SqliteReader
  readonly #streams: SqliteStreams
  readonly #checkpointer: Checkpointer
  readonly #report: Report
  readonly #traceparent: StoreSurroundings['traceparent']
  readonly #bell = new OutboxBell()
  #writesFail = false
  /** By the process's timer. */
  #lastWrite = -Infinity
  /** Identifies the file that is open. */
  #inode: number | undefined
  #closing: Promise<void> | undefined

  private constructor(
    file: SqliteFile,
    { clock, ids, report, meter, traceparent, patience }: StoreSurroundings,
  ) {
    this.#path = file.path
    this.#clock = clock
    this.#inode = statSync(file.path, { throwIfNoEntry: false })?.ino
    this.#newGuid = () => ids.guid()
    this.#report = report
    this.#traceparent = traceparent
    this.#writing = new SqliteConnection(file, 'write')
    this.#checkpointer = new Checkpointer(file.path, report)
    this.#reader = new SqliteReader(new SqliteConnection(file, 'read'), clock, report)
    const afterCommit = (milliseconds: number, operations: number) => {
      meter?.committed(milliseconds, operations)
      this.#reader.renew()
      try {
        return this.#checkpointer.committed(this.#writing.logState())
      } catch (error) {
        report('no checkpoint could be asked for', error) // the operations are on disk in any case
        return undefined
      }
    }
    this.#writer = new SqliteWriter(this.#writing, clock, report, afterCommit, { patience })
    this.#streams = new SqliteStreams(file)
  }

  /** Opens the file, creating it if necessary, and brings its schema up to date. */
  static async open(file: SqliteFile, surroundings: StoreSurroundings): Promise<SqliteStore> {
    await migrateSqlite(file, surroundings.clock)
    return new SqliteStore(file, surroundings)
  }

  read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#reader.run(
      (executor) => work(new Handle(executor, this.#newGuid)),
      () => this.readLong(work),
    )
  }

  readLong<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#streams.read((executor) => work(new Handle(executor, this.#newGuid)), this.#clock.now())
  }

  lookUp<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#reader.runOne((executor) => work(new Handle(executor, this.#newGuid)))
  }

  async write<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    let handle: Handle | undefined
    const trace = this.#traceparent?.() ?? null
    const result = await this.#watched(
      this.#writer.run((executor) => work((handle = new Handle(executor, this.#newGuid, trace)))),
    )
    if (handle?.madeDue === true) this.#bell.ring()
    return result
  }

  /** Nothing is lost between this process and its file, so it is like any other operation. */
  writeOne<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    const trace = this.#traceparent?.() ?? null
    return this.#watched(
      this.#writer.run((executor) => {
        executor.limitStatements(1)
        return work(new Handle(executor, this.#newGuid, trace))
      }),
    )
  }

  async writePast<T>(work: (at: (instant: number) => Writer, now: number) => Promise<T>): Promise<T> {
    const result = await this.#writer.run((executor) =>
      work(writersOfThePast(executor, this.#newGuid), executor.now),
    )
    this.#bell.ring() // some of it may be due
    return result
  }

  listCategoriesAsJson(
    account: AccountId,
    scope: CategoryScope,
    projection: Projection<CategoryField>,
    choice?: CategoryChoice,
  ): AsyncIterable<string> {
    const { build, keep, portions } = categoryTexts(account, scope, projection, choice)
    return portions === undefined ? this.#streams.texts(build, keep) : this.#streams.portions(portions)
  }

  listTagNamesAsJson(place: BankPlace, filter: TagFilter): AsyncIterable<string> {
    return this.#streams.texts(tagNamesAsJson(place, filter), hasTagNames)
  }

  onOutbox(listener: () => void): () => void {
    return this.#bell.onRing(listener)
  }

  /** A file has only one server. */
  findSharedTime(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  async ping(): Promise<void> {
    await this.read((reader) => reader.accounts.findOnly())
    if (!this.#writesFail) return
    await findRoom(`${this.#path}-probe`)
    await this.#watched(this.#writer.run((executor) => executor.select(changeNothing)))
  }

  async probe(): Promise<void> {
    await this.read((reader) => reader.accounts.findOnly())
    await this.#refuseIfMoved()
    if (this.#writesFail) await findRoom(`${this.#path}-probe`)
    else {
      await refuseFullDisk(this.#path)
      // What is being written will tell. It may take a while, and nobody is served better elsewhere meanwhile.
      if (this.#writer.isBusy || performance.now() - this.#lastWrite < JUST_NOW_MS) return
    }
    await this.#watched(this.#writer.run((executor) => executor.select(changeNothing)))
  }

  /** The engine would go on writing to a file that has no name any more. */
  async #refuseIfMoved(): Promise<void> {
    const { ino } = await stat(this.#path).catch((error: unknown) => {
      throw unavailable(error)
    })
    this.#inode ??= ino
    if (ino !== this.#inode) throw unavailable(new Error('Another file has taken the place of the database.'))
  }

  /** Records whether writes fail for an external reason: a full or unwritable disk. */
  async #watched<T>(writing: Promise<T>): Promise<T> {
    try {
      const result = await writing
      this.#writesFail = false
      this.#lastWrite = performance.now()
      return result
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') this.#writesFail = true
      throw error
    }
  }

  measure(): Promise<StoreFigures> {
    return measureFiles(this.#path)
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    await Promise.all([this.#writer.close(), this.#reader.close(), this.#streams.close()])
    await this.#checkpointer.close()
    try {
      this.#writing.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (error) {
      this.#report('the log stays beside the database until the store is next opened', error)
    }
    this.#writing.close()
  }
}

/** Asks the file system how much room there is, where it knows. */
async function refuseFullDisk(path: string): Promise<void> {
  const { blocks, bavail, bsize } = await statfs(dirname(path)).catch((error: unknown) => {
    throw unavailable(error)
  })
  if (blocks > 0 && bavail * bsize < ROOM_FOR_WRITES) throw unavailable(new Error('The disk is full.'))
}

/** Rewrites a row unchanged: a normal write, which fails when other writes do. */
function changeNothing(builder: Builder) {
  return raw(builder, sql`update account set name = name where id = (select min(id) from account)`)
}

/**
 * Whether the disk accepts more data. A small write may fit into the space already allocated for the log, and so proves
 * nothing.
 */
async function findRoom(path: string): Promise<void> {
  try {
    await writeFile(path, Buffer.alloc(ROOM_FOR_WRITES))
  } catch (error) {
    throw unavailable(error)
  } finally {
    await rm(path, { force: true })
  }
}
