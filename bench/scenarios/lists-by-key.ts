import { listPeopleInOrder } from '../../src/domain/people/list-people.ts'
import type { Cursor } from '../../src/domain/page.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Store } from '../../src/domain/store.ts'
import { fillPeople, personOf } from '../people.ts'
import type { Finding, Scenario } from '../scenario.ts'

const FEW = 1_000
const MANY = 1_000_000
const ROUNDS = 200

type Ask = Parameters<typeof listPeopleInOrder>[2]

/** Lists of people as our own API asks for them, at a thousand people and at a million. */
export const listsByKey: Scenario = {
  name: 'lists-by-key',
  compares: 'pages of people at 1,000,000 people against the same at 1,000, in the process itself (SQLite)',
  long: true,
  async measure() {
    const few = await times(FEW)
    const many = await times(MANY)
    return [...many.keys()].map((job): Finding => {
      const [ours, bare] = [many.get(job) ?? NaN, few.get(job) ?? NaN]
      const words = job.startsWith('q=')
      return {
        job: `${job}, 1,000,000 people`,
        ours: `${ours.toFixed(2)} ms`,
        bare: `${bare.toFixed(2)} ms`,
        figure: words ? ours : ours / bare,
        unit: words ? 'ms' : 'x',
        budget: words ? { atMost: 30, beyond: 10 } : { atMost: 1.2, beyond: 1 },
      }
    })
  },
}

/** The median of each job in milliseconds. */
async function times(people: number): Promise<Map<string, number>> {
  const academy = await fillPeople(people)
  try {
    return await academy.folder.withStore(async (store) => {
      const by = academy.owner
      const deep = { values: [personOf(people - 100).name.toLowerCase()], id: people - 200 }
      const { company, country } = personOf(people - 8)
      const page = (after: Cursor | null) => ({ after, limit: 50 })
      const name = [{ by: 'name', descending: false }] as const
      const jobs: Readonly<Record<string, Ask>> = {
        'first page by name': { filter: {}, sort: name, page: page(null) },
        'deep page by name': { filter: {}, sort: name, page: page(deep) },
        'deep page by the latest change': {
          filter: {},
          sort: [{ by: 'modified', descending: true }],
          page: page({ values: [0], id: Math.floor(people / 2) }),
        },
        'three filters, by the latest change': {
          filter: { company: [company], country: [country], status: ['active'] },
          sort: [{ by: 'modified', descending: true }],
          page: page(null),
        },
        'q= of a word of many': { filter: {}, q: 'person', page: page(null) },
        'q= of a name': { filter: {}, q: `${(people - 300) % 1_000}`, page: page(null) },
        'q= of a part': { filter: {}, q: `erso ${people - 300}`, page: page(null) },
        'q= of nothing there': { filter: {}, q: 'xample erson zzz', page: page(null) },
        'q= of one letter': { filter: {}, q: 'p', page: page(null) },
      }
      const medians = new Map<string, number>()
      for (const [job, ask] of Object.entries(jobs)) medians.set(job, await median(store, by, ask))
      return medians
    })
  } finally {
    academy.folder.remove()
  }
}

async function median(store: Store, by: Principal, ask: Ask): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    await store.read((reader) => listPeopleInOrder(reader, by, ask))
    rounds.push(performance.now() - started)
  }
  return rounds.sort((one, other) => one - other)[ROUNDS / 2] ?? NaN
}
