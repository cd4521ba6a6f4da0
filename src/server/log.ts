import { destination, pino, type Logger } from 'pino'
import { withoutSecrets } from './without-secrets.ts'

/** How long a line may wait for others before it is written. */
const PAUSE = 50
/** Bytes that are written at once, however fast they come. */
const CHUNK = 8 * 1024

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
      timestamp: isoTimes(),
      formatters: { level: (label) => ({ level: label }), log: (line) => withoutSecrets(line) },
      serializers: {
        err: (error: unknown) =>
          error instanceof Error ? withoutSecrets({ ...pino.stdSerializers.err(error) }) : error,
      },
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

/** The instant as pino puts it into a line. Under load several lines share a millisecond, and its text. */
function isoTimes(): () => string {
  let instant = 0
  let text = ''
  return () => {
    const now = Date.now()
    if (now !== instant) {
      instant = now
      text = `,"time":"${new Date(now).toISOString()}"`
    }
    return text
  }
}
