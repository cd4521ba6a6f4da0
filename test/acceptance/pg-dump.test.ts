import { execFile, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'
import { freePort } from '../support/server-process.ts'

// The commands of docs/backup.md for PostgreSQL, with the programs of this machine: pg_dump takes no newer server than
// itself, so the server comes from the same folder.

const run = promisify(execFile)
const programs = globSync('/usr/{lib/postgresql/*,local}/bin').find((folder) =>
  ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((name) => existsSync(join(folder, name))),
)
if (programs === undefined) {
  console.warn(
    'SKIPPED: pg_dump and a server of its version are not on this machine (apt-get install postgresql).',
  )
}

let here: Installation
let stop: () => Promise<void> = () => Promise.resolve()
let addressOf: (database: string) => string

beforeAll(async () => {
  here = makeInstallation()
  if (programs !== undefined) await startServer(programs)
})
afterAll(async () => {
  await here.remove()
  await stop()
})

async function startServer(bin: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-pg-'))
  chmodSync(folder, 0o777) // as root the server runs under another user
  const as = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  const data = join(folder, 'data')
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'quadrivium', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    as,
  )
  const port = await freePort()
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
  const options = settings.flatMap((setting) => ['-c', setting])
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], {
    stdio: 'ignore',
    ...as,
  })
  const gone = new Promise((resolve) => server.once('exit', resolve))
  addressOf = (database) => `postgres://quadrivium@127.0.0.1:${port}/${database}`
  stop = async () => {
    server.kill('SIGINT')
    await gone
    rmSync(folder, { recursive: true, force: true })
  }
  await vi.waitFor(() => query('SELECT 1'), 20_000)
  await query('CREATE DATABASE first')
  await query('CREATE DATABASE second')
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
}

async function query(text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: addressOf('postgres') })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

it.runIf(programs !== undefined)('dumps a database beside a running server, and restores it', async () => {
  const bin = programs ?? ''
  const settings = {
    QUADRIVIUM_DATABASE_URL: addressOf('first'),
    QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 7).toString('base64'),
  }
  const demo = await here.run(['demo', '--json'], { settings })
  const { api } = JSON.parse(demo.stdout) as { api: { token: string } }
  const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' }
  const first = await here.start(['start'], settings)
  const made = await fetch(`${first.url}/api/quadrivium/v1/groups`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'Answered before' }),
  })
  expect(made.status).toBe(201)
  const dump = join(here.dataDir, '..', 'quadrivium.dump')
  await run(join(bin, 'pg_dump'), ['-Fc', '-f', dump, addressOf('first')])
  await run(join(bin, 'pg_restore'), [
    '--clean',
    '--if-exists',
    '--no-owner',
    '-d',
    addressOf('second'),
    dump,
  ])
  first.kill('SIGTERM')
  await first.ended

  const second = await here.start(['start'], { ...settings, QUADRIVIUM_DATABASE_URL: addressOf('second') })
  const groups = await fetch(`${second.url}/api/quadrivium/v1/groups?limit=200`, { headers })
  expect(JSON.stringify(await groups.json())).toContain('Answered before')
  second.kill('SIGTERM')
  await second.ended
})
