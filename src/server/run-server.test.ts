import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { makeTlsKeys } from '../../test/support/tls-keys.ts'
import { readConfig } from '../config/config.ts'
import { runServer } from './run-server.ts'

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
