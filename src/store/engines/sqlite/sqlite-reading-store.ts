import type { AccountId } from '../../../domain/ids.ts'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import type { TagFilter } from '../../../domain/item-bank/tag.ts'
import type { Projection } from '../../../domain/projection.ts'
import type { Reader, Store, StoreFigures } from '../../../domain/store.ts'
import type { CategoryChoice, CategoryField, CategoryScope } from '../../../domain/taxonomy/category.ts'
import type { Clock } from '../../../lib/clock.ts'
import { NeedsWriter } from '../../../lib/needs-writer.ts'
import { Handle } from '../../handles.ts'
import { hasTagNames, tagNamesAsJson } from '../../queries/item-bank/item-tags.ts'
import { categoryTexts } from '../../queries/taxonomy/categories-as-json.ts'
import type { StoreSurroundings } from '../../surroundings.ts'
import { SqliteConnection, type SqliteFile } from './connection.ts'
import { measureFiles } from './measure-files.ts'
import { SqliteReader } from './reader.ts'
import { SqliteStreams } from './streams.ts'

/**
 * The store in a SQLite file that another process writes. A read that begins after a commit was acknowledged sees it, whoever
 * has written it.
 */
export class SqliteReadingStore implements Store {
  readonly #path: string
  readonly #clock: Clock
  readonly #newGuid: () => string
  readonly #reader: SqliteReader
  readonly #streams: SqliteStreams
  #closing: Promise<void> | undefined

  /** Opens a file that exists and has the schema of this version. */
  constructor(file: SqliteFile, { clock, ids, report }: StoreSurroundings) {
    this.#path = file.path
    this.#clock = clock
    this.#newGuid = () => ids.guid()
    this.#reader = new SqliteReader(new SqliteConnection(file, 'read'), clock, report)
    this.#streams = new SqliteStreams(file)
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

  /** Throws at once, and doesn't reject: work in the background has nobody who waits for it. @throws NeedsWriter */
  write(): never {
    throw new NeedsWriter()
  }

  /** @throws NeedsWriter */
  writeOne(): never {
    throw new NeedsWriter()
  }

  /** @throws NeedsWriter */
  writePast(): never {
    throw new NeedsWriter()
  }

  /** The next read sees what others have committed by now, even if it shares a turn of the event loop with earlier ones. */
  renew(): void {
    this.#reader.renew()
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

  /** Only the process that writes learns of what is due. */
  onOutbox(): () => void {
    return () => undefined
  }

  findSharedTime(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  measure(): Promise<StoreFigures> {
    return measureFiles(this.#path)
  }

  async ping(): Promise<void> {
    await this.read((reader) => reader.accounts.findOnly())
  }

  /** Whether writes work is known to the process that writes. */
  async probe(): Promise<void> {
    await this.ping()
  }

  close(): Promise<void> {
    return (this.#closing ??= Promise.all([this.#reader.close(), this.#streams.close()]).then(
      () => undefined,
    ))
  }
}
