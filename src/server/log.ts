import { destination, pino, type Logger } from 'pino'

/** How long a line may wait for others before it is written. */
const PAUSE = 50
/** Bytes that are written at once, however fast they come. */
const CHUNK = 8 * 1024

/** What must not stand in a log, wherever something is logged with it. Names as they are used in code and on the wires. */
const SECRETS = [
  'password',
  'secret',
  'token',
  'apiKey',
  'api_key',
  'authorization',
  'cookie',
  'serverKey',
  'databaseUrl',
  'adminPassword',
  'signingKey',
  'consumerSecret',
]

export interface ServerLog {
  readonly log: Logger
  /** Writes what still waits. */
  flush(): Promise<void>
}

/**
 * JSON lines on standard output. They are written a few at a time, never one system call each: under load that would
 * cost as much as answering.
 */
export function openLog(level: string): ServerLog {
  const out = destination({ dest: 1, sync: false, minLength: CHUNK })
  let waiting: NodeJS.Timeout | undefined
  const write = (line: string) => {
    out.write(line)
    waiting ??= setTimeout(() => {
      waiting = undefined
      out.flush()
    }, PAUSE).unref()
  }
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    { write },
  )
  return {
    log,
    flush: () =>
      new Promise((resolve) => {
        clearTimeout(waiting)
        out.flush(() => resolve())
      }),
  }
}
