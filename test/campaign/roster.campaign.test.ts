import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { makeInstallation } from '../support/installation.ts'

// A whole roster in by its files and out by its API: nothing is lost or told twice, whichever way a client reads on. The
// short forms: src/dialects/oneroster/oneroster.test.ts and src/domain/transfer/reading/roster-files.test.ts.
const PEOPLE = Number(process.env.ROSTER_PEOPLE ?? 25_000)
const TEACHERS = 1_200
const CLASSES = 300

function rosterFiles(): Readonly<Record<string, string>> {
  const role = (at: number) => (at < TEACHERS ? 'teacher' : 'student')
  const lines = <T>(count: number, line: (at: number) => T) =>
    Array.from({ length: count }, (_, at) => line(at))
  const file = (header: string, rows: readonly string[]) => `${header}\n${rows.join('\n')}\n`
  return {
    'manifest.csv': file('propertyName,value', ['oneroster.version,1.1']),
    'orgs.csv': file('sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId', [
      'O1,,,North School,school,,',
    ]),
    'users.csv': file(
      'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,email',
      lines(
        PEOPLE,
        (at) => `U${at},,,true,O1,${role(at)},user${at},Given,Family ${at % 97},user${at}@example.com`,
      ),
    ),
    'courses.csv': file('sourcedId,status,dateLastModified,title,courseCode,orgSourcedId', [
      'C1,,,Algebra,A,O1',
    ]),
    'classes.csv': file(
      'sourcedId,status,dateLastModified,title,courseSourcedId,classCode,schoolSourcedId',
      lines(CLASSES, (at) => `K${at},,,Class ${at},C1,K${at},O1`),
    ),
    'enrollments.csv': file(
      'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
      lines(PEOPLE, (at) => `E${at},,,K${at % CLASSES},O1,U${at},${role(at)},,2026-01-10,`),
    ),
  }
}

interface Page {
  readonly ids: readonly string[]
  readonly total: string | null
  readonly next: string | undefined
}

it('reads in and out a roster of tens of thousands', async () => {
  const here = makeInstallation()
  try {
    expect((await here.run(['account', 'create', '--name', 'Roster', '--host', 'localhost'])).code).toBe(0)
    const path = join(here.dataDir, 'roster.zip')
    writeFileSync(
      path,
      zipSync(Object.fromEntries(Object.entries(rosterFiles()).map(([name, text]) => [name, strToU8(text)]))),
    )
    const loaded = await here.run(['import', 'zip', path, '--json'])
    expect([loaded.stderr, (JSON.parse(loaded.stdout) as { counts: object }).counts]).toMatchObject([
      '',
      { new: 1 + PEOPLE + CLASSES + PEOPLE, refused: 0 },
    ])
    const key = JSON.parse(
      (await here.run(['key', 'create', 'oneroster', '--label', 'roster', '--json'])).stdout,
    ) as Record<string, string>
    const server = await here.start(['start'], {
      QUADRIVIUM_RATE_LIMITS: 'off',
      QUADRIVIUM_ALLOW_HTTP: 'true',
    })
    const asked = await fetch(`${server.url}/ims/oneroster/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${key.client_id ?? ''}:${key.client_secret ?? ''}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    const { access_token: token } = (await asked.json()) as { access_token: string }
    const get = async (target: string): Promise<Page> => {
      const answer = await fetch(server.url + target, { headers: { authorization: `Bearer ${token}` } })
      const body = (await answer.json()) as Record<string, { sourcedId: string }[]>
      expect(answer.status, JSON.stringify(body).slice(0, 300)).toBe(200)
      return {
        ids: Object.values(body)[0]?.map(({ sourcedId }) => sourcedId) ?? [],
        total: answer.headers.get('x-total-count'),
        next: /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1],
      }
    }
    const root = '/ims/oneroster/rostering/v1p2'
    const resident = () =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024
    const before = resident()
    for (const [list, count, total] of [
      ['/users?sort=familyName', PEOPLE, String(PEOPLE)],
      ['/students?fields=sourcedId', PEOPLE - TEACHERS, String(PEOPLE - TEACHERS)],
      ['/teachers?fields=sourcedId', TEACHERS, String(TEACHERS)],
      ["/users?filter=status='active'&sort=email&orderBy=desc", PEOPLE, null],
      ['/enrollments?sort=beginDate', PEOPLE, null],
    ] as const) {
      const separator = list.includes('?') ? '&' : '?'
      const byOffset = new Set<string>()
      for (let offset = 0; ; offset += 500) {
        const { ids, total: told } = await get(`${root}${list}${separator}limit=500&offset=${offset}`)
        if (offset === 0) expect(told, list).toBe(total)
        for (const id of ids) byOffset.add(id)
        if (ids.length < 500) break
      }
      expect(byOffset.size, `${list} by offset`).toBe(count)
      const byLinks = new Set<string>()
      for (let target: string | undefined = `${root}${list}${separator}limit=1000`; target !== undefined;) {
        const { ids, next } = await get(target)
        for (const id of ids) byLinks.add(id)
        target = next && new URL(next).pathname + new URL(next).search
      }
      expect(byLinks.size, `${list} by links`).toBe(count)
    }
    console.log(`${PEOPLE} people: memory of the server ${before} MB, at most ${resident()} MB`)
    expect(resident()).toBeLessThan(300)
  } finally {
    await here.remove()
  }
})
