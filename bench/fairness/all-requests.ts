import { documentOfDoor, documentedDoors } from '../../test/support/documents.ts'
import type { ServerProcess } from '../../test/support/server-process.ts'
import { guidOf } from '../academy.ts'
import { tagsFrom } from '../item-bank.ts'
import { firstNameOf, lastNameOf } from '../large-academy.ts'
import type { Founded } from '../large-stores.ts'
import { exchange, type Callers } from './callers.ts'
import { largestRequests, type Asked, type Frequent } from './largest-requests.ts'

/** The academy that is asked. */
export const LARGE = { people: 1_000_000, courses: 100_000 }
/** Work that goes on behind its answer, such as a deletion in portions, is looked at for so many milliseconds. */
export const AFTERWARDS = 1_500
const TAGS = 50_000

export const NOTHING: Asked = { door: 'server', method: 'GET', path: '/healthz' }

/** Fills the bank of the consumer with tags, and items that have some of them. */
export async function fillBank(server: ServerProcess, callers: Callers): Promise<void> {
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

/** Whether it can be asked again and again. */
export function isRead({ method, door }: Asked): boolean {
  return method === 'GET' || door === 'learnosity'
}

/**
 * All that is asked, in an order in which what deletes comes last.
 * @param only texts with bars between them: only requests that hold one of them in their line
 */
export function everything(founded: Founded, only?: string): Asked[] {
  const texts = only?.split('|')
  const all = allRequests(founded)
  return texts === undefined
    ? all
    : all.filter((asked) => texts.some((text) => labelOf(asked).includes(text)))
}

function allRequests({ manager }: Founded): Asked[] {
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

/** What is asked, in a line. */
export function labelOf({ door, method, path, body }: Asked): string {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  const size = text.length > 1_000 ? `, ${Math.round(text.length / 1_000)} kB` : text === '' ? '' : ` ${text}`
  return `${door} ${method} ${path}${size}`
}
