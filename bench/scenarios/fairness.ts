import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as ask } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { API_ROOT } from '../../src/api/api-services.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import { createSigningKey } from '../../src/domain/access/signing-keys.ts'
import type { AccountId, MemberId } from '../../src/domain/ids.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { newSessionToken } from '../../src/http/session-cookie.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { givenServerKey, makeServerKey, serverKeyPath } from '../../src/server/server-key.ts'
import { makeDataFolder, type DataFolder } from '../../test/support/academy.ts'
import { signToken } from '../../test/support/coursepath-client.ts'
import { documentOfDoor, documentedDoors } from '../../test/support/documents.ts'
import { makeBank, makeConsumer } from '../../test/support/learnosity.ts'
import { startServer, type ServerProcess } from '../../test/support/server-process.ts'
import { signedForm } from '../../test/support/route-sweep.ts'
import { guidOf } from '../academy.ts'
import { largestRequests, type Asked, type Frequent } from '../fairness/largest-requests.ts'
import { tagsFrom } from '../item-bank.ts'
import { firstNameOf, lastNameOf } from '../large-academy.ts'
import { filledFolder, type Founded } from '../large-stores.ts'
import { percentile, requestText } from '../load.ts'
import type { Finding, Scenario } from '../scenario.ts'

const SIZE = { people: 1_000_000, courses: 100_000 }
/** How long a request is given, again and again where it is quick; endless and very long answers are cut off then. */
const LOOK = 300
const LONGEST_LOOK = 3_000
/** Work that goes on behind its answer, such as a deletion in portions, is looked at for so long. */
const AFTERWARDS = 1_500
const TAGS = 50_000

const P99 = { atMost: 25, beyond: 10 }
const LONGEST = { atMost: 100, beyond: 50 }

/** How long the small reads of others waited while one request was at work. */
interface Row {
  readonly what: string
  readonly status: number
  /** Milliseconds that the request itself took; the median where it was asked several times. */
  readonly took: number
  readonly reads: number
  readonly p99: number
  readonly longest: number
}

/**
 * Every request of every document at the largest that it allows, against a million people, while somebody else reads one topic
 * again and again. The whole table goes to bench/FAIRNESS.md.
 */
export const fairness: Scenario = {
  name: 'fairness',
  compares: "others' small reads while any one request is at work, at 1,000,000 people",
  long: true,
  async measure({ keep, only }) {
    const { folder, founded } = await filledFolder('sqlite', SIZE, keep)
    const path = mkdtempSync(join(tmpdir(), 'quadrivium-bench-fairness-'))
    cpSync(folder, path, { recursive: true }) // this one is written to
    const data = makeDataFolder(path)
    const callers = await makeCallers(data, founded)
    const server = await startServer({
      dataDir: path,
      settings: { ALLOW_HTTP: 'yes' },
      code: 'built',
      flags: ['--max-semi-space-size=8'],
      log: 'dropped',
    })
    const reader = new SmallReader(server.port, callers)
    try {
      await fillBank(server, callers)
      const rows: Row[] = [await rowOf(server, reader, callers, NOTHING)]
      for (const asked of everything(founded)) {
        if (only !== undefined && !labelOf(asked).includes(only)) continue
        const row = await rowOf(server, reader, callers, asked)
        if (row.p99 > P99.atMost || row.longest > LONGEST.atMost) console.log(`  ${lineOf(row)}`)
        rows.push(row)
      }
      if (only === undefined) writeFileSync(new URL('../FAIRNESS.md', import.meta.url), tableOf(rows))
      return findingsOf(rows)
    } finally {
      await reader.close()
      await server.stop()
      rmSync(path, { recursive: true, force: true })
      if (!keep) rmSync(folder, { recursive: true, force: true })
    }
  },
}

const NOTHING: Asked = { door: 'server', method: 'GET', path: '/healthz' }

/** A request with what lets it in. */
type Caller = (asked: Asked) => {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string
}

type Callers = Readonly<Record<string, Caller>>

