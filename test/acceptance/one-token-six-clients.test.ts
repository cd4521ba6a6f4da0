import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSigningKey } from '../../src/domain/access/signing-keys.ts'
import type { Store } from '../../src/domain/store.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { foundAcademy, makeDataFolder, type DataFolder } from '../support/academy.ts'
import { SIGNING_KEY, signToken } from '../support/coursepath-client.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'

const SERVER_KEY = Buffer.alloc(32, 7)
const ROUNDS = 4

// Says that it is there; then sends each token that it is told, when the moment has come, and tells the status.
const CLIENT = `
  process.on('message', ({ url, token, at }) => setTimeout(async () => {
    const answer = await fetch(url, { headers: { authorization: 'Bearer ' + token } })
    process.send(answer.status)
  }, at - Date.now()))
  process.send('ready')
`
const CLIENTS = 6
/** Until then all of them know what to send. */
const SOON = 100

/** Six processes present one token at the same moment, to these servers in turn. */
async function present(
  clients: readonly ChildProcess[],
  ports: readonly number[],
  token: string,
): Promise<unknown[]> {
  const at = Date.now() + SOON
  const answers = await Promise.all(
    clients.map(async (client, index) => {
      const answered = once(client, 'message')
      client.send({ url: `http://127.0.0.1:${ports[index % ports.length]}/api/v1/members/me`, token, at })
      const [status] = (await answered) as unknown[]
      return status
    }),
  )
  return answers.toSorted()
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
  const clients: ChildProcess[] = []
  const servers: ServerProcess[] = []
  const folders: DataFolder[] = []
  let postgres: TestPostgres | undefined

  beforeAll(async () => {
    folders.push(makeDataFolder(), makeDataFolder(), makeDataFolder())
    for (let number = 0; number < CLIENTS; number++) {
      const client = spawn(process.execPath, ['-e', CLIENT], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      })
      clients.push(client)
      await once(client, 'message')
    }
  })
  afterAll(async () => {
    for (const client of clients) client.disconnect()
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
      expect(await present(clients, ports, token(round))).toEqual([200, 401, 401, 401, 401, 401])
    }
  })

  it('to one server on SQLite', async () => {
    await folders[2]?.withStore(found)
    const port = await start(folders[2])
    for (let round = 0; round < ROUNDS; round++) {
      expect(await present(clients, [port], token(round))).toEqual([200, 401, 401, 401, 401, 401])
    }
  })
})
