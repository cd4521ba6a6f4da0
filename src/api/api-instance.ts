import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parameterOf } from '../http/body-text.ts'
import { parseQuery } from '../http/form.ts'
import { mediaType } from '../http/form.ts'
import { UnreadableFile } from '../domain/transfer/reading/unreadable-file.ts'
import { hasBody, passOverBody, streamedBody } from '../http/buffered-body.ts'
import { HttpFault } from '../http/faults.ts'
import { parseUniqueJsonBody, type UniqueJson } from '../http/json-body.ts'
import { openInstance } from '../http/open-instance.ts'
import { turn } from '../lib/turns.ts'
import { API_DOOR, API_ROOT, type ApiServices } from './api-services.ts'
import { authenticator, type Authenticate } from './authenticate.ts'
import { carryOut, type AtWork, type Wish } from './carry-out.ts'
import { etagOf, tagsOf } from './etag.ts'
import { operations } from './operations.ts'
import { answerProblem } from './problems/answer.ts'
import type { Fault } from './problems/catalogue.ts'
import { Problem } from './problems/problem.ts'
import { sizeText } from './problems/size-text.ts'
import { checkBody, type CheckedBody } from './table/all-faults.ts'
import type { Answer } from './table/answer.ts'
import type { Call } from './table/call.ts'
import { chooseFields, unknownFields } from './table/choose-fields.ts'
import { mayHaveNoBody, takesKey, type Going, type Operation } from './table/operation.ts'
import { knownFields, parametersOf } from './table/parameters.ts'
import { readQuery } from './table/read-query.ts'

const USUAL_BODY = 256 * 1024
const USUAL_FILE = 256 * 1024 * 1024
const BODY_BOUNDS = { values: 200_000, members: 100_000 }
const BODY_TYPES = ['application/json', 'application/merge-patch+json']
const CHARSETS = ['utf-8', 'utf8', 'us-ascii']
const LONGEST_KEY = 255
const PATHS_AT_A_TURN = 10
/** Methods that a route may have. Other methods on a known path are answered with the allowed ones. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The first-party API, on its own instance. Others have turns meanwhile. @param table its operations; by default all */
export async function buildApi(
  services: ApiServices,
  table: readonly Operation[] = operations,
): Promise<FastifyInstance> {
  const { log, settings } = services
  const docs = settings.publicUrl
  const app = openInstance({
    door: API_DOOR,
    log,
    requests: services.requests,
    telemetry: services.telemetry,
    bodyLimit: USUAL_BODY,
    trustedProxies: settings.trustedProxies,
    takesRequestId: true,
    ignoreDuplicateSlashes: false,
    ignoreTrailingSlash: true,
    parseBody: parseApiBody,
    onError: (error, request, reply) => answerProblem({ log, docs }, error, request, reply),
  })
  const carry: Carry = {
    services,
    authenticate: authenticator(services),
    atWork: new Set(),
    closing: services.closing ?? new AbortController().signal,
  }
  for (const [index, [path, methods]] of [...Map.groupBy(table, ({ path: one }) => one)].entries()) {
    if (index % PATHS_AT_A_TURN === 0) await turn()
    for (const operation of methods) addRoute(app, operation, carry)
    addOtherMethods(app, path, methods)
  }
  return app
}

interface Carry {
  readonly services: ApiServices
  readonly authenticate: Authenticate
  readonly atWork: AtWork
  /** Aborted when the server shuts down; streams then end, too. */
  readonly closing: AbortSignal
}

/** The path in the router's syntax: `/topics/:topic`. */
function routed(path: string): string {
  return API_ROOT + path.replace(/\{(\w+)\}/g, ':$1')
}

function addRoute(app: FastifyInstance, operation: Operation, carry: Carry): void {
  const callers = new WeakMap<FastifyRequest, Call['caller']>()
  const goingHeaders = operation.going && headersOfGoing(operation.going, carry.services.settings.publicUrl)
  app.route({
    method: operation.method,
    url: routed(operation.path),
    config: {
      longestBody: operation.method === 'GET' ? 0 : (operation.longestBody ?? USUAL_BODY),
      streamsBody: operation.file !== undefined,
    },
    onRequest: async (request, reply) => {
      // Before the body is read: an unauthorized request can't make us read it.
      if (goingHeaders !== undefined) void reply.headers(goingHeaders)
      const caller = await carry.authenticate(request, reply, operation)
      callers.set(request, caller)
      if (operation.going !== undefined) noteGoing(carry.services, operation, operation.going, caller)
      if (operation.method !== 'GET') demandPlainBody(request)
    },
    handler: async (request, reply) => {
      const caller = callers.get(request)
      if (caller === undefined) throw new Problem('unauthenticated')
      return answerCall(carry, operation, caller, request, reply)
    },
  })
}

