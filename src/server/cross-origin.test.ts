import { request as send, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../test/support/world.ts'

const APP = 'https://app.example.com'

let world: World
let closed: World

beforeAll(async () => {
  world = await openWorld({ settings: { corsOrigins: [APP, 'http://localhost:5173'] } })
  closed = await openWorld()
  for (const { server } of [world, closed]) {
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve))
  }
})
afterAll(async () => {
  await world.close()
  await closed.close()
})

interface Asked {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
}

function ask(of: World, method: string, path: string, headers: Record<string, string>): Promise<Asked> {
  const { port } = of.server.http.address() as AddressInfo // it listens
  return new Promise((resolve, reject) => {
    send({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode, headers: answer.headers }))
    })
      .on('error', reject)
      .end()
  })
}

const preflight = (of: World, path: string, origin: string) =>
  ask(of, 'OPTIONS', path, {
    origin,
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization, content-type',
  })

const ours = [
  '/api/quadrivium/v1/groups',
  '/api/v2/groups',
  '/api/v2/courses',
  '/api/v1/courses',
  '/latest/itembank/items',
]

describe.each(ours)('pages of an origin that is named, at %s', (path) => {
  it('are told that they may call', async () => {
    const { status, headers } = await preflight(world, path, APP)
    expect(status).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '600',
      vary: expect.stringContaining('Origin'),
    })
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })

  it('may read answers, refusals too', async () => {
    const { status, headers } = await ask(world, 'GET', path, { origin: APP })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(headers['access-control-allow-origin']).toBe(APP)
    expect(headers['access-control-expose-headers']).toContain('ETag')
  })

  it('are the only ones', async () => {
    for (const origin of [
      'https://evil.example.com',
      'null',
      `${APP}.evil.example`,
      'http://app.example.com',
    ]) {
      expect((await preflight(world, path, origin)).headers['access-control-allow-origin']).toBeUndefined()
      const { headers } = await ask(world, 'GET', path, { origin })
      expect(headers['access-control-allow-origin']).toBeUndefined()
      expect(headers.vary).toContain('Origin')
    }
  })

  it('may do nothing unless they are named', async () => {
    for (const { headers } of [
      await preflight(closed, path, APP),
      await ask(closed, 'GET', path, { origin: APP }),
    ]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })
})

it('is no way to the pages', async () => {
  for (const path of ['/', '/sign-in', '/healthz']) {
    expect(
      (await ask(world, 'GET', path, { origin: APP })).headers['access-control-allow-origin'],
    ).toBeUndefined()
  }
})
