import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFreshStore } from '../../../test/support/fresh-store.ts'
import { openWebhookReceiver, type WebhookReceiver } from '../../../test/support/webhook-receiver.ts'
import { readConfig } from '../../config/config.ts'
import { createAccessToken } from '../../domain/access/access-tokens.ts'
import { createKey } from '../../domain/access/credentials.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { createWebhook, newWebhookSecret } from '../../domain/delivery/webhooks.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { createMember } from '../../domain/people/members.ts'
import { SYSTEM_ITSELF, type Principal } from '../../domain/principal.ts'
import { ROLES } from '../../domain/roles.ts'
import { newAccessToken } from '../../lib/access-token.ts'
import { randomIds } from '../../lib/ids.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { runServer, type RunningServer } from '../run-server.ts'
import { Watching } from '../watching.ts'

const KEY = Buffer.alloc(32, 7)
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
  readonly status: { readonly code?: number }
}

let receiver: Server
let receiverUrl: string
let spans: ReceivedSpan[]
let resources: string[]
let headers: unknown[]
let fresh: Awaited<ReturnType<typeof openFreshStore>>
let webhooks: WebhookReceiver
let owner: Principal
let apiKey: string
let server: RunningServer | undefined
let logged: string[]

beforeEach(async () => {
  spans = []
  resources = []
  headers = []
  logged = []
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      headers.push(request.headers['api-key'])
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { resource: unknown; scopeSpans: { spans: ReceivedSpan[] }[] }[]
      }
      for (const { resource, scopeSpans } of resourceSpans) {
        resources.push(JSON.stringify(resource))
        for (const scope of scopeSpans) spans.push(...scope.spans)
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}` // it listens on a port
  webhooks = await openWebhookReceiver()
})
afterEach(async () => {
  await server?.close()
  server = undefined
  await fresh.store.close()
  fresh.remove()
  await webhooks.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

async function start(endpoint: string): Promise<string> {
  const config = readConfig({
    QUADRIVIUM_PORT: '0',
    QUADRIVIUM_WEBHOOK_ALLOW: '127.0.0.0/8',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=secret%20key',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  })
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) })
  const watching = await Watching.open(config, log)
  const { tracer } = watching.telemetry
  fresh = await openFreshStore(undefined, undefined, watching.telemetry)
  const { store } = fresh
  ;({ owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  ))
  apiKey = randomIds.token(24)
  await store.write((tx) =>
    createKey(tx, owner, { door: 'intellum', label: 'test', key: apiKey, memberId: null }),
  )
  expect(tracer).toBeDefined()
  server = await runServer(config, store, KEY, log, watching)
  return `http://127.0.0.1:${server.port}`
}

const attributesOf = ({ attributes }: ReceivedSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
const named = (name: string) => spans.filter((span) => span.name === name)

it('traces a request and what it does in the store, as part of the trace of its client', async () => {
  const url = await start(receiverUrl)
  const answer = await fetch(`${url}/api/v2/categories/424242424242?api_key=${apiKey}`, {
    headers: { traceparent: `00-${TRACE}-${SPAN}-01` },
  })
  expect(answer.status).toBe(422)
  await server?.close()
  server = undefined

  const [request] = named('GET /api/v2/categories/:id')
  expect(request).toMatchObject({ traceId: TRACE, parentSpanId: SPAN, kind: 2 })
  expect(request && attributesOf(request)).toEqual({
    'http.request.method': 'GET',
    'http.route': '/api/v2/categories/:id',
    'http.response.status_code': 422,
    'url.scheme': 'http',
    'network.protocol.version': '1.1',
    'quadrivium.door': 'intellum',
  })
  const below = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId)
  expect(below.length).toBeGreaterThan(0)
  for (const span of below) {
    expect(span.name).toMatch(/^store (read|look-up|write)$/)
    expect(span.traceId).toBe(TRACE)
    expect(attributesOf(span)).toMatchObject({ 'db.system.name': 'sqlite' })
  }
  expect(headers).toContain('secret key')
  expect(resources[0]).toContain('"deployment.environment.name"')
  expect(resources[0]).toContain('"quadrivium"')
  // Nobody's key, id or text is in a trace.
  expect(JSON.stringify(spans)).not.toContain(apiKey)
  expect(JSON.stringify(spans)).not.toContain('424242424242')
})

it('begins a trace of its own for a client that has none, or a bad one', async () => {
  const url = await start(receiverUrl)
  const odd = [`00-${'0'.repeat(32)}-${SPAN}-01`, 'garbage', `ff${'-'.repeat(200)}`]
  for (const traceparent of odd) await fetch(`${url}/healthz`, { headers: { traceparent } })
  await fetch(`${url}/nowhere/${'x'.repeat(50)}`, { method: 'PURGE' })
  await server?.close()
  server = undefined
  const roots = named('GET /healthz')
  expect(roots).toHaveLength(3)
  expect(roots.filter(({ parentSpanId }) => (parentSpanId ?? '') !== '')).toEqual([])
  expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(3)
  expect(named('_OTHER').map(attributesOf)).toEqual([
    expect.objectContaining({ 'http.request.method': '_OTHER' }),
  ])
})

it('carries the trace on to the webhook that a change causes', async () => {
  const url = await start(receiverUrl)
  const { store } = fresh
  const token = newAccessToken(randomIds)
  const enrolment = await store.write(async (tx) => {
    await createWebhook(tx, owner, {
      url: webhooks.url,
      events: ['enrolment_deleted'],
      format: 'coursepath',
      singleAttempt: false,
      sealedSecret: new SealedBox(KEY).seal(newWebhookSecret(randomIds)),
    })
    const { id: course } = await createCourse(tx, owner, { name: 'Course' })
    const { id: member } = await createMember(tx, owner, {
      username: 'mona',
      lastName: 'Mona',
      email: 'mona@example.com',
      status: 'active',
      roles: { among: ROLES, held: ['manager'] },
    })
    await enrolMember(tx, owner, course, member)
    const terms = { token, label: 'test', scopes: ['*:write'], networks: [], expires: null } as const
    await createAccessToken(tx, owner, member, terms)
    return tx.enrolments.find(owner.accountId, course, member)
  })
  const answer = await fetch(`${url}/api/quadrivium/v1/enrolments/${enrolment?.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}`, traceparent: `00-${TRACE}-${SPAN}-01` },
  })
  expect(answer.status).toBe(204)
  await expect.poll(() => webhooks.received.length).toBe(1)
  await server?.close()
  server = undefined
  const [delivery] = named('deliver webhook')
  expect(delivery).toMatchObject({ kind: 3, traceId: TRACE })
  expect(webhooks.received[0]?.headers.traceparent).toBe(`00-${TRACE}-${delivery?.spanId}-01`)
  // It belongs to the write that caused it.
  const cause = spans.find(({ spanId }) => spanId === delivery?.parentSpanId)
  expect(cause?.name).toBe('store write')
})

it('suffers nothing when the receiver is down', async () => {
  const url = await start('http://127.0.0.1:59998')
  const statuses = await Promise.all(
    Array.from({ length: 200 }, async () => (await fetch(`${url}/healthz`)).status),
  )
  expect(new Set(statuses)).toEqual(new Set([200]))
  await server?.close()
  server = undefined
  expect(logged.filter((line) => line.includes('crashed'))).toEqual([])
})