async function makeCallers(data: DataFolder, { token, account, manager }: Founded): Promise<Callers> {
  const box = new SealedBox(givenServerKey(data.path, undefined) ?? makeServerKey(serverKeyPath(data.path)))
  const owner: Principal = {
    accountId: account as AccountId,
    door: 'cli',
    credentialId: null,
    memberId: null,
  }
  const pair = { key: 'FairnessFairness', secret: 'a secret of forty characters, or nearly!' }
  const [intellum, rev, signing] = [randomIds.token(24), randomIds.token(48), randomIds.token(32)]
  const [manages, learns] = [newSessionToken(randomIds), newSessionToken(randomIds)]
  await data.withStore(async (store) => {
    await store.write(async (tx) => {
      await createKey(tx, owner, { door: 'intellum', label: 'bench', key: intellum, memberId: null })
      await createSigningKey(tx, owner, box, { door: 'coursepath', label: 'bench', secret: signing })
      const sessions = [
        ['rev', rev, manager],
        ['console', manages, manager],
        ['console', learns, manager + 1],
      ] as const
      for (const [door, text, memberId] of sessions) {
        const ends = tx.now + 86_400_000
        await tx.sessions.insert(owner.accountId, {
          door,
          tokenHash: sha256(text),
          memberId: memberId as MemberId,
          credentialId: null,
          agent: null,
          expires: ends,
          ends,
        })
      }
    })
    const surroundings = { store, owner, services: { sealedBox: box } }
    await makeConsumer(surroundings, pair, [[(await makeBank(surroundings)).id, 'write']])
  })
  let tokens = 0
  const json = ({ body }: Asked) =>
    body === undefined
      ? {}
      : typeof body === 'string'
        ? { headers: { 'content-type': 'text/csv' }, payload: body }
        : { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) }
  const withHeader =
    (headers: () => Readonly<Record<string, string>>, root = ''): Caller =>
    (asked) => {
      const { headers: more = {}, payload } = json(asked)
      return {
        path: root + asked.path,
        headers: { ...headers(), ...more },
        ...(payload !== undefined && { payload }),
      }
    }
  const cookie = (text: string) => ({ cookie: `quadrivium=${text}`, accept: 'text/html' })
  return {
    server: withHeader(() => ({})),
    api: withHeader(() => ({ authorization: `Bearer ${token}` }), API_ROOT),
    rev: withHeader(() => ({ authorization: `VBrick ${rev}` })),
    coursepath: withHeader(() => ({
      authorization: `Bearer ${signToken(signing, {
        jti: String(++tokens),
        iat: Date.now() / 1_000,
        email: 'manager@example.com',
      })}`,
    })),
    intellum: (asked) => {
      const call = withHeader(() => ({}))(asked)
      return { ...call, path: `${call.path}${call.path.includes('?') ? '&' : '?'}api_key=${intellum}` }
    },
    learnosity: ({ path, body }) => {
      const { action, request } = body as { readonly action: string; readonly request: unknown }
      return {
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: signedForm(Date.now(), pair, JSON.stringify(request), action),
      }
    },
    console: withHeader(() => cookie(manages)),
    pages: withHeader(() => cookie(learns)),
  }
}

async function fillBank(server: ServerProcess, callers: Callers): Promise<void> {
  for (let first = 0; first < TAGS; first += 1_000) {
    const asked = tagging('tagging/tags', 'set', { tags: tagsFrom(first, 1_000) })
    const { status } = await exchange(server, callers, asked, 60_000)
    if (status !== 200) throw new Error(`The bank wasn't filled: ${status}`)
  }
  for (let first = 0; first < 5_000; first += 50) {
    const taggables = Array.from({ length: 50 }, (_, at) => ({
      reference: `item ${first + at}`,
      tags: tagsFrom((first + at) * 7, 5).map(({ type, name }) => ({ type, name })),
    }))
    await exchange(server, callers, tagging('items/tags', 'set', { items: taggables }), 60_000)
  }
}

function tagging(path: string, action: 'get' | 'set', request: unknown): Asked {
  return { door: 'learnosity', method: 'POST', path: `/latest/itembank/${path}`, body: { action, request } }
}

/** All that is asked, in an order in which what deletes comes last. */
function everything({ manager }: Founded): Asked[] {
  const person = manager + 501
  const numbers: Frequent = {
    person,
    manager: manager + 1,
    user: person,
    memberId: person,
    group: 3,
    groupId: 3,
    course: 1,
    courseId: 1,
    topic: 1,
    parent: 1,
    enrolment: 1,
    bank: 1,
    door: 'rev',
    status: 'active',
    role: 'learner',
    state: 'passed',
    department: 'Sales',
    country: 'DE',
    company: 'Company 7',
    subject: 'person',
    action: 'update',
    language: 'en',
    email: mailOf(500),
    to: mailOf(500),
    days: 365,
    after: 1,
  }
  const documents: readonly (readonly [door: string, places: Frequent])[] = [
    ['api', numbers],
    ['intellum', { ...numbers, id: 1 }],
    ['rev', { ...numbers, id: guidOf(1), key: guidOf(500), parentCategoryId: guidOf(1) }],
    ['coursepath', { ...numbers, name: 'Group 3' }],
  ]
  const known = documentedDoors.map(({ name }) => name)
  return [
    ...documents
      .filter(([door]) => door === 'api' || known.includes(door))
      .flatMap(([door, places]) => largestRequests(door, documentOfDoor(door), places)),
    ...bankRequests(),
    ...pageRequests(),
    ...heavyWrites(manager),
  ]
}

