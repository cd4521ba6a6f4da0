import {
  compileNow,
  refuseUndefined,
  touchOf,
  type Build,
  type Columns,
  type Executor,
  type Query,
  type Value,
} from '../../engine.ts'
import { keyOf, KnownRows, MAX_ROWS_HELD } from '../../known-rows.ts'
import type { Database } from '../../tables/tables.ts'
import type { SqliteConnection } from './connection.ts'
import type { Prepared, Row as StoredRow } from './prepared.ts'
import type { RecurringRows } from './recurring-rows.ts'
import { toDomainError } from './failures.ts'
import { turn } from './settle.ts'

/** How many rows of a bulk insert are written before others have their turn. */
const ROWS_PER_TURN = 250
/** For how many milliseconds work goes on with statements before others have their turn. */
const LONGEST_TURN = 4

/** The work ran more statements, or for longer, than it may where it is. */
class GrownLong extends Error {
  override readonly name = 'GrownLong'
}

function nothing(): void {
  // Most executors need no callback.
}

/**
 * Runs statements on a connection for the duration of one read or operation. After its end, or after a failed
 * statement, every further statement throws.
 */
export class SqliteExecutor implements Executor {
  readonly engine = 'sqlite'
  readonly now: number
  readonly #connection: SqliteConnection
  readonly #onMisuse: () => void
  readonly #recurring: RecurringRows | undefined
  readonly #known: KnownRows<StoredRow[]> | undefined
  readonly #mayPause: boolean
  readonly #isBrief: boolean
  readonly #pauses: () => void
  readonly #resumed: () => void
  /** The turn that it has given to others. */
  #pause: Promise<void> | undefined
  /** When its own turn began, by the process's timer; undefined before its first statement, and where it may take long. */
  #turnBegan: number | undefined
  /** The number of statements it may still run. */
  #left: number
  #over = false
  /** The first failed statement. An operation that caught its error must not continue. */
  failure: unknown

  /**
   * @param onMisuse called when a statement comes after the end: an `await` is missing
   * @param recurring keeps rows of recurring queries from one read to the next
   * @param remembers whether it asks once for what it asks repeatedly, as long as it writes nothing
   * @param maxStatements every statement beyond this number throws; each row of a bulk insert counts
   * @param mayPause whether it owns the connection until its end, so that others may have turns meanwhile: where it says so,
   *   and before a statement when it has been at work for long
   * @param isBrief whether it has one turn only: a statement throws when the work has gone on for long by then
   * @param pauses called before each pause
   * @param resumed called after each pause; what it throws ends the work
   */
  constructor(
    connection: SqliteConnection,
    now: number,
    {
      onMisuse = nothing,
      recurring,
      remembers = false,
      maxStatements = Infinity,
      mayPause = false,
      isBrief = false,
      pauses = nothing,
      resumed = nothing,
    }: {
      onMisuse?: () => void
      recurring?: RecurringRows
      remembers?: boolean
      maxStatements?: number
      mayPause?: boolean
      isBrief?: boolean
      pauses?: () => void
      resumed?: () => void
    } = {},
  ) {
    this.#connection = connection
    this.now = now
    this.#onMisuse = onMisuse
    this.#recurring = recurring
    this.#known = remembers ? new KnownRows() : undefined
    this.#left = maxStatements
    this.#mayPause = mayPause
    this.#isBrief = isBrief
    if (mayPause) this.#turnBegan = performance.now()
    this.#pauses = pauses
    this.#resumed = resumed
  }

  /** Whether it has given this turn to others. */
  get isPausing(): boolean {
    return this.#pause !== undefined
  }

  /** Whether it ran more statements, or for longer, than allowed. */
  get grewLong(): boolean {
    return this.failure instanceof GrownLong
  }

  /** From now on every statement beyond this number throws. */
  limitStatements(number: number): void {
    this.#left = Math.min(this.#left, number)
  }

  end(): void {
    this.#over = true
  }

