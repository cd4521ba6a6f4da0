import { fileURLToPath } from 'node:url'
import { freePort, startProcess } from '../../test/support/server-process.ts'
import { guidOf } from '../academy.ts'
import { compare, describeRound } from '../compare.ts'
import { signedRequest, tagsFrom } from '../item-bank.ts'
import { requestText, type Load } from '../load.ts'
import { openPostgresAcademy, type PostgresAcademy } from '../postgres-academy.ts'
import type { Scenario } from '../scenario.ts'

const CATEGORIES = 10_000
const TAGS = 1_000
const SETS = 20

export const postgres: Scenario = {
  name: 'postgres',
  compares: 'hot requests on PostgreSQL, with node:http over pg that runs one prepared statement a request',
  long: true,
  async *measure({ effort, only }) {
    const academy = await openPostgresAcademy({ categories: CATEGORIES, tags: 5_000 })
    const [ours, bare] = [await academy.start(), await startBare(academy)]
    try {
      for (const [job, load] of Object.entries(jobsOf(academy))) {
        if (only !== undefined && !job.includes(only)) continue
        const result = await compare({ ours, bare }, load('ours'), load('bare'), effort)
        yield {
          job: `${job}, on PostgreSQL`,
          ours: describeRound(result.ours),
          bare: describeRound(result.bare),
          figure: result.ratio,
          unit: 'x',
          spread: result.spread,
        }
      }
    } finally {
      await ours.stop()
      await bare.stop()
      await academy.close()
    }
  },
}

async function startBare({ url }: PostgresAcademy) {
  const port = await freePort()
  const file = fileURLToPath(new URL('../bare/postgres.ts', import.meta.url))
  return startProcess([file, url, String(port)], { port, log: 'dropped' })
}

type Side = 'ours' | 'bare'

/** Both sides write into one database, so each makes names of its own. */
function jobsOf({
  revToken,
  intellumKey,
}: PostgresAcademy): Readonly<Record<string, (side: Side) => (round: number) => Load>> {
  const rev = { authorization: `VBrick ${revToken}` }
  const many = { connections: 32, requests: 5_000 }
  return {
    'read one category of 10,000': () => () => ({
      ...many,
      request: (number) =>
        requestText('GET', `/api/v2/categories/${guidOf(1 + ((number * 7919) % CATEGORIES))}`, rev),
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
    // Each round writes half of its tags anew, and overwrites half of those of the round before.
    'set 1,000 tags': () => (round) => {
      const requests = Array.from({ length: SETS }, (_, index) =>
        signedRequest('set', { tags: tagsFrom(((round * SETS) / 2) * TAGS + index * TAGS, TAGS) }),
      )
      return { connections: 2, requests: SETS, request: (number) => requests[number] ?? '' }
    },
  }
}
