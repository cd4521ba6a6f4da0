import { RawConnection } from '../../test/support/raw-connection.ts'
import { median, spread } from '../compare.ts'
import { BEGINNING, companyOf, firstNameOf, lastNameOf, subjectOf, type Size } from '../large-academy.ts'
import { openLarge, type Engine, type LargeAcademy } from '../large-stores.ts'
import { busyBetween, busyTimes, percentile, requestText } from '../load.ts'
import type { Budget, Finding, Scenario } from '../scenario.ts'

const ROOT = '/api/quadrivium/v1'
const FEW: Size = { people: 1_000, courses: 1_000 }
const MANY: Size = { people: 1_000_000, courses: 100_000 }
const ROUNDS = 7
const REQUESTS = 25
/** What a page is walked to before it is measured. */
const DEEP = 10_000
const PAGE = 50

const RATIO: Budget = { atMost: 1.2, beyond: 1 }
const WORDS: Budget = { atMost: 30, beyond: 10 }
/** What a small read may wait. */
const RARE: Budget = { atMost: 25, beyond: 5 }

interface Job {
  readonly job: string
  readonly path: (academy: LargeAcademy) => string | Promise<string>
  /**
   * What is held against milliseconds instead of the same at a thousand. `rare`: what few of a million are, a thousand have
   * none of, and what is counted up to 10,000, a thousand have fewer of.
   */
  readonly kind?: 'words' | 'rare'
}

const JOBS: readonly Job[] = [
  { job: 'people, first page', path: () => '/people' },
  { job: 'people by name, first page', path: () => '/people?sort=name' },
  { job: 'people by name, page 10,000', path: (academy) => deepPage(academy, '/people?sort=name') },
  {
    job: 'people by latest change, page 10,000',
    path: (academy) => deepPage(academy, '/people?sort=-modified'),
  },
  { job: 'people changed since', path: () => `/people?modifiedFrom=${dayAt(200)}` },
  {
    job: 'people of a company, active, trainers, by name',
    path: ({ size }) =>
      `/people?company=${encodeURIComponent(companyOf(7, size))}&status=active&role=trainer&sort=name&limit=40`,
  },
  {
    job: 'people of a department and a country, active, the newest first',
    path: () => '/people?department=Sales&country=DE&status=active&sort=-created',
  },
  {
    job: 'people of a department and a country, active, by name',
    path: () => '/people?department=Sales&country=DE&status=active&sort=name',
  },
  {
    job: 'people of a group and a department, active, by last name',
    path: () => '/people?group=1&department=Production&status=active&sort=lastName',
  },
  {
    job: 'people of a company by name, counted',
    path: ({ size }) => `/people?company=${encodeURIComponent(companyOf(7, size))}&sort=name&total=true`,
  },
  {
    job: 'people of a small department and a small country, active, by name',
    path: () => '/people?department=Legal&country=PT&status=active&sort=name',
    kind: 'rare',
  },
  {
    job: 'people of a small group and a department, active, by last name',
    path: () => '/people?group=3&department=Sales&status=active&sort=lastName',
    kind: 'rare',
  },
  {
    job: 'people of a department by name, counted',
    path: () => '/people?department=Sales&sort=name&total=true',
    kind: 'rare',
  },
  {
    job: 'people of three filters, counted',
    path: () => '/people?department=Sales&country=DE&status=active&sort=-created&total=true',
    kind: 'rare',
  },
  { job: 'people, q= of one person', path: ({ size }) => `/people?q=hr+${size.people - 300}`, kind: 'words' },
  { job: 'people, q= of a frequent name', path: () => `/people?q=${firstNameOf(5)}`, kind: 'words' },
  { job: 'people, q= of what everybody has', path: () => '/people?q=example', kind: 'words' },
  {
    job: 'people, q= of two words',
    path: () => `/people?q=${firstNameOf(77)}+${lastNameOf(77)}`,
    kind: 'words',
  },
  {
    job: 'people, q= of a part of a word',
    path: () => `/people?q=${lastNameOf(77).slice(2)}`,
    kind: 'words',
  },
  { job: 'people, q= of one letter', path: () => '/people?q=b', kind: 'words' },
  { job: 'people, q= of nothing there', path: () => '/people?q=xample+zzz', kind: 'words' },
  {
    job: 'people, q= and a filter, by name',
    path: () => `/people?q=${firstNameOf(5)}&status=active&sort=name`,
    kind: 'words',
  },
  { job: 'search of everything, a frequent name', path: () => `/search?q=${firstNameOf(5)}`, kind: 'words' },
  { job: 'search of everything, a last name', path: () => `/search?q=${lastNameOf(77)}`, kind: 'words' },
  { job: 'enrolments of a course, not started', path: () => '/enrolments?course=1&state=not_started' },
  { job: 'enrolments of a course, the newest first', path: () => '/enrolments?course=1&sort=-created' },
  { job: 'enrolments of a course by due date', path: () => '/enrolments?course=1&sort=dueDate' },
  {
    job: 'enrolments due before, not started',
    path: () => `/enrolments?dueBefore=2025-01-01&state=not_started`,
  },
  { job: 'enrolments of a state by latest change', path: () => '/enrolments?state=passed&sort=-modified' },
  { job: 'enrolments of a person', path: ({ manager }) => `/people/${manager + 500}/enrolments` },
  { job: 'enrolments of a group', path: () => '/enrolments?group=1&state=passed&sort=-completed' },
  {
    job: 'enrolments of a small group',
    path: () => '/enrolments?group=3&state=passed&sort=-completed',
    kind: 'rare',
  },
  { job: 'audit trail, the newest first', path: () => '/audit' },
  { job: 'audit trail of a person', path: ({ manager }) => `/audit?person=${manager + 7}` },
  {
    job: 'audit trail of a person and an action',
    path: ({ manager }) => `/audit?person=${manager + 7}&action=update`,
  },
  { job: 'audit trail of a thing', path: (academy) => `/audit?${aboutEntry(9, academy)}&limit=1` },
  { job: 'audit trail of a kind of thing', path: () => '/audit?subject=course' },
  { job: 'audit trail of a door', path: () => '/audit?door=cli' },
  { job: 'audit trail of a seldom used door', path: () => '/audit?door=learnosity&limit=5' },
  { job: 'audit trail of an action', path: () => '/audit?action=update&subject=course' },
  { job: 'audit trail of a rare action', path: () => '/audit?action=delete&subject=course', kind: 'rare' },
  { job: 'audit trail since', path: () => `/audit?from=${dayAt(0)}&door=rev` },
  { job: 'changes, first page', path: () => '/changes' },
  { job: 'changes of courses', path: () => '/changes?subject=course' },
  { job: 'courses by name', path: () => '/courses?sort=name' },
  {
    job: 'courses of a language, active, by latest change',
    path: () => '/courses?language=de&active=true&visibility=members&sort=-modified',
  },
  { job: 'courses, q=', path: () => `/courses?q=${lastNameOf(7)}`, kind: 'words' },
  { job: 'topics by path', path: () => '/topics?sort=path' },
  { job: 'topics below one by name', path: () => '/topics?parent=1&sort=name' },
  {
    job: 'topics, restricted, by latest change',
    path: () => '/topics?restricted=true&active=true&sort=-modified',
  },
  {
    job: 'topics of which there are none, by latest change',
    path: () => '/topics?restricted=true&active=false&sort=-modified',
    kind: 'rare',
  },
  { job: 'topics, q=', path: () => `/topics?q=${lastNameOf(7)}`, kind: 'words' },
  { job: 'mails given up', path: () => '/mails?state=given_up' },
  { job: 'mails to an address', path: () => `/mails?to=${mailOf(100)}` },
]

