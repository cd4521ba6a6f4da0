import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import {
  compileNow,
  nameOf,
  refuseUndefined,
  touchOf,
  type Build,
  type Columns,
  type Executor,
  type Plan,
  type Query,
  type Touch,
  type Value,
} from '../../engine.ts'
import { constraintError } from '../../constraints.ts'
import type { Database } from '../../tables/tables.ts'
import { keyOf, KnownRows, MAX_ROWS_HELD } from '../../known-rows.ts'
import { send } from './send.ts'

const WRITES_TO = /^(?:insert into|update|delete from) "?(\w+)/i
/** So many statements may be under way before the operation waits for them. */
const MOST_UNDER_WAY = 64
/** So many bytes may wait to be sent before the operation does. */
const MOST_UNSENT = 1024 * 1024

const PART: Touch = { effect: 'writes', tables: [] }

type Statement = QueryConfig
type Result = QueryResult<Record<string, unknown>>

/**
 * Runs statements on a connection for the duration of one read or operation. After its end, or after a failed
 * statement, every further statement throws.
 *
 * Statements go out one behind the other, without waiting for answers (decision 0033). The operation waits for the rows
 * that it asked for; what only writes is answered meanwhile, and fails the operation at its next statement or at its end.
 */
export class PostgresExecutor implements Executor {
  readonly engine = 'postgres'
  readonly now: number
  readonly #client: PoolClient
  #over = false
  /** Statements whose answers the operation waits for. */
  #awaited = 0
  /** Statements whose answers nobody waits for. */
  #underWay = 0
  /** The answer to BEGIN, until it is there. */
  #beginning: Promise<void> | undefined
  /** Whether a statement waits for that answer: then those after it wait too. */
  #holdsBack = false
  /** The number of statements it may still run. */
  #left: number
  #late = false
  readonly #written = new Map<string, number>()
  /** undefined: it has too few statements to repeat one. */
  readonly #known: KnownRows<Promise<Result>> | undefined
  /** The first failed statement. An operation that caught its error must not continue. */
  failure: unknown
  /** Whether nobody has been told of that failure. */
  #untold = false

  /** @param maxStatements every statement beyond this number throws */
  constructor(client: PoolClient, now: number, maxStatements = Infinity) {
    this.#client = client
    this.now = now
    this.#left = maxStatements
    this.#known = maxStatements === Infinity ? new KnownRows() : undefined
  }

  /** The number of rows written, per table. */
  get written(): ReadonlyMap<string, number> {
    return this.#written
  }

  /** A failure that the operation has not been told of, because it waited for no answer. */
  get untoldFailure(): unknown {
    return this.#untold ? this.failure : undefined
  }

