import { execFile, spawnSync } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DemoAccess } from '../../src/demo/demo-doors.ts'
import { makeInstallation, type Installation } from '../support/installation.ts'

// The sync clients of docs/examples, each a process of its own, copy an academy while others write to it by two doors.

const execute = promisify(execFile)
const examples = fileURLToPath(new URL('../../docs/examples/', import.meta.url))
const ALL_CLIENTS = [
  ['JavaScript', process.execPath, 'sync.mjs'],
  ['Python', 'python3', 'sync.py'],
] as const
/** Those whose language is here. */
const CLIENTS = ALL_CLIENTS.filter(([, command]) => spawnSync(command, ['--version']).status === 0)
const WRITERS = 3
/** Runs of each client while others write: the first takes the copy, the others go on. */
const RUNS = 3

/** What the clients keep, by kind. */
const FIELDS = {
  people: 'id,externalId,email,firstName,lastName,status',
  courses: 'id,code,name,active',
  enrolments: 'id,person,course,role,dueDate,progress,score,completed',
} as const
type Kind = keyof typeof FIELDS
type Thing = Record<string, unknown>

let here: Installation
let url: string
let access: DemoAccess

beforeAll(async () => {
  here = makeInstallation()
  ;({ url } = await here.start(['start', '--demo'], {
    QUADRIVIUM_RATE_LIMITS: 'off',
    QUADRIVIUM_ALLOW_HTTP: 'true',
  }))
  access = JSON.parse((await here.run(['demo', '--json'])).stdout) as DemoAccess
})
afterAll(() => here.remove())

async function api(method: string, path: string, body?: object): Promise<{ readonly id: number }> {
  const answer = await fetch(`${url}/api/quadrivium/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${access.api.token}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
  return (answer.status === 204 ? {} : await answer.json()) as { id: number }
}

/** Puts a person into a course, or takes them out, by the vendor's door. */
async function coursemember(method: 'POST' | 'DELETE', course: number, person: number): Promise<void> {
  const { signingKey, adminEmail } = access.coursepath
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { jti: randomUUID(), iat: Date.now() / 1000, email: adminEmail }
  const signed = `${encode({ alg: 'HS256' })}.${encode(claims)}`
  const signature = createHmac('sha256', signingKey).update(signed).digest('base64url')
  const answer = await fetch(`${url}/api/v1/courses/${course}/members/${person}/coursemember`, {
    method,
    headers: { authorization: `Bearer ${signed}.${signature}` },
  })
  if (!answer.ok) throw new Error(`${method} coursemember: ${await answer.text()}`)
}

/** Writes until told to end: things come, change and go, some with all that hangs on them. @returns how many rounds */
async function write(writer: number, ending: AbortSignal): Promise<number> {
  let round = 0
  for (; !ending.aborted; round++) {
    const name = `${writer}-${round}`
    const [{ id: one }, { id: other }] = [
      await api('POST', '/people', { lastName: name, username: `one-${name}`, externalId: `HR-${name}` }),
      await api('POST', '/people', { lastName: name, email: `other-${name}@example.com` }),
    ]
    const { id: course } = await api('POST', '/courses', { name, code: name })
    await coursemember('POST', course, one)
    await coursemember('POST', course, other)
    const enrolled = (await listed('enrolments', `&course=${course}`)).map(([id]) => id)
    await api('PATCH', `/enrolments/${enrolled[0] ?? ''}`, { dueDate: '2030-01-31' })
    await api('PATCH', `/people/${one}`, { firstName: 'Renamed', externalId: null })
    await api('PATCH', `/courses/${course}`, { name: `${name} again`, active: true })
    const end = [
      () => api('DELETE', `/people/${one}`),
      () => api('DELETE', `/courses/${course}`),
      () => coursemember('DELETE', course, other),
    ][round % 4]
    await end?.()
  }
  return round
}

/** All things of a kind as they are now, as the clients keep them. */
async function listed(kind: Kind, filter = ''): Promise<[string, Thing][]> {
  const things: [string, Thing][] = []
  let cursor = ''
  do {
    const page = await api('GET', `/${kind}?fields=${FIELDS[kind]}&limit=500${filter}${cursor}`)
    const { items, next } = page as unknown as { items: Thing[]; next: string | null }
    for (const { id, ...thing } of items) {
      for (const key of ['person', 'course']) {
        if (key in thing) thing[key] = (thing[key] as { readonly id: number }).id
      }
      things.push([String(id), thing])
    }
    cursor = next === null ? '' : `&cursor=${next}`
  } while (cursor !== '')
  return things
}

it('copy an academy while others write to it, and miss nothing', async () => {
  const env = { ...process.env, ACADEMY: url, TOKEN: access.api.token }
  const run = ([language, command, script]: (typeof CLIENTS)[number]) =>
    execute(command, [join(examples, script), join(here.dataDir, language)], { env })
  const ending = new AbortController()
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer, ending.signal))
  try {
    await Promise.all(
      CLIENTS.map(async (client) => {
        for (let n = 0; n < RUNS; n++) await run(client)
      }),
    )
  } finally {
    ending.abort()
  }
  const rounds = await Promise.all(writers)
  expect(Math.min(...rounds)).toBeGreaterThan(0)
  for (const client of CLIENTS) await run(client)

  const kinds = Object.keys(FIELDS) as Kind[]
  const now = Object.fromEntries(
    await Promise.all(kinds.map(async (kind) => [kind, Object.fromEntries(await listed(kind))] as const)),
  )
  expect(Object.keys(now.enrolments ?? {}).length).toBeGreaterThan(100)
  for (const [language] of CLIENTS) {
    const { after, ...copy } = JSON.parse(readFileSync(join(here.dataDir, language), 'utf8')) as {
      after: string
    }
    expect(copy).toEqual(now)
    expect(after).not.toBe('')
  }
})

it('are of some sixty lines, and need nothing but what their language brings', () => {
  for (const [, , script] of ALL_CLIENTS) {
    const text = readFileSync(join(examples, script), 'utf8')
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
    const imports = [
      ...text.matchAll(/^import .* from '(.*)'|^(?:import|from) ([\w., ]+?)(?: import .*)?$/gm),
    ]
    expect(imports.length).toBeGreaterThan(1)
    for (const [, module, names] of imports) {
      expect(module ?? `node:${names ?? ''}`).toMatch(/^node:/)
      if (names !== undefined) expect(names).toMatch(/^(json, os, sys, time|urllib\.\w+)$/)
    }
  }
})
