import { writeFileSync } from 'node:fs'
import { request as forward, type IncomingHttpHeaders } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'
import { makeTlsKeys } from '../support/tls-keys.ts'

type Rewrite = (headers: IncomingHttpHeaders) => IncomingHttpHeaders

let here: Installation
let trusting: ServerProcess
let proxy: Server
let publicUrl: string
let certificate: string
/** What the proxy makes of the headers of a request. */
let rewrite: Rewrite

beforeAll(async () => {
  here = makeInstallation()
  const keys = makeTlsKeys()
  trusting = await here.start(['start'], { QUADRIVIUM_TRUSTED_PROXIES: '127.0.0.1' })
  certificate = join(here.dataDir, 'proxy.pem')
  writeFileSync(certificate, keys.cert)
  proxy = createServer(keys, (request, response) => {
    const { method, url: path } = request
    const onward = forward(
      {
        port: trusting.port,
        host: '127.0.0.1',
        method,
        path,
        headers: rewrite(request.headers),
        setHost: false,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.writeHead(502).end())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  publicUrl = `https://localhost:${(proxy.address() as AddressInfo).port}` // a TCP server's is an object
})
afterAll(async () => {
  await here.remove()
  proxy.closeAllConnections()
  await new Promise((resolve) => proxy.close(resolve))
})

const good: Rewrite = ({ 'x-forwarded-host': _, ...headers }) => ({
  ...headers,
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
})
const without =
  (name: string): Rewrite =>
  (headers) => {
    const { [name]: _, ...rest } = good(headers)
    return rest
  }

async function examine(by: Rewrite, settings: Readonly<Record<string, string>> = {}) {
  rewrite = by
  const { code, stdout } = await here.run(['doctor', '--json'], {
    settings: {
      NODE_EXTRA_CA_CERTS: certificate,
      QUADRIVIUM_PORT: String(trusting.port),
      QUADRIVIUM_PUBLIC_URL: publicUrl,
      QUADRIVIUM_TRUSTED_PROXIES: '127.0.0.1',
      ...settings,
    },
  })
  const found = JSON.parse(stdout) as { check: string; state: string; detail: string }[]
  const about = found.filter(({ check }) => check === 'proxy')
  return { code, states: about.map(({ state }) => state), details: about.map(({ detail }) => detail) }
}

it('`doctor` finds a sound way through the proxy', async () => {
  expect(await examine(good)).toEqual({
    code: 0,
    states: ['ok'],
    details: [`${publicUrl} leads here through the proxy at 127.0.0.1`],
  })
})

it.each<[what: string, by: Rewrite, said: string, write: string]>([
  ['no protocol', without('x-forwarded-proto'), 'X-Forwarded-Proto is missing', 'X-Forwarded-Proto $scheme;'],
  [
    'the wrong protocol',
    (headers) => ({ ...good(headers), 'x-forwarded-proto': 'http' }),
    'X-Forwarded-Proto is "http"',
    'RequestHeader set X-Forwarded-Proto https',
  ],
  ['no client', without('x-forwarded-for'), 'X-Forwarded-For is missing', '$proxy_add_x_forwarded_for;'],
  [
    'its own host',
    (headers) => ({ ...good(headers), host: '10.0.0.5:4000' }),
    'Host arrives as "10.0.0.5:4000" without X-Forwarded-Host',
    'ProxyPreserveHost On',
  ],
  [
    "the client's X-Forwarded-Host",
    (headers) => ({ ...good(headers), ...pick(headers, 'x-forwarded-host') }),
    'passes on the X-Forwarded-Host that a client sends',
    'proxy_set_header X-Forwarded-Host "";',
  ],
])('names what is wrong with a proxy that sends %s', async (_, by, said, write) => {
  const { code, states, details } = await examine(by)
  expect([code, states]).toEqual([1, ['wrong']])
  expect(details[0]).toContain(said)
  expect(details[0]).toContain(write)
})

it('names all that is wrong at once', async () => {
  const { details } = await examine(({ host: _, ...headers }) => ({ ...headers, host: 'inner' }))
  expect(details).toHaveLength(3)
})

it('says which address to trust', async () => {
  const other = await here.start(['start'], {
    QUADRIVIUM_DATA_DIR: `${here.dataDir}-2`,
  })
  const before = trusting
  trusting = other
  const { details } = await examine(good, {
    QUADRIVIUM_DATA_DIR: `${here.dataDir}-2`,
    QUADRIVIUM_TRUSTED_PROXIES: '',
  })
  trusting = before
  expect(details).toEqual([
    "The proxy at 127.0.0.1 isn't trusted, so its headers are ignored. Set QUADRIVIUM_TRUSTED_PROXIES=127.0.0.1 and restart the server",
  ])
})

it('tells when somebody else answers, or nobody', async () => {
  const { details } = await examine(good, { QUADRIVIUM_PUBLIC_URL: 'http://127.0.0.1:59999' })
  expect(details[0]).toMatch(/^http:\/\/127\.0\.0\.1:59999 can't be fetched from here: .*ECONNREFUSED/)
  const key = Buffer.alloc(32, 3).toString('base64')
  const stranger = await examine(good, { QUADRIVIUM_SERVER_KEY: key })
  expect(stranger.details[0]).toContain('is answered by another program, or by a server with another key')
})

it('tells nobody else what the server sees', async () => {
  const open = await fetch(`http://127.0.0.1:${trusting.port}/healthz`, {
    headers: { 'x-quadrivium-doctor': 'guessed' },
  })
  expect(await open.text()).toBe('{"status":"ok"}')
})

function pick(headers: IncomingHttpHeaders, name: string): IncomingHttpHeaders {
  return headers[name] === undefined ? {} : { [name]: headers[name] }
}
