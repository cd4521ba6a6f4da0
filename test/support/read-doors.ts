import { randomUUID } from 'node:crypto'
import type { DemoAccess } from '../../src/demo/demo-doors.ts'
import { signToken } from './coursepath-client.ts'
import { signedPacket } from './learnosity.ts'

/** What each door tells of the demo academy. */
export interface DoorReadings {
  /** Full paths of all categories, sorted. */
  readonly rev: readonly string[]
  /** Category and course of each tag, by id. */
  readonly intellum: readonly string[]
  /** Type and name of the first tags. */
  readonly learnosity: readonly string[]
  /** Courses with their ids, and the results of the people in the first one. */
  readonly coursepath: { readonly courses: readonly string[]; readonly results: readonly string[] }
  /** The first usernames, and how many of everything there are. */
  readonly api: { readonly people: readonly string[]; readonly totals: Readonly<Record<string, number>> }
}

const COUNTED = ['people', 'groups', 'topics', 'courses', 'programs']

/** Reads the demo academy through every door of a running server. @throws when a door refuses */
export async function readDoors(url: string, access: DemoAccess): Promise<DoorReadings> {
  const { rev, intellum, learnosity, coursepath, api } = access
  const { token } = await json<{ token: string }>(`${url}/api/v2/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey: rev.apiKey, secret: rev.secret }),
  })
  const { categories } = await json<{ categories: { fullPath: string }[] }>(`${url}/api/v2/categories`, {
    headers: { authorization: `VBrick ${token}` },
  })
  const tags = await json<{ id: number; category_id: number; categorizable_id: number }[]>(
    `${url}/api/v2/category_tags?api_key=${intellum.apiKey}`,
  )
  const pair = { key: learnosity.consumerKey, secret: learnosity.consumerSecret }
  const security = JSON.stringify(signedPacket(pair, Date.now(), '{}', 'get'))
  const bank = await json<{ data: { type: string; name: string }[] }>(`${url}/latest/itembank/tagging/tags`, {
    method: 'POST',
    body: new URLSearchParams({ security, request: '{}', action: 'get' }),
  })
  const ofCoursepath = <T>(path: string) => {
    const claims = { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), email: coursepath.adminEmail }
    const headers = { authorization: `Bearer ${signToken(coursepath.signingKey, claims)}` }
    return json<T>(`${url}/api/v1${path}`, { headers })
  }
  const courses = await ofCoursepath<{ id: number; name: string }[]>('/courses')
  const results = await ofCoursepath<{ memberId: number; progress: number; score: number | null }[]>(
    `/courses/${coursepath.courseId}/coursemembers`,
  )
  const ofApi = <T>(path: string) =>
    json<T>(`${url}/api/quadrivium/v1${path}`, { headers: { authorization: `Bearer ${api.token}` } })
  const people = await ofApi<{ items: { username: string }[] }>('/people?limit=100&sort=created')
  const totals = await Promise.all(
    COUNTED.map(async (kind) => {
      const { total } = await ofApi<{ total: number }>(`/${kind}?limit=1&total=true`)
      return [kind, total] as const
    }),
  )
  return {
    rev: categories.map(({ fullPath }) => fullPath).toSorted(),
    intellum: tags.map(
      ({ id, category_id, categorizable_id }) => `${id}: ${category_id} ${categorizable_id}`,
    ),
    learnosity: bank.data.map(({ type, name }) => `${type}: ${name}`),
    coursepath: {
      courses: courses.map(({ id, name }) => `${id}: ${name}`),
      results: results.map(({ memberId, progress, score }) => `${memberId}: ${progress} ${score}`),
    },
    api: { people: people.items.map(({ username }) => username), totals: Object.fromEntries(totals) },
  }
}

async function json<T>(url: string, request: RequestInit = {}): Promise<T> {
  const answer = await fetch(url, request)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`)
  return JSON.parse(text) as T
}
