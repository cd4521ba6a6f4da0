import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../../test/support/cheap-password.ts'
import { lintMetrics, readExposition, type MetricFamily } from '../../../test/support/exposition.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { setPassword } from '../../domain/access/set-password.ts'
import { outgoingMail } from '../../domain/delivery/events.ts'
import { addGauges } from './gauges.ts'
import { MetricsServer } from './metrics-server.ts'
import { openPrometheusMeter, type PrometheusMeter } from './prometheus-meter.ts'

const DOORS = ['rev', 'intellum', 'learnosity', 'coursepath', 'api', 'docs', 'pages', 'server']
const LONG = 30_000

let meter: PrometheusMeter
let world: World
let metrics: MetricsServer
let origin: string
let url: string
let backedUp: number | undefined

beforeAll(async () => {
  meter = await openPrometheusMeter(DOORS)
  world = await openWorld({
    telemetry: { meter },
    settings: { limitRates: true, quotas: { 'rev.login': 4, 'rev.read': 20 } },
  })
  const update = await addGauges(meter.registry, {
    store: world.store,
    clock: world.clock,
    engine: 'sqlite',
    version: '1.2.3',
    sent: ['webhook_event', 'mail'],
    lastBackup: () => backedUp,
  })
  const log = pino({ level: 'silent' })
  const { registry } = meter
  metrics = new MetricsServer({ host: '127.0.0.1', port: 0, registry, update, log, keptFor: 0 })
  url = `http://127.0.0.1:${await metrics.listen()}/metrics`
  await new Promise<void>((resolve) => world.server.http.listen(0, '127.0.0.1', resolve))
  // It listens on a port, not on a pipe.
  origin = `http://127.0.0.1:${(world.server.http.address() as AddressInfo).port}`
})
afterAll(async () => {
  await metrics.close()
  await world.close()
})

type Families = ReadonlyMap<string, MetricFamily>

async function read(): Promise<Families> {
  return readExposition(await (await fetch(url)).text())
}

/** The value of the one sample with these labels, among others. */
function valueOf(families: Families, sample: string, labels: Readonly<Record<string, string>> = {}) {
  const found = [...families.values()]
    .flatMap(({ samples }) => samples)
    .filter(({ name, labels: own }) => {
      return name === sample && Object.entries(labels).every(([key, value]) => own[key] === value)
    })
  return found.length === 1 ? found[0]?.value : found
}

const requests = (families: Families, door: string, method: string, route: string, status: number) =>
  valueOf(families, 'http_server_request_duration_seconds_count', {
    door,
    http_request_method: method,
    http_route: route,
    http_response_status_code: String(status),
  })

