import { RawConnection } from '../../test/support/raw-connection.ts'
import { percentile } from '../load.ts'
import { coursepathRequest, fillPeople, personOf, type PeopledAcademy } from '../people.ts'
import type { Finding, Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const PEOPLE = 100_000

export const memberPages: Scenario = {
  name: 'member-pages',
  compares:
    'pages of 500 of 100,000 people by each filter of Coursepath, from the first to the last, and small reads meanwhile',
  long: true,
  async measure() {
    const academy = await fillPeople(PEOPLE)
    const server = await startOurs(academy, { ALLOW_HTTP: 'true' })
    try {
      const findings: Finding[] = []
      for (const path of pathsOf(academy)) {
        await walk(server.port, academy, path) // warms up
        findings.push(await measured(server.port, academy, path))
      }
      return findings
    } finally {
      await server.stop()
      academy.folder.remove()
    }
  },
}

/** Every list with every filter, each with a value that somebody has. */
function pathsOf({ course, group }: PeopledAcademy): string[] {
  const { name, email, ...texts } = personOf(77_778)
  const filters = {
    ...texts,
    email,
    name,
    active: 'true',
    'active ': 'false',
    role: 'trainer',
    'role ': 'learner',
  }
  const lists = ['/members', `/courses/${course}/members`, `/groups/${group}/members`]
  return lists.flatMap((list) => [
    list,
    ...Object.entries(filters).map(([key, value]) => `${list}?${key.trim()}=${encodeURIComponent(value)}`),
  ])
}

/** Milliseconds that each page of the list took, and how many people were on them. */
interface Walk {
  readonly pages: readonly number[]
  readonly people: number
}

async function walk(port: number, academy: PeopledAcademy, path: string): Promise<Walk> {
  const connection = await RawConnection.open(port)
  const pages: number[] = []
  let people = 0
  for (let next: string | undefined = path; next !== undefined;) {
    const sent = performance.now()
    const { status, head, body } = await connection.exchange(coursepathRequest(academy, 'GET', next))
    pages.push(performance.now() - sent)
    if (status !== 200) throw new Error(`${next} was answered:\n${head}\n\n${body.toString()}`)
    people += (JSON.parse(body.toString()) as unknown[]).length
    next = /^link: <\/api\/v1([^>]+)>; rel="next"/im.exec(head)?.[1]
  }
  connection.close()
  return { pages, people }
}

async function measured(port: number, academy: PeopledAcademy, path: string): Promise<Finding> {
  const connection = await RawConnection.open(port)
  const waits: number[] = []
  let walked: Walk | undefined
  const walking = walk(port, academy, path).then((done) => (walked = done))
  for (let number = 0; !isOver(); number++) {
    const request = coursepathRequest(
      academy,
      'GET',
      `/members/${academy.firstPerson + ((number * 7919) % PEOPLE)}`,
    )
    const sent = performance.now()
    await connection.exchange(request)
    waits.push(performance.now() - sent)
  }
  const { pages, people } = await walking
  connection.close()
  const slowest = Math.max(...pages)
  return {
    job: path.replaceAll('|', ''),
    ours: `${people.toLocaleString('en')} people on ${pages.length} pages: first ${(pages[0] ?? 0).toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms; of small reads meanwhile, p99`,
    figure: percentile(
      waits.toSorted((a, b) => a - b),
      0.99,
    ),
    unit: 'ms',
    budget: { atMost: 25, beyond: 25 },
  }

  function isOver(): boolean {
    return walked !== undefined
  }
}
