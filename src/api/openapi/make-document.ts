// The OpenAPI 3.1 document of this API, generated only from the table of operations.
import { API_ROOT } from '../api-services.ts'
import { PROBLEMS, FAULTS, type ProblemCode } from '../problems/catalogue.ts'
import { SCOPES } from '../scopes.ts'
import { parametersOf } from '../table/parameters.ts'
import { mayHaveNoBody, takesKey, type Operation } from '../table/operation.ts'
import { TAG_WORDS } from './tags.ts'

type Json = Readonly<Record<string, unknown>>

/** The problems that every request can get. */
const ALWAYS: readonly ProblemCode[] = [
  'malformed_request',
  'invalid_parameters',
  'unauthenticated',
  'forbidden',
  'too_many_requests',
  'crashed',
  'unavailable',
]
const WITH_PLACES: readonly ProblemCode[] = ['not_found', 'no_such_path']
const WITH_FILE: readonly ProblemCode[] = [
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'unreadable_file',
]
const WITH_BODY: readonly ProblemCode[] = [
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'invalid',
  'conflict',
  'taken',
]

/** @param version of the product */
export function makeDocument(operations: readonly Operation[], version: string): Json {
  const components = new Map<string, unknown>()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const methods = (paths[operation.path] ??= {})
    methods[operation.method.toLowerCase()] = describe(operation, components)
  }
  components.set('Problem', problemShape)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Quadrivium',
      version,
      summary: 'Everything that the platform can do, for scripts and for the console',
      description:
        'Keys that an answer may hold are only ever added: pass over those that you do not know. Unknown keys and parameters of a request are refused.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: API_ROOT }],
    tags: tagsOf(operations).map((name) => ({ name, description: TAG_WORDS[name] })),
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([one], [other]) => (one < other ? -1 : 1))),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: `A personal access token, \`qdp_…\`. Scopes: ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}.`,
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'quadrivium',
          description:
            'The session of a signed-in browser (by TLS the cookie is named `__Host-quadrivium`). Whatever changes something also needs `X-Quadrivium-Token` from `GET /me`.',
        },
      },
    },
  }
}

function tagsOf(operations: readonly Operation[]): readonly string[] {
  return [...new Set(operations.map(tagOf))].sort()
}

/** The resource that an operation belongs to: the first part of its path. */
function tagOf({ path }: Operation): string {
  return path.split('/')[1] ?? ''
}

function describe(operation: Operation, components: Map<string, unknown>): Json {
  const { id, path, summary, description, scope, session, body, example, going } = operation
  const rights = session === undefined ? [] : [SESSION_WORDS[session]]
  const text = [description, ...rights].filter((part) => part !== undefined).join('\n\n')
  return {
    operationId: id,
    tags: [tagOf(operation)],
    summary,
    ...(text !== '' && { description: text }),
    ...(going !== undefined && { deprecated: true, 'x-sunset': going.sunset ?? null }),
    ...(scope !== undefined && { 'x-scope': scope }),
    security:
      session === undefined
        ? [{ token: scope === undefined ? [] : [scope] }, { session: [] }]
        : [{ session: [] }],
    parameters: [...placesIn(path), ...parametersIn(operation, components), ...headersOf(operation)],
    ...(operation.file && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          operation.file.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
        ),
      },
    }),
    ...(body !== undefined && {
      requestBody: {
        required: !mayHaveNoBody(operation),
        content: {
          'application/json': {
            schema: shapeOf(body, components),
            ...(example?.body !== undefined && { example: example.body }),
          },
        },
      },
    }),
    responses: { ...answersOf(operation, components), ...refusalsOf(operation) },
  }
}

const SESSION_WORDS = {
  'signed-in': 'Only a signed-in browser may do this, not a token.',
  confirmed:
    'Only a signed-in browser may do this, within 15 minutes after its person has shown their password (`POST /me/confirm`).',
}

function placesIn(path: string): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description:
      'An id, or another name of the thing as far as it has one: `guid:…`, `code:…`, `external:…`, `email:…`, `username:…`.',
    schema: { type: 'string' },
  }))
}

function parametersIn(operation: Operation, components: Map<string, unknown>): readonly Json[] {
  return Object.entries(parametersOf(operation)).map(([name, shape]) => {
    const { description, ...schema } = shapeOf(shape, components) as { readonly description?: string }
    const isList = (schema as { readonly type?: unknown }).type === 'array'
    return {
      name,
      in: 'query',
      required: !('~optional' in shape),
      ...(description !== undefined && { description }),
      schema,
      ...(isList && { style: 'form', explode: false }),
    }
  })
}

