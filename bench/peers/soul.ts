import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { freePort, startProcess } from '../../test/support/server-process.ts'
import { requestText } from '../load.ts'
import type { Peer } from './peer.ts'

const ROWS = '/api/tables/topics/rows'

export const soul: Peer = {
  name: 'soul-cli',
  version: '0.8.2',
  does: 'REST over an SQLite file. A commit waits for no fsync (WAL, and `synchronous` is NORMAL as its SQLite is built). Started open, as it is by default: no accounts, no rights, no log of requests. No audit, no rules, no tree: paths are stored as they are sent',
  // The one that it asks for is older than our Node.
  overrides: { 'better-sqlite3': '13.2.0' },
  compiled: ['better-sqlite3', 'bcrypt'],
  async start({ packages, data }, rows) {
    const file = join(data, 'soul.db')
    const db = new DatabaseSync(file)
    db.exec(
      `CREATE TABLE topics (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, parent INTEGER REFERENCES topics (id), path TEXT NOT NULL,
         restricted INTEGER NOT NULL, active INTEGER NOT NULL, visible INTEGER NOT NULL, language TEXT NOT NULL);
       CREATE UNIQUE INDEX topics_name ON topics (parent, name); BEGIN`,
    )
    const insert = db.prepare('INSERT INTO topics VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    for (const { id, name, parent, path, restricted, active, visible, language } of rows) {
      insert.run(id, name, parent, path, Number(restricted), Number(active), Number(visible), language)
    }
    db.exec('COMMIT')
    db.close()
    const port = await freePort()
    const program = join(packages, 'node_modules/soul-cli/src/server.js')
    const command = [program, '--database', file, '--port', String(port)]
    return startProcess(command, { port, log: 'kept', readyAt: `${ROWS}/1` })
  },
  requests: {
    read: (id) => requestText('GET', `${ROWS}/${id}`),
    list: () => requestText('GET', `${ROWS}?_limit=500&_ordering=id`),
    create: ({ restricted, active, visible, ...texts }) => {
      const flags = { restricted: Number(restricted), active: Number(active), visible: Number(visible) }
      return requestText('POST', ROWS, {}, { fields: { ...texts, ...flags } })
    },
  },
  // One row comes as a list of one.
  unwrap: ({ data }: { readonly data: readonly unknown[] }) => (data.length === 1 ? data[0] : data),
}
