import { destination, pino, type Logger } from 'pino'
import { RequestLine } from '../http/request-line.ts'
import { spelledOutJson } from '../lib/text.ts'
import { withoutSecrets } from './without-secrets.ts'

/** How long a line may wait for others before it is written. */
const PAUSE = 50
/** Characters that are written at once, however fast they come. */
const CHUNK = 64 * 1024

export interface ServerLog {
  readonly log: Logger
  /** Writes what still waits. */
  readonly flush: () => Promise<void>
}

/** Where lines go, a few at a time. */
export interface LogSink {
  write(text: string): void
  /** Calls when all is written. */
  flush(done: () => void): void
}

/**
 * JSON lines on standard output. They are written a few at a time, never one system call each: under load that would
 * cost as much as answering. A process that is killed loses the last fiftieth of a second; one that crashes or stops
 * flushes.
 *
 * The line of a request is put together here, as pino would write it: pino takes it apart and looks at each name and
 * value, which took a seventh of the time that a small read takes.
 */
export function openLog(level: string, out: LogSink = destination({ dest: 1, sync: false })): ServerLog {
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  const hand = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting !== '') out.write(spelledOutJson(waiting))
    waiting = ''
  }
  const write = (line: string) => {
    waiting += line
    if (waiting.length >= CHUNK) hand()
    else timer ??= setTimeout(hand, PAUSE).unref()
  }
  const timestamp = isoTimes()
  const log: Logger = pino(
    {
      level,
      base: null,
      timestamp,
      formatters: { level: (label) => ({ level: label }), log: (line) => withoutSecrets(line) },
      serializers: {
        err: (error: unknown) =>
          error instanceof Error ? withoutSecrets({ ...pino.stdSerializers.err(error) }) : error,
      },
      hooks: {
        logMethod(args, method, number) {
          const [line, message] = args as unknown[] // of any of its signatures
          if (!(line instanceof RequestLine) || this !== log) method.apply(this, args)
          else {
            const label = log.levels.labels[number]
            write(`{"level":"${label}"${timestamp()},${line.toMembers()},"msg":${JSON.stringify(message)}}\n`)
          }
        },
      },
    },
    { write },
  )
  return {
    log,
    flush: () =>
      new Promise((resolve) => {
        hand()
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