  /** Opens the transaction, without waiting for it. */
  begin(text: string): void {
    this.#beginning = send(this.#client, text).then(
      () => {
        this.#beginning = undefined
      },
      (error: unknown) => this.#fail(error, true),
    )
  }

  end(): void {
    this.#over = true
  }

  /** Throws if the operation left a statement un-awaited, or continued after a failed one. */
  refuseMisuse(): void {
    if (this.#untold) throw this.failure
    if (this.failure !== undefined) {
      throw new Error('An operation continued after a statement failed.', { cause: this.failure })
    }
    if (this.#awaited > 0 || this.#late) {
      throw new Error('An operation settled before its statements; an await is missing.')
    }
  }

  async all<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row[]> {
    const { rows } = await this.#ask(query, parameters)
    return rows as Row[] // rows have the query's own type
  }

  async first<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row | undefined> {
    const { rows } = await this.#ask(query, parameters)
    return rows[0] as Row | undefined // as above
  }

  async run<P extends Readonly<Record<string, Value>>>(
    query: Query<P, unknown>,
    parameters: P,
  ): Promise<number> {
    return (await this.#ask(query, parameters)).rowCount ?? 0
  }

  async send<P extends Readonly<Record<string, Value>>>(
    query: Query<P, unknown>,
    parameters: P,
  ): Promise<void> {
    const { name, sql, touch } = query.compiled('postgres')
    await this.#post({ name, text: sql, values: query.bind('postgres', parameters) }, touch)
  }

  async select<Row>(build: Build<Row>, plan?: Plan): Promise<Row[]> {
    const statement = built(build, plan)
    const { rows } = await this.#answered(statement, touchOf(statement.text))
    return rows as Row[] // as above
  }

  async sendBuilt(build: Build<unknown>, plan?: Plan): Promise<void> {
    const statement = built(build, plan)
    await this.#post(statement, touchOf(statement.text))
  }

  async insertAll(table: keyof Database, columns: Columns, rows: readonly Value[][]): Promise<void> {
    if (rows.length === 0) return
    for (const row of rows) refuseUndefined(table, row)
    const names = Object.keys(columns)
    const lists = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`)
    const text = `INSERT INTO ${table} (${names.join(', ')}) SELECT * FROM unnest(${lists.join(', ')})`
    const values = names.map((_, column) => rows.map((row) => row[column]))
    await this.#post({ name: nameOf(text), text, values }, { effect: 'writes', tables: [table] })
  }

  async attempt<T>(part: () => Promise<T>): Promise<T> {
    await this.#post({ text: 'SAVEPOINT part' }, PART)
    try {
      const value = await part()
      await this.#answered({ text: 'RELEASE SAVEPOINT part' }, PART)
      return value
    } catch (error) {
      if (this.#over) throw error
      this.#known?.forget()
      // What nobody waited for is answered before this.
      await send(this.#client, 'ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part').catch(
        (failure: unknown) => this.#fail(failure, false),
      )
      const cause = this.#untold ? this.failure : error
      const meant = constraintError(cause)
      this.#untold = false
      // A lost connection, a deadlock or a canceled statement ends the operation, which may be retried.
      if (this.failure !== undefined && meant === undefined) throw cause
      this.failure = undefined
      throw meant ?? cause
    }
  }

  /** Others have a turn; statements under way are limited, so nobody's work piles up. */
  pause(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  #ask<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>, parameters: P): Promise<Result> {
    const { name, sql, touch } = query.compiled('postgres')
    const values = query.bind('postgres', parameters)
    const asked = () => this.#answered({ name, text: sql, values }, touch)
    const known = this.#known
    if (touch.effect !== 'reads' || known === undefined) return asked()
    this.#refuseLate()
    const key = keyOf(values)
    const held = known.find(query, key)
    if (held !== undefined) return held
    const answer = asked()
    known.hold(query, key, answer)
    return answer.then((result) => {
      if (result.rows.length > MAX_ROWS_HELD) known.drop(query, key)
      return result
    })
  }

  /** Sends a statement, and waits for its answer. */
  async #answered(statement: Statement, touch: Touch): Promise<Result> {
    this.#admit(touch)
    this.#awaited++
    try {
      if (this.#beginning !== undefined) await this.#turn(touch)
      const result = await send(this.#client, statement).catch((error: unknown) => {
        this.#fail(error, false)
        this.#untold = false
        throw this.failure // the first one: those after it fail because of it
      })
      this.#count(statement.text, result.rowCount ?? 0)
      return result
    } finally {
      this.#awaited--
    }
  }

  /** Sends a statement, and waits only if too many are under way. */
  async #post(statement: Statement, touch: Touch): Promise<void> {
    this.#admit(touch)
    if (this.#beginning !== undefined) {
      this.#awaited++
      try {
        await this.#turn(touch)
      } finally {
        this.#awaited--
      }
    }
    this.#underWay++
    const answer = send(this.#client, statement).then(
      (result) => {
        this.#underWay--
        this.#count(statement.text, result.rowCount ?? 0)
      },
      (error: unknown) => {
        this.#underWay--
        this.#fail(error, true)
      },
    )
    if (this.#underWay < MOST_UNDER_WAY && this.#client.connection.stream.writableLength < MOST_UNSENT) return
    await answer
  }

  #admit(touch: Touch): void {
    this.#refuseLate()
    if (--this.#left < 0) throw new Error('More statements ran than were allowed.')
    this.#known?.note(touch)
  }

  #refuseLate(): void {
    if (this.#over) {
      this.#late = true
      throw new Error('A statement ran after its operation had settled; an await is missing.')
    }
    if (this.#untold) {
      this.#untold = false
      throw this.failure
    }
    if (this.failure !== undefined) {
      throw new Error('A statement ran after a previous one had failed.', { cause: this.failure })
    }
  }

  /**
   * Waits for the answer to BEGIN if a statement writes: without a transaction, it would be committed at once. Others go out
   * along with BEGIN.
   */
  async #turn({ effect }: Touch): Promise<void> {
    if (this.#beginning === undefined || (effect !== 'writes' && !this.#holdsBack)) return
    this.#holdsBack = true
    await this.#beginning
    this.#refuseLate()
  }

  #fail(error: unknown, untold: boolean): void {
    if (this.failure !== undefined) return
    this.failure = error
    this.#untold = untold
  }

  #count(text: string, rows: number): void {
    const table = WRITES_TO.exec(text)?.[1]
    if (table !== undefined) this.#written.set(table, (this.#written.get(table) ?? 0) + rows)
  }
}

function built(build: Build<unknown>, plan: Plan | undefined): Statement {
  const { sql: text, values } = compileNow('postgres', build)
  return plan === 'kept' ? { name: nameOf(text), text, values } : { text, values }
}
