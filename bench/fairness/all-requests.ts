import { documentOfDoor } from '../../test/support/documents.ts'
import type { ServerProcess } from '../../test/support/server-process.ts'
import { guidOf } from '../academy.ts'
import type { Size } from '../large-academy.ts'
import { asker, type Asked, type Places } from './asked.ts'
import { bankRequests } from './bank-requests.ts'
import { exchange, type Callers } from './callers.ts'
import { largestReads } from './largest-requests.ts'
import { pageRequests, serverRequests } from './page-requests.ts'
import { IN_BANK } from './plant.ts'
import {
  lastWrites,
  writesOfApi,
  writesOfCoursepath,
  writesOfIntellum,
  writesOfOneRoster,
  writesOfRev,
} from './written-requests.ts'

/** The academy that is asked. */
export const LARGE: Size = { people: 1_000_000, courses: 100_000 }
/** Work that goes on behind its answer, such as a deletion in portions, is looked at for so many milliseconds. */
const BEHIND = 1_500
const AFTERWARDS = 150
/** No import is waited for longer than that, in milliseconds. */
const LONGEST_WORK = 120_000

export const NOTHING: Asked = { door: 'server', operation: 'GET /healthz', method: 'GET', path: '/healthz' }

/** Whether it can be asked again and again. */
export function isRead({ method, door }: Asked): boolean {
  return method === 'GET' || door === 'learnosity'
}

/** For how many milliseconds it is looked at what goes on behind an answer. */
export function afterwards({ goesOn }: Asked): number {
  return goesOn === true ? BEHIND : AFTERWARDS
}

/** Whether it was answered otherwise than it is meant to be. An answer that was cut off has no status. */
export function isUnmeant({ refused }: Asked, status: number): boolean {
  return refused === undefined && status >= 400
}

/** Waits until imports that were asked for have ended: what comes next isn't measured beside them. */
export async function untilIdle(server: ServerProcess, callers: Callers): Promise<void> {
  const of = asker('api', {})
  for (const state of ['waiting', 'running']) {
    const asked = of('GET /jobs', {}, { query: `?limit=1&state=${state}` })
    const until = performance.now() + LONGEST_WORK
    for (let isIdle = false; !isIdle && performance.now() < until;) {
      const { body } = await exchange(server, callers, asked, 10_000, true)
      isIdle = body.startsWith('{"items":[]')
      if (!isIdle) await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

/**
 * All that is asked, in an order in which what deletes comes last.
 * @param only texts with bars between them: only requests that hold one of them in their line
 */
export function everything(places: Places, size: Size, only?: string): Asked[] {
  const texts = only?.split('|')
  const all = allRequests(places, size)
  return texts === undefined
    ? all
    : all.filter((asked) => texts.some((text) => labelOf(asked).includes(text)))
}

function allRequests(places: Places, size: Size): Asked[] {
  const reads = (door: string, more: Places = {}) =>
    largestReads(door, documentOfDoor(door), { ...places, ...more })
  return [
    ...serverRequests(),
    ...reads('api', { enrolment: places.passedEnrolment ?? 1 }).map((asked) => inPlace(asked, places)),
    ...reads('intellum', { id: 1 }),
    ...reads('rev', { id: guidOf(1), type: 'User' }).map((asked) => inPlace(asked, places)),
    ...reads('coursepath', { active: 'true', completed: 'true', modifiedSince: '2024-01-02' }),
    ...reads('oneroster', {
      limit: 1_000,
      offset: 10_000,
      sourcedId: 'sourcedId',
      filter: `dateLastModified>='2024-01-02'`,
    }).map((asked) => inPlace(asked, places)),
    ...bankRequests(IN_BANK.tags),
    ...pageRequests(places),
    ...writesOfOneRoster(places),
    ...writesOfCoursepath(places),
    ...writesOfIntellum(places),
    ...writesOfRev(places),
    ...writesOfApi(places, size),
    ...lastWrites(places),
  ]
}

/** Some paths have another thing in a place than others of their name. */
function inPlace(asked: Asked, places: Places): Asked {
  const [, kind = ''] = /v1p2\/(\w+)\//.exec(asked.path) ?? []
  const path = asked.path
    .replace(/users\/[^/?]+(?=\?type=(username|email))/, `users/${places.email ?? ''}`)
    .replace('/sourcedId', `/${places[kind] ?? ''}`)
    .replace(`/groups/${guidOf(1)}`, `/groups/${guidOf(-3)}`)
    .replace(/courses\/1\/(quiz-results|certificate-preview|content)/, 'courses/5/$1')
    .replace(/tag-types\/\d+\/order/, `tag-types/${places.orderedType ?? 1}/order`)
  const [, refused] = MEANT.find(([pattern]) => pattern.test(path)) ?? []
  return { ...asked, path, ...(refused !== undefined && { refused }) }
}

/** Requests of which the documents don't say that these are refused, and why they are. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/(users|students|teachers)\/[^/]+\/classes\?.*filter/, 'the classes of a person take no filter'],
  [/\/imports\/1\/report\?kind=(?!people)/, 'the import holds people alone'],
  [/\/classes\/[^/]+\/teachers\?.*offset=10000/, 'nothing before it was read'],
]

/** What is asked, in a line. */
export function labelOf({ door, method, path, body, form }: Asked): string {
  const sent = body ?? form
  const told =
    typeof sent === 'string' ? sent : sent === undefined || Buffer.isBuffer(sent) ? '' : JSON.stringify(sent)
  const size = told.length > 300 ? `, ${Math.round(told.length / 1_000)} kB` : told === '' ? '' : ` ${told}`
  return `${door} ${method} ${path}${size}`
}