/** `Deprecation` is a date as a number of seconds, `Sunset` one in words. */
function headersOfGoing({ deprecated, sunset, instead }: Going, docs: string): Record<string, string> {
  return {
    deprecation: `@${Date.parse(deprecated) / 1000}`,
    ...(sunset !== undefined && { sunset: new Date(sunset).toUTCString() }),
    link: `<${docs}${instead}>; rel="deprecation"; type="text/html"`,
  }
}

function noteGoing(
  { requests }: ApiServices,
  { id: operation, method, path }: Operation,
  { deprecated, sunset }: Going,
  { by: { accountId, credentialId, memberId } }: Call['caller'],
): void {
  requests.noteGoing({
    operation,
    method,
    path,
    deprecated: Date.parse(deprecated),
    sunset: sunset === undefined ? null : Date.parse(sunset),
    accountId,
    credentialId,
    memberId,
  })
}

async function answerCall(
  { services, atWork, closing }: Carry,
  operation: Operation,
  caller: Call['caller'],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const known = knownFields(operation)
  const {
    dryRun = false,
    fields,
    expand = [],
    ...query
  } = readQuery(request.raw.url ?? '', parametersOf(operation), (values) =>
    known === undefined ? [] : unknownFields(values.fields, [...known, ...listOf(values.expand)]),
  ) as {
    readonly dryRun?: boolean
    readonly fields?: readonly string[]
    readonly expand?: readonly string[]
  }
  const { value: body, faults } = checkedBody(operation, request)
  const call: Call = {
    by: caller.by,
    caller,
    services,
    path: request.params as Readonly<Record<string, string>>,
    query,
    body,
    ...(operation.file && { file: sentFile(operation.file, request, services.settings.longestImport) }),
    acceptLanguage: request.headers['accept-language'],
    address: request.ip,
    userAgent: request.headers['user-agent'],
    requestId: request.id,
    lastEventId: single(request.headers['last-event-id']),
    // Made for the few that go on for a while: combining signals costs more than a small read's whole presentation.
    signal: () => AbortSignal.any([signalOf(reply), closing]),
    target: request.raw.url ?? '',
  }
  const answer = await carryOut(
    services,
    atWork,
    operation,
    call,
    wishOf(operation, call, request, { dryRun, expand, faults }),
  )
  return send(services, request, reply, answer, { fields, dryRun, expand })
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : []
}

/**
 * A key that stands twice in an object is refused: whichever value were taken, the other would be without effect.
 * @throws Problem malformed_body when there is none; invalid
 */
function checkedBody(operation: Operation, request: FastifyRequest): CheckedBody {
  const { body: whole, checkedAs: shape = whole } = operation
  const body = request.body as UniqueJson | undefined
  if (shape === undefined) {
    if (body === undefined) return { value: undefined, faults: [] }
    throw new Problem('invalid', { errors: [{ pointer: '', code: 'not_allowed' }] })
  }
  if (body === undefined) {
    if (mayHaveNoBody(operation)) return { value: {}, faults: [] }
    throw new Problem('malformed_body')
  }
  const repeated = body.repeated.map((pointer): Fault => ({ pointer, code: 'repeated' }))
  const checked = checkBody(shape, body.value, repeated)
  // What is no single transaction can't be tried.
  if (checked.faults.length > 0 && !('write' in operation)) {
    throw new Problem('invalid', { errors: checked.faults })
  }
  return checked
}

/** @throws Problem unsupported_media_type for one that was compressed (RFC 9110, 8.4) */
function demandPlainBody({ raw, headers }: FastifyRequest): void {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity' || !hasBody(raw)) return
  passOverBody(raw)
  throw new Problem('unsupported_media_type', {
    about: 'Content-Encoding: identity',
    headers: { 'accept-encoding': 'identity' },
  })
}

/** @throws Problem unsupported_media_type, malformed_body when there is none */
function sentFile(
  types: readonly string[],
  { raw, headers }: FastifyRequest,
  limit = USUAL_FILE,
): Call['file'] & object {
  const type = mediaType(headers['content-type'])
  if (!types.includes(type)) {
    passOverBody(raw)
    throw new Problem('unsupported_media_type', { about: types.join(' or ') })
  }
  if (!hasBody(raw)) throw new UnreadableFile('The file is empty. Its first line must name the columns.')
  return { type, content: fileIn(raw, limit) }
}

/** @throws Problem body_too_large, which names the setting */
async function* fileIn(raw: FastifyRequest['raw'], limit: number): AsyncGenerator<Buffer> {
  try {
    yield* streamedBody(raw, limit)
  } catch (error) {
    if (!(error instanceof HttpFault && error.fault === 'body_too_large')) throw error
    throw new Problem('body_too_large', { about: `${sizeText(limit)} (QUADRIVIUM_IMPORT_MEGABYTES)` })
  }
}

