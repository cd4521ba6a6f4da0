import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'
import { FORWARDING, rowsOfDocument, snippetOf, type Sent } from '../support/proxy-document.ts'
import { freePort } from '../support/server-process.ts'
import { makeTlsKeys } from '../support/tls-keys.ts'

// The settings that docs/proxy.md shows, as they stand there, in the proxies themselves: only ports and files are the
// test's own. What they send is kept in test/support/proxy-headers, from where the suite logs in by it everywhere
// (src/pages/proxies.test.ts). To write it anew: npx vitest run -u test/acceptance/proxies.test.ts

const HOST = 'academy.example.com'
/** The client's own address: another one of this machine, and no trusted proxy's. */
const CLIENT = '127.0.0.7'
/** What stands for it where it is kept. */
const SHOWN = '203.0.113.7'
const PASSWORD = 'correct horse battery'
const MANAGER = 'ada@example.com'

/** What clients send who want to be taken for somebody else. */
const FORGED = {
  'x-forwarded-for': '198.51.100.66',
  'x-forwarded-proto': 'http',
  'x-forwarded-host': 'evil.example',
  forwarded: 'for=198.51.100.66;host=evil.example;proto=http',
}

interface Places {
  readonly folder: string
  readonly port: number
  readonly backend: number
  /** Lines of the settings that are left out. */
  readonly without: RegExp | undefined
}

interface Proxy {
  readonly name: string
  readonly version: readonly [command: string, ...args: string[]]
  /** Further rows of the table that are sent without these lines of the settings. */
  readonly without?: Readonly<Record<string, RegExp>>
  /** Writes what the proxy reads, and tells how it is started. */
  readonly command: (places: Places) => [command: string, ...args: string[]]
}

const APACHE_MODULES = ['mpm_event', 'authz_core', 'ssl', 'proxy', 'proxy_http', 'headers']
const APACHE_FOLDER = '/usr/lib/apache2/modules'

const PROXIES: readonly Proxy[] = [
  {
    name: 'nginx',
    version: ['nginx', '-v'],
    without: { 'nginx, `proxy_pass` alone': /^ *proxy_set_header [HX].*\n/gm },
    command(places) {
      const { folder } = places
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${folder}/${kind};`,
      )
      const file = write(
        places,
        'nginx.conf',
        `daemon off; pid ${folder}/pid; error_log stderr; events {}
        http { access_log off; ${temporary.join(' ')} ${adapted('nginx', places)} }`,
      )
      return ['nginx', '-c', file]
    },
  },
  {
    name: 'Caddy',
    version: ['caddy', 'version'],
    command(places) {
      const file = write(
        places,
        'Caddyfile',
        `{
          admin off
          https_port ${places.port}
          auto_https disable_redirects
          local_certs
          skip_install_trust
        }
        ${adapted('caddyfile', places)}`,
      )
      return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file]
    },
  },
  {
    name: 'Apache',
    version: ['apache2', '-v'],
    without: { 'Apache without `ProxyPreserveHost`': /^ *ProxyPreserveHost On\n/m },
    command(places) {
      const { folder, port } = places
      const file = write(
        places,
        'apache.conf',
        `${APACHE_MODULES.map((name) => `LoadModule ${name}_module ${APACHE_FOLDER}/mod_${name}.so`).join('\n')}
        ServerName localhost
        Listen 127.0.0.1:${port}
        PidFile ${folder}/pid
        DefaultRuntimeDir ${folder}
        Mutex file:${folder}
        ErrorLog ${folder}/log
        User #65534
        Group #65534
        ${adapted('apache', places)}`,
      )
      return ['apache2', '-X', '-f', file]
    },
  },
  {
    name: 'HAProxy',
    version: ['haproxy', '-v'],
    command: (places) => [
      'haproxy',
      '-db',
      '-f',
      write(places, 'haproxy.cfg', `${adapted('haproxy', places)}\n`),
    ],
  },
]

/** The settings of the document with this test's ports and files in them. */
function adapted(language: string, { folder, port, backend, without }: Places): string {
  const snippet = snippetOf(language)
  const used = without === undefined ? snippet : snippet.replaceAll(new RegExp(without, 'gm'), '')
  if (without !== undefined && used === snippet) throw new Error(`Nothing could be left out for ${language}.`)
  return used
    .replaceAll('443', String(port))
    .replaceAll('4000', String(backend))
    .replaceAll('/etc/ssl/', `${folder}/`)
}

function write({ folder }: Places, name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** The version that is installed here; undefined: none is. */
function versionOf({ version: [command, ...args] }: Proxy): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return error === undefined ? `${stdout}${stderr}`.trim().split('\n', 1)[0] : undefined
}

/** What reaches the server behind the proxies. */
interface Arrived {
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly bytes: number
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

let here: Installation
let quadrivium: number
let echo: Server
let arrived: Arrived
const { cert, key } = makeTlsKeys()

beforeAll(async () => {
  here = makeInstallation()
  const server = await here.start(['start'], {
    QUADRIVIUM_PUBLIC_URL: `https://${HOST}`,
    QUADRIVIUM_TRUSTED_PROXIES: '127.0.0.1',
    QUADRIVIUM_ADMIN_EMAIL: MANAGER,
    QUADRIVIUM_ADMIN_PASSWORD: PASSWORD,
  })
  quadrivium = server.port
  echo = createServer((incoming, answer) => {
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => (bytes += chunk.length))
    incoming.on('end', () => {
      arrived = { url: incoming.url, headers: incoming.headers, bytes }
      answer.end()
    })
  })
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  echo.close()
  await here.remove()
})

