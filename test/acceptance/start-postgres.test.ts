import { existsSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'
import { lintMetrics, readExposition, type MetricFamily } from '../support/exposition.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { freePort } from '../support/server-process.ts'

describe('with PostgreSQL', () => {
  let postgres: TestPostgres
  let one: Installation
  let other: Installation
  let settings: Record<string, string>

  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    one = makeInstallation()
    other = makeInstallation()
    settings = {
      QUADRIVIUM_DATABASE_URL: await postgres.emptyDatabase(),
      QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 3).toString('base64'),
    }
  })
  afterEach(async () => {
    await one.remove()
    await other.remove()
  })

  it('two nodes start at once on an empty database, and one makes the first account', async () => {
    const metrics = [await freePort(), await freePort()].map((port) => `127.0.0.1:${port}`)
    const nodes = await Promise.all(
      [one, other].map((node, at) =>
        node.start(['start'], { ...settings, QUADRIVIUM_METRICS_LISTEN: metrics[at] ?? '' }),
      ),
    )
    for (const { url } of nodes) expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const figures = await Promise.all(
      metrics.map(async (at) => readExposition(await (await fetch(`http://${at}/metrics`)).text())),
    )
    for (const families of figures) expectFiguresOfPostgres(families)
    const commits = figures.map((families) => countedBy(families, 'quadrivium_store_commit_duration_seconds'))
    expect(Math.max(...commits)).toBeGreaterThan(0) // of the node that made the account
    const list = await one.run(['account', 'list', '--json'], { settings })
    expect(JSON.parse(list.stdout)).toHaveLength(1)
    for (const node of nodes) node.kill('SIGTERM')
    const ended = await Promise.all(nodes.map((node) => node.ended))
    expect(ended.map(({ code }) => code)).toEqual([0, 0])
    expect(existsSync(one.dataDir)).toBe(false) // everything is in the database
    expect(ended.filter(({ stdout }) => stdout.includes('The first manager'))).toHaveLength(1)
  })

  it('two `demo` at once make one academy; `doctor` finds nothing wrong', async () => {
    const [first, second] = await Promise.all([
      one.run(['demo', '--json'], { settings }),
      other.run(['demo', '--json'], { settings }),
    ])
    expect([first.code, second.code]).toEqual([0, 0])
    expect([first.stderr, second.stderr].toSorted()).toEqual([
      '',
      'There was no academy in the database: the demo academy is new there.\n',
    ])
    expect(first.stdout).toBe(second.stdout)
    const { code, stdout } = await one.run(['doctor'], { settings: { ...settings, QUADRIVIUM_PORT: '0' } })
    expect(stdout).toMatch(/^ok +database +connected to PostgreSQL$/m)
    expect(code).toBe(0)
  })

  it('a database that does not answer is told in a sentence, without its password', async () => {
    const gone = { ...settings, QUADRIVIUM_DATABASE_URL: 'postgres://user:hidden@127.0.0.1:1/q' }
    const started = await one.run(['start'], { settings: gone })
    expect(started).toEqual({
      code: 1,
      stdout: '',
      stderr: "The database at QUADRIVIUM_DATABASE_URL can't be opened: connect ECONNREFUSED 127.0.0.1:1.\n",
    })
    const examined = await one.run(['doctor'], { settings: gone })
    expect([examined.code, examined.stdout]).toEqual([
      1,
      expect.stringMatching(/^WRONG +database +connect ECONNREFUSED 127\.0\.0\.1:1\.?$/m),
    ])
  })
})

/** What a node tells of itself, and of what all nodes share. */
function expectFiguresOfPostgres(families: ReadonlyMap<string, MetricFamily>): void {
  expect(lintMetrics(families)).toEqual([])
  expect(families.get('quadrivium_build_info')?.samples).toMatchObject([{ labels: { engine: 'postgres' } }])
  const states = families.get('quadrivium_jobs')?.samples.map(({ labels, value }) => [labels.state, value])
  expect(new Map(states as [string, number][])).toEqual(
    new Map(['waiting', 'running', 'done', 'failed', 'cancelled'].map((state) => [state, 0])),
  )
  expect(families.get('quadrivium_outbox_pending')?.samples).toHaveLength(2)
  expect(families.get('quadrivium_outbox_oldest_age_seconds')?.samples).toMatchObject([{ value: 0 }])
  // Each operation is a transaction of its own.
  const commits = countedBy(families, 'quadrivium_store_commit_duration_seconds')
  expect(countedBy(families, 'quadrivium_store_batch_operations')).toBe(commits)
  // There is no log of SQLite, and PostgreSQL has its own backups.
  expect(families.has('quadrivium_store_wal_bytes')).toBe(false)
  expect(families.has('quadrivium_last_backup_timestamp_seconds')).toBe(false)
}

/** How many values a histogram has taken. */
function countedBy(families: ReadonlyMap<string, MetricFamily>, name: string): number {
  return families.get(name)?.samples.find((sample) => sample.name === `${name}_count`)?.value ?? Number.NaN
}