function wishOf(
  operation: Operation,
  call: Call,
  request: FastifyRequest,
  { dryRun, expand, faults }: Pick<Wish, 'dryRun' | 'expand' | 'faults'>,
): Wish {
  const ifMatch = single(request.headers['if-match'])
  const ifNoneMatch = single(request.headers['if-none-match'])
  // A malformed one is refused before anything is done.
  if (ifMatch !== undefined) tagsOf('If-Match', ifMatch)
  if (ifNoneMatch !== undefined) tagsOf('If-None-Match', ifNoneMatch)
  const key = idempotencyKey(operation, single(request.headers['idempotency-key']))
  return {
    dryRun,
    expand,
    faults,
    ifMatch,
    ifNoneMatch,
    repeatable:
      key === undefined
        ? undefined
        : {
            key,
            method: request.method,
            path: call.target.split('?', 1)[0] ?? '',
            content: JSON.stringify([parseQuery(call.target), call.body ?? null]),
          },
  }
}

/** `bare` or `"quoted"`. @throws Problem invalid_header */
function idempotencyKey(operation: Operation, header: string | undefined): string | undefined {
  if (header === undefined || !takesKey(operation)) return undefined
  const key = /^"([^"\\]*)"$/.exec(header.trim())?.[1] ?? header.trim()
  if (key !== '' && key.length <= LONGEST_KEY && /^[\x20-\x7e]+$/.test(key)) return key
  const code = key.length > LONGEST_KEY ? 'too_long' : 'malformed'
  throw new Problem('invalid_header', {
    about: 'Idempotency-Key',
    errors: [
      {
        header: 'Idempotency-Key',
        code,
        ...(code === 'too_long' ? { limit: LONGEST_KEY } : { hint: '8e03978e-40d5-43e8-bc93-6894a57f9324' }),
      },
    ],
  })
}

interface Choice {
  readonly fields: readonly string[] | undefined
  readonly dryRun: boolean
  readonly expand: readonly string[]
}

function send(
  { settings }: ApiServices,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  { fields, dryRun, expand }: Choice,
): FastifyReply {
  const { location, ...headers } = answer.headers ?? {}
  void reply.headers(headers)
  if (location !== undefined) void reply.header('location', `${settings.publicUrl}${API_ROOT}${location}`)
  if (answer.raw !== undefined) {
    const { type, content } = answer.raw
    const isWhole = typeof content === 'string' || content instanceof Uint8Array
    return reply
      .code(answer.status)
      .type(type)
      .send(isWhole ? content : Readable.from(content))
  }
  if (answer.body === undefined) return reply.code(answer.status).send()
  if (answer.isThing === true && !dryRun) {
    const etag = etagOf(without(answer.shown ?? answer.body, expand))
    void reply.header('etag', etag)
    if (request.method === 'GET' || request.method === 'HEAD') {
      void reply.header('cache-control', 'private, no-cache')
      const seen = single(request.headers['if-none-match'])
      const tags = seen === undefined ? [] : tagsOf('If-None-Match', seen)
      if (tags === '*' || tags.includes(etag)) return reply.code(304).send()
    }
  }
  const besides = dryRun ? [...expand, 'effects'] : expand
  const chosen = fields === undefined ? answer : chooseFields(answer, [...fields, ...besides])
  return reply.code(answer.status).type('application/json; charset=utf-8').send(JSON.stringify(chosen.body))
}

/** The thing without embedded things, which are changed elsewhere. */
function without(body: unknown, embedded: readonly string[]): unknown {
  return embedded.length === 0
    ? body
    : Object.fromEntries(Object.entries(body as object).filter(([key]) => !embedded.includes(key)))
}

function addOtherMethods(app: FastifyInstance, path: string, there: readonly Operation[]): void {
  const known = there.map(({ method }) => method as string)
  const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  app.route({
    method: METHODS.filter((method) => !known.includes(method)),
    url: routed(path),
    config: { longestBody: 0 },
    handler: async () => {
      throw new Problem('method_not_allowed', { about: allow, headers: { allow } })
    },
  })
  app.options(routed(path), { config: { longestBody: 0 } }, async (_request, reply) =>
    reply.code(204).header('allow', allow).send(),
  )
}

/** Aborted when the client disconnects before it is answered. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  if (reply.raw.destroyed) controller.abort()
  else reply.raw.once('close', () => controller.abort())
  return controller.signal
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}

/** JSON in UTF-8. @throws HttpFault unsupported_media_type, malformed_body, too_many_values, wrong_encoding */
async function parseApiBody(body: Buffer, contentType = ''): Promise<UniqueJson> {
  const charset = parameterOf(contentType, 'charset') ?? 'utf-8'
  if (!BODY_TYPES.includes(mediaType(contentType)) || !CHARSETS.includes(charset.toLowerCase())) {
    throw new HttpFault('unsupported_media_type')
  }
  return parseUniqueJsonBody(body, contentType, BODY_BOUNDS)
}
