// Hot requests to an academy in PostgreSQL.
import { randomUUID } from 'node:crypto'
import { signToken } from '../test/support/coursepath-client.ts'
import { guidOf } from './academy.ts'
import { signedRequest, tagsFrom } from './item-bank.ts'
import { requestText, type Load } from './load.ts'
import type { PostgresAcademy } from './postgres-academy.ts'

const TAGS = 1_000
const SETS = 20
const ENROLLED = 1_000

/** What the academy has to hold. */
export const ON_POSTGRES = { categories: 10_000, tags: 5_000, people: 20_000 }

/** All sides write into one database, so each makes names of its own. */
export function jobsOnPostgres({
  revToken,
  intellumKey,
  apiToken,
  signingKey,
  manager,
  course,
  firstPerson,
}: PostgresAcademy): Readonly<Record<string, (side: string) => (round: number) => Load>> {
  const rev = { authorization: `VBrick ${revToken}` }
  const api = { authorization: `Bearer ${apiToken}` }
  const onceMore = () => {
    const claims = { jti: randomUUID(), iat: Date.now() / 1000, email: manager.email ?? manager.username }
    return { authorization: `Bearer ${signToken(signingKey, claims)}` }
  }
  const many = { connections: 32, requests: 5_000 }
  return {
    'read one category of 10,000': () => () => ({
      ...many,
      request: (number) =>
        requestText(
          'GET',
          `/api/v2/categories/${guidOf(1 + ((number * 7919) % ON_POSTGRES.categories))}`,
          rev,
        ),
    }),
    'list 500 category tags': () => () => ({
      connections: 32,
      requests: 1_500,
      request: () => requestText('GET', `/api/v2/category_tags?api_key=${intellumKey}`),
    }),
    'create a category': (side) => (round) => ({
      ...many,
      requests: 2_000,
      request: (number) =>
        requestText('POST', '/api/v2/categories', rev, { name: `New of ${side} ${round} ${number}` }),
    }),
    'create a member': (side) => (round) => ({
      ...many,
      requests: 2_000,
      request: (number) =>
        requestText('POST', '/api/v2/users', rev, {
          username: `${side}.${round}.${number}`,
          lastName: `Person ${number}`,
        }),
    }),
    // Each call has a token of its own, which works once.
    "create a member at Coursepath's door": (side) => (round) => ({
      ...many,
      requests: 2_000,
      request: (number) =>
        requestText('POST', '/api/v1/members', onceMore(), {
          email: `${side}.${round}.${number}@example.com`,
          name: `Person ${number}`,
        }),
    }),
    'enrol a person': () => (round) => ({
      ...many,
      requests: ENROLLED,
      request: (number) =>
        requestText('POST', `/api/quadrivium/v1/courses/${course}/enrolments`, api, {
          person: firstPerson + ((round * ENROLLED + number) % ON_POSTGRES.people),
        }),
    }),
    // Each round writes half of its tags anew, and overwrites half of those of the round before.
    'set 1,000 tags': () => (round) => {
      const requests = Array.from({ length: SETS }, (_, index) =>
        signedRequest('set', { tags: tagsFrom(((round * SETS) / 2) * TAGS + index * TAGS, TAGS) }),
      )
      return { connections: 2, requests: SETS, request: (number) => requests[number] ?? '' }
    },
  }
}
