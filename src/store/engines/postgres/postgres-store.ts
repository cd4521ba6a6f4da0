import { randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { unavailable } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import type { Projection } from '../../../domain/projection.ts'
import type { Reader, Store, StoreFigures, Writer } from '../../../domain/store.ts'
import type { TagFilter } from '../../../domain/item-bank/tag.ts'
import type { Clock } from '../../../lib/clock.ts'
import { constraintError } from '../../constraints.ts'
import { ListMemory, type Sink } from '../../drained-text.ts'
import { compileNow, type Build, type Executor, type Keep, type Value } from '../../engine.ts'
import { Handle } from '../../handles.ts'
import { categoryTexts } from '../../queries/taxonomy/categories-as-json.ts'
import { tagNamesAsJson } from '../../queries/item-bank/item-tags.ts'
import { OutboxBell } from '../../outbox-bell.ts'
import { writersOfThePast } from '../../past.ts'
import type { StoreSurroundings } from '../../surroundings.ts'
import {
  isBrokenKey,
  isLostConnection,
  isPassing,
  isReadOnly,
  isTooBusy,
  isWorthRetrying,
} from './failures.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { openPool, STORE_TIMEOUT_MS, USUAL_LIMITS, type PoolLimits } from './pool.ts'
import { PostgresExecutor } from './postgres-executor.ts'
import { send } from './send.ts'
import { TurnedAway, Turnstile } from './turnstile.ts'
import type { CategoryChoice, CategoryField, CategoryScope } from '../../../domain/taxonomy/category.ts'

const ATTEMPTS = 12
const BEGIN_READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
const ROWS_PER_FETCH = 1_000
const LOST_COMMIT_TIMEOUT_MS = 5_000
const OPERATIONS_KEPT = 24 * 60 * 60 * 1000
/** An operation that writes this many rows to a table makes the planner's statistics outdated. */
const ROWS_OF_A_LOAD = 2_000
const PAUSE_BETWEEN_SWEEPS = 10 * 60 * 1000

/** The store in PostgreSQL, or in a compatible database with the same guarantees. Several nodes may share it. */
export class PostgresStore implements Store {
  readonly #pool: Pool
  readonly #clock: Clock
  readonly #newGuid: () => string
  readonly #report: StoreSurroundings['report']
  readonly #meter: StoreSurroundings['meter']
  readonly #traceparent: StoreSurroundings['traceparent']
  readonly #sweeper: NodeJS.Timeout
  readonly #bell = new OutboxBell()
  /** Operations: half of the connections stay available to reads, however many operations wait for each other. */
  readonly #writers: Turnstile
  /** Long lists, which hold a connection for longer than small reads do. */
  readonly #lists: Turnstile
  /** The text they buffer for slow clients. */
  readonly #memory = new ListMemory()
  /** Analyses tables that were just filled. Only closing the store waits for this. */
  #looking: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined
  /** Connections that can't be used any more. */
  readonly #broken = new WeakSet<PoolClient>()
  /** Ends of reads that are under way. */
  readonly #ending = new WeakMap<PoolClient, Promise<void>>()
  /** The id of the row that this node writes to find out whether it can. */
  readonly #probe = randomUUID()

  private constructor(
    pool: Pool,
    { clock, ids, report, meter, traceparent }: StoreSurroundings,
    { connections }: PoolLimits,
  ) {
    this.#pool = pool
    this.#writers = new Turnstile(Math.max(1, Math.floor(connections / 2)), STORE_TIMEOUT_MS)
    this.#lists = new Turnstile(Math.max(1, Math.floor(connections / 4)), STORE_TIMEOUT_MS)
    this.#clock = clock
    this.#newGuid = () => ids.guid()
    this.#report = report
    this.#meter = meter
    this.#traceparent = traceparent
    this.#sweeper = setInterval(() => void this.#sweep(), PAUSE_BETWEEN_SWEEPS).unref()
  }

  /** Connects, and brings the schema up to date. */
  static async open(
    url: string,
    surroundings: StoreSurroundings,
    limits: PoolLimits = USUAL_LIMITS,
  ): Promise<PostgresStore> {
    const pool = await openPool(url, surroundings.report, limits)
    try {
      await migratePostgres(pool, surroundings.clock)
    } catch (error) {
      await pool.end()
      throw error
    }
    return new PostgresStore(pool, surroundings, limits)
  }

  async read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#retried(async (client) => {
      const executor = new PostgresExecutor(client, this.#clock.now())
      executor.begin(BEGIN_READ)
      const value = await this.#carriedOut(client, executor, () => work(new Handle(executor, this.#newGuid)))
      this.#endRead(client)
      return value
    })
  }

  readLong<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return orUnavailable(this.#lists.pass(() => this.read(work)))
  }

  async lookUp<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#retried(async (client) => {
      const executor = new PostgresExecutor(client, this.#clock.now(), 1)
      try {
        return await work(new Handle(executor, this.#newGuid))
      } catch (error) {
        throw isTheStores(executor.failure) ? executor.failure : error
      } finally {
        executor.end()
      }
    })
  }

  async write<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    let handle: Handle | undefined // that of the last attempt
    const trace = this.#traceparent?.() ?? null
    const value = await this.#operate((executor) =>
      work((handle = new Handle(executor, this.#newGuid, trace))),
    )
    if (handle?.madeDue === true) this.#bell.ring()
    return value
  }

  /** The statement commits by itself, in one round trip. No id tells whether it did: it may run again. */
  async writeOne<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    const trace = this.#traceparent?.() ?? null
    return this.#admitted(this.#writers, async (client) => {
      const executor = new PostgresExecutor(client, this.#clock.now(), 1)
      const started = performance.now()
      try {
        const value = await work(new Handle(executor, this.#newGuid, trace))
        executor.end()
        executor.refuseMisuse()
        this.#meter?.committed(performance.now() - started, 1)
        return value
      } catch (error) {
        throw isTheStores(executor.failure) ? executor.failure : (constraintError(error) ?? error)
      } finally {
        executor.end()
      }
    })
  }

  async writePast<T>(work: (at: (instant: number) => Writer, now: number) => Promise<T>): Promise<T> {
    const value = await this.#operate((executor) =>
      work(writersOfThePast(executor, this.#newGuid), executor.now),
    )
    this.#bell.ring() // some of it may be due
    return value
  }

  async #operate<T>(work: (executor: Executor) => Promise<T>): Promise<T> {
    const { value, written } = await this.#admitted(this.#writers, async (client) => {
      const operation = randomUUID()
      const executor = new PostgresExecutor(client, this.#clock.now())
      executor.begin('BEGIN')
      const value = await this.#carriedOut(client, executor, async () => {
        const settled = await work(executor)
        executor.end()
        executor.refuseMisuse()
        await new Promise((resolve) => setImmediate(resolve))
        executor.refuseMisuse() // once more: abandoned statements have now had time to fail
        return settled
      })
      const started = performance.now()
      await this.#commit(client, operation, executor)
      this.#meter?.committed(performance.now() - started, 1)
      return { value, written: executor.written }
    })
    const filled = [...written].filter(([, rows]) => rows >= ROWS_OF_A_LOAD).map(([table]) => table)
    if (filled.length > 0) this.#looking = this.#looking.then(() => this.#lookAt(filled))
    return value
  }

  listCategoriesAsJson(
    account: AccountId,
    scope: CategoryScope,
    projection: Projection<CategoryField>,
    choice?: CategoryChoice,
  ): AsyncIterable<string> {
    const { build, keep } = categoryTexts(account, scope, projection, choice)
    return this.#texts(build, keep)
  }

  listTagNamesAsJson(place: BankPlace, filter: TagFilter): AsyncIterable<string> {
    return this.#texts(tagNamesAsJson(place, filter))
  }

  onOutbox(listener: () => void): () => void {
    return this.#bell.onRing(listener)
  }

  /** The database's time, so that nodes whose clocks differ agree on what is due. */
  async findSharedTime(): Promise<number | undefined> {
    const asked = this.#clock.elapsed()
    const { rows } = await this.#pool.query<{ at: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at',
    )
    const [row] = rows
    return row && row.at + (this.#clock.elapsed() - asked) / 2 // plus the way back: half the round trip
  }

  async ping(): Promise<void> {
    const { rows } = await this.#pool.query<{ state: string }>(
      `SELECT current_setting('transaction_read_only') AS state`,
    )
    if (rows[0]?.state === 'on') throw unavailable(new Error('The database is read-only.'))
  }

  async probe(): Promise<void> {
    try {
      await this.#pool.query(
        'INSERT INTO operation (id, at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET at = excluded.at',
        [this.#probe, this.#clock.now()],
      )
    } catch (error) {
      throw unavailable(error)
    }
  }

  async measure(): Promise<StoreFigures> {
    try {
      const { rows } = await this.#pool.query<{ bytes: string }>(
        'SELECT pg_database_size(current_database()) AS bytes',
      )
      return { bytes: Number(rows[0]?.bytes ?? 0) }
    } catch (error) {
      throw unavailable(error)
    }
  }

  /** Also of use when it is closed already. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    clearInterval(this.#sweeper)
    await this.#looking
    await this.#pool.end()
  }

  #texts(build: Build<{ json: string }>, keep?: Keep): AsyncIterable<string> {
    return this.#memory.texts((sink) =>
      orUnavailable(
        this.#lists.pass(async () => {
          const client = await this.#connect()
          try {
            await drainByCursor(client, { build, keep }, sink)
            client.release()
          } catch (error) {
            client.release(true)
            throw isPassing(error) ? unavailable(error) : error
          }
        }),
      ),
    )
  }

  /** Runs the work in the transaction that is open on the connection. If it fails, the transaction is rolled back. */
  async #carriedOut<T>(client: PoolClient, executor: PostgresExecutor, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      executor.end()
      // Statements that nobody waited for, or abandoned, are answered before this one.
      await send(client, 'ROLLBACK').catch(() => this.#broken.add(client))
      const cause = executor.untoldFailure ?? error
      throw isTheStores(executor.failure) ? executor.failure : (constraintError(cause) ?? cause)
    } finally {
      executor.end()
    }
  }

  /**
   * Writes the operation's id and commits, in one round trip. If the connection is lost, the answer may be lost
   * although the commit succeeded: the id shows which. If it is missing, the operation wasn't committed, and is
   * retried.
   */
  async #commit(client: PoolClient, operation: string, executor: PostgresExecutor): Promise<void> {
    const id = client.escapeLiteral(operation)
    const text = `INSERT INTO operation (id, at) VALUES (${id}, ${this.#clock.now()}); COMMIT`
    let answers: readonly { readonly command: string }[]
    try {
      answers = (await send(client, text)) as unknown as typeof answers // one answer per statement
    } catch (error) {
      if (isLostConnection(error)) {
        this.#broken.add(client)
        if (await this.#tookPlace(operation, error)) return
        throw error
      }
      await send(client, 'ROLLBACK').catch(() => this.#broken.add(client)) // it failed before the commit
      // Perhaps because of a statement that nobody waited for.
      const cause = executor.untoldFailure ?? error
      throw constraintError(cause) ?? cause
    }
    // After a failed statement that nobody noticed, PostgreSQL answers COMMIT with ROLLBACK.
    if (answers.at(-1)?.command !== 'COMMIT') {
      throw new Error('An operation continued after a statement failed.')
    }
  }

  /** Nobody waits for the end of a read, which can't fail. The connection is released after it. */
  #endRead(client: PoolClient): void {
    const ending = send(client, 'COMMIT').then(
      () => undefined,
      () => void this.#broken.add(client),
    )
    this.#ending.set(client, ending)
  }

  async #tookPlace(operation: string, cause: unknown): Promise<boolean> {
    try {
      const client = await this.#pool.connect()
      try {
        // The backend of the lost connection may still be committing. Writing the same key waits for it, but not for
        // ever: it may not have noticed yet that the connection is lost.
        await client.query(`SET lock_timeout = ${LOST_COMMIT_TIMEOUT_MS}`)
        const { rowCount } = await client.query(
          'INSERT INTO operation (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
          [operation, this.#clock.now()],
        )
        return rowCount === 0
      } finally {
        client.release(true) // with its setting
      }
    } catch (error) {
      this.#report('whether a commit took place could not be found out', error)
      throw unavailable(cause)
    }
  }

  /** Runs the work when it is its turn. Other work has turns between two attempts. */
  #admitted<T>(turnstile: Turnstile, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#retried(work, (attempt) => orUnavailable(turnstile.pass(attempt)))
  }

  /** Runs the work on a connection, and retries it when the engine requires that. */
  async #retried<T>(
    work: (client: PoolClient) => Promise<T>,
    admit: (attempt: () => Promise<T>) => Promise<T> = (attempt) => attempt(),
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await admit(() => this.#once(work))
      } catch (error) {
        if (isTooBusy(error)) throw unavailable(error)
        if (!isWorthRetrying(error) && !isReadOnly(error)) throw error
        if (attempt === ATTEMPTS) throw isBrokenKey(error) ? error : unavailable(error)
      }
      // Spreads conflicting operations over a growing time, so that they don't conflict again.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** Math.min(attempt, 8)))
    }
  }

  async #once<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect()
    try {
      return await work(client)
    } catch (error) {
      if (isLostConnection(error) || isReadOnly(error)) this.#broken.add(client)
      throw error
    } finally {
      const ending = this.#ending.get(client)
      this.#ending.delete(client)
      const release = () => client.release(this.#broken.has(client))
      if (ending === undefined) release()
      else void ending.then(release)
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw unavailable(error)
    }
  }

  /**
   * Updates the planner's statistics at once, without waiting for the database to do so. No reader or writer waits for
   * it, and it waits for nobody: a table that is being analysed already is skipped.
   */
  async #lookAt(tables: readonly string[]): Promise<void> {
    try {
      await this.#pool.query(`ANALYZE (SKIP_LOCKED) ${tables.join(', ')}`)
    } catch (error) {
      this.#report('the statistics of tables could not be renewed', error)
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

// The operation may report its first failure differently: through the statements that failed after it.
function isTheStores(failure: unknown): boolean {
  return (
    isTooBusy(failure) ||
    isReadOnly(failure) ||
    (isWorthRetrying(failure) && constraintError(failure) === undefined)
  )
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof TurnedAway ? unavailable(error) : error
  }
}

/** Rows from a cursor, drained to memory whether or not the client keeps up. */
async function drainByCursor(
  client: PoolClient,
  { build, keep }: { readonly build: Build<{ json: string }>; readonly keep: Keep | undefined },
  sink: Sink,
): Promise<void> {
  const { sql, values } = compileNow('postgres', build)
  const fetch = () =>
    client.query<[string, ...Value[]]>({ text: `FETCH ${ROWS_PER_FETCH} FROM list`, rowMode: 'array' })
  let [, , { rows }] = await Promise.all([
    send(client, BEGIN_READ),
    send(client, { text: `DECLARE list NO SCROLL CURSOR FOR ${sql}`, values }),
    fetch(),
  ])
  let separator = ''
  for (;;) {
    const kept = keep === undefined ? rows : rows.filter(keep)
    if (kept.length > 0) {
      await sink.put(separator + kept.map(([json]) => json).join(','))
      separator = ','
    }
    if (rows.length < ROWS_PER_FETCH || sink.left) break
    ;({ rows } = await fetch())
  }
  await client.query('COMMIT')
}