/** Asks by a connection of its own, as a browser at `CLIENT` that wants the academy. */
function ask(port: number, method: string, path: string, headers: Sent = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port, localAddress: CLIENT, servername: HOST, rejectUnauthorized: false },
        ...{ method, path, agent: false, headers: { host: HOST, ...headers } },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => (text += part))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Starts the proxy before the server of that port, and waits until it answers. */
async function startProxy(
  proxy: Proxy,
  backend: number,
  without?: RegExp,
): Promise<{ port: number; end: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-proxy-'))
  chmodSync(folder, 0o777) // some give up being root before they write what is larger
  for (const [name, text] of Object.entries({
    'academy.pem': cert,
    'academy.key': key,
    'academy-with-key.pem': cert + key,
  })) {
    writeFileSync(join(folder, name), text)
  }
  mkdirSync(join(folder, 'home'))
  const port = await freePort()
  const [command, ...args] = proxy.command({ folder, port, backend, without })
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: join(folder, 'home'), XDG_DATA_HOME: join(folder, 'home') },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const log = join(folder, 'log')
  await untilItAnswers(child, port, () => output + (existsSync(log) ? readFileSync(log, 'utf8') : ''))
  return {
    port,
    async end() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilItAnswers(child: ChildProcess, port: number, output: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The proxy ended:\n${output()}`)
    const answer = await ask(port, 'GET', '/livez').catch(() => undefined)
    if (answer !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What of the headers says where the request came from, with the address that stands for the client's. */
function told(headers: Arrived['headers']): Sent {
  return Object.fromEntries(
    FORWARDING.flatMap((name) => {
      const value = headers[name]
      return value === undefined ? [] : [[name, String(value).replaceAll(CLIENT, SHOWN)]]
    }),
  )
}

describe.each(PROXIES)('$name, set as the document shows', (proxy) => {
  const version = versionOf(proxy)

  describe.skipIf(version === undefined)(version ?? 'not installed', () => {
    it('sends what the table says, whole paths and large bodies', async () => {
      const { port, end } = await startProxy(proxy, (echo.address() as AddressInfo).port)
      try {
        await ask(port, 'GET', '/a%2Fb/c%20d/%C3%BC?x=%2F&y=+')
        expect(arrived.url).toBe('/a%2Fb/c%20d/%C3%BC?x=%2F&y=+')
        const sent = told(arrived.headers)
        expect(sent).toEqual(Object.fromEntries(rowsOfDocument())[proxy.name])
        await ask(port, 'GET', '/', FORGED)
        const forged = told(arrived.headers)
        await expect(`${JSON.stringify({ sent, forged }, null, 2)}\n`).toMatchFileSnapshot(
          `../support/proxy-headers/${proxy.name.toLowerCase()}.json`,
        )
        const body = 'x'.repeat(32 * 1024 * 1024)
        expect((await ask(port, 'POST', '/', {}, body)).status).toBe(200)
        expect(arrived.bytes).toBe(body.length)
      } finally {
        await end()
      }
    })

    it.each(Object.entries(proxy.without ?? {}))('sends what the table says of %s', async (row, without) => {
      const backend = (echo.address() as AddressInfo).port
      const { port, end } = await startProxy(proxy, backend, without)
      try {
        await ask(port, 'GET', '/')
        const sent = told(arrived.headers)
        const host = sent.host?.replace(String(backend), '4000') ?? ''
        expect({ ...sent, host }).toEqual(Object.fromEntries(rowsOfDocument())[row])
      } finally {
        await end()
      }
    })

    it('is believed: a browser logs in, also one that forges headers, and the address is https', async () => {
      const { port, end } = await startProxy(proxy, quadrivium)
      try {
        for (const forged of [{}, FORGED]) {
          const page = await ask(port, 'GET', '/login', forged)
          const [, token = ''] = /name="form_token" value="(.*?)"/.exec(page.text) ?? []
          const cookie = [page.headers['set-cookie'] ?? []]
            .flat()
            .map((line) => line.split(';', 1)[0])
            .join('; ')
          const form = new URLSearchParams({ form_token: token, name: MANAGER, password: PASSWORD })
          const logIn = (browser: Sent) =>
            ask(
              port,
              'POST',
              '/login',
              { ...forged, cookie, 'content-type': 'application/x-www-form-urlencoded', ...browser },
              form.toString(),
            )
          expect((await logIn({ origin: 'https://evil.example' })).status).toBe(403)
          const inside = await logIn({ origin: `https://${HOST}` })
          expect([inside.status, inside.headers.location]).toEqual([303, '/'])
          expect(String(inside.headers['set-cookie'])).toMatch(/__Host-quadrivium=.*; Secure/)
          const door = await ask(port, 'GET', '/api/v1/members/me', forged)
          expect(door.text).toContain('missing_token')
          expect(door.headers['strict-transport-security']).toBe('max-age=31536000')
        }
      } finally {
        await end()
      }
    })
  })
})
