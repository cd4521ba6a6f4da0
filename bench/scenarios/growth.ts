import { RawConnection } from '../../test/support/raw-connection.ts'
import { guidOf } from '../academy.ts'
import { median, spread } from '../compare.ts'
import { lastNameOf } from '../large-academy.ts'
import { openLarge, type Engine, type LargeAcademy } from '../large-stores.ts'
import { busyBetween, busyTimes, percentile, requestText } from '../load.ts'
import type { Budget, Curve, Finding, Measured, Scenario } from '../scenario.ts'

const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const
const REQUESTS = 40
/** What is asked for again and again, as people work with a part of what is there: the database holds it in memory. */
const WORKED_WITH = 40
/** A process that has just started compiles for some hundred requests. */
const WARM_UP = 4
const API = '/api/quadrivium/v1'
const ENGINES = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const

const READ: Budget = { atLeast: 0.8, beyond: 0.9 }
const WRITE: Budget = { atLeast: 0.3, beyond: 0.6 }
const WORDS: Budget = { atMost: 30, beyond: 10 }

/** Numbers from here on are of rows that no other job asks for. */
const COLD = 300_000

/** An academy with what lets requests in. */
interface Grown {
  readonly academy: LargeAcademy
  /** Rows of every table that grows. */
  readonly size: number
  readonly rev: string
  readonly intellum: string
  /** In every name that is made, so that a store can be used again. */
  readonly run: string
}

interface Job {
  readonly job: string
  /** None: the figure tells how much memory the database has, not what grows. */
  readonly budget?: Budget
  /** The request of that number; no number comes twice. */
  readonly request: (grown: Grown, number: number) => string
}

const JOBS: readonly Job[] = [
  {
    job: 'read one topic',
    budget: READ,
    request: (grown, number) =>
      rev(grown, 'GET', `/categories/${guidOf(anyOf(grown, number % WORKED_WITH))}`),
  },
  {
    job: 'read one topic that nobody has read',
    request: (grown, number) => rev(grown, 'GET', `/categories/${guidOf(anyOf(grown, COLD + number))}`),
  },
  {
    job: 'read one person',
    budget: READ,
    request: (grown, number) => api(grown, 'GET', `/people/${personOf(grown, number % WORKED_WITH)}`),
  },
  {
    job: 'first page of people by name',
    budget: READ,
    request: (grown) => api(grown, 'GET', '/people?sort=name'),
  },
  {
    job: 'first page of topics by path',
    budget: READ,
    request: (grown) => api(grown, 'GET', '/topics?sort=path'),
  },
  {
    job: 'first page of 500 topic tags',
    budget: READ,
    request: ({ intellum }) => requestText('GET', `/api/v2/category_tags?api_key=${intellum}`),
  },
  {
    job: 'enrolments of one person',
    budget: READ,
    request: (grown, number) =>
      api(grown, 'GET', `/people/${personOf(grown, number % WORKED_WITH)}/enrolments`),
  },
  {
    job: 'people, q= of a last name',
    budget: WORDS,
    request: (grown, number) => api(grown, 'GET', `/people?q=${lastNameOf(anyOf(grown, number))}`),
  },
  {
    job: 'create a person',
    budget: WRITE,
    request: (grown, number) =>
      api(grown, 'POST', '/people', {
        email: `new.${grown.run}.${number}@example.com`,
        firstName: 'Ada',
        lastName: `New ${number}`,
      }),
  },
  {
    job: 'create a member at Rev',
    budget: WRITE,
    request: (grown, number) =>
      rev(grown, 'POST', '/users', { username: `rev.${grown.run}.${number}`, lastName: `New ${number}` }),
  },
  {
    job: 'create a topic',
    budget: WRITE,
    request: (grown, number) =>
      rev(grown, 'POST', '/categories', {
        name: `New ${grown.run} ${number}`,
        parentCategoryId: guidOf(anyOf(grown, number)),
      }),
  },
  {
    job: 'enrol a person',
    budget: WRITE,
    request: (grown, number) =>
      api(grown, 'POST', `/courses/${anyOf(grown, number * 31)}/enrolments`, {
        person: personOf(grown, number),
      }),
  },
  {
    job: 'rename a leaf',
    budget: WRITE,
    request: (grown, number) =>
      rev(grown, 'PUT', `/categories/${guidOf(grown.size - ((number * 7919) % (grown.size / 2)))}`, {
        name: `Leaf ${grown.run} ${number}`,
      }),
  },
]

/**
 * Hot jobs at four sizes, by turns, one request after another. What counts is the processor time of a request, of the server and its
 * database together: that of a thousand rows as a share of that of a million, in the same round.
 */