function headersOf(operation: Operation): readonly Json[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  })
  const isWrite = 'write' in operation
  return [
    ...(takesKey(operation)
      ? [
          header(
            'Idempotency-Key',
            'The same request sent again with the same key within 24 hours has no second effect.',
          ),
        ]
      : []),
    ...(isWrite && operation.current !== undefined
      ? [header('If-Match', 'The ETag of the thing as you read it: refused when it was changed meanwhile.')]
      : []),
  ]
}

function answersOf(operation: Operation, components: Map<string, unknown>): Json {
  const answers = Object.entries(operation.answers).map(([status, shape]) => [
    status,
    {
      description: WORDS[Number(status)] ?? 'Done.',
      ...(typeof shape === 'string' && {
        content: Object.fromEntries(shape.split(', ').map((type) => [type, { schema: {} }])),
      }),
      ...(typeof shape === 'object' &&
        shape !== null && { content: { 'application/json': { schema: shapeOf(shape, components) } } }),
    },
  ])
  const isThing = operation.method === 'GET'
  return {
    ...('write' in operation &&
      operation.answers[200] === undefined && {
        200: {
          description: 'Of a dry run: what it would do.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      }),
    ...(Object.fromEntries(answers) as Json),
    ...(isThing && { 304: { description: 'Not changed since the ETag in `If-None-Match`.' } }),
  }
}

const WORDS: Readonly<Record<number, string>> = {
  200: 'As it is now.',
  201: 'Made. `Location` tells where it stands.',
  202: 'Begun. `Location` tells where to look how far it is.',
  204: 'Done.',
}

function refusalsOf(operation: Operation): Json {
  const isWrite = 'write' in operation
  const codes: readonly ProblemCode[] = [
    ...ALWAYS,
    ...(operation.path.includes('{') ? WITH_PLACES : []),
    ...(operation.path.includes('{person}') ? ['external_id_ambiguous' as const] : []),
    ...(operation.scope === undefined ? [] : ['scope_missing' as const]),
    ...(operation.session === undefined ? [] : ['session_needed' as const]),
    ...(operation.session === 'confirmed' ? ['confirmation_needed' as const] : []),
    ...(operation.method === 'GET'
      ? []
      : ['token_missing' as const, 'invalid' as const, 'conflict' as const]),
    ...('cursor' in (operation.query ?? {}) ? ['cursor_mismatch' as const] : []),
    // One that takes no body tells so, if it can read what was sent.
    ...(operation.method === 'GET' || operation.file !== undefined ? [] : WITH_BODY),
    ...(operation.file === undefined ? [] : WITH_FILE),
    ...(isWrite || takesKey(operation) ? ['invalid_header' as const] : []),
    ...(takesKey(operation) ? ['idempotency_key_in_use' as const, 'idempotency_key_reused' as const] : []),
    ...(isWrite && operation.current !== undefined ? ['changed_meanwhile' as const] : []),
    ...(operation.problems ?? []),
  ]
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      String(status),
      {
        description: some.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

/** A shape as the document shows it: named shapes go to the components, and `null` is one of the types. */
function shapeOf(shape: unknown, components: Map<string, unknown>): unknown {
  if (Array.isArray(shape)) return shape.map((one) => shapeOf(one, components))
  if (typeof shape !== 'object' || shape === null) return shape
  const { $id: name, ...plain } = shape as Readonly<Record<string, unknown>>
  if (typeof name === 'string') {
    if (!components.has(name)) {
      components.set(name, undefined) // a shape may contain itself
      components.set(name, shapeOf(plain, components))
    }
    return { $ref: `#/components/schemas/${name}` }
  }
  const made = Object.fromEntries(
    Object.entries(plain).map(([key, value]) => [key, shapeOf(value, components)]),
  )
  return withNullAsType(withTypeOfWords(made))
}

function withTypeOfWords(shape: Json): Json {
  return Array.isArray(shape.enum) && shape.type === undefined ? { type: 'string', ...shape } : shape
}

function withNullAsType(shape: Json): Json {
  const { anyOf, ...rest } = shape
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return shape
  const [one, other] = anyOf as unknown as readonly [Json, Json]
  if (other.type !== 'null' || typeof one.type !== 'string') return shape
  return {
    ...rest,
    ...one,
    type: [one.type, 'null'],
    ...(Array.isArray(one.enum) && { enum: [...(one.enum as readonly unknown[]), null] }),
  }
}

const problemShape = {
  type: 'object',
  description:
    'A refusal by RFC 9457. `code` is for programs, `detail` for people, in the language of `Accept-Language`.',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'Where in the body: a JSON pointer.' },
          parameter: { type: 'string' },
          header: { type: 'string' },
          code: { type: 'string', enum: FAULTS },
          detail: { type: 'string' },
          limit: { type: 'number' },
          hint: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
        },
      },
    },
    current: { description: 'Of `changed_meanwhile`: the thing as it is now.' },
    requestId: { type: 'string' },
  },
}
