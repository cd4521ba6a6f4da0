import { spelledOut } from '../lib/text.ts'
import type { LogSink } from './log.ts'

/** Where readable lines go: a terminal, or what stands for one. */
interface Screen {
  write(text: string, done?: () => void): unknown
  readonly isTTY?: boolean
}

type Fields = Readonly<Record<string, unknown>>

/** Turns the log's lines of JSON into lines that people read. */
export async function openPrettySink(screen: Screen = process.stdout): Promise<LogSink> {
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({
    colorize: screen.isTTY === true,
    translateTime: 'HH:MM:ss.l',
    singleLine: true,
  })
  const readable = (line: string): string => {
    const fields = JSON.parse(line, harmless) as Fields // the log wrote it
    return pretty(isRequest(fields) ? requestLine(fields) : fields)
  }
  return {
    write: (text) => {
      screen.write(text.trimEnd().split('\n').map(readable).join(''))
    },
    flush: (done) => {
      screen.write('', done)
    },
  }
}

/** Whatever a client sent, it controls no terminal. A stack keeps its lines. */
function harmless(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  return key === 'stack' ? value.split('\n').map(spelledOut).join('\n') : spelledOut(value)
}

function isRequest({ msg, door }: Fields): boolean {
  return msg === 'request' && door !== undefined
}

/** `GET /api/v2/categories 200 0.25 ms (rev, 1a2b-0)` */
function requestLine({ level, time, method, path, status, ms, door, request }: Fields): Fields {
  return {
    level,
    time,
    msg: `${String(method)} ${String(path)} ${String(status)} ${String(ms)} ms (${String(door)}, ${String(request)})`,
  }
}
