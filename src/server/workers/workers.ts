import cluster, { type Worker } from 'node:cluster'
import { fstatSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import type { Logger } from 'pino'
import type { Assignment, ToPrimary, ToWorker } from './messages.ts'

/** How long after a worker's death the next one begins, in milliseconds; doubled for each that doesn't live for a minute. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
const LONG_LIFE_MS = 60_000
/** How long a worker may take to answer what another one asks, in milliseconds. */
const ANSWER_TIMEOUT_MS = 1_000
/** How long a worker may take to end, in milliseconds: it finishes requests for ten seconds, and then what they have begun. */
const END_TIMEOUT_MS = 20_000

interface Place {
  readonly assignment: Assignment
  worker: Worker | undefined
  isListening: boolean
  born: number
  /** Lives that ended early, one after another. */
  failures: number
  restarting: NodeJS.Timeout | undefined
}

interface Question {
  readonly asker: Worker
  readonly id: string
  readonly answers: unknown[]
  missing: number
  readonly timer: NodeJS.Timeout
}

/** A worker can't begin: what it said is an error of the whole server. */
class WorkerFailed extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name // commands tell errors apart by it
  }
}

/** The worker processes of a server. One that dies is started again; all of them end with this process. */
export class Workers {
  readonly #log: Logger
  readonly #places: readonly Place[]
  readonly #questions = new Map<string, Question>()
  readonly #waiting = new Map<Place, PromiseWithResolvers<void>>()
  #asked = 0
  #stopping = false

  /** @param assignments the first is the one that does what is done once for all */
  constructor(assignments: readonly Assignment[], log: Logger) {
    this.#log = log
    this.#places = assignments.map((assignment) => ({
      assignment,
      worker: undefined,
      isListening: false,
      born: 0,
      failures: 0,
      restarting: undefined,
    }))
    cluster.setupPrimary({
      stdio: ['ignore', takesWholeWrites(process.stdout.fd) ? 'inherit' : 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
  }

  /** Starts the first worker, and when it listens the others. Resolves when all do. @throws CannotListen and the like */
  async start(): Promise<void> {
    const [first, ...others] = this.#places
    if (first === undefined) return
    try {
      await this.#startAt(first)
      await Promise.all(others.map((place) => this.#startAt(place)))
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Lets all finish what they are doing. The first one ends last: others may need it. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const { restarting } of this.#places) clearTimeout(restarting)
    const [first, ...others] = this.#places
    for (const { worker } of this.#places) say(worker, { kind: 'stop' })
    await Promise.all(others.map(({ worker }) => ended(worker)))
    say(first?.worker, { kind: 'others_gone' })
    await ended(first?.worker)
  }

  #startAt(place: Place): Promise<void> {
    const waiting: PromiseWithResolvers<void> = Promise.withResolvers()
    this.#waiting.set(place, waiting)
    this.#fork(place)
    return waiting.promise
  }

  #fork(place: Place): void {
    const worker = cluster.fork()
    place.worker = worker
    place.born = performance.now()
    const { stdout, stderr } = worker.process
    if (stdout !== null) passLines(stdout, process.stdout)
    if (stderr !== null) passLines(stderr, process.stderr)
    const dropConnections = connectionsOnTheWay(worker)
    worker.on('message', (message) => this.#take(place, worker, message as ToPrimary)) // our own process
    worker.on('error', (error) => this.#log.warn({ err: error }, 'failed to speak with a worker'))
    worker.once('exit', (code, signal) => {
      dropConnections()
      this.#ended(place, { code, signal })
    })
  }

  #take(place: Place, worker: Worker, message: ToPrimary): void {
    switch (message.kind) {
      case 'ready_for_assignment':
        say(worker, { kind: 'assignment', assignment: place.assignment })
        break
      case 'listening': {
        place.isListening = true
        const { number, role } = place.assignment
        this.#log.info({ worker: number, role, pid: worker.process.pid }, 'worker started')
        this.#waiting.get(place)?.resolve()
        this.#waiting.delete(place)
        break
      }
      case 'failed':
        this.#log.debug(
          { worker: place.assignment.number, message: message.message },
          'a worker cannot begin',
        )
        this.#waiting.get(place)?.reject(new WorkerFailed(message.name, message.message))
        this.#waiting.delete(place)
        break
      case 'counts':
        for (const other of this.#othersOf(place)) {
          say(other.worker, { kind: 'counts', from: place.assignment.number, counts: message.counts })
        }
        break
      case 'question':
        this.#ask(place, worker, message)
        break
      case 'answer':
        this.#answered(message.id, message.answer)
        break
    }
  }

  #ended(place: Place, how: { readonly code: number; readonly signal: string }): void {
    place.worker = undefined
    place.isListening = false
    if (this.#stopping) return // who waits for its start is no longer answered
    this.#waiting.get(place)?.reject(new Error(`A worker ended before it listened: ${JSON.stringify(how)}`))
    const wasStarting = this.#waiting.delete(place)
    if (wasStarting) return
    const lived = performance.now() - place.born
    place.failures = lived > LONG_LIFE_MS ? 0 : place.failures + 1
    const pause = place.failures <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** place.failures)
    const { number, role } = place.assignment
    this.#log.error({ worker: number, role, ...how, pause }, 'a worker ended and is started again')
    place.restarting = setTimeout(() => this.#fork(place), pause)
  }

  #ask(place: Place, asker: Worker, { id, topic, about }: ToPrimary & { kind: 'question' }): void {
    const own = String(this.#asked++)
    const others = this.#othersOf(place)
    const question: Question = {
      asker,
      id,
      answers: [],
      missing: others.length,
      timer: setTimeout(() => this.#close(own), ANSWER_TIMEOUT_MS),
    }
    this.#questions.set(own, question)
    for (const { worker } of others) say(worker, { kind: 'question', id: own, topic, about })
    if (others.length === 0) this.#close(own)
  }

  #answered(id: string, answer: unknown): void {
    const question = this.#questions.get(id)
    if (question === undefined) return
    question.answers.push(answer)
    if (--question.missing === 0) this.#close(id)
  }

  #close(own: string): void {
    const question = this.#questions.get(own)
    if (question === undefined) return
    clearTimeout(question.timer)
    this.#questions.delete(own)
    say(question.asker, { kind: 'answers', id: question.id, answers: question.answers })
  }

  #othersOf(place: Place): readonly Place[] {
    return this.#places.filter((other) => other !== place && other.isListening)
  }
}

/** A port that nobody listens on: workers that are started later need the same one. */
export async function freePort(host: string): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host, exclusive: true }, resolve)
  })
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  await new Promise((resolve) => server.close(resolve))
  return port
}

