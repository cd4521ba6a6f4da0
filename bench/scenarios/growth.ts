import { fillAcademy, guidOf, type FilledAcademy } from '../academy.ts'
import { requestText, type Load } from '../load.ts'
import { measureGrowth, type GrowthJob } from '../measure-growth.ts'
import type { Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const SMALL = 1_000
const LARGE = 1_000_000

export const growth: Scenario = {
  name: 'growth',
  compares: 'the same requests to a store of 1,000 categories and to one of 1,000,000',
  long: true,
  async measure() {
    const small = await fillAcademy({ categories: SMALL, tags: SMALL })
    const large = await fillAcademy({ categories: LARGE, tags: LARGE })
    const servers = [await startOurs(small), await startOurs(large)] as const
    try {
      return await measureGrowth(
        jobs,
        { academy: small, size: SMALL, server: servers[0] },
        { academy: large, size: LARGE, server: servers[1] },
      )
    } finally {
      await servers[0].stop()
      await servers[1].stop()
      small.folder.remove()
      large.folder.remove()
    }
  },
}

const rev = ({ revToken }: FilledAcademy) => ({ authorization: `VBrick ${revToken}` })

const jobs: readonly GrowthJob<FilledAcademy>[] = [
  {
    job: 'growth to 1,000,000: read one category',
    load: (academy, size) => ({
      connections: 32,
      requests: 30_000,
      request: (number) =>
        requestText('GET', `/api/v2/categories/${guidOf(1 + ((number * 7919) % size))}`, rev(academy)),
    }),
    budget: { atLeast: 0.8, beyond: 0.8 },
  },
  {
    job: 'growth to 1,000,000: first page of categories',
    load: ({ intellumKey }) => firstPage(`/api/v2/categories?api_key=${intellumKey}`),
    budget: { atLeast: 0.8, beyond: 0.8 },
  },
  {
    job: 'growth to 1,000,000: first page of category tags',
    load: ({ intellumKey }) => firstPage(`/api/v2/category_tags?api_key=${intellumKey}`),
    budget: { atLeast: 0.8, beyond: 0.8 },
  },
  {
    job: 'growth to 1,000,000: create a category, 32 clients',
    load: (academy, size, round) => ({
      connections: 32,
      requests: 6_000,
      request: (number) =>
        requestText('POST', '/api/v2/categories', rev(academy), {
          name: `New ${round} ${number}`,
          parentCategoryId: guidOf(1 + ((number * 7919) % size)),
        }),
    }),
    budget: { atLeast: 0.3, beyond: 0.6 },
  },
]

function firstPage(path: string): Load {
  const request = requestText('GET', path)
  return { connections: 32, requests: 3_000, request: () => request }
}