export function growth(engine: Engine): Scenario {
  return {
    name: `growth-${engine}`,
    compares: `hot jobs at 1,000 to 1,000,000 people, topics, courses, enrolments, tags and audit entries each (${ENGINES[engine]}); the figure is what a request costs of a thousand as a share of what it costs of a million`,
    long: true,
    async *measure({ keep, only, effort: { rounds, share } }) {
      const requests = Math.ceil(REQUESTS * share)
      const opened: Grown[] = []
      try {
        for (const size of SIZES) opened.push(await open(engine, size, keep))
        for (const job of JOBS.filter(({ job: name }) => only === undefined || name.includes(only))) {
          yield* await measureJob(job, { engine, opened, rounds, requests })
        }
      } finally {
        for (const { academy } of opened) await academy.close()
      }
    },
  }
}

async function open(engine: Engine, size: number, keep: boolean): Promise<Grown> {
  const academy = await openLarge(engine, { people: size, courses: size }, keep, 'growth')
  const [session, intellum] = [await academy.signIn('rev'), await academy.makeKey('intellum')]
  return { academy, size, rev: session, intellum, run: Date.now().toString(36) }
}

interface Way {
  readonly engine: Engine
  readonly opened: readonly Grown[]
  readonly rounds: number
  readonly requests: number
}

/** Of one round of requests to one academy: milliseconds of processor time for each, and the wait of half of them. */
interface Taken {
  readonly busy: number
  readonly wait: number
}

async function measureJob(
  { job, budget, request }: Job,
  { engine, opened, rounds, requests }: Way,
): Promise<Measured[]> {
  const taken = opened.map((): Taken[] => [])
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const order = round % 2 === 0 ? [...opened.keys()] : [...opened.keys()].reverse()
    for (const at of order) {
      const grown = opened[at] as Grown // its own index
      const texts = Array.from({ length: requests }, (_, number) => request(grown, round * requests + number))
      const one = await ask(grown.academy, texts)
      if (round >= WARM_UP) taken[at]?.push(one)
    }
  }
  const [small, large] = [taken[0] ?? [], taken.at(-1) ?? []]
  const each = taken.map((times) => median(times.map(({ busy }) => busy)))
  const told = (at: number) =>
    `${(each[at] ?? Number.NaN).toFixed(2)} ms busy at ${(SIZES[at] ?? 0).toLocaleString('en')}`
  const common = {
    job: `${job} (${ENGINES[engine]})`,
    ours: told(SIZES.length - 1),
    bare: SIZES.slice(0, -1)
      .map((_, at) => told(at))
      .join(', '),
  }
  const waits = large.map(({ wait }) => wait)
  const ratios = small.map(({ busy }, round) => busy / (large[round]?.busy ?? Number.NaN))
  const finding: Finding = {
    ...common,
    ...(budget === WORDS
      ? { figure: median(waits), unit: 'ms', spread: spread(waits) }
      : { figure: median(ratios), unit: 'x', spread: spread(ratios) }),
    ...(budget !== undefined && { budget }),
  }
  const curve: Curve = {
    plot: 'growth',
    panel: job,
    line: ENGINES[engine],
    points: SIZES.map((size, at) => [size, each[at] ?? Number.NaN]),
  }
  return [finding, curve]
}

async function ask(academy: LargeAcademy, requests: readonly string[]): Promise<Taken> {
  const connection = await RawConnection.open(academy.server.port)
  const waits: number[] = []
  const before = busyTimes(academy.pids())
  for (const request of requests) {
    const sent = performance.now()
    const { status, head, body } = await connection.exchange(request)
    waits.push(performance.now() - sent)
    if (status !== 200 && status !== 201) throw new Error(`${request}\n${head}\n${body.toString()}`)
  }
  const busy = busyBetween(before, busyTimes(academy.pids())) / requests.length
  connection.close()
  return {
    busy,
    wait: percentile(
      waits.toSorted((a, b) => a - b),
      0.5,
    ),
  }
}

/** A number from 1 to the size, scattered. */
function anyOf({ size }: Grown, number: number): number {
  return 1 + ((number * 7919) % size)
}

function personOf(grown: Grown, number: number): number {
  return grown.academy.manager + anyOf(grown, number)
}

function api({ academy: { token } }: Grown, method: string, path: string, body?: unknown): string {
  return requestText(method, API + path, { authorization: `Bearer ${token}` }, body)
}

function rev({ rev: session }: Grown, method: string, path: string, body?: unknown): string {
  return requestText(method, `/api/v2${path}`, { authorization: `VBrick ${session}` }, body)
}