describe('requests', () => {
  it('are counted by door, method, route and status, at every door', async () => {
    const token = await world.revToken(await world.person('Mia Manager', 'manager'))
    const authorization = `VBrick ${token}`
    const rev = (path: string, init: RequestInit = {}) =>
      fetch(origin + path, { ...init, headers: { authorization } })
    expect((await rev('/api/v2/groups/0000')).status).toBe(404)
    await rev('/api/v2/groups/0001')
    await fetch(`${origin}/api/v2/categories/5?api_key=wrong`)
    await fetch(`${origin}/v2025.1.LTS/itembank/tagging/tags`, { method: 'POST' })
    await fetch(`${origin}/v2025.1.LTS/nothing/here`, { method: 'POST' })
    await fetch(`${origin}/api/v1/members/7`)
    await fetch(`${origin}/api/quadrivium/v1/people`)
    await fetch(`${origin}/docs/guide/paging`)
    await fetch(`${origin}/login`)
    await fetch(`${origin}/healthz`)
    const families = await read()
    expect(requests(families, 'rev', 'GET', '/api/v2/groups/:id', 404)).toBe(2)
    expect(requests(families, 'intellum', 'GET', '/api/v2/categories/:id', 422)).toBe(1)
    expect(requests(families, 'learnosity', 'POST', '/:version/itembank/tagging/tags', 400)).toBe(1)
    expect(requests(families, 'learnosity', 'POST', 'unknown', 404)).toBe(1)
    expect(requests(families, 'coursepath', 'GET', '/api/v1/members/:memberId', 401)).toBe(1)
    expect(requests(families, 'api', 'GET', '/api/quadrivium/v1/people', 401)).toBe(1)
    expect(requests(families, 'docs', 'GET', '/docs/guide/:chapter', 200)).toBe(1)
    expect(requests(families, 'pages', 'GET', '/login', 200)).toBe(1)
    expect(requests(families, 'server', 'GET', '/healthz', 200)).toBe(1)
  })

  it('keep to a few labels, whatever 10,000 odd clients ask for', { timeout: LONG }, async () => {
    const methods = ['GET', 'POST', 'DELETE', 'PROPFIND', 'MKCOL', 'REPORT', 'M-SEARCH', 'HEAD']
    const roots = ['', '/api/v1', '/api/v2', '/v9', '/docs', '/api/quadrivium/v1', '/courses', '/api/v9']
    await ask(10_000, (index) => {
      const root = roots[index % roots.length] ?? ''
      return `${methods[(index >> 3) % methods.length] ?? ''} ${root}/odd-${index}/${'x'.repeat(index % 40)}?q=${index}`
    })
    const families = await read()
    expect(lintMetrics(families)).toEqual([])
    const { samples = [] } = families.get('http_server_request_duration_seconds') ?? {}
    const words = (label: string) => [...new Set(samples.map(({ labels }) => labels[label]))]
    expect(words('door').filter((door) => door === undefined || !DOORS.includes(door))).toEqual([])
    expect(words('http_request_method')).toContain('_OTHER')
    expect(words('http_request_method').length).toBeLessThanOrEqual(8)
    expect(words('http_route').filter((route) => String(route).includes('odd'))).toEqual([])
    // Each series has a line for each of 15 bounds and three more.
    expect(samples.length / 18).toBeLessThan(120)
  })

  it('that are refused for their number are counted by door', async () => {
    const before = valueOf(await read(), 'quadrivium_rate_limited_total', { door: 'rev' })
    expect(before).toBe(0)
    for (let index = 0; index < 6; index++) {
      await fetch(`${origin}/api/v2/user/login`, { method: 'POST' })
    }
    const families = await read()
    expect(valueOf(families, 'quadrivium_rate_limited_total', { door: 'rev' })).toBe(2)
    expect(valueOf(families, 'quadrivium_rate_limited_total', { door: 'api' })).toBe(0)
  })
})

