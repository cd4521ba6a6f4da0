import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** The turns of a server's event loop while something was asked of it, in milliseconds of its thread's own time. */
export interface Turns {
  /** Without garbage collections. */
  readonly longest: number
  readonly longestWithCollections: number
  /** All that were worth telling, together. */
  readonly busy: number
}

/** The flags with which a server tells of its turns on that port. */
export function probeFlags(port: number): readonly string[] {
  const probe = new URL('./turn-probe.ts', import.meta.url)
  probe.searchParams.set('port', String(port))
  return ['--import', probe.href]
}

/** A connection to the probe in a server. */
export class TurnProbe {
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  static async open(port: number): Promise<TurnProbe> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new TurnProbe(socket)
  }

  /** The turns while the work went on. */
  async during(work: () => Promise<void>): Promise<Turns> {
    await this.#ask('begin')
    await work()
    return JSON.parse(await this.#ask('end')) as Turns
  }

  close(): void {
    this.#socket.destroy()
  }

  async #ask(word: string): Promise<string> {
    const answered = once(this.#socket, 'data')
    this.#socket.write(word)
    const [answer] = (await answered) as [Buffer]
    return answer.toString()
  }
}
