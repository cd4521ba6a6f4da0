import type { FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { Clock } from '../lib/clock.ts'
import { maskBody } from './redact.ts'

/** A request as it is remembered for those who manage the academy. */
export interface LoggedRequest {
  /** Grows from request to request, whatever the door, and from start to start of the server. */
  readonly id: number
  readonly door: string
  readonly at: number
  /** Whose academy; null: nobody showed anything that was good. */
  readonly accountId: number | null
  readonly credentialId: number | null
  readonly memberId: number | null
  readonly method: string
  /** Without secrets. */
  readonly path: string
  readonly status: number
  readonly milliseconds: number
  readonly error: string | null
  readonly requestId: string
  /** Only while they were recorded: what was sent and answered, without secrets, as far as it was kept. */
  readonly requestBody: string | null
  readonly answerBody: string | null
}

/** Somebody's calls of an operation that will go. */
export interface GoingCall extends RequestCaller {
  /** Its id. */
  readonly operation: string
  readonly method: string
  readonly path: string
  /** Since when it is said that it will go, in milliseconds. */
  readonly deprecated: number
  /** When it goes; null: that isn't known yet. */
  readonly sunset: number | null
  readonly count: number
  readonly lastCalled: number
}

/** In whose name a request is made. */
interface RequestCaller {
  readonly accountId: number
  readonly credentialId: number | null
  readonly memberId: number | null
}

/** A request with what is noted on its way: a WeakMap of all would cost more than a look-up by key. */
interface Noted extends FastifyRequest {
  loggedCaller?: RequestCaller
  loggedError?: string
  loggedBody?: Buffer
  loggedAnswer?: () => Buffer
  isLeftOut?: boolean
}

const KEPT = 1_000
const LONGEST_PATH = 500
const LONGEST_ERROR = 300
const LONGEST_BODY = 16 * 1024
/** How much of bodies is kept at one door, in characters. */
const MOST_OF_BODIES = 4 * 1024 * 1024
const LONGEST_RECORDING = 15 * 60_000
/** How many processes a server may have. Ids are a multiple of it away from each other, so that no two give the same. */
const MOST_PROCESSES = 64

/** What the processes of one server ask each other: each answers from its own memory. */
export type RequestQuestion =
  | {
      readonly kind: 'list'
      readonly door: string
      readonly accountId: number
      readonly withUnknown: boolean
    }
  | {
      readonly kind: 'list_after'
      readonly id: number
      readonly accountId: number
      readonly withUnknown: boolean
    }
  | { readonly kind: 'list_going'; readonly accountId: number }
  | { readonly kind: 'record'; readonly door: string; readonly accountId: number; readonly until: number }

/** One process of a server. */
export interface RequestLogPlace {
  /** The name of the node, which knows nothing of the others' requests. */
  readonly node: string
  /** 0 to 63: which of the node's processes it is. */
  readonly process?: number
  /** Asks the node's other processes; omitted: there are none. */
  readonly askOthers?: (question: RequestQuestion) => Promise<readonly unknown[]>
}

/**
 * The last requests of each door, in the memory of this process. Nothing is exchanged until somebody looks: then the other
 * processes of the node are asked.
 */
export class RequestLog {
  readonly node: string
  readonly #process: number
  readonly #askOthers: RequestLogPlace['askOthers']
  readonly #clock: Clock
  readonly #rings = new Map<string, Ring>()
  #lastId: number
  readonly #going = new Map<string, GoingCall>()
  readonly #recordings = new Map<string, { readonly accountId: number; readonly until: number }>()

  constructor(clock: Clock, { node, process = 0, askOthers }: RequestLogPlace) {
    this.#clock = clock
    this.node = node
    this.#process = process
    this.#askOthers = askOthers
    this.#lastId = this.#idOf(clock.now())
  }

  /** Until when the bodies of a door's requests are recorded for that account; undefined: they aren't. */
  recordedUntil(door: string, accountId: number): number | undefined {
    const recording = this.#recordings.get(door)
    const isOn = recording?.accountId === accountId && recording.until > this.#clock.now()
    return isOn ? recording.until : undefined
  }

  /** Records bodies from now on, for at most 15 minutes; 0 ends it. */
  async record(door: string, accountId: number, milliseconds: number): Promise<void> {
    const until = this.#clock.now() + Math.min(milliseconds, LONGEST_RECORDING)
    await this.#askAll({ kind: 'record', door, accountId, until })
  }

  /** What this process answers to another one, or to itself. */
  answer(question: RequestQuestion): readonly LoggedRequest[] | readonly GoingCall[] {
    switch (question.kind) {
      case 'list':
        return this.#listOwn(question.door, question)
      case 'list_after':
        return question.id >= this.#lastId
          ? []
          : [...this.#rings.keys()].flatMap((door) =>
              this.#listOwn(door, question).filter((one) => one.id > question.id),
            )
      case 'list_going':
        return [...this.#going.values()].filter((one) => one.accountId === question.accountId)
      case 'record':
        this.#recordings.set(question.door, question)
        return []
    }
  }

  /** Begins to keep what is answered, where bodies are recorded. */
  begin(door: string, request: FastifyRequest, response: ServerResponse): void {
    if (this.#isRecording(door)) (request as Noted).loggedAnswer = keepAnswer(response)
  }

  /** Keeps what was sent, where bodies are recorded. */
  noteBody(door: string, request: FastifyRequest, body: Buffer): void {
    if (this.#isRecording(door)) (request as Noted).loggedBody = Buffer.from(body.subarray(0, LONGEST_BODY))
  }

  /** Remembers a request that was answered. */
  add(
    door: string,
    request: FastifyRequest,
    path: string,
    { status, milliseconds }: { readonly status: number; readonly milliseconds: number },
  ): void {
    const { loggedCaller, loggedError, loggedBody, loggedAnswer, isLeftOut } = request as Noted
    if (isLeftOut === true) return
    const at = this.#clock.now()
    this.#lastId = Math.max(this.#lastId + MOST_PROCESSES, this.#idOf(at))
    let ring = this.#rings.get(door)
    if (ring === undefined) this.#rings.set(door, (ring = new Ring()))
    // Bodies are for the academy that wished for them.
    const isRecorded =
      loggedAnswer !== undefined && this.#recordings.get(door)?.accountId === loggedCaller?.accountId
    ring.add({
      id: this.#lastId,
      door,
      at,
      accountId: loggedCaller?.accountId ?? null,
      credentialId: loggedCaller?.credentialId ?? null,
      memberId: loggedCaller?.memberId ?? null,
      method: request.method,
      path: cut(path, LONGEST_PATH),
      status,
      milliseconds,
      error: loggedError ?? null,
      requestId: request.id,
      requestBody: isRecorded && loggedBody !== undefined ? maskBody(loggedBody.toString('utf8')) : null,
      answerBody: isRecorded ? maskBody(loggedAnswer().toString('utf8')) : null,
    })
  }

  /** What a door was asked for an account, the newest first. @param withUnknown also by those who showed nothing good */
  async list(door: string, accountId: number, withUnknown: boolean): Promise<readonly LoggedRequest[]> {
    const all = (await this.#askAll({ kind: 'list', door, accountId, withUnknown })) as LoggedRequest[]
    return all.sort((one, other) => other.id - one.id).slice(0, KEPT)
  }

  /** Where watching begins when only what is new is wanted. */
  get lastId(): number {
    return this.#askOthers === undefined ? this.#lastId : this.#idOf(this.#clock.now())
  }

  /** What all doors were asked for an account behind that request, the oldest first. */
  async listAfter(id: number, accountId: number, withUnknown: boolean): Promise<readonly LoggedRequest[]> {
    // What ends elsewhere while this process is asked stands behind what it tells later: that is told the next time.
    const before = this.#askOthers === undefined ? Infinity : this.#idOf(this.#clock.now())
    const all = (await this.#askAll({ kind: 'list_after', id, accountId, withUnknown })) as LoggedRequest[]
    return all.filter((one) => one.id < before).sort((one, other) => one.id - other.id)
  }

  /** Notes a call of something that will go. */
  noteGoing(call: Omit<GoingCall, 'count' | 'lastCalled'>): void {
    const key = keyOf(call)
    const before = this.#going.get(key)
    if (before === undefined && this.#going.size >= KEPT) return
    this.#going.set(key, { ...call, count: (before?.count ?? 0) + 1, lastCalled: this.#clock.now() })
  }

  /** Who still calls what will go, since the server began. */
  async listGoing(accountId: number): Promise<readonly GoingCall[]> {
    const calls = new Map<string, GoingCall>()
    for (const call of (await this.#askAll({ kind: 'list_going', accountId })) as GoingCall[]) {
      const before = calls.get(keyOf(call))
      const count = call.count + (before?.count ?? 0)
      const lastCalled = Math.max(call.lastCalled, before?.lastCalled ?? 0)
      calls.set(keyOf(call), { ...call, count, lastCalled })
    }
    return [...calls.values()]
  }

  async #askAll(question: RequestQuestion): Promise<unknown[]> {
    const own = this.answer(question)
    const others = (await this.#askOthers?.(question)) ?? []
    return [own, ...others].flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : []))
  }

  #listOwn(
    door: string,
    { accountId, withUnknown }: { readonly accountId: number; readonly withUnknown: boolean },
  ): readonly LoggedRequest[] {
    const all = this.#rings.get(door)?.newestFirst() ?? []
    return all.filter((one) => one.accountId === accountId || (withUnknown && one.accountId === null))
  }

  /** The first id of this process at that time. After a restart, ids go on behind those that were there before. */
  #idOf(at: number): number {
    return at * MOST_PROCESSES + this.#process
  }

  #isRecording(door: string): boolean {
    return this.#recordings.size > 0 && (this.#recordings.get(door)?.until ?? 0) > this.#clock.now()
  }
}

/** One caller of one operation. */
function keyOf(call: Pick<GoingCall, 'accountId' | 'operation' | 'credentialId' | 'memberId'>): string {
  return JSON.stringify([call.accountId, call.operation, call.credentialId, call.memberId])
}

/** Notes in whose name a request is made. */
export function noteCaller(request: FastifyRequest, caller: RequestCaller): void {
  const noted = request as Noted
  noted.loggedCaller = caller
}

/** Leaves a request out of the log. */
export function leaveOut(request: FastifyRequest): void {
  const noted = request as Noted
  noted.isLeftOut = true
}

/** Notes why a request was refused. */
export function noteError(request: FastifyRequest, error: unknown): void {
  const noted = request as Noted
  noted.loggedError = cut(error instanceof Error ? error.message : String(error), LONGEST_ERROR)
}

class Ring {
  #count = 0
  readonly #kept: LoggedRequest[] = []
  #bodies = 0

  add(request: LoggedRequest): void {
    const place = this.#count % KEPT
    this.#bodies += sizeOf(request) - sizeOf(this.#kept[place])
    this.#kept[place] = request
    this.#count++
    if (this.#bodies > MOST_OF_BODIES) this.#forgetBodies()
  }

  newestFirst(): LoggedRequest[] {
    const next = this.#count % KEPT
    return [...this.#kept.slice(next), ...this.#kept.slice(0, next)].reverse()
  }

  /** The older half of them. */
  #forgetBodies(): void {
    const next = this.#count % KEPT
    for (let step = 0; step < this.#kept.length && this.#bodies > MOST_OF_BODIES / 2; step++) {
      const place = (next + step) % this.#kept.length
      const one = this.#kept[place]
      if (one === undefined) continue
      this.#bodies -= sizeOf(one)
      this.#kept[place] = { ...one, requestBody: null, answerBody: null }
    }
  }
}

function sizeOf(request: LoggedRequest | undefined): number {
  return (request?.requestBody?.length ?? 0) + (request?.answerBody?.length ?? 0)
}

/** The beginning of a text, which keeps nothing of the rest in memory. */
function cut(text: string, longest: number): string {
  return text.length <= longest ? text : Buffer.from(`${text.slice(0, longest)}…`).toString()
}

/** Keeps the beginning of what is written to a response. */
function keepAnswer(response: ServerResponse): () => Buffer {
  const chunks: Buffer[] = []
  let room = LONGEST_BODY
  const keep = (chunk: unknown): void => {
    if (room <= 0 || !(typeof chunk === 'string' || chunk instanceof Uint8Array)) return
    const part = Buffer.from(typeof chunk === 'string' ? Buffer.from(chunk) : chunk).subarray(0, room)
    chunks.push(part)
    room -= part.length
  }
  for (const name of ['write', 'end'] as const) {
    const send = response[name].bind(response) as (...given: unknown[]) => unknown
    Object.assign(response, {
      [name]: (...given: unknown[]) => {
        keep(given[0])
        return send(...given)
      },
    })
  }
  return () => Buffer.concat(chunks)
}