function say(worker: Worker | undefined, message: ToWorker): void {
  if (worker?.isConnected() === true) worker.send(message)
}

/** A connection that this process has accepted, as Node passes it to a worker. */
interface Accepted {
  readonly fd?: number
  close?(): void
}

const MANY_CONNECTIONS = 1_000

/**
 * Follows the connections that are passed to a worker. One that is on its way when the worker dies would stay open for good,
 * with nobody to answer on it: Node forgets it.
 * @returns what closes those that the worker has not taken
 */
function connectionsOnTheWay({ process: child }: Worker): () => void {
  const passed = new Set<Accepted>()
  const isOpen = ({ fd }: Accepted) => fd !== undefined && fd >= 0
  const send = child.send.bind(child) as (...given: unknown[]) => boolean
  const follow = (...given: unknown[]): boolean => {
    const handle = given[1] as Accepted | undefined
    if (typeof handle?.close === 'function' && isOpen(handle)) passed.add(handle)
    // Node closes a handle when the worker has it.
    if (passed.size > MANY_CONNECTIONS) for (const one of passed) if (!isOpen(one)) passed.delete(one)
    return send(...given)
  }
  Object.assign(child, { send: follow })
  return () => {
    for (const one of passed) if (isOpen(one)) one.close?.()
    passed.clear()
  }
}

/** Waits for a worker's end, but not for ever. */
async function ended(worker: Worker | undefined): Promise<void> {
  if (worker === undefined || worker.isDead()) return
  const tooLate = setTimeout(() => worker.process.kill('SIGKILL'), END_TIMEOUT_MS)
  await new Promise((resolve) => worker.once('exit', resolve))
  clearTimeout(tooLate)
}

/**
 * Whether what several processes write there at the same time stays apart, write by write, so that workers write their lines by
 * themselves. Linux says so of files. Into a pipe a long write goes in pieces.
 */
function takesWholeWrites(descriptor: number): boolean {
  if (process.platform !== 'linux') return false
  const place = fstatSync(descriptor)
  return place.isFile() || (place.isCharacterDevice() && place.rdev === statSync('/dev/null').rdev)
}

/** Passes whole lines on: several processes write to one place, and what one writes may come in pieces. */
function passLines(from: Readable, to: NodeJS.WritableStream): void {
  let rest = ''
  from.setEncoding('utf8')
  from.on('data', (text: string) => {
    const end = text.lastIndexOf('\n') + 1
    if (end === 0) rest += text
    else {
      to.write(rest + text.slice(0, end))
      rest = text.slice(end)
    }
  })
  from.once('end', () => {
    if (rest !== '') to.write(`${rest}\n`)
  })
}
