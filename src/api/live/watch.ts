import { setTimeout as pause } from 'node:timers/promises'
import { listKeys } from '../../domain/access/credentials.ts'
import { findAccountOfHost } from '../../domain/academy/tenancy.ts'
import { findLastAttempt, listAttemptsAfter } from '../../domain/delivery/watch-attempts.ts'
import type { DeliveryKind, WatchedAttempt } from '../../domain/delivery/delivery.ts'
import { listChangedJobs, type WatchedJobs } from '../../domain/learning/jobs.ts'
import type { Reader } from '../../domain/store.ts'
import type { ApiServices } from '../api-services.ts'
import { presentJob } from '../jobs/present-job.ts'
import { presentRequest } from '../doors/present-request.ts'
import { namesOfPeople } from '../people/names-of-people.ts'
import { coversScope, type Scope } from '../scopes.ts'
import { Problem } from '../problems/problem.ts'
import { tooManyRequests } from '../problems/of-domain.ts'
import type { Call } from '../table/call.ts'
import { instant } from '../table/shapes.ts'

/** What can be watched. */
export const LIVE_TOPICS = ['jobs', 'deliveries', 'mails', 'requests'] as const
type LiveTopic = (typeof LIVE_TOPICS)[number]

/** The scope that a token needs to watch a topic; undefined: none, because everybody sees their own. */
const SCOPE_OF: Readonly<Record<LiveTopic, Scope | undefined>> = {
  jobs: undefined,
  deliveries: 'delivery:read',
  mails: 'delivery:read',
  requests: 'settings:read',
}

/** How often the store is polled. It is the only thing that all nodes share. */
const LOOK_EVERY_MS = 1_000
const COMMENT_EVERY_MS = 15_000
/** After this the client must reconnect and authenticate again. */
const LONGEST_MS = 5 * 60_000
/** The most attempts sent at once. */
const MOST_AT_ONCE = 100
/** Concurrent streams per person: a browser may have several tabs. */
const MOST_STREAMS = 10

const streams = new Map<number, number>()

/** How far a client has read. The id of each event contains it for all topics. */
interface Seen {
  readonly jobs: WatchedJobs
  readonly deliveries: number
  readonly mails: number
  /** Of this node alone: others tell their own. */
  readonly requests: number
}

/**
 * Streams events until the client disconnects, five minutes are over, or the person loses the right to watch.
 * @throws Problem forbidden, too_many_requests (other streams of the same person), invalid_header
 */
export async function watch(
  services: ApiServices,
  call: Call,
  topics: readonly LiveTopic[],
): Promise<AsyncIterable<string>> {
  demandScopes(call, topics)
  const seen = await begin(services, call, topics)
  const open = streams.get(call.by.memberId) ?? 0
  if (open >= MOST_STREAMS) throw tooManyRequests(Math.ceil(LONGEST_MS / 1000))
  return tell(services, call, topics, seen)
}

/** @throws Problem scope_missing */
function demandScopes({ caller }: Call, topics: readonly LiveTopic[]): void {
  if (caller.way !== 'token') return
  for (const topic of topics) {
    const scope = SCOPE_OF[topic]
    if (!coversScope(caller.scopes, scope)) throw new Problem('scope_missing', { about: scope ?? '' })
  }
}

async function begin(
  { store, requests }: ApiServices,
  call: Call,
  topics: readonly LiveTopic[],
): Promise<Seen> {
  const before = call.lastEventId === undefined ? undefined : readSeen(call.lastEventId)
  return store.read(async (reader) => {
    if (topics.includes('requests')) await listKeys(reader, call.by) // for those who may see keys
    return {
      jobs: before?.jobs ?? { modified: reader.now, id: Number.MAX_SAFE_INTEGER },
      deliveries: await beginAt(
        reader,
        call,
        topics.includes('deliveries'),
        'webhook_event',
        before?.deliveries,
      ),
      mails: await beginAt(reader, call, topics.includes('mails'), 'mail', before?.mails),
      requests: before?.requests ?? requests.lastId,
    }
  })
}

async function beginAt(
  reader: Reader,
  { by }: Call,
  isWatched: boolean,
  kind: DeliveryKind,
  before: number | undefined,
): Promise<number> {
  if (!isWatched) return before ?? 0
  const last = await findLastAttempt(reader, by, kind)
  return before ?? last
}

