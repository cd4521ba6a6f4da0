// The one way to the API: problems become typed errors, a session that has ended is opened again without losing the request,
// and a password is asked for where the API wants it confirmed.
import type { Effects, Page, ProblemDocument } from './api-types.ts'
import { ask } from './prompts.ts'
import { noteOffline, noteOnline } from './online.ts'

const ROOT = '/api/quadrivium/v1'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Value = string | number | boolean | undefined

export interface Request {
  /** Parameters; undefined ones are left out. */
  readonly query?: Readonly<Record<string, Value>>
  readonly body?: unknown
  /** A file as the body, in place of JSON. */
  readonly file?: SentFile | undefined
  /** The version that the change is made to. If there is a newer one, the change is refused with `changed_meanwhile`. */
  readonly etag?: string | undefined
  /** Repeating a request with the same key carries it out once. See `newKey`. */
  readonly key?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A file to send. */
interface SentFile {
  /** Its media type, as the API wants it: browsers guess it from the name. */
  readonly type: string
  readonly content: Blob
}

/** An answer with a body, and its version where it is a single thing. */
export interface Answer<Body> {
  readonly body: Body
  readonly etag: string | undefined
}

/** A refusal by the API. Its message is what is told to people where no form marks the values that are wrong. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: ProblemDocument

  constructor(problem: ProblemDocument) {
    super(sentenceOf(problem))
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }
}

/** What is told of a problem in a sentence: what is wrong with the values, rather than that something is. */
export function sentenceOf({ code, detail, errors = [] }: ProblemDocument): string {
  return code === 'invalid' && errors.length > 0 ? errors.map((fault) => fault.detail).join(' ') : detail
}

/** The server can't be reached. Nothing is known about whether it got the request. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError'
}

let secret: string | null = null
let language = 'en'

/** The secret that proves to the API that a change comes from this page; `token` of `GET /me`. */
export function setSecret(token: string | null): void {
  secret = token
}

/** The language of the sentences in problems. */
export function setApiLanguage(tag: string): void {
  language = tag
}

/** A key for one form: sending the form twice carries it out once. */
export function newKey(): string {
  return crypto.randomUUID()
}

/**
 * Sends a request.
 * @param path below `/api/quadrivium/v1`
 * @throws ApiError, OfflineError, DOMException AbortError
 */
export async function send<Body>(method: Method, path: string, request: Request = {}): Promise<Answer<Body>> {
  const answer = await attempt(method, path, request)
  if (answer.ok) return read<Body>(answer)
  const problem = await problemOf(answer)
  // A change that was refused for these reasons was not carried out: it can be sent again.
  if (problem.code === 'unauthenticated' || problem.code === 'token_missing') {
    await ask('sign-in')
    return again<Body>(method, path, request)
  }
  if (problem.code === 'confirmation_needed') {
    await ask('confirm-password')
    return again<Body>(method, path, request)
  }
  throw new ApiError(problem)
}

async function again<Body>(method: Method, path: string, request: Request): Promise<Answer<Body>> {
  const answer = await attempt(method, path, request)
  if (answer.ok) return read<Body>(answer)
  throw new ApiError(await problemOf(answer))
}

/** A thing or a list. */
export async function get<Body>(path: string, request?: Request): Promise<Body> {
  const { body } = await send<Body>('GET', path, request)
  return body
}

/** What a change would do, without doing it. */
export async function preview(
  method: Exclude<Method, 'GET'>,
  path: string,
  request: Request = {},
): Promise<Effects> {
  const query = { ...request.query, dryRun: true }
  const { body } = await send<{ readonly effects: Effects }>(method, path, { ...request, query })
  return body.effects
}

/** Walks a list to its end, a page at a time. */
export async function* walk<Item>(path: string, request: Request = {}): AsyncGenerator<readonly Item[]> {
  let cursor: string | undefined
  do {
    const query = { limit: 500, ...request.query, cursor }
    const page: Page<Item> = await get<Page<Item>>(path, { ...request, query })
    yield page.items
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** The address of a path with parameters, for what isn't fetched by `send`. */
export function addressOf(path: string, query: Readonly<Record<string, Value>> = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return `${ROOT}${path}${text === '' ? '' : `?${text}`}`
}

async function attempt(
  method: Method,
  path: string,
  { query, body, file, etag, key, signal }: Request,
): Promise<Response> {
  try {
    const answer = await fetch(addressOf(path, query), {
      method,
      headers: {
        'accept-language': language,
        ...(method !== 'GET' && secret !== null && { 'x-quadrivium-token': secret }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(file !== undefined && { 'content-type': file.type }),
        ...(etag !== undefined && { 'if-match': etag }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file !== undefined && { body: file.content }),
      ...(signal !== undefined && { signal }),
    })
    noteOnline()
    return answer
  } catch (error) {
    if (error instanceof TypeError) {
      noteOffline()
      throw new OfflineError('The server can’t be reached.', { cause: error })
    }
    throw error
  }
}

async function read<Body>(answer: Response): Promise<Answer<Body>> {
  const text = answer.status === 204 ? '' : await answer.text()
  return {
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
    etag: answer.headers.get('etag') ?? undefined,
  }
}

/** The problem in an answer; one of our own, if something on the way answered instead of the API. */
async function problemOf(answer: Response): Promise<ProblemDocument> {
  const requestId = answer.headers.get('x-request-id') ?? ''
  try {
    const document: unknown = await answer.json()
    if (typeof document === 'object' && document !== null && 'code' in document) {
      return document as ProblemDocument
    }
  } catch {
    // answered below
  }
  return { status: answer.status, code: 'unavailable', detail: `HTTP ${answer.status}`, requestId }
}
