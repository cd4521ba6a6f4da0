import { connect } from 'node:net'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'

let here: Installation

beforeEach(() => {
  here = makeInstallation()
})
afterEach(() => here.remove())

describe('quadrivium start', () => {
  it('makes the folder, the key, the first account and its manager, and serves', async () => {
    const server = await here.start()
    const ready = await fetch(`${server.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
    expect(statSync(here.dataDir).mode & 0o777).toBe(0o700)
    for (const name of ['server.key', 'quadrivium.db']) {
      expect(statSync(join(here.dataDir, name)).mode & 0o777).toBe(0o600)
    }

    const [, password = ''] =
      /username {2}admin\n {4}password {2}(\S{20}) \(shown only once\)/.exec(server.stdout()) ?? []
    expect(password).not.toBe('')
    expect((await logIn(server.url, 'admin', password)).status).toBe(200)
    expect((await logIn(server.url, 'admin', 'password')).status).toBe(401)

    server.kill('SIGTERM')
    const { code, stdout } = await server.ended
    expect(code).toBe(0)
    expect(linesOf(stdout).filter((line) => line.includes(password))).toEqual([])

    const again = await here.start()
    expect(again.stdout()).not.toMatch(/first manager/i)
    expect((await logIn(again.url, 'admin', password)).status).toBe(200)
  })

  it('takes the first manager from the settings, and prints no password then', async () => {
    const settings = {
      QUADRIVIUM_ADMIN_EMAIL: 'ines@example.com',
      QUADRIVIUM_ADMIN_PASSWORD: 'open sesame 7',
      QUADRIVIUM_LOG_LEVEL: 'trace',
    }
    const server = await here.start(['start'], settings)
    const login = await logIn(server.url, 'ines@example.com', 'open sesame 7')
    expect(login.status).toBe(200)
    expect(await login.json()).toMatchObject({ username: 'ines@example.com', email: 'ines@example.com' })
    expect(server.stdout()).toContain('the one in QUADRIVIUM_ADMIN_PASSWORD')
    expect(server.stdout()).not.toContain('open sesame 7')
  })

  it('takes no first password that is tried first, and makes nothing then', async () => {
    const common = await here.run(['start'], {
      settings: { QUADRIVIUM_PORT: '0', QUADRIVIUM_ADMIN_PASSWORD: 'Password1' },
    })
    expect(common).toMatchObject({
      code: 1,
      stderr: 'This password is too common. Choose another. Nothing was changed.\n',
    })
    const accounts = await here.run(['account', 'list', '--json'])
    expect(JSON.parse(accounts.stdout)).toEqual([])
  })

  it('keeps secrets of the address out of its log, and writes a line with an id for each request', async () => {
    const server = await here.start()
    const query = 'username=admin&password=hidden-word'
    const answer = await fetch(`${server.url}/api/v2/user/login?${query}`, { method: 'POST' })
    await fetch(`${server.url}/api/v2/categories?api_key=hidden-key&category%5Bid%5D=1`)
    await fetch(`${server.url}/api/v2/tokens/hidden-token`, { method: 'DELETE' })
    server.kill('SIGTERM')
    const { stdout } = await server.ended
    expect(stdout).not.toMatch(/hidden-/)
    const requests = linesOf(stdout)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
    expect(requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', '/api/v2/user/login?username=admin&password=[redacted]', 401],
      ['GET', '/api/v2/categories?api_key=[redacted]&category%5Bid%5D=1', expect.any(Number)],
      ['DELETE', '/api/v2/tokens/[redacted]', 401],
    ])
    expect(requests[0]?.request).toBe(answer.headers.get('x-request-id'))
  })

  it('lets no second server on the same folder, and another one when the first was killed', async () => {
    const first = await here.start()
    const second = await here.run(['start'], { settings: { QUADRIVIUM_PORT: '0' } })
    expect(second).toEqual({
      code: 1,
      stdout: '',
      stderr: `Another server is using the data folder ${here.dataDir}. Stop it first, or set QUADRIVIUM_DATA_DIR to another folder.\n`,
    })
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)

    first.kill('SIGKILL')
    await first.ended
    const third = await here.start()
    expect((await fetch(`${third.url}/readyz`)).status).toBe(200)
  })

  it('says so when the port is taken', async () => {
    const first = await here.start()
    const other = makeInstallation()
    const { code, stderr } = await other.run(['start'], { settings: { QUADRIVIUM_PORT: String(first.port) } })
    await other.remove()
    expect(code).toBe(1)
    expect(stderr).toBe(
      `Port ${first.port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port with QUADRIVIUM_PORT (0: any free port).\n`,
    )
  })

  it('finishes the request under way when it is asked to stop, and takes no other', async () => {
    const server = await here.start()
    const body = JSON.stringify({ username: 'admin', password: 'wrong' })
    const socket = connect(server.port, '127.0.0.1')
    socket.write(
      `POST /api/v2/user/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    socket.write(body.slice(0, 5))
    let answer = ''
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
    await fetch(`${server.url}/healthz`) // what came before has been read now

    server.kill('SIGTERM')
    await expect.poll(() => fetch(`${server.url}/healthz`).catch(() => 'refused')).toBe('refused')
    const closed = once(socket, 'close')
    socket.write(body.slice(5))
    await closed
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
    expect(answer).toContain('"code":"InvalidCredentials"')
    const { code, stdout } = await server.ended
    expect(code).toBe(0)
    expect(stdout).not.toContain('cut off')
    expect(linesOf(stdout).slice(-1)).toEqual([expect.stringContaining('"msg":"stopped"')])
  })

  it('refuses unknown and bad settings together, before it touches anything', async () => {
    const settings = { QUADRIVIUM_PROT: '4000', QUADRIVIUM_PORT: 'http', QUADRIVIUM_ADMIN_PASSWORD: 'short' }
    const { code, stdout, stderr } = await here.run(['start'], { settings })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^QUADRIVIUM_PROT is not a setting\. .*\n/)
    expect(stderr).toContain(
      'QUADRIVIUM_PORT must be a port from 0 to 65535 (0: any free port); "http" isn\'t.\n',
    )
    expect(stderr).toContain('QUADRIVIUM_ADMIN_PASSWORD must be at least 8 characters')
    expect(stderr).not.toContain('short')
    expect(() => statSync(here.dataDir)).toThrow('ENOENT')
  })

  it('keeps the key that it made', async () => {
    const [first, second] = await Promise.all([here.run(['demo', '--json']), here.run(['demo', '--json'])])
    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.stdout).toBe(second.stdout)
    const key = readFileSync(join(here.dataDir, 'server.key'), 'utf8')
    expect(Buffer.from(key, 'base64')).toHaveLength(32)
    await here.run(['demo'])
    expect(readFileSync(join(here.dataDir, 'server.key'), 'utf8')).toBe(key)
  })
})

function logIn(url: string, username: string, password: string): Promise<Response> {
  return fetch(`${url}/api/v2/user/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
}

function linesOf(stdout: string): string[] {
  return stdout.split('\n').filter((line) => line.startsWith('{'))
}
