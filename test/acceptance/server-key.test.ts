import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

const OTHER_KEY = { QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 7).toString('base64') }

let here: Installation
let keyFile: string
beforeEach(() => {
  here = makeInstallation()
  keyFile = join(here.dataDir, 'server.key')
})
afterEach(() => here.remove())

/** An academy with a secret of each kind that is kept sealed, but the demo's. */
async function plantSecrets(at: Installation, settings: Record<string, string> = {}): Promise<void> {
  const run = async (...args: string[]) => {
    const { code, stderr } = await at.run(args, { settings })
    expect([args.join(' '), code, stderr]).toEqual([args.join(' '), 0, ''])
  }
  const server = await at.start(['start'], settings)
  server.kill('SIGTERM')
  await server.ended
  await run('key', 'create', 'coursepath', '--label', 'signing')
  await run('bank', 'create', 'Bank')
  await run('key', 'create', 'learnosity', '--label', 'consumer', '--bank', '1')
  await run('webhook', 'add', 'https://receiver.example.com/')
}

const WAY_OUT =
  'Restore the old key, if there is one; all nodes must use the same one. If it is lost, no data is lost, because the store holds no encrypted secrets: stop all nodes and run `quadrivium key forget-server-key --lose-secrets`; the next start accepts the configured key.'
const ALL = '1 signing key, 1 consumer secret, 1 webhook secret'

async function keyFinding(at: Installation, settings: Record<string, string> = {}): Promise<unknown> {
  const { stdout } = await at.run(['doctor', '--json'], { settings: { QUADRIVIUM_PORT: '0', ...settings } })
  const findings = JSON.parse(stdout) as { check: string; state: string; detail: string }[]
  const found = findings.find(({ check }) => check === 'key')
  return [found?.state === 'ok', found?.detail]
}