function bankRequests(): Asked[] {
  const gets = [
    'tagging/tags',
    'tags',
    'items',
    'items/tags',
    'tagging/hierarchies',
    'pools',
    'activities/tags',
  ]
  return [
    ...gets.flatMap((path) => [tagging(path, 'get', {}), tagging(path, 'get', { limit: 1_000 })]),
    tagging('tagging/tags', 'get', { types: ['type 3'], limit: 1_000 }),
    tagging('items', 'get', { tags: [{ type: 'type 3' }], limit: 50 }),
    tagging('tagging/tags', 'set', { tags: tagsFrom(0, 1_000) }),
    tagging('tagging/tags', 'set', {
      tags: tagsFrom(TAGS, 1_000).map((tag) => ({ ...tag, description: 'x'.repeat(1_000) })),
    }),
  ]
}

function pageRequests(): Asked[] {
  const learner = [
    '/',
    '/courses',
    '/courses?q=a',
    '/sessions',
    '/1/course',
    '/5/course',
    '/5/course/quiz',
    '/docs',
  ]
  return [
    ...learner.map((path) => ({ door: 'pages', method: 'GET', path })),
    ...['/', '/courses', '/console/'].map((path) => ({ door: 'console', method: 'GET', path })),
  ]
}

/** What one request can set to work that touches the most rows. */
function heavyWrites(manager: number): Asked[] {
  const api = (method: string, path: string, body?: unknown): Asked => ({
    door: 'api',
    method,
    path,
    ...(body !== undefined && { body }),
  })
  const thousand = Array.from({ length: 1_000 }, (_, at) => at)
  const ids = thousand.map((at) => manager + 1 + at * 3)
  const many = Array.from({ length: 10_000 }, (_, at) => manager + 1 + at * 7)
  return [
    api(
      'POST',
      '/people/bulk',
      thousand.map((at) => ({ op: 'create', lastName: `New ${at}`, email: `new${at}@example.com` })),
    ),
    api(
      'POST',
      '/people/bulk?dryRun=true',
      thousand.map((at) => ({ op: 'create', lastName: `Dry ${at}`, email: `dry${at}@example.com` })),
    ),
    api(
      'POST',
      '/people/bulk',
      ids.map((id) => ({ op: 'update', id, department: 'Research' })),
    ),
    api(
      'POST',
      '/people/bulk',
      ids.slice(0, 300).map((id) => ({ op: 'delete', id })),
    ),
    api(
      'POST',
      '/topics/bulk',
      thousand.map((at) => ({ op: 'create', name: `Topic ${at}`, parent: 7 })),
    ),
    api(
      'POST',
      '/courses/bulk',
      thousand.map((at) => ({ op: 'create', name: `Course ${at}` })),
    ),
    api('POST', '/courses/2/enrolments', { people: many }),
    api('POST', '/courses/3/enrolments', { people: ids }),
    api('PUT', '/groups/4/members', { people: many }),
    api('POST', '/courses/1/invite', { who: 'all' }),
    api('POST', '/imports?kind=people', peopleCsv(50_000)),
    api('POST', '/backups'),
    api('PATCH', '/topics/1?dryRun=true', { name: 'Renamed in thought' }),
    api('PATCH', '/topics/1', { name: 'Renamed' }),
    api('PATCH', '/topics/2', { parent: 3 }),
    { door: 'rev', method: 'PUT', path: `/api/v2/categories/${guidOf(4)}`, body: { name: 'Renamed at Rev' } },
    api('DELETE', '/topics/5?dryRun=true'),
    api('DELETE', '/courses/1?dryRun=true'),
    api('DELETE', '/groups/5?dryRun=true'),
    api('POST', `/people/${manager + 9}/erase`, {}),
    api('DELETE', '/groups/5'),
    api('DELETE', '/courses/1'),
    api('DELETE', '/topics/5'),
    { door: 'rev', method: 'DELETE', path: `/api/v2/categories/${guidOf(6)}` },
    { door: 'intellum', method: 'DELETE', path: '/api/v2/courses/4' },
  ]
}

function peopleCsv(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, at) => `imported${at}@example.com,${firstNameOf(at)},${lastNameOf(at)}`,
  )
  return ['email,first_name,last_name', ...rows].join('\n')
}

function mailOf(number: number): string {
  return `${firstNameOf(number)}.${lastNameOf(number)}.${number}@example.com`.toLowerCase()
}

/** Somebody else, in a thread of their own. */
class SmallReader {
  readonly #worker: Worker

