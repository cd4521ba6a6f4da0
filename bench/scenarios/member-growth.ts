import { coursepathRequest, fillPeople, personOf, type PeopledAcademy } from '../people.ts'
import { requestText, type Load } from '../load.ts'
import { measureGrowth, type GrowthJob } from '../measure-growth.ts'
import type { Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const SMALL = 1_000
const LARGE = 1_000_000
const SAME = { atLeast: 0.8, beyond: 0.8 }

export const memberGrowth: Scenario = {
  name: 'member-growth',
  compares: 'the same requests to an academy of 1,000 people and to one of 1,000,000',
  long: true,
  async measure() {
    const small = await fillPeople(SMALL)
    const large = await fillPeople(LARGE)
    const servers = [
      await startOurs(small, { ALLOW_HTTP: 'true' }),
      await startOurs(large, { ALLOW_HTTP: 'true' }),
    ] as const
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

const jobs: readonly GrowthJob<PeopledAcademy>[] = [
  {
    job: 'create a member, 32 clients, 1,000 to 1,000,000',
    load: (academy, _size, round) => ({
      connections: 32,
      requests: 3_000,
      request: (number) =>
        coursepathRequest(academy, 'POST', '/members', {
          email: `new.${round}.${number}@example.com`,
          name: `New Person ${number}`,
        }),
    }),
    budget: { atLeast: 0.3, beyond: 0.6 },
  },
  {
    job: 'read one member, 1,000 to 1,000,000',
    load: (academy, size) =>
      reads(10_000, (number) =>
        coursepathRequest(academy, 'GET', `/members/${academy.firstPerson + ((number * 7919) % size)}`),
      ),
    budget: SAME,
  },
  {
    job: 'members of an address, 1,000 to 1,000,000',
    load: (academy, size) =>
      reads(10_000, (number) => {
        const { email } = personOf((number * 7919) % size)
        return coursepathRequest(academy, 'GET', `/members?email=${encodeURIComponent(email)}`)
      }),
    budget: SAME,
  },
  {
    job: 'first page of members, 1,000 to 1,000,000',
    load: (academy) => reads(500, () => coursepathRequest(academy, 'GET', '/members?limit=100')),
    budget: SAME,
  },
  {
    job: "Rev's search for users, all, 1,000 to 1,000,000",
    load: (academy) => search(academy, 100, ''),
    budget: SAME,
  },
  {
    job: "Rev's search for users by a word, 1,000 to 1,000,000",
    load: (academy) => search(academy, 20, 'person 77'),
    budget: SAME,
  },
]

function reads(requests: number, request: (number: number) => string): Load {
  return { connections: 16, requests, request }
}

function search({ revToken }: PeopledAcademy, requests: number, text: string): Load {
  const path = `/api/v2/search/access-entity?type=user&count=50&q=${encodeURIComponent(text)}`
  return reads(requests, () => requestText('GET', path, { authorization: `VBrick ${revToken}` }))
}