describe('a server key', () => {
  it('that is missing is not replaced while the store holds what it sealed', async () => {
    await plantSecrets(here)
    expect(await keyFinding(here)).toEqual([true, "present, and decrypts the store's secrets"])
    const kept = readFileSync(keyFile, 'utf8')
    rmSync(keyFile)
    const missing = `The server key ${keyFile} is missing, and the store holds secrets encrypted with it: ${ALL}. Restore the key from a backup, or set QUADRIVIUM_SERVER_KEY to it. Nothing was changed.\n`
    for (const args of [['start'], ['webhook', 'add', 'https://b.example.com/'], ['demo']]) {
      expect(await here.run(args)).toEqual({ code: 2, stdout: '', stderr: missing })
    }
    expect(await keyFinding(here)).toEqual([
      false,
      `${keyFile} is missing, and the store holds secrets encrypted with it: ${ALL}`,
    ])
    expect(existsSync(keyFile)).toBe(false)

    const unfit = `not the key that the store's secrets are encrypted with; it can't decrypt ${ALL}`
    expect(await keyFinding(here, OTHER_KEY)).toEqual([false, unfit])
    const { code, stderr } = await here.run(['start'], { settings: OTHER_KEY })
    expect([code, stderr]).toEqual([
      2,
      `The server key in QUADRIVIUM_SERVER_KEY is not the one that the store uses. It can't decrypt: ${ALL}. Restore the old key; all nodes must use the same one. Nothing was changed.\n`,
    ])

    writeFileSync(keyFile, kept)
    const server = await here.start()
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  it('that is lost for good is forgotten with what only it opens, and only when that is said', async () => {
    await plantSecrets(here)
    const forget = (...more: string[]) => here.run(['key', 'forget-server-key', ...more])
    expect(await forget('--lose-secrets')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The configured server key is the one that the store uses. Nothing was changed.\n',
    })
    rmSync(keyFile)
    const asked = await forget()
    expect([asked.code, asked.stdout]).toEqual([2, ''])
    expect(asked.stderr).toContain(`The store holds ${ALL}, which only the lost key decrypts.`)
    expect((await here.run(['start'])).code).toBe(2)

    const done = await forget('--lose-secrets')
    expect([done.code, done.stderr]).toEqual([0, ''])
    expect(done.stdout).toContain(`The store forgot the server key and lost: ${ALL}.`)
    const server = await here.start()
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    expect(existsSync(keyFile)).toBe(true)
    const listed = async (...args: string[]) =>
      JSON.parse((await here.run([...args, '--json'])).stdout) as Readonly<Record<string, unknown>>[]
    expect(await listed('webhook', 'list')).toEqual([])
    const ended = (await listed('audit', 'list')).filter(({ action }) => action === 'delete')
    expect(ended.map(({ subject }) => subject).toSorted()).toEqual(['credential', 'credential', 'webhook'])
    // New ones are made as before.
    expect((await here.run(['key', 'create', 'coursepath'])).code).toBe(0)
  })

  it('that is missing is made anew where it had sealed nothing', async () => {
    const first = await here.start()
    first.kill('SIGTERM')
    await first.ended
    rmSync(keyFile)
    const second = await here.start()
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
    expect(existsSync(keyFile)).toBe(true)
  })
})

describe('a database', () => {
  it('that is missing beside its key is not replaced by a fresh one', async () => {
    const first = await here.start()
    first.kill('SIGTERM')
    await first.ended
    const database = join(here.dataDir, 'quadrivium.db')
    renameSync(database, `${database}.away`)
    const lost = `The database ${database} is missing, but ${keyFile} exists. Restore it from a backup; to start from scratch, set QUADRIVIUM_DATA_DIR to an empty folder.\n`
    for (const args of [['start'], ['demo'], ['migrate'], ['account', 'list']]) {
      expect(await here.run(args)).toEqual({ code: 2, stdout: '', stderr: lost })
    }
    const { stdout } = await here.run(['doctor'], { settings: { QUADRIVIUM_PORT: '0' } })
    expect(stdout).toContain(`WRONG    database   ${lost.slice(0, -2)}`)
    expect(existsSync(database)).toBe(false)
  })

  it('has one server, also when the lock file was deleted', async () => {
    const server = await here.start()
    rmSync(join(here.dataDir, 'server.lock'))
    const { code, stderr } = await here.run(['start'], { settings: { QUADRIVIUM_PORT: '0' } })
    expect([code, stderr]).toEqual([1, expect.stringContaining('Another server is using the data folder')])
    server.kill('SIGKILL')
    await server.ended
    const next = await here.start()
    expect((await fetch(`${next.url}/readyz`)).status).toBe(200)
  })
})

describe('with PostgreSQL', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  it('a node with another server key does not start, and one whose key is replaced is not ready', async () => {
    const url = await postgres.emptyDatabase()
    const settings = {
      QUADRIVIUM_DATABASE_URL: url,
      QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 3).toString('base64'),
    }
    const node = await here.start(['start'], settings)
    const another = { ...settings, ...OTHER_KEY }
    const { code, stderr } = await here.run(['start'], { settings: { ...another, QUADRIVIUM_PORT: '0' } })
    expect([code, stderr]).toEqual([
      2,
      `The server key in QUADRIVIUM_SERVER_KEY is not the one that the store uses. ${WAY_OUT} Nothing was changed.\n`,
    ])
    expect(await keyFinding(here, another)).toEqual([false, `not the one that the store uses. ${WAY_OUT}`])
    expect((await fetch(`${node.url}/readyz`)).status).toBe(200)
    await postgres.query(url, "UPDATE key_proof SET sealed = 'of another'")
    // What was found is told again for a moment.
    const status = async () => (await fetch(`${node.url}/readyz`)).status
    await expect.poll(status).toBe(503)
  })

  it('takes a new key instead of one that was lost before it sealed anything, when it is told so', async () => {
    const url = await postgres.emptyDatabase()
    const settings = { QUADRIVIUM_DATABASE_URL: url }
    const lost = { ...settings, QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 3).toString('base64') }
    const first = await here.start(['start'], lost)
    first.kill('SIGTERM')
    await first.ended
    expect(await keyFinding(here, { ...settings, ...OTHER_KEY })).toEqual([
      false,
      `not the one that the store uses. ${WAY_OUT}`,
    ])
    await postgres.query(url, 'DELETE FROM key_proof')
    const second = await here.start(['start'], { ...settings, ...OTHER_KEY })
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
    expect(await keyFinding(here, lost)).toEqual([false, `not the one that the store uses. ${WAY_OUT}`])
  })

  it('tries every kind of secret there too', async () => {
    const settings = {
      QUADRIVIUM_DATABASE_URL: await postgres.emptyDatabase(),
      QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 3).toString('base64'),
    }
    await plantSecrets(here, settings)
    const unfit = `not the key that the store's secrets are encrypted with; it can't decrypt ${ALL}`
    expect(await keyFinding(here, { ...settings, ...OTHER_KEY })).toEqual([false, unfit])
  })
})