  constructor(port: number, callers: Callers) {
    const { path, headers } = callers.api?.({ door: 'api', method: 'GET', path: '/topics/77' }) ?? {
      path: '/',
      headers: {},
    }
    this.#worker = new Worker(new URL('../fairness/small-reader.ts', import.meta.url), {
      workerData: { port, request: requestText('GET', path, headers) },
    })
  }

  /** The waits since the last time. */
  waits(): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      this.#worker.once('error', reject)
      this.#worker.once('message', (waits: readonly number[]) => {
        this.#worker.off('error', reject)
        resolve(waits)
      })
      this.#worker.postMessage('tell')
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

async function rowOf(
  server: ServerProcess,
  reader: SmallReader,
  callers: Callers,
  asked: Asked,
): Promise<Row> {
  await reader.waits()
  const times: number[] = []
  const begun = performance.now()
  let status = 0
  const isRead = asked.method === 'GET' || asked.door === 'learnosity'
  do {
    const sent = performance.now()
    status = (await exchange(server, callers, asked, LONGEST_LOOK)).status
    times.push(performance.now() - sent)
  } while (isRead && performance.now() - begun < LOOK)
  if (!isRead && status < 300) await new Promise((resolve) => setTimeout(resolve, AFTERWARDS))
  const waits = [...(await reader.waits())].sort((a, b) => a - b)
  return {
    what: labelOf(asked),
    status,
    took: percentile(
      times.toSorted((a, b) => a - b),
      0.5,
    ),
    reads: waits.length,
    p99: waits.length === 0 ? 0 : percentile(waits, 0.99),
    longest: waits.at(-1) ?? 0,
  }
}

/** Asks once. An answer that is longer than that many milliseconds is cut off. */
function exchange(
  { port }: ServerProcess,
  callers: Callers,
  asked: Asked,
  longest: number,
): Promise<{ readonly status: number }> {
  const call = callers[asked.door]?.(asked)
  if (call === undefined) throw new Error(`nobody calls at ${asked.door}`)
  const { path, headers, payload } = call
  return new Promise((resolve, reject) => {
    const sent = ask({ port, host: '127.0.0.1', method: asked.method, path, headers }, (answer) => {
      const status = answer.statusCode ?? 0
      answer.resume()
      answer.once('close', () => {
        clearTimeout(timer)
        resolve({ status })
      })
    })
    const timer = setTimeout(() => {
      sent.destroy()
      resolve({ status: 0 })
    }, longest)
    sent.once('error', (error) => {
      clearTimeout(timer)
      if ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) resolve({ status: 0 })
      else reject(error)
    })
    sent.end(payload)
  })
}

function labelOf({ door, method, path, body }: Asked): string {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  const size = text.length > 1_000 ? `, ${Math.round(text.length / 1_000)} kB` : text === '' ? '' : ` ${text}`
  return `${door} ${method} ${path}${size}`
}

function lineOf({ what, status, took, reads, p99, longest }: Row): string {
  const told = [what, status, took.toFixed(1), reads, p99.toFixed(1), longest.toFixed(1)]
  return `| ${told.join(' | ')} |`
}

function tableOf(rows: readonly Row[]): string {
  const worst = rows.toSorted((a, b) => b.longest - a.longest)
  return [
    "# Others' small reads while one request is at work",
    '',
    'Made by `npm run build && npm run bench -- fairness` ([what it does](scenarios/fairness.ts)), against 1,000,000 people,',
    'enrolments and audit entries and 100,000 courses and topics on SQLite. Somebody reads one topic each millisecond or so; the',
    'request is asked again for a third of a second, or looked at for three. Milliseconds, the longest wait first.',
    '',
    '| request | status | took | reads | p99 | longest |',
    '|---|---|---|---|---|---|',
    ...worst.map(lineOf),
    '',
  ].join('\n')
}

function findingsOf(rows: readonly Row[]): Finding[] {
  const by = (of: (row: Row) => number) => rows.toSorted((a, b) => of(b) - of(a))[0]
  const [p99, longest] = [by((row) => row.p99), by((row) => row.longest)]
  const over = rows.filter((row) => row.p99 > P99.atMost || row.longest > LONGEST.atMost).length
  const ours = `${rows.length} requests, ${over} over`
  return [
    {
      job: `small reads, the worst p99 (${p99?.what ?? ''})`,
      ours,
      figure: p99?.p99 ?? 0,
      unit: 'ms',
      budget: P99,
    },
    {
      job: `small reads, the longest wait (${longest?.what ?? ''})`,
      ours,
      figure: longest?.longest ?? 0,
      unit: 'ms',
      budget: LONGEST,
    },
  ]
}
