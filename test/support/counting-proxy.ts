import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What went from a server to PostgreSQL between two answers: one round trip, whatever is in it. */
export interface Flight {
  /** The texts of its statements. */
  readonly statements: readonly string[]
  /** The texts that PostgreSQL had to parse, and to plan; statements without parameters aren't among them. */
  readonly parsed: readonly string[]
}

/** Stands between a server and PostgreSQL, and counts round trips. */
export interface CountingProxy {
  readonly port: number
  /** Resolves when everything that was sent has been answered. */
  settled(): Promise<void>
  /** The round trips since the last call. */
  take(): readonly Flight[]
  close(): Promise<void>
}

/**
 * How long answers are held back, in milliseconds: longer than a turn of the event loop, in which whatever doesn't wait for
 * them is sent.
 */
const HELD_BACK = 2

export async function openCountingProxy(target: number): Promise<CountingProxy> {
  const sockets = new Set<Socket>()
  const connections = new Set<Connection>()
  let flights: Begun[] = []

  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    const connection = new Connection(() => {
      const flight = { statements: [], parsed: [] }
      flights.push(flight)
      return flight
    })
    connections.add(connection)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
    }
    client.on('data', (bytes: Buffer) => {
      connection.sent(bytes)
      upstream.write(bytes)
    })
    upstream.on('data', (bytes: Buffer) => {
      setTimeout(() => {
        connection.answered(bytes)
        client.write(bytes)
      }, HELD_BACK)
    })
    client.on('close', () => {
      connections.delete(connection)
      upstream.destroy()
    })
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listens on TCP
  return {
    port,
    async settled() {
      do await new Promise((resolve) => setTimeout(resolve, HELD_BACK))
      while ([...connections].some((connection) => !connection.isQuiet))
    },
    take() {
      const taken = flights
      flights = []
      return taken
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Begun {
  readonly statements: string[]
  readonly parsed: string[]
}

/** Follows the messages of one connection in both directions (PostgreSQL 18, chapter 54). */
class Connection {
  readonly #begin: () => Begun
  readonly #sent = new Messages(true)
  readonly #answers = new Messages(false)
  /** Questions that PostgreSQL has yet to end with ReadyForQuery; the one of the startup is the first. */
  #open = 1
  /** The texts of the prepared statements by their names, and the one that was bound last. */
  readonly #texts = new Map<string, string>()
  #bound = ''
  #parsed: string | undefined
  /** What was sent since the last answer; undefined: nothing yet. */
  #flight: Begun | undefined

  /** @param begin called when a round trip begins; its statements go into what it returns */
  constructor(begin: () => Begun) {
    this.#begin = begin
  }

  get isQuiet(): boolean {
    return this.#open === 0
  }

  sent(bytes: Buffer): void {
    for (const { type, body } of this.#sent.read(bytes)) {
      if (type === 'Q') this.#statement(textAt(body, 0))
      if (type === 'P') {
        this.#parsed = textAt(body, body.indexOf(0) + 1)
        this.#texts.set(textAt(body, 0), this.#parsed)
      }
      if (type === 'B') this.#bound = this.#texts.get(textAt(body, body.indexOf(0) + 1)) ?? ''
      if (type === 'E') {
        this.#statement(this.#bound)
        if (this.#parsed !== undefined) this.#flight?.parsed.push(this.#parsed)
        this.#parsed = undefined
      }
      if (type === 'Q' || type === 'S') this.#open++
    }
  }

  answered(bytes: Buffer): void {
    this.#flight = undefined
    for (const { type } of this.#answers.read(bytes)) if (type === 'Z') this.#open--
  }

  #statement(text: string): void {
    this.#flight ??= this.#begin()
    this.#flight.statements.push(text)
  }
}

function textAt(body: Buffer, start: number): string {
  return body.toString('utf8', start, body.indexOf(0, start))
}

/** Cuts a stream into messages: a letter, a length of four bytes that counts itself, and the body. */
class Messages {
  #rest = Buffer.alloc(0)
  /** The first message of a client has no letter. */
  #bare: boolean

  constructor(bare: boolean) {
    this.#bare = bare
  }

  *read(bytes: Buffer): Iterable<{ readonly type: string; readonly body: Buffer }> {
    let rest = Buffer.concat([this.#rest, bytes])
    for (;;) {
      const head = this.#bare ? 0 : 1
      if (rest.length < head + 4) break
      const end = head + rest.readUInt32BE(head)
      if (rest.length < end) break
      yield {
        type: this.#bare ? '' : String.fromCharCode(rest[0] ?? 0),
        body: rest.subarray(head + 4, end),
      }
      this.#bare = false
      rest = rest.subarray(end)
    }
    this.#rest = rest
  }
}
