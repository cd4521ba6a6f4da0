import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { makeTlsKeys } from '../../test/support/tls-keys.ts'
import { readConfig } from '../config/config.ts'
import { runServer } from './run-server.ts'
import { Watching } from './watching.ts'

let folder: string
let fresh: Awaited<ReturnType<typeof openFreshStore>>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-run-'))
  fresh = await openFreshStore()
})
afterEach(async () => {
  await fresh.store.close()
  fresh.remove()
  rmSync(folder, { recursive: true })
})

it.each([
  ['is no PEM', () => ({ cert: 'garbage', key: 'garbage' })],
  ['belongs to another key', () => ({ cert: makeTlsKeys().cert, key: makeTlsKeys().key })],
])('a certificate that %s is told in a sentence', async (_, make) => {
  const { cert, key } = make()
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key)
  const config = readConfig({
    QUADRIVIUM_PORT: '0',
    QUADRIVIUM_TLS_CERT: files.cert,
    QUADRIVIUM_TLS_KEY: files.key,
  })
  const starting = runServer(config, fresh.store, Buffer.alloc(32), pino({ level: 'silent' }))
  await expect(starting).rejects.toMatchObject({
    name: 'CannotListen',
    message: expect.stringMatching(
      /^The certificate or its key can't be used: .*two PEM files that belong together\.$/s,
    ),
  })
})

it('serves metrics on an address of their own, until it ends', async () => {
  const logged: { msg: string; port: number }[] = []
  const log = pino(
    { level: 'info' },
    { write: (line: string) => void logged.push(JSON.parse(line) as never) },
  )
  const config = readConfig({ QUADRIVIUM_PORT: '0', QUADRIVIUM_METRICS_LISTEN: '127.0.0.1:0' })
  const watching = await Watching.open(config, log)
  const server = await runServer(config, fresh.store, Buffer.alloc(32), log, watching)
  await fetch(`http://127.0.0.1:${server.port}/healthz`)
  const { port } = logged.find(({ msg }) => msg === 'serving metrics') ?? { port: 0 }
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  expect(text).toContain('http_route="/healthz",http_response_status_code="200"} 1\n')
  expect(text).toMatch(/^quadrivium_build_info\{version="[\d.]+",node="[\d.]+",engine="sqlite"\} 1$/m)
  await server.close()
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow()
})

it('tells in a sentence that the address of metrics is taken', async () => {
  const silent = pino({ level: 'silent' })
  const config = (port: number) =>
    readConfig({ QUADRIVIUM_PORT: '0', QUADRIVIUM_METRICS_LISTEN: `127.0.0.1:${port}` })
  const first = await runServer(config(0), fresh.store, Buffer.alloc(32), silent)
  const taken = config(first.port)
  const starting = runServer(taken, fresh.store, Buffer.alloc(32), silent, await Watching.open(taken, silent))
  await expect(starting).rejects.toMatchObject({
    name: 'CannotListen',
    message: `Port ${first.port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port with QUADRIVIUM_METRICS_LISTEN (0: any free port).`,
  })
  await first.close()
})
