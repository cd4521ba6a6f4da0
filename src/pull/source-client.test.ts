import { describe, expect, it } from 'vitest'
import { SourceClient, type ClientSurroundings } from './source-client.ts'
import { SourceError } from './source-error.ts'

const URL = 'https://academy.example.com/base/'
const NOW = Date.UTC(2026, 10, 29, 1, 0, 0)

/** A client of a source that gives these answers, one after the other. */
function clientOf(...answers: (Response | Error)[]) {
  const asked: string[] = []
  const waits: number[] = []
  const surroundings: ClientSurroundings = {
    fetch: (url) => {
      asked.push(url as string) // as the client passes it
      const answer = answers.shift()
      if (answer === undefined) return Promise.reject(new Error('asked too often'))
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    pause: (milliseconds) => {
      waits.push(milliseconds)
      return Promise.resolve()
    },
    now: () => NOW,
    onRetry: () => undefined,
  }
  const client = new SourceClient(URL, surroundings)
  return {
    client,
    asked,
    waits,
    get: () => client.json({ key: 'GET /things', send: () => ({ path: '/things' }) }),
  }
}

const answer = (status: number, body = '', headers: Record<string, string> = {}) =>
  new Response(body, { status, headers })

describe('a client of a source', () => {
  it('asks below the address', async () => {
    const { get, asked } = clientOf(answer(200, '[1]'))
    expect([await get(), asked]).toEqual([[1], ['https://academy.example.com/base/things']])
  })

  it('waits as long as it is asked to, in seconds or until a time', async () => {
    const date = new Date(NOW + 90_000).toUTCString()
    const { get, waits } = clientOf(
      answer(429, '', { 'retry-after': '7' }),
      answer(503, '', { 'retry-after': date }),
      answer(200, '{}'),
    )
    expect([await get(), waits]).toEqual([{}, [7_000, 90_000]])
  })

  it('tries again after faults, cut connections and half answers, each time after a longer pause', async () => {
    const { get, waits } = clientOf(
      answer(500),
      new TypeError('fetch failed', { cause: new Error('other side closed') }),
      answer(200, '[{"id": 1'),
      answer(200, '[{"id": 1}]'),
    )
    expect([await get(), waits]).toEqual([[{ id: 1 }], [500, 1_000, 2_000]])
  })

  it('waits for a page that stands in for an API that has answered', async () => {
    const { client, get } = clientOf(answer(200, '[1]'), answer(200, '<p>Back soon'), answer(200, '[2]'))
    await client.json({ key: 'GET /before', send: () => ({ path: '/before' }) })
    expect(await get()).toEqual([2])
  })

  it.each([
    [[answer(403, '{"error":"no"}')], /status 403: \{"error":"no"\}/],
    [[answer(403, '<!doctype html><p>No')], /refused GET \/things: status 403\.$/],
    [[answer(200, '<!doctype html><p>Hello')], /answers with a web page. Is this the address of the API\?/],
    [[answer(200, 'OK')], /something other than JSON/],
    [[answer(429, '', { 'retry-after': '60' }), answer(429, '', { 'retry-after': '901' })], /16 minutes/],
    [[answer(302, '', { location: 'https://elsewhere.example.com' })], /leads to https:\/\/elsewhere/],
    [[answer(429, '', { 'retry-after': '86400' })], /asks to wait for 1440 minutes/],
    [Array.from({ length: 8 }, () => answer(502)), /status 502/],
  ])('gives up with a sentence when it makes no sense to go on', async (answers, sentence) => {
    const { get, asked } = clientOf(...answers)
    await expect(get()).rejects.toThrow(sentence)
    expect(asked.length).toBe(answers.length)
  })

  const failed = (message: string, code?: string) =>
    new TypeError('fetch failed', {
      cause: Object.assign(new Error(message), code !== undefined && { code }),
    })

  it.each([
    failed('getaddrinfo ENOTFOUND acadmy.example.com', 'ENOTFOUND'),
    failed('connect ECONNREFUSED 127.0.0.1:81', 'ECONNREFUSED'),
    failed('bad port'),
    failed('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
  ])('gives up a wrong address at once: $cause.message', async (failure) => {
    const { get, waits } = clientOf(failure)
    await expect(get()).rejects.toThrow(/can't be read .* Check the address/)
    expect(waits).toEqual([])
  })

  it('waits for a source that has answered before', async () => {
    const { get, waits } = clientOf(
      answer(200, '1'),
      failed('connect ECONNREFUSED', 'ECONNREFUSED'),
      answer(200, '2'),
    )
    expect([await get(), await get(), waits]).toEqual([1, 2, [500]])
  })

  it('signs in anew once when its session has ended', async () => {
    const { client, get } = clientOf(answer(401), answer(200, '[]'), answer(401), answer(401))
    let times = 0
    client.onUnauthorized = () => {
      times++
      return Promise.resolve()
    }
    expect([await get(), times]).toEqual([[], 1])
    await expect(get()).rejects.toThrow(SourceError)
    expect(times).toBe(2)
  })

  it.each(['ftp://example.com', 'example.com', 'https://name:password@example.com'])(
    'refuses the address %s',
    (url) => {
      const { fetch, pause } = globalThis as unknown as ClientSurroundings
      const surroundings = { fetch, pause, now: () => NOW, onRetry: () => undefined }
      expect(() => new SourceClient(url, surroundings)).toThrow(SourceError)
    },
  )
})
