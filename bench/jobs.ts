// The jobs that builds are compared by and that are profiled: requests that hardly anything but one operation is in.
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { requestText, type Load } from './load.ts'
import type { FilledAcademy } from './academy.ts'
import type { PeopledAcademy } from './people.ts'
import type { ServerProcess } from '../test/support/server-process.ts'

/** What of a checkout is used here. */
export interface Home {
  fillAcademy(filling: { categories: number; tags?: number }): Promise<FilledAcademy>
  guidOf(number: number): string
  foundItemBank(): Promise<FilledAcademy>
  fillPeople(members: number): Promise<PeopledAcademy>
  tokenOf(academy: FilledAcademy): Promise<string>
  signedRequest(action: 'get' | 'set', parameters: unknown): string
  tagsFrom(first: number, count: number): unknown[]
  startOurs(academy: FilledAcademy): Promise<ServerProcess>
}

export interface Job {
  prepare(home: Home): Promise<FilledAcademy>
  load(home: Home, academy: FilledAcademy, round: number): Load
}

/** Tokens of our own API. */
const tokens = new WeakMap<FilledAcademy, string>()

const rev = (academy: FilledAcademy) => ({ authorization: `VBrick ${academy.revToken}` })

export const JOBS: Readonly<Record<string, Job>> = {
  'read-category': {
    prepare: (home) => home.fillAcademy({ categories: 10_000 }),
    load: (home, academy) => ({
      connections: 32,
      requests: 4_000,
      request: (number) =>
        requestText('GET', `/api/v2/categories/${home.guidOf(1 + ((number * 7919) % 10_000))}`, rev(academy)),
    }),
  },
  'list-tags': {
    prepare: (home) => home.fillAcademy({ categories: 5_000, tags: 5_000 }),
    load: (_, academy) => {
      const request = requestText('GET', `/api/v2/category_tags?api_key=${academy.intellumKey}`)
      return { connections: 32, requests: 1_000, request: () => request }
    },
  },
  'create-member': {
    prepare: (home) => home.fillAcademy({ categories: 1 }),
    load: (_, academy, round) => ({
      connections: 32,
      requests: 1_000,
      request: (number) =>
        requestText('POST', '/api/v2/users', rev(academy), {
          username: `person.${round}.${number}`,
          lastName: `Person ${number}`,
        }),
    }),
  },
  'create-category': {
    prepare: (home) => home.fillAcademy({ categories: 1_000 }),
    load: (home, academy, round) => ({
      connections: 32,
      requests: 1_000,
      request: (number) =>
        requestText('POST', '/api/v2/categories', rev(academy), {
          name: `Category ${round}.${number}`,
          parentCategoryId: home.guidOf(1 + ((number * 7919) % 1_000)),
        }),
    }),
  },
  'update-category': {
    prepare: (home) => home.fillAcademy({ categories: 10_000 }),
    load: (home, academy, round) => ({
      connections: 32,
      requests: 1_000,
      // Those behind the first 1,000 have nothing below them.
      request: (number) =>
        requestText(
          'PUT',
          `/api/v2/categories/${home.guidOf(1_001 + ((number * 7919) % 9_000))}`,
          rev(academy),
          {
            name: `Renamed ${round}.${number}`,
          },
        ),
    }),
  },
  enrol: {
    prepare: async (home) => {
      const academy = await home.fillPeople(50_000)
      tokens.set(academy, await home.tokenOf(academy))
      return academy
    },
    load: (_, academy, round) => ({
      connections: 32,
      requests: 500,
      // Each second one is enrolled already.
      request: (number) =>
        requestText(
          'POST',
          `/api/quadrivium/v1/courses/1/enrolments`,
          { authorization: `Bearer ${tokens.get(academy) ?? ''}` },
          { person: (academy as PeopledAcademy).firstPerson + ((round * 1_000 + number * 2 + 1) % 50_000) },
        ),
    }),
  },
  'list-categories': {
    prepare: (home) => home.fillAcademy({ categories: 20_000 }),
    load: (_, academy) => {
      const request = requestText('GET', '/api/v2/categories', rev(academy))
      return { connections: 1, requests: 8, request: () => request }
    },
  },
  'set-tags': {
    prepare: (home) => home.foundItemBank(),
    load: (home, _, round) => {
      const requests = Array.from({ length: 8 }, (__, index) =>
        home.signedRequest('set', { tags: home.tagsFrom(round * 4_000 + index * 1000, 1000) }),
      )
      return { connections: 2, requests: 8, request: (number) => requests[number] ?? '' }
    },
  },
}

/** The job of that name. */
export function jobOf(name: string): Job {
  const job = JOBS[name]
  if (job === undefined)
    throw new Error(`There is no job ${name}; there are ${Object.keys(JOBS).join(', ')}.`)
  return job
}

/** What is used of the checkout in that folder. */
export async function homeAt(path: string): Promise<Home> {
  const file = (name: string) => import(pathToFileURL(resolve(path, 'bench', name)).href) as Promise<object>
  const home: unknown = Object.assign(
    {},
    await file('academy.ts'),
    await file('item-bank.ts'),
    await file('people.ts'),
    await file('servers.ts'),
  )
  return home as Home
}
