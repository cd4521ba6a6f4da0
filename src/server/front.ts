// The one place that chooses which dialect answers. Two vendors own /api/v2/categories; docs/contracts/intellum.md section 5
// tells them apart by credential and shape, and its words are followed here.
import type { IncomingMessage } from 'node:http'
import type { Dialect } from '../dialects/dialect.ts'
import { isMapping, parseBracketed } from '../http/bracketed-parameters.ts'
import { hasBody, readBody } from '../http/buffered-body.ts'
import { mediaType, parseForm, parseQuery } from '../http/form.ts'
import { parseJsonBody } from '../http/json-body.ts'
import { parseMultipart } from '../http/multipart.ts'

/**
 * Who answers: a dialect by its name, our own API (`api`), the documentation (`docs`), the console (`console`), the pages for
 * people (`pages`), or the server itself (`server`).
 */
export type Handler = string

// As much of a body as is looked at to find an `api_key` in it; no category is longer.
const PEEK_LIMIT = 1024 * 1024
const PEEK_BOUNDS = { values: 60_000, members: 2000 }
const MOST_PAIRS = 1000

const API = /^\/api\/quadrivium(\/|$)/
/** The document of our own API stands beside it. */
const DOCS = /^\/(docs(\/|$)|api\/quadrivium\/v1\/openapi\.json\/?$)/
/** The console's one document and its files. */
const CONSOLE = /^\/console(\/|$)/
const SERVER = /^\/(api|healthz|readyz|metrics)(\/|$)/
const SHARED_WITH_DIGITS = /^\/api\/v2\/categories\/\d+(\.json)?\/?$/

/** The handler that a request belongs to. May read the body, and then keeps it for the handler. */
export function chooseHandler(
  request: IncomingMessage,
  dialects: readonly Dialect[],
): Handler | Promise<Handler> {
  const path = pathOf(request.url ?? '/')
  if (DOCS.test(path)) return 'docs'
  if (API.test(path)) return 'api'
  if (CONSOLE.test(path)) return 'console'
  let isShared = false
  let rest: Handler | undefined
  for (const { name, claims } of dialects) {
    const claim = claims(path)
    if (claim === 'alone') return name
    if (claim === 'shared') isShared = true
    else if (claim === 'rest') rest = name
  }
  if (isShared) return chooseByCredential(request, path)
  return rest ?? (SERVER.test(path) ? 'server' : 'pages')
}

/** What only the process that writes knows: whether writes work, what doors were asked lately, which backups are made. */
const KNOWN_TO_WRITER = /^\/(readyz\/?$|api\/quadrivium\/v1\/(doors|backups)(\/|$))/

/**
 * Whether a request is answered by the process that writes, as far as its head tells. One that turns out to write in spite of
 * this is handed over on its way.
 */
export function isForWriter(request: IncomingMessage, dialects: readonly Dialect[]): boolean {
  const path = pathOf(request.url ?? '')
  if (KNOWN_TO_WRITER.test(path)) return true
  for (const { writes, claims } of dialects) {
    if (writes !== undefined && claims(path) === 'alone') return writes(request)
  }
  return !isSafe(request)
}

function isSafe({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function chooseByCredential(request: IncomingMessage, path: string): Handler | Promise<Handler> {
  const { authorization } = request.headers
  if (authorization !== undefined && /^vbrick(\s|$)/i.test(authorization)) return 'rev'
  const query = topOfQuery(request.url ?? '')
  if ('api_key' in query) return 'intellum'
  const shaped = SHARED_WITH_DIGITS.test(path) || isMapping(query.category)
  if (!hasBody(request)) return byShape(authorization, shaped)
  return topOfBody(request).then((body) =>
    'api_key' in body ? 'intellum' : byShape(authorization, shaped || isMapping(body.category)),
  )
}

function byShape(authorization: string | undefined, shaped: boolean): Handler {
  return authorization === undefined && shaped ? 'intellum' : 'rev'
}

// What can't be read has no parameters here: whoever answers reads it again, and says what is wrong with it.

function topOfQuery(target: string): Readonly<Record<string, unknown>> {
  try {
    return parseBracketed(parseQuery(target))
  } catch {
    return {}
  }
}

async function topOfBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const contentType = request.headers['content-type'] ?? ''
  try {
    const body = await readBody(request, PEEK_LIMIT)
    switch (mediaType(contentType)) {
      case 'application/json': {
        const value = await parseJsonBody(body, contentType, PEEK_BOUNDS)
        return isMapping(value) ? value : {}
      }
      case 'application/x-www-form-urlencoded':
        return parseBracketed(await parseForm(body, contentType, MOST_PAIRS))
      case 'multipart/form-data':
        return parseBracketed(await parseMultipart(body, contentType, MOST_PAIRS))
      default:
        return {}
    }
  } catch {
    return {}
  }
}

/** The path as routers see it: without origin and query, escapes decoded, repeated slashes made one. */
function pathOf(target: string): string {
  const local = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '')
  const mark = local.indexOf('?')
  const path = mark === -1 ? local : local.slice(0, mark)
  const decoded = path.includes('%') ? decodedPath(path) : path
  return decoded.includes('//') ? decoded.replace(/\/{2,}/g, '/') : decoded
}

function decodedPath(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path // escapes of no character: whoever answers refuses them
  }
}
