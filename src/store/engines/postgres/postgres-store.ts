import { randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { unavailable } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { BankPlace } from '../../../domain/item-bank-store.ts'
import type {
  CategoryField,
  CategoryScope,
  Projection,
  Reader,
  Store,
  Writer,
} from '../../../domain/store.ts'
import type { TagFilter } from '../../../domain/tag.ts'
import type { Clock } from '../../../lib/clock.ts'
import { constraintError } from '../../constraints.ts'
import { compileNow, type Build } from '../../engine.ts'
import { Handle } from '../../handles.ts'
import { categoriesAsJson } from '../../queries/categories.ts'
import { tagNamesAsJson } from '../../queries/item-tags.ts'
import { OutboxBell } from '../../outbox-bell.ts'
import type { StoreSurroundings } from '../../surroundings.ts'
import { isLostConnection, isWorthRetrying } from './failures.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { openPool } from './pool.ts'
import { PostgresExecutor } from './postgres-executor.ts'

const ATTEMPTS = 12
const ROWS_PER_FETCH = 2_000
const OPERATIONS_KEPT = 24 * 60 * 60 * 1000
const PAUSE_BETWEEN_SWEEPS = 10 * 60 * 1000

/** The store in PostgreSQL, or in what speaks its protocol with the same guarantees. Several nodes may share it. */
export class PostgresStore implements Store {
  readonly #pool: Pool
  readonly #clock: Clock
  readonly #newGuid: () => string
  readonly #report: StoreSurroundings['report']
  readonly #sweeper: NodeJS.Timeout
  readonly #bell = new OutboxBell()

  private constructor(pool: Pool, { clock, ids, report }: StoreSurroundings) {
    this.#pool = pool
    this.#clock = clock
    this.#newGuid = () => ids.guid()
    this.#report = report
    this.#sweeper = setInterval(() => void this.#sweep(), PAUSE_BETWEEN_SWEEPS).unref()
  }

  /** Connects, and brings the schema up to date. */
  static async open(url: string, surroundings: StoreSurroundings): Promise<PostgresStore> {
    const pool = await openPool(url, surroundings.report)
    try {
      await migratePostgres(pool, surroundings.clock)
    } catch (error) {
      await pool.end()
      throw error
    }
    return new PostgresStore(pool, surroundings)
  }

  async read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#retried(async (client) => {
      const executor = new PostgresExecutor(client, this.#clock.now())
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      try {
        return await work(new Handle(executor, this.#newGuid))
      } finally {
        executor.end()
        await client.query('COMMIT')
      }
    })
  }

  async write<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    const operation = randomUUID()
    const result = await this.#retried(async (client) => {
      const executor = new PostgresExecutor(client, this.#clock.now())
      const handle = new Handle(executor, this.#newGuid)
      let value: T
      try {
        await client.query('BEGIN')
        value = await work(handle)
        executor.end()
        await executor.checkAllSettled()
        await client.query({
          name: 'operation',
          text: 'INSERT INTO operation (id, at) VALUES ($1, $2)',
          values: [operation, this.#clock.now()],
        })
      } catch (error) {
        executor.end()
        if (!isLostConnection(error)) await client.query('ROLLBACK')
        throw constraintError(error) ?? error
      }
      await this.#commit(client, operation)
      return { value, madeDue: handle.madeDue }
    })
    if (result.madeDue) this.#bell.ring()
    return result.value
  }

  /** A long list by a cursor: rows are drained to memory whether or not the client keeps up. */
  categoriesAsJson(
    account: AccountId,
    scope: CategoryScope,
    projection: Projection<CategoryField>,
  ): AsyncIterable<string> {
    return this.#texts(categoriesAsJson(account, scope, projection))
  }

  tagNamesAsJson(place: BankPlace, filter: TagFilter): AsyncIterable<string> {
    return this.#texts(tagNamesAsJson(place, filter))
  }

  onOutbox(listener: () => void): () => void {
    return this.#bell.onRing(listener)
  }

  async ping(): Promise<void> {
    await this.#pool.query('SELECT 1')
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    await this.#pool.end()
  }

  async *#texts(build: Build<{ json: string }>): AsyncGenerator<string> {
    const { sql, values } = compileNow('postgres', build)
    const client = await this.#connect()
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      await client.query(`DECLARE list NO SCROLL CURSOR FOR ${sql}`, values)
      for (let first = true; ; first = false) {
        const { rows } = await client.query<[string]>({
          text: `FETCH ${ROWS_PER_FETCH} FROM list`,
          rowMode: 'array',
        })
        if (rows.length > 0) yield (first ? '' : ',') + rows.map(([json]) => json).join(',')
        if (rows.length < ROWS_PER_FETCH) break
      }
      await client.query('COMMIT')
      client.release()
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  /**
   * Commits. When the connection is lost on the way, the answer may be lost and the commit not: then the operation's id,
   * written in the same transaction, tells.
   */
  async #commit(client: PoolClient, operation: string): Promise<void> {
    let answer: { command: string }
    try {
      answer = await client.query('COMMIT')
    } catch (error) {
      if (!isLostConnection(error)) throw error
      if (await this.#tookPlace(operation, error)) return
      throw unavailable(error)
    }
    // After a failed statement that nobody noticed, PostgreSQL answers COMMIT with ROLLBACK.
    if (answer.command !== 'COMMIT') throw new Error('An operation went on after a statement had failed.')
  }

  async #tookPlace(operation: string, cause: unknown): Promise<boolean> {
    try {
      // The backend that lost us may still be at its commit; a lock on the same key would wait for it.
      const { rowCount } = await this.#pool.query(
        `INSERT INTO operation (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
        [operation, this.#clock.now()],
      )
      return rowCount === 0
    } catch (error) {
      this.#report('whether a commit took place could not be found out', error)
      throw unavailable(cause)
    }
  }

  /** Runs the work on a connection, anew when the engine asks for it. */
  async #retried<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#connect()
      let broken = false
      try {
        return await work(client)
      } catch (error) {
        broken = isLostConnection(error)
        if (!isWorthRetrying(error)) throw error
        if (attempt === ATTEMPTS) throw unavailable(error)
        // Spread those who met over a growing time, so that they don't meet again.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** Math.min(attempt, 8)))
      } finally {
        client.release(broken)
      }
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw unavailable(error)
    }
  }

  async #sweep(): Promise<void> {
    try {
      await this.#pool.query('DELETE FROM operation WHERE at < $1', [this.#clock.now() - OPERATIONS_KEPT])
    } catch (error) {
      this.#report('old operation ids could not be removed', error)
    }
  }
}