  async all<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row[]> {
    if (this.#isDue()) await this.#rest()
    return this.#attempt(() => {
      const values = query.bind('sqlite', parameters)
      const lookUp = () => this.#connection.statementOf(query).all(values)
      const known = this.#heldFor(query)
      return known === undefined ? lookUp() : once(known, query, keyOf(values), lookUp)
    }) as Row[] // rows have the query's own type
  }

  async first<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row | undefined> {
    if (this.#isDue()) await this.#rest()
    return this.#attempt(() => {
      const values = query.bind('sqlite', parameters)
      const lookUp = () => this.#connection.statementOf(query).first(values)
      if (query.recurs && this.#recurring) return this.#recurring.first(query, values, lookUp)
      const known = this.#heldFor(query)
      if (known === undefined) return lookUp()
      const [row] = once(known, query, `first ${keyOf(values)}`, () => {
        const found = lookUp()
        return found === undefined ? [] : [found]
      })
      return row
    }) as Row | undefined // as above
  }

  async run<P extends Readonly<Record<string, Value>>>(
    query: Query<P, unknown>,
    parameters: P,
  ): Promise<number> {
    if (this.#isDue()) await this.#rest()
    return this.#attempt(() => this.#write(query, parameters))
  }

  async send<P extends Readonly<Record<string, Value>>>(
    query: Query<P, unknown>,
    parameters: P,
  ): Promise<void> {
    if (this.#isDue()) await this.#rest()
    this.#attempt(() => this.#write(query, parameters))
  }

  async select<Row>(build: Build<Row>): Promise<Row[]> {
    if (this.#isDue()) await this.#rest()
    return this.#attempt(() => {
      const { sql, values } = compileNow('sqlite', build)
      this.#known?.note(touchOf(sql))
      return this.#connection.prepare(sql).all(values)
    }) as Row[] // as above
  }

  async sendBuilt(build: Build<unknown>): Promise<void> {
    if (this.#isDue()) await this.#rest()
    this.#attempt(() => {
      const { sql, values } = compileNow('sqlite', build)
      this.#known?.note(touchOf(sql))
      this.#connection.prepare(sql).run(values)
    })
  }

  async insertAll(table: keyof Database, columns: Columns, rows: readonly Value[][]): Promise<void> {
    if (rows.length === 0) return
    this.#left -= rows.length - 1
    for (let at = 0; at < rows.length; at += ROWS_PER_TURN) {
      if (at > 0) await this.pause()
      this.#attempt(() => {
        this.#known?.note({ effect: 'writes', tables: [table] })
        const statement = this.#insertInto(table, columns)
        for (const row of rows.slice(at, at + ROWS_PER_TURN)) {
          refuseUndefined(table, row)
          statement.run(row)
        }
      })
    }
  }

  async attempt<T>(part: () => Promise<T>): Promise<T> {
    this.#attempt(() => this.#connection.db.exec('SAVEPOINT part'))
    try {
      const value = await part()
      this.#attempt(() => this.#connection.db.exec('RELEASE part'))
      return value
    } catch (error) {
      // A failure that undid more than a statement ends the operation: the transaction was rolled back, or will be
      // retried.
      if (this.grewLong || this.#over || !this.#connection.db.isTransaction) throw error
      this.#connection.db.exec('ROLLBACK TO part; RELEASE part')
      this.#known?.forget()
      this.failure = undefined
      throw toDomainError(error)
    }
  }

  async pause(): Promise<void> {
    if (this.#mayPause && !this.#over) await this.#rest()
  }

  /** Statements that are asked for while it pauses come after the pause, in the order in which they were asked for. */
  #isDue(): boolean {
    return this.#mayPause && !this.#over && (this.#pause !== undefined || this.#hasLasted())
  }

  /** The first statement of brief work begins the turn, so that a single look-up needn't read the clock twice. */
  #hasLasted(): boolean {
    const now = performance.now()
    this.#turnBegan ??= now
    return now - this.#turnBegan > LONGEST_TURN
  }

  #rest(): Promise<void> {
    return (this.#pause ??= this.#giveTurn())
  }

  async #giveTurn(): Promise<void> {
    this.#pauses()
    await turn()
    this.#pause = undefined
    this.#turnBegan = performance.now()
    this.#resumed()
  }

  /**
   * Where rows of the query are held for the operation. Only those of standing queries: a look-up in the same process takes hardly
   * longer than to hold everything.
   */
  #heldFor(query: Query<never, unknown>): KnownRows<StoredRow[]> | undefined {
    if (this.#known === undefined || query.stands) return this.#known
    const { touch } = query.compiled('sqlite')
    if (touch.effect !== 'reads') this.#known.note(touch)
    return undefined
  }

  #write<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>, parameters: P): number {
    this.#known?.note(query.compiled('sqlite').touch)
    return this.#connection.statementOf(query).run(query.bind('sqlite', parameters))
  }

  #insertInto(table: keyof Database, columns: Columns): Prepared {
    const names = Object.keys(columns)
    const marks = names.map(() => '?').join(', ')
    return this.#connection.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`)
  }

  #attempt<T>(work: () => T): T {
    if (this.#over) {
      this.#onMisuse()
      throw new Error('A statement ran after its operation had settled; an await is missing.')
    }
    // After a full disk there is no transaction any more: further statements would be committed at once, on their own.
    if (this.failure !== undefined) {
      throw new Error('A statement ran after a previous one had failed.', { cause: this.failure })
    }
    try {
      if (--this.#left < 0) throw new GrownLong('More statements ran than were allowed.')
      if (this.#isBrief && this.#hasLasted()) {
        throw new GrownLong('The work took longer than is allowed beside others.')
      }
      return work()
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}

/** What a query answers: as known, or looked up. */
function once(
  known: KnownRows<StoredRow[]>,
  query: Query<never, unknown>,
  key: string,
  lookUp: () => StoredRow[],
): StoredRow[] {
  const held = known.find(query, key)
  if (held !== undefined) return held
  const rows = lookUp()
  if (rows.length <= MAX_ROWS_HELD) known.hold(query, key, rows)
  return rows
}
