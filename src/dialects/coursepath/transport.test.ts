import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { coursepathClient, openCoursepath, sendRaw } from '../../../test/support/coursepath-client.ts'
import { makeTlsKeys } from '../../../test/support/tls-keys.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { buildServer } from '../../server/build-server.ts'

let world: World
afterEach(() => world.close())

async function open(settings: Parameters<typeof openWorld>[0] = {}) {
  world = await openWorld(settings)
  await openCoursepath(world)
  await world.person('Ada Manager', 'manager')
  return coursepathClient(world, 'ada.manager@example.com')
}

const REFUSED =
  '{"status":403,"error":"https_required","message":"This API answers over HTTPS only.","field":null}'

describe('plain HTTP', () => {
  it('fails, without a redirect, and the token is not looked at', async () => {
    const manager = await open({ settings: { allowHttp: false } })
    const answer = await manager.post('/members', { form: { email: 'a@example.com' } })
    expect(answer.status).toBe(403)
    expect(answer.text).toBe(REFUSED)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers.location).toBeUndefined()
    const found = await world.store.read((reader) =>
      reader.members.findByEmail(world.account.id, 'a@example.com'),
    )
    expect(found).toBeUndefined()
  })

  it.each(['/members/me', '/nothing'])('fails for everything: %s', async (path) => {
    await open({ settings: { allowHttp: false } })
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      expect((await sendRaw(world, method, path)).text).toBe(REFUSED)
    }
  })

  it('is not made HTTPS by a header of anybody', async () => {
    const manager = await open({ settings: { allowHttp: false } })
    const answer = await manager.get('/members/me', { headers: { 'x-forwarded-proto': 'https' } })
    expect(answer.status).toBe(403)
  })

  it('is HTTPS when a trusted proxy says so', async () => {
    const manager = await open({ settings: { allowHttp: false, trustedProxies: ['127.0.0.1'] } })
    const with_ = (headers: Record<string, string>) => manager.get('/members/me', { headers })
    expect((await with_({ 'x-forwarded-proto': 'https' })).status).toBe(200)
    expect((await with_({ 'x-forwarded-proto': 'http' })).status).toBe(403)
    expect((await with_({})).status).toBe(403)
  })

  it('that is allowed on loopback is still not allowed from elsewhere', async () => {
    const manager = await open({ settings: { allowHttp: true, trustedProxies: ['127.0.0.1'] } })
    expect((await manager.get('/members/me')).status).toBe(200)
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'http' }
    expect((await manager.get('/members/me', { headers })).status).toBe(403)
  })
})

describe('a TLS socket', () => {
  it('answers HTTP/2 and HTTP/1.1, with bodies', async () => {
    const manager = await open({ settings: { allowHttp: false } })
    const server = buildServer(world.services, { tls: makeTlsKeys() })
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve))
    const { port } = server.http.address() as AddressInfo
    try {
      const authorization = () => `Bearer ${manager.token()}`
      expect(await overHttp1(port, authorization())).toMatchObject({ status: 200 })
      const made = await overHttp2(port, authorization(), 'email=a@example.com')
      expect(made.status).toBe(200)
      expect(JSON.parse(made.text)).toMatchObject({ name: 'A', email: 'a@example.com' })
      const refused = await overHttp2(port, authorization(), undefined)
      expect(JSON.parse(refused.text)).toMatchObject({ error: 'missing_parameter', field: 'email' })
      // Any word can be used as a method there.
      expect(await overHttp2(port, authorization(), undefined, 'FROBNICATE')).toEqual({
        status: 404,
        text: '{"status":404,"error":"not_found","message":"There is nothing at this address.","field":null}',
      })
      expect(world.logged.filter(({ level }) => Number(level) >= 40)).toEqual([])
    } finally {
      await server.close()
    }
  })
})

function overHttp1(port: number, authorization: string): Promise<{ status: number | undefined }> {
  return new Promise((resolve, reject) => {
    httpsRequest(
      {
        port,
        host: '127.0.0.1',
        path: '/api/v1/members/me',
        headers: { authorization },
        rejectUnauthorized: false,
      },
      (response) => {
        response.resume()
        resolve({ status: response.statusCode })
      },
    )
      .on('error', reject)
      .end()
  })
}

async function overHttp2(port: number, authorization: string, form: string | undefined, method = 'POST') {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
  try {
    const stream = session.request({
      ':method': method,
      ':path': '/api/v1/members',
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
    })
    stream.end(form)
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      stream.on('response', resolve)
      stream.on('error', reject)
    })
    let text = ''
    for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) text += chunk
    return { status: headers[':status'], text }
  } finally {
    session.close()
  }
}

describe('methods', () => {
  it.each([
    ['/courses', 'GET, HEAD, OPTIONS'],
    ['/courses/1', 'GET, HEAD, OPTIONS'],
    ['/members', 'GET, HEAD, POST, OPTIONS'],
    ['/members/me/groups', 'GET, HEAD, POST, DELETE, OPTIONS'],
    ['/members/me/invite', 'POST, OPTIONS'],
    ['/courses/1/members/2/coursemember', 'GET, HEAD, POST, DELETE, OPTIONS'],
    ['/programs/1/members/2/programmember', 'GET, HEAD, POST, DELETE, OPTIONS'],
  ])('of %s are %s', async (path, allow) => {
    const manager = await open()
    const options = await sendRaw(world, 'OPTIONS', path)
    expect(options.status).toBe(204)
    expect(options.text).toBe('')
    expect(options.headers.allow).toBe(allow)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !allow.includes(one))) {
      const answer = await manager.send(method, path)
      expect(answer.status).toBe(405)
      expect(answer.headers.allow).toBe(allow)
      expect(answer.text).toBe(
        `{"status":405,"error":"method_not_allowed","message":"The method ${method} is not taken here; ${allow} are.","field":null}`,
      )
    }
  })

  it('HEAD works wherever GET does', async () => {
    const manager = await open()
    const answer = await manager.head('/members/me')
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('')
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(100)
  })

  it.each(['/nothing', '/Members/me', '/members//me', '/members/me/x', '/coursepath'])(
    'there is nothing at %s',
    async (path) => {
      const manager = await open()
      const answer = await manager.get(path)
      expect(answer.status).toBe(404)
      expect(answer.text).toBe(
        '{"status":404,"error":"not_found","message":"There is nothing at this address.","field":null}',
      )
      expect((await sendRaw(world, 'GET', path)).status).toBe(401)
    },
  )

  it('no token is written to the log', async () => {
    const manager = await open()
    await manager.get('/members/me')
    expect(JSON.stringify(world.logged)).not.toContain('eyJ')
  })
})
