import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSigningKey } from '../../src/domain/access/signing-keys.ts'
import type { Store } from '../../src/domain/store.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { foundAcademy, makeDataFolder, type DataFolder } from '../support/academy.ts'
import { SIGNING_KEY, signToken } from '../support/coursepath-client.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'

const run = promisify(execFile)

const SERVER_KEY = Buffer.alloc(32, 7)
const ROUNDS = 4

// Waits for the moment that all six were told, then sends the token.
const CLIENT = `
  const [url, token, at] = process.argv.slice(1)
  setTimeout(async () => {
    const answer = await fetch(url, { headers: { authorization: 'Bearer ' + token } })
    console.log(answer.status)
  }, Number(at) - Date.now())
`

/** Six processes present one token at the same moment, to these servers in turn. */
async function present(ports: readonly number[], token: string): Promise<string[]> {
  const at = Date.now() + 2_000
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => {
      const url = `http://127.0.0.1:${ports[index % ports.length]}/api/v1/members/me`
      return run(process.execPath, ['-e', CLIENT, url, token, String(at)])
    }),
  )
  return answers.map(({ stdout }) => stdout.trim()).sort()
}

async function found(store: Store): Promise<void> {
  const { owner } = await foundAcademy(store, 'Academy')
  await store.write((tx) =>
    createSigningKey(tx, owner, new SealedBox(SERVER_KEY), {
      door: 'coursepath',
      label: 'test',
      secret: SIGNING_KEY,
    }),
  )
}

const token = (jti: number) =>
  signToken(SIGNING_KEY, { jti, iat: Math.floor(Date.now() / 1000), email: 'manager@example.com' })
const settings = { SERVER_KEY: SERVER_KEY.toString('base64'), ALLOW_HTTP: 'true' }

describe('one token that six processes present at once passes exactly once', () => {
  const servers: ServerProcess[] = []
  const folders: DataFolder[] = []
  let postgres: TestPostgres | undefined

  beforeAll(async () => {
    folders.push(makeDataFolder(), makeDataFolder(), makeDataFolder())
  })
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    for (const folder of folders) folder.remove()
    await postgres?.stop()
  })

  async function start(folder: DataFolder | undefined, more: Readonly<Record<string, string>> = {}) {
    if (folder === undefined) throw new Error('no folder')
    const server = await startServer({ dataDir: folder.path, settings: { ...settings, ...more } })
    servers.push(server)
    return server.port
  }

  it('to two servers on one PostgreSQL', async () => {
    postgres = await startPostgres()
    const url = await postgres.database()
    const store = await openPostgresAt(url)
    await found(store)
    await store.close()
    const ports = [
      await start(folders[0], { DATABASE_URL: url }),
      await start(folders[1], { DATABASE_URL: url }),
    ]
    for (let round = 0; round < ROUNDS; round++) {
      expect(await present(ports, token(round))).toEqual(['200', '401', '401', '401', '401', '401'])
    }
  })

  it('to one server on SQLite', async () => {
    await folders[2]?.withStore(found)
    const port = await start(folders[2])
    for (let round = 0; round < ROUNDS; round++) {
      expect(await present([port], token(round))).toEqual(['200', '401', '401', '401', '401', '401'])
    }
  })
})