async function* tell(
  services: ApiServices,
  call: Call,
  topics: readonly LiveTopic[],
  from: Seen,
): AsyncIterable<string> {
  const { store, clock } = services
  const gone = call.signal()
  const begun = clock.elapsed()
  let lastWord = begun
  let seen = from
  // Counted from the first word on: a HEAD, and who is gone by then, reads none, and ends none.
  streams.set(call.by.memberId, (streams.get(call.by.memberId) ?? 0) + 1)
  try {
    // The id at once: a client that loses the connection before anything has happened goes on from here.
    yield `retry: 2000\nid: ${writeSeen(seen)}\n\n`
    while (!gone.aborted && clock.elapsed() - begun < LONGEST_MS) {
      const news = await store.read((reader) => listNews(reader, services, call, { topics, from: seen }))
      for (const { topic, data, now } of news) {
        seen = now
        yield `id: ${writeSeen(seen)}\nevent: ${topic}\ndata: ${JSON.stringify(data)}\n\n`
      }
      if (news.length > 0) lastWord = clock.elapsed()
      else if (clock.elapsed() - lastWord >= COMMENT_EVERY_MS) {
        lastWord = clock.elapsed()
        yield ': still here\n\n'
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: gone }).catch(() => undefined)
    }
  } finally {
    const open = (streams.get(call.by.memberId) ?? 1) - 1
    if (open > 0) streams.set(call.by.memberId, open)
    else streams.delete(call.by.memberId)
  }
}

interface News {
  readonly topic: LiveTopic
  readonly data: object
  /** How far the client has read after this event. */
  readonly now: Seen
}

async function listNews(
  reader: Reader,
  { requests }: ApiServices,
  { by }: Call,
  { topics, from }: { readonly topics: readonly LiveTopic[]; readonly from: Seen },
): Promise<readonly News[]> {
  const news: News[] = []
  let seen = from
  const add = (topic: LiveTopic, data: object, now: Seen) => {
    seen = now
    news.push({ topic, data, now })
  }
  if (topics.includes('jobs')) {
    for (const job of await listChangedJobs(reader, by, seen.jobs)) {
      add('jobs', presentJob(job), { ...seen, jobs: { modified: job.modified, id: job.id } })
    }
  }
  for (const [topic, kind] of [
    ['deliveries', 'webhook_event'],
    ['mails', 'mail'],
  ] as const) {
    if (!topics.includes(topic)) continue
    const wanted = { kind, after: seen[topic], limit: MOST_AT_ONCE }
    for (const attempt of await listAttemptsAfter(reader, by, wanted)) {
      add(topic, presentAttempt(attempt), { ...seen, [topic]: attempt.id })
    }
  }
  if (topics.includes('requests')) {
    const keys = new Map((await listKeys(reader, by)).map(({ id, label }) => [id as number, label]))
    const isOnly = (await findAccountOfHost(reader, undefined))?.id === by.accountId
    const told = (await requests.listAfter(seen.requests, by.accountId, isOnly)).slice(-MOST_AT_ONCE)
    const people = await namesOfPeople(
      reader,
      by,
      told.map(({ memberId }) => memberId),
    )
    for (const request of told) {
      // Bodies are for those who look a request up.
      const shown = presentRequest(request, { keys, people }, requests.node)
      const data = { ...shown, requestBody: null, answerBody: null }
      add('requests', data, { ...seen, requests: request.id })
    }
  }
  return news
}

function presentAttempt({ deliveryId, number, at, milliseconds, answer, state }: WatchedAttempt) {
  return { id: deliveryId, attempt: number, at: instant(at), milliseconds, answer, state }
}

function writeSeen({ jobs, deliveries, mails, requests }: Seen): string {
  return [jobs.modified, jobs.id, deliveries, mails, requests].join('-')
}

/** @throws Problem invalid_header */
function readSeen(text: string): Seen {
  const numbers = /^\d{1,16}(-\d{1,16}){4}$/.test(text) ? text.split('-').map(Number) : []
  const [modified, id, deliveries, mails, requests] = numbers
  if (
    modified === undefined ||
    id === undefined ||
    deliveries === undefined ||
    mails === undefined ||
    requests === undefined
  ) {
    throw new Problem('invalid_header', {
      about: 'Last-Event-ID',
      errors: [{ header: 'Last-Event-ID', code: 'malformed' }],
    })
  }
  return { jobs: { modified, id }, deliveries, mails, requests }
}
