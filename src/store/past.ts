import type { Writer } from '../domain/store.ts'
import type { Build, Columns, EngineName, Executor, Plan, Query, Value } from './engine.ts'
import type { Database } from './tables/tables.ts'
import { Handle } from './handles.ts'

/**
 * Creates the writers of one operation whose effects are recorded as if they had happened over time.
 * @param executor the operation's own
 */
export function writersOfThePast(executor: Executor, newGuid: () => string): (instant: number) => Writer {
  let latest = -Infinity
  return (instant) => {
    // The audit trail is in the order of its entries, and nothing may be in the future.
    if (!(instant >= latest && instant <= executor.now)) {
      throw new RangeError('The times of a past must increase and end with the present.')
    }
    latest = instant
    return new Handle(new ExecutorAt(executor, instant), newGuid)
  }
}

/** Runs the statements of an operation as of another time. */
class ExecutorAt implements Executor {
  readonly now: number
  readonly #executor: Executor

  constructor(executor: Executor, instant: number) {
    this.#executor = executor
    this.now = instant
  }

  get engine(): EngineName {
    return this.#executor.engine
  }

  all<P extends Readonly<Record<string, Value>>, Row>(query: Query<P, Row>, parameters: P): Promise<Row[]> {
    return this.#executor.all(query, parameters)
  }

  first<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row | undefined> {
    return this.#executor.first(query, parameters)
  }

  run<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>, parameters: P): Promise<number> {
    return this.#executor.run(query, parameters)
  }

  send<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>, parameters: P): Promise<void> {
    return this.#executor.send(query, parameters)
  }

  select<Row>(build: Build<Row>, plan?: Plan): Promise<Row[]> {
    return this.#executor.select(build, plan)
  }

  sendBuilt(build: Build<unknown>, plan?: Plan): Promise<void> {
    return this.#executor.sendBuilt(build, plan)
  }

  attempt<T>(part: () => Promise<T>): Promise<T> {
    return this.#executor.attempt(part)
  }

  pause(): Promise<void> {
    return this.#executor.pause()
  }

  insertAll(table: keyof Database, columns: Columns, rows: readonly Value[][]): Promise<void> {
    return this.#executor.insertAll(table, columns, rows)
  }
}