/**
 * Lists of our own API by the real server, at a thousand people and at a million: by turns, one request after another. The
 * ratio is that of processor time, of the server and its database together, which says something beside other processes too. Of
 * the waits of a round the lower quartile counts, for what else the machine does makes requests slower and never faster.
 */
export function largeLists(engine: Engine): Scenario {
  return {
    name: `large-lists-${engine}`,
    compares: `lists of our own API at 1,000,000 people, enrolments and audit entries against 1,000 (${engine})`,
    long: true,
    async *measure({ keep, only }) {
      const jobs = JOBS.filter(({ job }) => only === undefined || job.includes(only))
      const few = await openLarge(engine, FEW, keep)
      const many = await openLarge(engine, MANY, keep)
      try {
        for (const job of jobs) yield await compare(job, few, many)
        yield* await smallReadsMeanwhile(jobs, many)
      } finally {
        await few.close()
        await many.close()
      }
    },
  }
}

async function compare({ job, path, kind }: Job, few: LargeAcademy, many: LargeAcademy): Promise<Finding> {
  const [here, there] = [await path(few), await path(many)] // a walk that takes longer than idle connections are kept
  const [small, large] = [await Asker.open(few, here), await Asker.open(many, there)]
  const pairs: { ours: Taken; bare: Taken }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const first = round % 2 === 0 ? await large.round() : await small.round()
    const second = round % 2 === 0 ? await small.round() : await large.round()
    const [ours, bare] = round % 2 === 0 ? [first, second] : [second, first]
    if (round > 0) pairs.push({ ours, bare }) // the first warms up
  }
  small.close()
  large.close()
  if (kind === undefined && small.items !== large.items) {
    throw new Error(`${job}: ${small.items} rows against ${large.items} say nothing.`)
  }
  const ratios = pairs.map(({ ours, bare }) => ours.busy / bare.busy)
  const took = pairs.map(({ ours }) => ours.wait)
  const told = (asker: Asker, times: readonly Taken[]) => {
    const [wait, busy] = [median(times.map((one) => one.wait)), median(times.map((one) => one.busy))]
    const shown = `${asker.items} shown${asker.isLast ? '' : ' of more'}`
    return `${wait.toFixed(2)} ms, ${busy.toFixed(2)} ms busy, ${shown}`
  }
  return {
    job,
    ours: told(
      large,
      pairs.map(({ ours }) => ours),
    ),
    bare: told(
      small,
      pairs.map(({ bare }) => bare),
    ),
    ...(kind === undefined
      ? { figure: median(ratios), unit: 'x', spread: spread(ratios), budget: RATIO }
      : { figure: median(took), unit: 'ms', spread: spread(took), budget: kind === 'words' ? WORDS : RARE }),
  }
}

