import type { AccountId } from '../../../domain/ids.ts'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import type { Projection } from '../../../domain/projection.ts'
import type { Reader, Store, Writer } from '../../../domain/store.ts'
import type { CategoryField, CategoryScope } from '../../../domain/taxonomy/taxonomy-store.ts'
import type { TagFilter } from '../../../domain/item-bank/tag.ts'
import { Handle } from '../../handles.ts'
import { categoriesAsJson } from '../../queries/taxonomy/categories.ts'
import { tagNamesAsJson } from '../../queries/item-bank/item-tags.ts'
import { OutboxBell } from '../../outbox-bell.ts'
import type { Report } from '../../report.ts'
import type { StoreSurroundings } from '../../surroundings.ts'
import { Checkpointer } from './checkpointer.ts'
import { SqliteConnection, type SqliteFile } from './connection.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { SqliteReader } from './reader.ts'
import { SqliteStreams } from './streams.ts'
import { SqliteWriter } from './writer.ts'

/** The store in one SQLite file: one writer with group commit, a connection for small reads, a few for long lists. */
export class SqliteStore implements Store {
  readonly #newGuid: () => string
  readonly #writing: SqliteConnection
  readonly #writer: SqliteWriter
  readonly #reader: SqliteReader
  readonly #streams: SqliteStreams
  readonly #checkpointer: Checkpointer
  readonly #report: Report
  readonly #bell = new OutboxBell()
  #closing: Promise<void> | undefined

  private constructor(file: SqliteFile, { clock, ids, report }: StoreSurroundings) {
    this.#newGuid = () => ids.guid()
    this.#report = report
    this.#writing = new SqliteConnection(file, 'write')
    this.#checkpointer = new Checkpointer(file.path, report)
    this.#reader = new SqliteReader(new SqliteConnection(file, 'read'), clock, report)
    this.#writer = new SqliteWriter(this.#writing, clock, report, () => {
      this.#reader.renew()
      try {
        return this.#checkpointer.committed(this.#writing.rowsChanged())
      } catch (error) {
        report('no checkpoint could be asked for', error) // the operations are on disk all the same
        return undefined
      }
    })
    this.#streams = new SqliteStreams(file)
  }

  /** Opens the file, which is made when it isn't there, and brings its schema up to date. */
  static async open(file: SqliteFile, surroundings: StoreSurroundings): Promise<SqliteStore> {
    await migrateSqlite(file, surroundings.clock)
    return new SqliteStore(file, surroundings)
  }

  read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#reader.run((executor) => work(new Handle(executor, this.#newGuid)))
  }

  async write<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    let handle: Handle | undefined
    const result = await this.#writer.run((executor) => work((handle = new Handle(executor, this.#newGuid))))
    if (handle?.madeDue === true) this.#bell.ring()
    return result
  }

  categoriesAsJson(
    account: AccountId,
    scope: CategoryScope,
    projection: Projection<CategoryField>,
  ): AsyncIterable<string> {
    return this.#streams.texts(categoriesAsJson(account, scope, projection))
  }

  tagNamesAsJson(place: BankPlace, filter: TagFilter): AsyncIterable<string> {
    return this.#streams.texts(tagNamesAsJson(place, filter))
  }

  onOutbox(listener: () => void): () => void {
    return this.#bell.onRing(listener)
  }

  async ping(): Promise<void> {
    await this.read((reader) => reader.accounts.findOnly())
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
