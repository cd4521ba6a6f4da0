import type { Journal } from './journal.ts'
import { SourceError } from './source-error.ts'
import { counted } from '../lib/counted.ts'

/** One request to a source. */
export interface SourceRequest {
  /** Path and parameters without anything secret: what is asked for. Requests with the same key get the same answer. */
  readonly key: string
  /** What is sent; made anew for each attempt, because signatures and tokens have a time. */
  readonly send: () => SentRequest | Promise<SentRequest>
}

export interface SentRequest {
  /** Below the address of the source, beginning with a slash. */
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ClientSurroundings {
  readonly fetch: typeof fetch
  readonly pause: (milliseconds: number) => Promise<void>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told of each attempt that failed. */
  readonly onRetry: (reason: string, waits: number) => void
  /** Answers of an earlier run that was interrupted; omitted: none are kept. */
  readonly journal?: Journal
}

const ATTEMPTS = 8
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
/** A source that asks for more than this is given up. */
const LONGEST_ASKED_MS = 15 * 60_000
const ANSWER_TIMEOUT_MS = 120_000
/** In characters. */
const LONGEST_ANSWER = 128 * 1024 * 1024

/**
 * Reads a vendor's API: waits when the source asks for it (429, `Retry-After`), and tries again after faults of the
 * server and cut connections, each time after a longer pause. A source that can't be found before it answered once is
 * given up at once.
 */
export class SourceClient {
  readonly #base: string
  readonly #surroundings: ClientSurroundings
  #hasAnswered = false
  #hasShownJson = false
  /** Called once after a 401; then the request is sent again. */
  onUnauthorized: (() => Promise<void>) | undefined

  /** @param url the address of the source. @throws SourceError when it isn't one */
  constructor(url: string, surroundings: ClientSurroundings) {
    const base = URL.parse(url)
    if (base === null || !/^https?:$/.test(base.protocol)) {
      throw new SourceError(`“${url}” is not a web address such as https://academy.example.com.`)
    }
    if (base.username !== '' || base.password !== '') {
      throw new SourceError('The address must not contain a name or a password.')
    }
    this.#base = base.origin + base.pathname.replace(/\/+$/, '')
    this.#surroundings = surroundings
  }

  get now(): number {
    return this.#surroundings.now()
  }

  /** The answer to a request, read as JSON. @throws SourceError */
  async json(request: SourceRequest): Promise<unknown> {
    const { journal } = this.#surroundings
    const known = await journal?.replay(request.key)
    if (known !== undefined) return JSON.parse(known) as unknown
    const text = await this.#patiently(request)
    journal?.record(request.key, text)
    return JSON.parse(text) as unknown
  }

  /** The answer to a request that signs in: it is kept nowhere, and a 401 is final. @throws SourceError */
  async signIn(path: string, body: object): Promise<unknown> {
    const send = () => ({
      path,
      method: 'POST' as const,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return JSON.parse(await this.#patiently({ key: `POST ${path}`, send }, true)) as unknown
  }

  /** @param renewed whether a 401 is final */
  async #patiently(request: SourceRequest, renewed = false): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(request)
      if ('text' in outcome) return outcome.text
      if (outcome.status === 401 && !renewed && this.onUnauthorized !== undefined) {
        renewed = true
        await this.onUnauthorized()
        continue
      }
      if (!outcome.passes || attempt === ATTEMPTS) {
        throw new SourceError(this.#refusal(request.key, outcome), outcome.status)
      }
      const waits = outcome.asked ?? Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
      if (waits > LONGEST_ASKED_MS) {
        throw new SourceError(
          `${this.#base} asks to wait for ${counted(Math.ceil(waits / 60_000), 'minute')}. Try again later.`,
        )
      }
      this.#surroundings.onRetry(outcome.reason, waits)
      await this.#surroundings.pause(waits)
    }
  }

  #refusal(key: string, { status, reason }: Failure): string {
    if (status === 200) return `${this.#base} can't be read (${key}): ${reason}`
    return status === undefined
      ? `${this.#base} can't be read (${key}): ${reason}. Check the address, and whether the source runs.`
      : `${this.#base} refused ${key}: ${reason}.`
  }

  async #attempt(request: SourceRequest): Promise<Outcome> {
    const { path, method = 'GET', headers = {}, body } = await request.send()
    let answer: Response
    let text: string
    try {
      answer = await this.#surroundings.fetch(this.#base + path, {
        method,
        headers: { accept: 'application/json', ...headers },
        ...(body !== undefined && { body }),
        redirect: 'manual', // credentials go to no other address
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      })
      this.#hasAnswered = true
      text = await answer.text()
    } catch (error) {
      return { passes: this.#hasAnswered || !isWrongAddress(error), reason: reasonOf(error) }
    }
    const { status } = answer
    if (status >= 300 && status < 400) {
      return { status, passes: false, reason: `it leads to ${answer.headers.get('location') ?? 'elsewhere'}` }
    }
    if (status !== 200) {
      const asked = this.#askedPause(answer)
      const said = /^\s*(?:<|$)/.test(text) ? '' : `: ${text.trim().slice(0, 200)}`
      return {
        status,
        passes: status === 408 || status === 425 || status === 429 || status >= 500,
        reason: `status ${status}${said}`,
        ...(asked !== undefined && { asked }),
      }
    }
    if (text.length > LONGEST_ANSWER) return { passes: false, reason: 'the answer is too long' }
    if (!isJson(text)) return this.#notJson(text)
    this.#hasShownJson = true
    return { text }
  }

  /** An answer that ends too early may be whole the next time, and a page says that something else is there. */
  #notJson(text: string): Failure {
    if (this.#hasShownJson || /^\s*(?:[[{]|$)/.test(text)) {
      return { passes: true, reason: 'the answer is not JSON, or cut off' }
    }
    const what = /^\s*</.test(text) ? 'a web page' : 'something other than JSON'
    return { status: 200, passes: false, reason: `it answers with ${what}. Is this the address of the API?` }
  }

  /** What `Retry-After` asks for, in milliseconds: seconds, or a date. */
  #askedPause({ headers }: Response): number | undefined {
    const text = headers.get('retry-after')?.trim()
    if (text === undefined || text === '') return undefined
    if (/^\d+$/.test(text)) return Number(text) * 1000
    const date = Date.parse(text)
    return Number.isNaN(date) ? undefined : Math.max(0, date - this.#surroundings.now())
  }
}

type Outcome = { readonly text: string } | Failure

interface Failure {
  readonly status?: number
  /** Whether it may go better the next time. */
  readonly passes: boolean
  readonly reason: string
  /** How long the source asks to wait, in milliseconds. */
  readonly asked?: number
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // The cause says why: "fetch failed" doesn't.
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}

/** Nobody is there, or somebody whom nobody vouches for: a source that never answered won't do so in a minute. */
function isWrongAddress(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? String(cause.code) : ''
  return cause.message === 'bad port' || WRONG_ADDRESS.test(code)
}

const WRONG_ADDRESS =
  /^(ENOTFOUND|ECONNREFUSED|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|ERR_TLS_.*|ERR_SSL_.*)$/
