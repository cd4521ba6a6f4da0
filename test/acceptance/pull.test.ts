import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Journal } from '../../src/pull/journal.ts'
import type { OwnKeys } from '../../src/pull/own-keys.ts'
import type { PulledRow } from '../../src/pull/pulled-row.ts'
import { SourceClient } from '../../src/pull/source-client.ts'
import { sources } from '../../src/pull/sources.ts'
import type { Login } from '../../src/pull/source.ts'
import { SqliteScratch } from '../../src/store/engines/sqlite/sqlite-scratch.ts'
import { openHostileProxy } from '../support/hostile-proxy.ts'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'
import { START_TIMEOUT_MS } from '../support/patience.ts'
import { randomFrom } from '../support/random.ts'

// The demo behind this server's own four doors is read as a vendor's account would be.

let here: Installation
let server: ServerProcess
let logins: Record<string, Login>
let apiToken: string
const folder = mkdtempSync(join(tmpdir(), 'quadrivium-pull-'))
const scratch = new SqliteScratch()

beforeAll(async () => {
  here = makeInstallation()
  const demo = JSON.parse((await here.run(['demo', '--json'])).stdout) as Record<
    string,
    Record<string, string>
  >
  const { intellum, rev, learnosity, coursepath } = demo
  apiToken = demo.api?.token ?? ''
  logins = {
    intellum: { secret: intellum?.apiKey ?? '' },
    rev: { user: rev?.username ?? '', secret: rev?.password ?? '' },
    learnosity: {
      user: learnosity?.consumerKey ?? '',
      secret: learnosity?.consumerSecret ?? '',
      bank: 'Pulled',
    },
    coursepath: { user: coursepath?.adminEmail ?? '', secret: coursepath?.signingKey ?? '' },
  }
  server = await here.start(['start', '--demo'], { QUADRIVIUM_ALLOW_HTTP: 'true' })
})
afterAll(async () => {
  await here.remove()
  scratch.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Own keys without an academy of our own. */
const atSource: OwnKeys = {
  code: (_, { code, sourceKey }) => Promise.resolve({ key: code ?? sourceKey, id: '' }),
  person: ({ externalId, sourceKey }) =>
    Promise.resolve({ key: externalId ?? sourceKey, id: '', roles: [], name: '' }),
}

interface ReadSource {
  readonly rows: readonly PulledRow[]
  readonly notes: readonly string[]
  readonly waits: readonly number[]
}

async function readAll(
  door: string,
  url: string,
  journal?: Journal,
  stopAfter = Infinity,
): Promise<ReadSource> {
  const source = sources.find(({ name }) => name === door)
  if (source === undefined) throw new Error(`no source ${door}`)
  const [rows, notes, waits]: [PulledRow[], string[], number[]] = [[], [], []]
  const client = new SourceClient(url, {
    fetch,
    now: Date.now,
    pause: (milliseconds) => {
      waits.push(milliseconds)
      return Promise.resolve() // the source's own clock isn't at stake
    },
    onRetry: () => undefined,
    ...(journal && { journal }),
  })
  const login = logins[door] ?? { secret: '' }
  const reading = { client, login, keys: atSource, scratch, note: (note: string) => notes.push(note) }
  for await (const row of source.read(reading)) {
    rows.push(row)
    if (rows.length >= stopAfter) break
  }
  return { rows, notes, waits }
}

function countIn(sql: string): number {
  const db = new DatabaseSync(join(here.dataDir, 'quadrivium.db'), { readOnly: true })
  try {
    return Number(Object.values(db.prepare(sql).get() ?? {})[0])
  } finally {
    db.close()
  }
}

const SHOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  intellum: {
    topics: 'SELECT count(*) FROM category',
    courses: 'SELECT count(*) FROM course WHERE deleted IS NULL',
    'course-topics': 'SELECT count(*) FROM category_tag',
  },
  rev: {
    groups: 'SELECT count(*) FROM member_group',
    people: 'SELECT count(*) FROM member',
    memberships: 'SELECT count(*) FROM group_member',
    topics: 'SELECT count(*) FROM category',
  },
  learnosity: {
    tags: 'SELECT count(*) FROM tag WHERE bank_id = 1', // that of the consumer
    'item-tags':
      "SELECT count(*) FROM taggable_tag JOIN taggable USING (bank_id) WHERE number = taggable AND kind = 'item' AND bank_id = 1",
  },
  coursepath: {
    groups: 'SELECT count(*) FROM member_group',
    people: 'SELECT count(*) FROM member',
    memberships: 'SELECT count(*) FROM group_member',
    courses: 'SELECT count(*) FROM course WHERE deleted IS NULL',
    programs: 'SELECT count(*) FROM program WHERE deleted IS NULL',
    enrolments: 'SELECT count(*) FROM enrolment',
    'program-members': 'SELECT count(*) FROM program_membership',
  },
}

describe.each(Object.keys(SHOWN))('the source %s', (door) => {
  let calm: ReadSource
  beforeAll(async () => {
    calm = await readAll(door, server.url)
  })

  it('shows each thing once, those that others refer to first', () => {
    const counts = Object.entries(SHOWN[door] ?? {}).map(([kind, sql]) => [kind, countIn(sql)])
    const shown = Map.groupBy(calm.rows, ({ kind }) => kind)
    expect([...shown].map(([kind, rows]) => [kind, rows.length])).toEqual(counts)
    expect([calm.notes, calm.waits]).toEqual([[], []])
    const keys = calm.rows.map(({ kind, cells }) => JSON.stringify([kind, cells]))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('is read to the end though it answers 429 and 500, cuts connections and ends within answers', async () => {
    const proxy = await openHostileProxy(server.port, randomFrom(11), 4)
    try {
      const stormy = await readAll(door, proxy.url)
      expect(stormy.rows).toEqual(calm.rows)
      expect(stormy.waits.length).toBeGreaterThan(0)
    } finally {
      await proxy.close()
    }
  })
})

it.each(['intellum', 'rev'])('reads %s on where an interrupted run stood', async (door) => {
  const calm = await readAll(door, server.url)
  const path = join(folder, `${door}.journal`)
  const key = randomBytes(32)
  const first = new Journal(path, Date.now(), key)
  await readAll(door, server.url, first, Math.floor(calm.rows.length * 0.7))
  first.close()
  expect(readFileSync(path, 'utf8')).not.toContain('api/v2')
  const proxy = await openHostileProxy(server.port, randomFrom(1), 1_000_000)
  let asked = 0
  proxy.onRequest = () => {
    asked++
    return Promise.resolve()
  }
  const requests = async (journal?: Journal) => {
    asked = 0
    const { rows } = await readAll(door, proxy.url, journal)
    expect(rows).toEqual(calm.rows)
    return asked
  }
  try {
    const whole = await requests()
    const second = new Journal(path, Date.now(), key)
    expect(await requests(second)).toBeLessThan(whole)
    second.close()
    const third = new Journal(path, Date.now(), key)
    expect(await requests(third)).toBeLessThanOrEqual(1) // everything is there but a session
    third.close()
    const erased = new Journal(path, Date.now(), randomBytes(32)) // the key is gone, and what it opened
    expect(await requests(erased)).toBe(whole)
    erased.done()
  } finally {
    await proxy.close()
  }
})

/** How long a process may take to do what is waited for. */
const PATIENT = { timeout: START_TIMEOUT_MS, interval: 200 }

describe('quadrivium pull', () => {
  let elsewhere: Installation
  beforeAll(async () => {
    elsewhere = makeInstallation()
    const settings = { QUADRIVIUM_ACADEMY_NAME: 'Elsewhere' }
    const made = await elsewhere.start(['start'], settings)
    made.kill('SIGTERM')
    await made.ended
  })
  afterAll(() => elsewhere.remove())

  /** Rows of both academies, in one order. */
  function both(sql: string) {
    const [there, own] = [here, elsewhere].map(({ dataDir }) => {
      const db = new DatabaseSync(join(dataDir, 'quadrivium.db'), { readOnly: true })
      try {
        return db.prepare(sql).all()
      } finally {
        db.close()
      }
    })
    return { there, own }
  }

  async function pull(door: string, url: string, ...more: string[]) {
    const { user, secret } = logins[door] ?? { secret: '' }
    const { code, stdout, stderr } = await elsewhere.run(
      ['pull', door, '--url', url, '--json', ...(user === undefined ? [] : ['--user', user]), ...more],
      { settings: { QUADRIVIUM_PULL_SECRET: secret } },
    )
    expect(code, stderr).toBe(0)
    return (JSON.parse(stdout) as { counts: Record<string, number> }).counts
  }

  it('makes of what a door shows the same academy, through storms, and changes nothing a second time', async () => {
    const plan = await pull('rev', server.url, '--dry-run')
    expect(plan).toMatchObject({ changed: 0, refused: 0, removed: 0 })
    expect(both('SELECT count(*) AS topics FROM category').own).toEqual([{ topics: 0 }])
    const proxy = await openHostileProxy(server.port, randomFrom(5), 50)
    try {
      expect(await pull('rev', proxy.url)).toMatchObject({ new: plan.new, refused: 0 })
    } finally {
      await proxy.close()
    }
    for (const sql of EQUAL_AFTER_REV) {
      const { there, own } = both(sql)
      expect(own, sql).toEqual(there)
    }
    const again = await pull('rev', server.url)
    expect(again).toMatchObject({ new: 0, changed: 0, refused: 0, unchanged: plan.new })
  })

  it('adds what other doors show of the same academy, each thing once', async () => {
    for (const door of ['intellum', 'coursepath']) {
      expect(await pull(door, server.url), door).toMatchObject({ refused: 0 })
    }
    for (const sql of [...EQUAL_AFTER_REV, ...EQUAL_AFTER_ALL]) {
      const { there, own } = both(sql)
      expect(own, sql).toEqual(there)
    }
    expect(await pull('intellum', server.url)).toMatchObject({ new: 0, changed: 0, refused: 0 })
  })

  it('lists what the source doesn’t have, and removes it when asked', async () => {
    const own = 'code,name\nOWN,Only here\n'
    expect((await elsewhere.run(['import', 'topics', '-'], { input: own })).code).toBe(0)
    const missing = async (...more: string[]) => {
      const { secret } = logins.intellum ?? { secret: '' }
      const { stdout } = await elsewhere.run(['pull', 'intellum', '--url', server.url, '--json', ...more], {
        settings: { QUADRIVIUM_PULL_SECRET: secret },
      })
      return JSON.parse(stdout) as unknown
    }
    expect(await missing('--missing', 'list')).toMatchObject({
      counts: { refused: 0, removed: 0 },
      missing: [{ kind: 'topics', name: 'Only here' }],
    })
    // At most none: nothing is removed, and the plan says so.
    expect(await missing('--missing', 'remove', '--max-removals', '0')).toMatchObject({
      counts: { refused: 1, removed: 0 },
      refused: [{ reason: expect.stringContaining('at most 0 may be removed') as unknown }],
    })
    expect(both("SELECT count(*) AS kept FROM category WHERE code = 'OWN'").own).toEqual([{ kept: 1 }])
    expect(await missing('--missing', 'remove')).toMatchObject({ counts: { refused: 0, removed: 1 } })
    expect(both("SELECT count(*) AS kept FROM category WHERE code = 'OWN'").own).toEqual([{ kept: 0 }])
  })

  it('mirrors again and again with --every', async () => {
    const name = () => both("SELECT name FROM category WHERE name LIKE 'Mirrored%'").own
    const topic = async (method: string, path: string, body: object) => {
      const answer = await fetch(`${server.url}/api/quadrivium/v1/topics${path}`, {
        method,
        headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(answer.status).toBeLessThan(300)
      return (await answer.json()) as { readonly id: number }
    }
    const proxy = await openHostileProxy(server.port, randomFrom(7), 1_000_000)
    const { id } = await topic('POST', '', { name: 'Mirrored' })
    try {
      const { secret } = logins.intellum ?? { secret: '' }
      // It ends with the installation.
      void elsewhere.run(['pull', 'intellum', '--url', proxy.url, '--every', '1s'], {
        settings: { QUADRIVIUM_PULL_SECRET: secret },
      })
      await vi.waitFor(() => expect(name()).toEqual([{ name: 'Mirrored' }]), PATIENT)
      await topic('PATCH', `/${id}`, { name: 'Mirrored anew' })
      await vi.waitFor(() => expect(name()).toEqual([{ name: 'Mirrored anew' }]), PATIENT)
    } finally {
      await fetch(`${server.url}/api/quadrivium/v1/topics/${id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${apiToken}` },
      })
      await proxy.close()
    }
  })

  it('brings the tags of an item bank, and what stands on items that the bank here doesn’t have', async () => {
    // A bank of a few hundred: the demo’s own, which the source is read from above, has twenty thousand tags on items.
    const json = async (at: Installation, ...args: string[]) =>
      JSON.parse((await at.run([...args, '--json'])).stdout) as {
        readonly id: number
        readonly consumerKey: string
        readonly consumerSecret: string
      }
    const small = await json(here, 'bank', 'create', 'Small')
    const input = Array.from(
      { length: 300 },
      (_, at) => `Small,item ${at % 90},Level ${at % 4},Tag ${at % 11}`,
    )
    await here.run(['import', 'item-tags', '-'], { input: `bank,item,type,name\n${input.join('\n')}\n` })
    const { consumerKey, consumerSecret } = await json(here, 'key', 'create', 'learnosity', '--bank', 'Small')
    logins.learnosity = { user: consumerKey, secret: consumerSecret }
    const pulled = await json(elsewhere, 'bank', 'create', 'Pulled')
    expect(await pull('learnosity', server.url, '--bank', 'Pulled')).toMatchObject({ refused: 0 })
    for (const sql of EQUAL_AFTER_LEARNOSITY) {
      const { there } = both(sql(small.id))
      expect(there?.length).toBeGreaterThan(10)
      expect(both(sql(pulled.id)).own).toEqual(there)
    }
  })
})

describe('a source that changes while it is read', () => {
  it('shows everything that stays, and what refers to things that went is left out with a note', async () => {
    const proxy = await openHostileProxy(server.port, randomFrom(3), 1_000_000)
    const api = (method: string, path: string, body?: object) =>
      fetch(`${server.url}/api/quadrivium/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    const calm = await readAll('intellum', server.url)
    const rooted = calm.rows.filter(({ kind, cells }) => kind === 'topics' && cells.parent_code === '<clear>')
    const [gone] = rooted
    let requests = 0
    // The first topic with all below it goes after the first page was read, and a course comes.
    proxy.onRequest = async () => {
      if (++requests !== 2) return
      const [, id] = gone?.cells.code?.split(':') ?? []
      const removed = await api('DELETE', `/topics/${id ?? ''}`)
      expect(removed.status).toBe(204)
      expect((await api('POST', '/courses', { name: 'Came meanwhile', type: 'page' })).status).toBe(201)
    }
    try {
      const moving = await readAll('intellum', proxy.url)
      proxy.onRequest = undefined
      const after = await readAll('intellum', server.url)
      const keyOf = ({ kind, cells }: PulledRow) =>
        JSON.stringify([kind, cells.topic, cells.course, cells.code])
      const read = new Set(moving.rows.map(keyOf))
      expect(after.rows.filter((row) => !read.has(keyOf(row)))).toEqual([])
      expect(read.size).toBe(moving.rows.length)
      expect(after.rows.length).toBeLessThan(calm.rows.length)
    } finally {
      await proxy.close()
    }
  })
})

// `admin` is the one person that the academy had before.
const EQUAL_AFTER_REV = [
  `SELECT username, email, first_name, last_name, title, phone, language,
     status = 'active' AS active FROM member WHERE username <> 'admin' ORDER BY username`,
  'SELECT name FROM member_group ORDER BY name',
  `SELECT member_group.name, member.username FROM group_member
     JOIN member_group ON member_group.id = group_id JOIN member ON member.id = member_id ORDER BY 1, 2`,
  'SELECT full_path, restricted FROM category ORDER BY full_path',
  `SELECT full_path, share, username, member_group.name FROM policy_item
     JOIN category ON category.id = category_id LEFT JOIN member ON member.id = policy_item.member_id
     LEFT JOIN member_group ON member_group.id = policy_item.group_id ORDER BY 1, 2, 3, 4`,
]

const EQUAL_AFTER_ALL = [
  'SELECT name, type, summary, duration, is_active, in_catalog, author, visibility, self_enrolment, locale FROM course WHERE deleted IS NULL ORDER BY name',
  `SELECT category.full_path, course.name FROM category_tag
     JOIN category ON category.id = category_id JOIN course ON course.id = course_id ORDER BY 1, 2`,
  'SELECT name, description, is_active FROM program WHERE deleted IS NULL ORDER BY name',
  `SELECT program.name, position, course.name AS course FROM program_course
     JOIN program ON program.id = program_id JOIN course ON course.id = course_id ORDER BY 1, 2`,
  `SELECT course.name, username, progress, score, success FROM enrolment
     JOIN course ON course.id = course_id JOIN member ON member.id = member_id ORDER BY 1, 2`,
  `SELECT program.name, username FROM program_membership
     JOIN program ON program.id = program_id JOIN member ON member.id = member_id ORDER BY 1, 2`,
]

/** Of one bank. */
const EQUAL_AFTER_LEARNOSITY = [
  (bank: number) => `SELECT tag_type.name AS type, tag.name, tag.description FROM tag
     JOIN tag_type ON tag_type.bank_id = tag.bank_id AND tag_type.number = tag.type WHERE tag.bank_id = ${bank} ORDER BY 1, 2`,
  (bank: number) => `SELECT reference, tag_type.name AS type, tag.name FROM taggable_tag AS its
     JOIN taggable ON taggable.bank_id = its.bank_id AND taggable.number = its.taggable
     JOIN tag ON tag.bank_id = its.bank_id AND tag.number = its.tag
     JOIN tag_type ON tag_type.bank_id = tag.bank_id AND tag_type.number = tag.type
     WHERE its.bank_id = ${bank} AND kind = 'item' ORDER BY 1, 2, 3`,
]
