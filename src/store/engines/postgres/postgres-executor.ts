import type { PoolClient } from 'pg'
import {
  compileNow,
  refuseUndefined,
  type Build,
  type Columns,
  type Executor,
  type Query,
  type Value,
} from '../../engine.ts'
import { constraintError } from '../../constraints.ts'
import type { Database } from '../../tables/tables.ts'

const WRITES_TO = /^(?:insert into|update|delete from) "?(\w+)/i

/**
 * Runs statements on a connection for the duration of one read or operation. After its end, or after a failed
 * statement, every further statement throws.
 */
export class PostgresExecutor implements Executor {
  readonly engine = 'postgres'
  readonly now: number
  readonly #client: PoolClient
  #over = false
  #pending = 0
  /** The number of statements it may still run. */
  #left: number
  #late = false
  readonly #written = new Map<string, number>()
  /** The first failed statement. An operation that caught its error must not continue. */
  failure: unknown

  /** @param maxStatements every statement beyond this number throws */
  constructor(client: PoolClient, now: number, maxStatements = Infinity) {
    this.#client = client
    this.now = now
    this.#left = maxStatements
  }

  /** The number of rows written, per table. */
  get written(): ReadonlyMap<string, number> {
    return this.#written
  }

  end(): void {
    this.#over = true
  }

  /** Throws if the operation left a statement un-awaited, or continued after a failed one. */
  refuseMisuse(): void {
    if (this.failure !== undefined) {
      throw new Error('An operation continued after a statement failed.', { cause: this.failure })
    }
    if (this.#pending > 0 || this.#late) {
      throw new Error('An operation settled before its statements; an await is missing.')
    }
  }

  async all<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row[]> {
    const { rows } = await this.#attempt(query, parameters)
    return rows as Row[] // rows have the query's own type
  }

  async first<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row | undefined> {
    const { rows } = await this.#attempt(query, parameters)
    return rows[0] as Row | undefined // as above
  }

  async run<P extends Readonly<Record<string, Value>>>(
    query: Query<P, unknown>,
    parameters: P,
  ): Promise<number> {
    return (await this.#attempt(query, parameters)).rowCount ?? 0
  }

  async select<Row>(build: Build<Row>): Promise<Row[]> {
    const { sql, values } = compileNow('postgres', build)
    const { rows } = await this.#send({ text: sql, values })
    return rows as Row[] // as above
  }

  async insertAll(table: keyof Database, columns: Columns, rows: readonly Value[][]): Promise<void> {
    if (rows.length === 0) return
    for (const row of rows) refuseUndefined(table, row)
    const names = Object.keys(columns)
    const lists = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`)
    const text = `INSERT INTO ${table} (${names.join(', ')}) SELECT * FROM unnest(${lists.join(', ')})`
    await this.#send({ text, values: names.map((_, column) => rows.map((row) => row[column])) })
  }

  async attempt<T>(part: () => Promise<T>): Promise<T> {
    await this.#send({ text: 'SAVEPOINT part', values: [] })
    try {
      const value = await part()
      await this.#send({ text: 'RELEASE SAVEPOINT part', values: [] })
      return value
    } catch (error) {
      // A lost connection, a deadlock or a canceled statement ends the operation, which may be retried.
      const meant = constraintError(error)
      if (this.#over || (this.failure !== undefined && meant === undefined)) throw error
      this.failure = undefined
      await this.#send({ text: 'ROLLBACK TO SAVEPOINT part', values: [] })
      await this.#send({ text: 'RELEASE SAVEPOINT part', values: [] })
      throw meant ?? error
    }
  }

  /** Each statement waits for the network, so others have already had turns. */
  pause(): Promise<void> {
    return Promise.resolve()
  }

  #attempt<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>, parameters: P) {
    const { name, sql } = query.compiled('postgres')
    return this.#send({ name, text: sql, values: query.bind('postgres', parameters) })
  }

  async #send(statement: { name?: string; text: string; values: unknown[] }) {
    if (this.#over) {
      this.#late = true
      throw new Error('A statement ran after its operation had settled; an await is missing.')
    }
    if (this.failure !== undefined) {
      throw new Error('A statement ran after a previous one had failed.', { cause: this.failure })
    }
    if (--this.#left < 0) throw new Error('More statements ran than were allowed.')
    this.#pending++
    try {
      const result = await this.#client.query<Record<string, unknown>>(statement)
      this.#count(statement.text, result.rowCount ?? 0)
      return result
    } catch (error) {
      this.failure ??= error
      throw error
    } finally {
      this.#pending--
    }
  }

  #count(text: string, rows: number): void {
    const table = WRITES_TO.exec(text)?.[1]
    if (table !== undefined) this.#written.set(table, (this.#written.get(table) ?? 0) + rows)
  }
}
