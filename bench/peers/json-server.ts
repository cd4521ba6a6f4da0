import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, startProcess } from '../../test/support/server-process.ts'
import { requestText } from '../load.ts'
import type { Peer } from './peer.ts'

export const jsonServer: Peer = {
  name: 'json-server',
  version: '0.17.4',
  does: 'a mock for trying things out: all data in memory, and the whole file written anew for each change, without fsync. No accounts, no rights, no audit, no limits, no log of requests as started here',
  compiled: [],
  async start({ packages, data }, rows) {
    const file = join(data, 'db.json')
    writeFileSync(file, JSON.stringify({ topics: rows }))
    const port = await freePort()
    const program = join(packages, 'node_modules/json-server/lib/cli/bin.js')
    const options = ['--port', String(port), '--host', '127.0.0.1', '--quiet']
    return startProcess([program, file, ...options], { port, log: 'kept', readyAt: '/topics/1' })
  },
  requests: {
    read: (id) => requestText('GET', `/topics/${id}`),
    list: () => requestText('GET', '/topics?_limit=500'),
    create: (row) => requestText('POST', '/topics', {}, row),
  },
  unwrap: (answer) => answer,
}
