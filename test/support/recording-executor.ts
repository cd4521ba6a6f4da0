import { compileNow, type Build, type Executor, type Query, type Value } from '../../src/store/engine.ts'
import type { SqliteExecutor } from '../../src/store/engines/sqlite/sqlite-executor.ts'

/** Keeps the text of each statement that it runs; of bulk inserts, how many there were. */
export class RecordingExecutor implements Executor {
  readonly engine = 'sqlite'
  readonly now: number
  readonly statements: string[] = []
  inserts = 0
  readonly #run: SqliteExecutor

  constructor(run: SqliteExecutor) {
    this.#run = run
    this.now = run.now
  }
  all<P extends Readonly<Record<string, Value>>, Row>(query: Query<P, Row>, parameters: P) {
    this.statements.push(query.compiled('sqlite').sql)
    return this.#run.all(query, parameters)
  }
  first<P extends Readonly<Record<string, Value>>, Row>(query: Query<P, Row>, parameters: P) {
    this.statements.push(query.compiled('sqlite').sql)
    return this.#run.first(query, parameters)
  }
  run<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>, parameters: P) {
    this.statements.push(query.compiled('sqlite').sql)
    return this.#run.run(query, parameters)
  }
  send<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>, parameters: P) {
    this.statements.push(query.compiled('sqlite').sql)
    return this.#run.send(query, parameters)
  }
  select<Row>(build: Build<Row>) {
    this.statements.push(compileNow('sqlite', build).sql)
    return this.#run.select(build)
  }
  sendBuilt(build: Build<unknown>) {
    this.statements.push(compileNow('sqlite', build).sql)
    return this.#run.sendBuilt(build)
  }
  attempt<T>(part: () => Promise<T>) {
    return this.#run.attempt(part)
  }
  pause() {
    return this.#run.pause()
  }
  /** Counts as one, however many rows it has: on PostgreSQL it is one. */
  insertAll(...given: Parameters<Executor['insertAll']>) {
    this.inserts++
    return this.#run.insertAll(...given)
  }
}
