import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { freePort, startProcess, type ServerProcess } from '../../test/support/server-process.ts'
import { requestText } from '../load.ts'
import type { Peer } from './peer.ts'

const TOKEN = 'a-token-of-the-bench'
const AUTHORIZATION = { authorization: `Bearer ${TOKEN}` }

export const directus: Peer = {
  name: 'directus',
  version: '12.4.0',
  does: 'accounts, roles and rights for each field, a record of every change with its former state, over SQLite; no log of requests as started here. The nearest to our server in what it promises',
  compiled: ['sqlite3', 'isolated-vm', 'argon2', 'sharp', 'esbuild'],
  node: '22.23.5',
  named: true,
  async start({ packages, node, data }, rows) {
    const file = join(data, 'directus.db')
    const program = join(packages, 'node_modules/directus/cli.js')
    const port = await freePort()
    const env = {
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      KEY: 'bench',
      SECRET: 'a secret of the bench',
      ADMIN_EMAIL: 'admin@example.com',
      ADMIN_PASSWORD: 'a password of the bench',
      ADMIN_TOKEN: TOKEN,
      DB_CLIENT: 'sqlite3',
      DB_FILENAME: file,
      LOG_LEVEL: 'error',
      TELEMETRY: 'false',
    }
    execFileSync(node, [program, 'bootstrap'], { cwd: data, env: { ...process.env, ...env } })
    const begin = () =>
      startProcess([program, 'start'], { port, env, log: 'kept', readyAt: '/server/ping', node })
    const server = await begin()
    await createCollection(server)
    await server.stop()
    fill(file, rows)
    return begin()
  },
  requests: {
    read: (id) => requestText('GET', `/items/topics/${id}`, AUTHORIZATION),
    list: () => requestText('GET', '/items/topics?limit=500&sort=id', AUTHORIZATION),
    create: (row) => requestText('POST', '/items/topics', AUTHORIZATION, row),
  },
  unwrap: ({ data }: { readonly data: unknown }) => data,
}

async function createCollection({ port }: ServerProcess): Promise<void> {
  const field = (name: string, type: string) => ({ field: name, type, meta: {}, schema: {} })
  const answer = await fetch(`http://127.0.0.1:${port}/collections`, {
    method: 'POST',
    headers: { ...AUTHORIZATION, 'content-type': 'application/json' },
    body: JSON.stringify({
      collection: 'topics',
      meta: { accountability: 'all' },
      schema: {},
      fields: [
        {
          field: 'id',
          type: 'integer',
          meta: {},
          schema: { is_primary_key: true, has_auto_increment: true },
        },
        ...['name', 'language'].map((name) => field(name, 'string')),
        field('path', 'text'),
        field('parent', 'integer'),
        ...['restricted', 'active', 'visible'].map((name) => field(name, 'boolean')),
      ],
    }),
  })
  if (!answer.ok) throw new Error(`The collection wasn't made: ${await answer.text()}`)
}

function fill(file: string, rows: Parameters<Peer['start']>[1]): void {
  const db = new DatabaseSync(file)
  const insert = db.prepare(
    `INSERT INTO topics (id, name, parent, path, restricted, active, visible, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  db.exec('BEGIN')
  for (const { id, name, parent, path, restricted, active, visible, language } of rows) {
    insert.run(id, name, parent, path, Number(restricted), Number(active), Number(visible), language)
  }
  db.exec('COMMIT')
  db.close()
}