/** Of a round of requests: milliseconds until an answer, and milliseconds of processor time for it. */
interface Taken {
  readonly wait: number
  readonly busy: number
}

/** Asks for the same again and again. */
class Asker {
  readonly #connection: RawConnection
  readonly #request: string
  readonly #academy: LargeAcademy
  items = 0
  isLast = true

  private constructor(academy: LargeAcademy, connection: RawConnection, request: string) {
    this.#academy = academy
    this.#connection = connection
    this.#request = request
  }

  static async open(academy: LargeAcademy, path: string): Promise<Asker> {
    const request = requestText('GET', ROOT + path, { authorization: `Bearer ${academy.token}` })
    return new Asker(academy, await RawConnection.open(academy.server.port), request)
  }

  /** The wait is that within which a quarter of the requests were answered. */
  async round(): Promise<Taken> {
    const times: number[] = []
    const before = busyTimes(this.#academy.pids())
    for (let number = 0; number < REQUESTS; number++) {
      const sent = performance.now()
      await this.ask()
      times.push(performance.now() - sent)
    }
    const busy = busyBetween(before, busyTimes(this.#academy.pids())) / REQUESTS
    return {
      wait: percentile(
        times.toSorted((a, b) => a - b),
        0.25,
      ),
      busy,
    }
  }

  async ask(): Promise<string | null> {
    const { status, head, body } = await this.#connection.exchange(this.#request)
    if (status !== 200) throw new Error(`${this.#request}\n${head}\n${body.toString()}`)
    const { items, next, more, ...found } = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>
    const lists = Array.isArray(items) ? [items] : Object.values(found).filter(Array.isArray)
    this.items = lists.flat().length
    this.isLast = more === undefined ? typeof next !== 'string' : more === false
    return typeof next === 'string' ? next : null
  }

  close(): void {
    this.#connection.close()
  }
}

/** The 10,000th page of a million, and the same part of the way of a thousand: found by walking there. */
async function deepPage(academy: LargeAcademy, path: string): Promise<string> {
  const rows = academy.size === MANY ? (DEEP - 1) * PAGE : academy.size.people / 2
  const name = path.replace(/\W+/g, '-')
  const cursor = await academy.kept(`cursor${name}`, async () => {
    let [behind, next]: [number, string | null] = [0, null]
    while (behind < rows) {
      const limit = Math.min(500, rows - behind)
      const more = next === null ? '' : `&cursor=${next}`
      const asker = await Asker.open(academy, `${path}&limit=${limit}${more}`)
      next = await asker.ask()
      behind += asker.items
      asker.close()
      if (next === null) throw new Error(`The list ends after ${behind} items.`)
    }
    return next ?? ''
  })
  return `${path}&cursor=${cursor}`
}

/** How long another client waits for one topic while such lists are asked for: of all lists, and of the worst one. */
async function smallReadsMeanwhile(jobs: readonly Job[], academy: LargeAcademy): Promise<Finding[]> {
  const reader = await Asker.open(academy, '/topics/77')
  await reader.round()
  const all: number[] = []
  let worst = { job: '', longest: 0 }
  for (const { job, path } of jobs) {
    const asker = await Asker.open(academy, await path(academy))
    let asking = true
    const asked = (async () => {
      for (let round = 0; round < 2; round++) await asker.round()
      asking = false
    })()
    const isAsking = () => asking
    while (isAsking()) {
      const sent = performance.now()
      await reader.ask()
      const waited = performance.now() - sent
      all.push(waited)
      if (waited > worst.longest) worst = { job, longest: waited }
    }
    await asked
    asker.close()
  }
  reader.close()
  all.sort((a, b) => a - b)
  const ours = `${all.length.toLocaleString('en')} reads, median ${percentile(all, 0.5).toFixed(1)} ms`
  return [
    {
      job: 'small reads meanwhile, p99',
      ours,
      figure: percentile(all, 0.99),
      unit: 'ms',
      budget: { atMost: 25, beyond: 10 },
    },
    {
      job: 'small reads meanwhile, the longest',
      ours: `${ours}; the worst: ${worst.job}`,
      figure: worst.longest,
      unit: 'ms',
      budget: { atMost: 100, beyond: 50 },
    },
  ]
}

function dayAt(day: number): string {
  return new Date(BEGINNING + day * 86_400_000).toISOString()
}

/** Asks for the entries about the thing that an entry is about. */
function aboutEntry(number: number, { size, manager }: LargeAcademy): string {
  const { subject, place } = subjectOf(number, size)
  return `subject=${subject === 'member' ? 'person' : subject}&subjectId=${manager + 1 + place}`
}

function mailOf(number: number): string {
  return `${firstNameOf(number)}.${lastNameOf(number)}.${number}@example.com`.toLowerCase()
}
