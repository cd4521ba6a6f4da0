import { existsSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

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
    const nodes = await Promise.all([one.start(['start'], settings), other.start(['start'], settings)])
    for (const { url } of nodes) expect((await fetch(`${url}/readyz`)).status).toBe(200)
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
    expect([first.code, first.stderr, second.code, second.stderr]).toEqual([0, '', 0, ''])
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
