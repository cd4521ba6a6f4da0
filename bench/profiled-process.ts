// Loaded into a server that is profiled (`node --import`), see profile.ts. On SIGUSR2 it begins to look, at the next one it
// writes what it has seen to the file that PROFILE_INTO names: a profile of the main thread, or, with PROFILE_STATEMENTS, how often
// each statement ran and how long it took.
import { writeFileSync } from 'node:fs'
import { Session, type Profiler } from 'node:inspector'
import { DatabaseSync, StatementSync } from 'node:sqlite'

/** Microseconds between two samples. */
const INTERVAL = 100

/** A statement by its text: how often it ran, and how long in all, in microseconds. */
export type StatementTimes = Readonly<Record<string, { count: number; microseconds: number }>>

// No server's settings: only profile.ts gives them.
const { PROFILE_INTO: file = '', PROFILE_STATEMENTS: isOfStatements } = process.env

interface Look {
  begin(): void
  end(): Promise<unknown>
}

const look = isOfStatements === undefined ? atFunctions() : atStatements()
let isLooking = false
process.on('SIGUSR2', () => {
  isLooking = !isLooking
  if (isLooking) look.begin()
  else void look.end().then((seen) => writeFileSync(file, JSON.stringify(seen)))
})

function atFunctions(): Look {
  const session = new Session()
  session.connect()
  return {
    begin() {
      session.post('Profiler.enable')
      session.post('Profiler.setSamplingInterval', { interval: INTERVAL })
      session.post('Profiler.start')
    },
    end: () =>
      new Promise((resolve, reject) => {
        session.post('Profiler.stop', (error, { profile }: Profiler.StopReturnType) =>
          error === null ? resolve(profile) : reject(error),
        )
      }),
  }
}

function atStatements(): Look {
  const times: Record<string, { count: number; microseconds: number }> = {}
  const timed = <T>(text: string, work: () => T): T => {
    const started = process.hrtime.bigint()
    try {
      return work()
    } finally {
      const one = (times[text] ??= { count: 0, microseconds: 0 })
      one.count++
      one.microseconds += Number(process.hrtime.bigint() - started) / 1000
    }
  }
  /** Has a method of all objects of a class timed. @param textOf the statement's text */
  const watch = <Of extends object>(
    { prototype }: { readonly prototype: Of },
    method: keyof Of & string,
    textOf: (one: Of, values: readonly unknown[]) => string,
  ) => {
    const run = Reflect.get(prototype, method) as (this: Of, ...values: unknown[]) => unknown
    Object.assign(prototype, {
      [method](this: Of, ...values: unknown[]) {
        return isLooking
          ? timed(textOf(this, values), () => run.apply(this, values))
          : run.apply(this, values)
      },
    })
  }
  for (const method of ['get', 'all', 'run'] as const) watch(StatementSync, method, (one) => one.sourceSQL)
  watch(DatabaseSync, 'exec', (_, [text]) => String(text))
  return { begin: () => undefined, end: async () => times }
}