describe('what else happens', () => {
  it('sign-ins count by how they end', async () => {
    const lea = await world.person('Lea Learner')
    const phc = await hashedAtNoCost('open sesame 7')
    await world.store.write((tx) => setPassword(tx, world.owner, { id: lea.id }, phc))
    const logIn = (password: string) =>
      fetch(`${origin}/api/v2/user/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'lea.learner', password }),
      })
    world.clock.advance(60_000)
    expect((await logIn('wrong')).status).toBe(401)
    expect((await logIn('open sesame 7')).status).toBe(200)
    expect(
      (
        await fetch(`${origin}/api/v2/authenticate`, {
          method: 'POST',
          body: new URLSearchParams({ apikey: 'x', secret: 'y' }),
        })
      ).status,
    ).toBe(401)
    const families = await read()
    const count = (method: string, result: string) =>
      valueOf(families, 'quadrivium_logins_total', { method, result })
    expect(count('password', 'succeeded')).toBe(1)
    expect(count('password', 'refused')).toBe(1)
    expect(count('key', 'succeeded')).toBe(0)
    expect(count('link', 'refused')).toBe(0)
  })

  it('the store tells of commits, their batches and its log', async () => {
    const before = await read()
    await Promise.all(Array.from({ length: 20 }, (_, index) => world.group(`Group ${index}`)))
    const families = await read()
    const grown = (name: string) => Number(valueOf(families, name)) - Number(valueOf(before, name))
    const commits = grown('quadrivium_store_commit_duration_seconds_count')
    expect(commits).toBeGreaterThan(0)
    expect(grown('quadrivium_store_batch_operations_count')).toBe(commits)
    expect(grown('quadrivium_store_batch_operations_sum')).toBe(20)
    expect(commits).toBeLessThan(20) // those that wait together share one
    expect(valueOf(families, 'quadrivium_store_wal_bytes')).toBeGreaterThan(4096)
  })

  it('the outbox tells what waits, and for how long', async () => {
    const ada = await world.person('Ada Addressee')
    const none = await read()
    expect(valueOf(none, 'quadrivium_outbox_pending', { kind: 'mail' })).toBe(0)
    expect(valueOf(none, 'quadrivium_outbox_oldest_age_seconds')).toBe(0)
    const mail = {
      to: 'ada@example.com',
      name: 'Ada',
      locale: 'en',
      subject: 's',
      body: 'b',
      link: null,
    }
    await world.store.write((tx) => tx.outbox.add(world.account.id, outgoingMail(ada.id, mail)))
    world.clock.advance(90_000)
    await world.store.write((tx) => tx.outbox.add(world.account.id, outgoingMail(ada.id, mail)))
    const families = await read()
    expect(valueOf(families, 'quadrivium_outbox_pending', { kind: 'mail' })).toBe(2)
    expect(valueOf(families, 'quadrivium_outbox_pending', { kind: 'webhook' })).toBe(0)
    expect(valueOf(families, 'quadrivium_outbox_oldest_age_seconds')).toBe(90)
  })

  it('jobs are there by state, and deliveries by result, before there are any', async () => {
    const families = await read()
    for (const state of ['waiting', 'running', 'done', 'failed', 'cancelled']) {
      expect(valueOf(families, 'quadrivium_jobs', { state })).toBe(0)
    }
    for (const kind of ['mail', 'webhook']) {
      for (const result of ['sent', 'retried', 'given_up']) {
        expect(valueOf(families, 'quadrivium_deliveries_total', { kind, result })).toBe(0)
      }
    }
    meter.delivery('webhook', 'retried')
    const retried = { kind: 'webhook', result: 'retried' }
    expect(valueOf(await read(), 'quadrivium_deliveries_total', retried)).toBe(1)
  })

  it('the process, the version and the last backup are there', async () => {
    const never = await read()
    expect(valueOf(never, 'quadrivium_last_backup_timestamp_seconds')).toBe(0)
    backedUp = Date.UTC(2026, 0, 15, 3)
    const families = await read()
    expect(valueOf(families, 'quadrivium_last_backup_timestamp_seconds')).toBe(
      Date.UTC(2026, 0, 15, 3) / 1000,
    )
    expect(valueOf(families, 'quadrivium_build_info', { version: '1.2.3', engine: 'sqlite' })).toBe(1)
    expect(valueOf(families, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
    expect(valueOf(families, 'process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(valueOf(families, 'process_resident_memory_bytes')).toBeGreaterThan(1e7)
  })
})

describe('the address of metrics', () => {
  it('answers nothing else, and the public one has none', async () => {
    const elsewhere = url.replace('/metrics', '/')
    expect((await fetch(elsewhere)).status).toBe(404)
    const posted = await fetch(url, { method: 'POST' })
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await fetch(url)).headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const open = await fetch(`${origin}/metrics`)
    expect(open.status).toBe(404)
    expect(await open.text()).toContain('QUADRIVIUM_METRICS_LISTEN')
  })

  it('goes on when the store does not answer', async () => {
    const other = await openPrometheusMeter(DOORS)
    const update = () => Promise.reject(new Error('gone'))
    const logged: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) })
    const server = new MetricsServer({ host: '127.0.0.1', port: 0, registry: other.registry, update, log })
    const families = readExposition(
      await (await fetch(`http://127.0.0.1:${await server.listen()}/metrics`)).text(),
    )
    await server.close()
    expect(valueOf(families, 'process_open_fds')).toBeGreaterThan(0)
    expect(logged.join('')).toContain('the store does not answer')
  })
})

/** Sends requests over one connection, as fast as they are answered, and waits for the answers. */
async function ask(count: number, lineOf: (index: number) => string): Promise<void> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  let answers = 0
  const done = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      answers += chunk.toString('latin1').split('HTTP/1.1 ').length - 1
      if (answers >= count) resolve()
    })
  })
  for (let index = 0; index < count; index++) {
    socket.write(`${lineOf(index)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  }
  await done
  socket.destroy()
}
