import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { coursepathClient, openCoursepath } from '../../test/support/coursepath-client.ts'
import { makeBank, makeConsumer, signedPacket, TAGS } from '../../test/support/learnosity.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { createKey } from '../domain/access/credentials.ts'
import type { Door } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import { randomIds } from '../lib/ids.ts'
import { buildServer } from '../server/build-server.ts'
import { dialects } from './dialects.ts'
import { makeAccessToken } from './oneroster/access-token.ts'
import { oneroster } from './oneroster/oneroster-dialect.ts'

// Cases that every door must answer, in its vendor's form.

/** `url` as text. */
type Sent = InjectOptions & { readonly url: string }

interface Exchange {
  readonly request: () => Sent
  readonly status: number
  /** UUID stands for any UUID in an answer. */
  readonly text: string
}

interface House {
  readonly unknownRoute: Exchange
  readonly badJson: Exchange
  readonly tooLarge: Exchange
  readonly noCredentials: Exchange
  /** Answered with a store that fails. */
  readonly crash: Exchange
}

const CONTENT_TYPE = 'application/json; charset=utf-8'
const JSON_BODY = { 'content-type': 'application/json' }

const houses: Partial<Readonly<Record<Door, (world: World) => Promise<House>>>> = {
  async rev(world) {
    const token = await world.revToken(await world.person('Ada Manager', 'manager'))
    const headers = { ...JSON_BODY, authorization: `VBrick ${token}` }
    const create = { method: 'POST', url: '/api/v2/categories', headers } as const
    const said = (code: string, detail: string) => JSON.stringify({ code, detail })
    return {
      unknownRoute: {
        request: () => ({ method: 'GET', url: '/api/v2/nothing', headers }),
        status: 404,
        text: said('NotFound', 'There is nothing at this address.'),
      },
      badJson: {
        request: () => ({ ...create, payload: '{"name":' }),
        status: 400,
        text: said('MalformedRequest', 'The body of the request cannot be read.'),
      },
      tooLarge: {
        request: () => ({ ...create, payload: JSON.stringify({ name: 'x'.repeat(4 * 1024 * 1024) }) }),
        status: 413,
        text: said('MalformedRequest', 'The body of the request is too large.'),
      },
      noCredentials: {
        request: () => ({ ...create, headers: JSON_BODY, payload: '{"name":"A"}' }),
        status: 401,
        text: said('Unauthorized', 'There is no session for this request. Log in first.'),
      },
      crash: {
        request: () => ({ method: 'GET', url: '/api/v2/categories', headers }),
        status: 500,
        text: said('InternalServerError', 'Something went wrong. The log of the server tells more.'),
      },
    }
  },

  async intellum(world) {
    const key = await world.intellumKey()
    const create = { method: 'POST', url: `/api/v2/category_tag?api_key=${key}`, headers: JSON_BODY } as const
    return {
      unknownRoute: {
        request: () => ({ method: 'GET', url: `/api/v2/nothing?api_key=${key}` }),
        status: 404,
        text: '["Not Found"]',
      },
      badJson: {
        request: () => ({ ...create, payload: '{"category_tag":' }),
        status: 422,
        text: '["Request body is not valid JSON"]',
      },
      tooLarge: {
        request: () => ({
          ...create,
          payload: JSON.stringify({ category_tag: 'x'.repeat(4 * 1024 * 1024) }),
        }),
        status: 413,
        text: '["Request body is too large"]',
      },
      noCredentials: {
        request: () => ({ method: 'GET', url: '/api/v2/category_tags' }),
        status: 422,
        text: `["Api key can't be blank"]`,
      },
      crash: {
        request: () => ({ method: 'GET', url: `/api/v2/category_tags?api_key=${key}` }),
        status: 500,
        text: '["Internal Server Error"]',
      },
    }
  },

  async learnosity(world) {
    const pair = { key: 'k'.repeat(16), secret: 's'.repeat(40) }
    const bank = await makeBank(world)
    await makeConsumer(world, pair, [[bank.id, 'write']])
    const signed = (request: string) => ({
      security: JSON.stringify(signedPacket(pair, world.clock.now(), request, 'get')),
      request,
      action: 'get',
    })
    const form = (fields: Readonly<Record<string, string>>, url = TAGS) => ({
      method: 'POST' as const,
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    })
    const said = (code: number, message: string) =>
      JSON.stringify({ meta: { status: false, code, message, request_uuid: 'UUID' } })
    return {
      unknownRoute: {
        request: () => form(signed('{}'), '/v2025.1.LTS/itembank/nothing'),
        status: 404,
        text: said(20012, 'Not Found'),
      },
      badJson: {
        request: () => form(signed('{"limit":')),
        status: 400,
        text: said(20009, 'JSON failed to validate against schema: request'),
      },
      tooLarge: {
        request: () => ({ ...form({}), payload: `request=${'x'.repeat(33 * 1024 * 1024)}` }),
        status: 413,
        text: said(20001, 'Invalid parameter length: the body of the request is too long'),
      },
      noCredentials: {
        request: () => form({ request: '{}', action: 'get' }),
        status: 400,
        text: said(41000, 'Missing security parameters. Check the following parameter(s): security'),
      },
      crash: { request: () => form(signed('{}')), status: 500, text: said(10000, 'An error has occurred') },
    }
  },

  async coursepath(world) {
    await openCoursepath(world)
    const manager = await world.person('Ada Manager', 'manager')
    const client = coursepathClient(world, manager.email ?? '')
    const headers = () => ({ ...JSON_BODY, authorization: `Bearer ${client.token()}` })
    const create = () => ({ method: 'POST', url: '/api/v1/members', headers: headers() }) as const
    const said = (status: number, error: string, message: string) =>
      JSON.stringify({ status, error, message, field: null })
    return {
      unknownRoute: {
        request: () => ({ method: 'GET', url: '/api/v1/nothing', headers: headers() }),
        status: 404,
        text: said(404, 'not_found', 'There is nothing at this address.'),
      },
      badJson: {
        request: () => ({ ...create(), payload: '{"email":' }),
        status: 400,
        text: said(
          400,
          'invalid_request',
          'The body of the request cannot be read. It must be a form or a JSON object in UTF-8, of the kind that its Content-Type names.',
        ),
      },
      tooLarge: {
        request: () => ({ ...create(), payload: JSON.stringify({ name: 'x'.repeat(1024 * 1024) }) }),
        status: 413,
        text: said(413, 'payload_too_large', 'The body of the request is larger than 1 MiB.'),
      },
      noCredentials: {
        request: () => ({ method: 'GET', url: '/api/v1/members' }),
        status: 401,
        text: said(401, 'missing_token', 'The call needs the header Authorization with the scheme Bearer.'),
      },
      crash: {
        request: () => ({ method: 'GET', url: '/api/v1/members', headers: headers() }),
        status: 500,
        text: said(500, 'server_error', 'Something went wrong. The log of the server tells more.'),
      },
    }
  },

  async oneroster(world) {
    const { key, secret } = oneroster.keys.make(randomIds)
    await world.store.write((tx) =>
      createKey(tx, world.owner, { door: 'oneroster', label: 'house', key, secret, memberId: null }),
    )
    const access = makeAccessToken(
      world.services.sealedBox,
      { client: key, scopes: ['roster'] },
      world.clock.now(),
    )
    const headers = { authorization: `Bearer ${access}` }
    const token = { method: 'POST', url: '/ims/oneroster/oauth2/token' } as const
    const said = (code: string, imsx_description: string) =>
      JSON.stringify({
        imsx_codeMajor: 'failure',
        imsx_severity: 'error',
        imsx_description,
        imsx_CodeMinor: {
          imsx_codeMinorField: [
            { imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: code },
          ],
        },
      })
    return {
      unknownRoute: {
        request: () => ({ method: 'GET', url: '/ims/oneroster/nothing', headers }),
        status: 404,
        text: said('unknownobject', 'There is nothing at this address.'),
      },
      badJson: {
        request: () => ({ ...token, headers: JSON_BODY, payload: '{"grant_type":' }),
        status: 400,
        text: JSON.stringify({
          error: 'invalid_request',
          error_description: 'Send the parameters as application/x-www-form-urlencoded.',
        }),
      },
      tooLarge: {
        request: () => ({ ...token, payload: 'x'.repeat(9 * 1024) }),
        status: 413,
        text: said('invaliddata', 'The body of the request is too large.'),
      },
      noCredentials: {
        request: () => ({ method: 'GET', url: '/ims/oneroster/rostering/v1p2/users' }),
        status: 401,
        text: said(
          'unauthorisedrequest',
          'Send an access token: the header Authorization with the scheme Bearer.',
        ),
      },
      crash: {
        request: () => ({ method: 'GET', url: '/ims/oneroster/rostering/v1p2/users', headers }),
        status: 500,
        text: said('internal_server_error', 'Something went wrong. The log of the server tells more.'),
      },
    }
  },
}

describe.each(dialects.map(({ name }) => name))('the door of %s', (door) => {
  let world: World
  let house: House

  beforeAll(async () => {
    world = await openWorld()
    const open = houses[door]
    if (open === undefined) throw new Error(`Say in this file how ${door} answers.`)
    house = await open(world)
  })
  afterAll(() => world.close())
  beforeEach(() => {
    world.logged.length = 0
  })

  async function expectAnswer({ request, status, text }: Exchange, server = world.server) {
    const answer = await (await server.instances.opened(door)).inject(request())
    expect([
      answer.statusCode,
      answer.body.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/, 'UUID'),
    ]).toEqual([status, text])
    expect(answer.headers['content-type']).toBe(CONTENT_TYPE)
    expect(answer.headers['x-request-id']).toMatch(/./)
  }
  const errors = () => world.logged.filter(({ level }) => Number(level) >= 50)

  it('tells that there is nothing at an address', () => expectAnswer(house.unknownRoute))
  it('refuses JSON that cannot be read', () => expectAnswer(house.badJson))
  it('refuses a body that is too large', () => expectAnswer(house.tooLarge))
  it('refuses a call without credentials', () => expectAnswer(house.noCredentials))

  it('writes a line for each request, and none for a refusal that nobody need look at', async () => {
    await expectAnswer(house.noCredentials)
    const request = house.noCredentials.request()
    const [path = ''] = request.url.split('?', 1)
    expect(world.logged).toContainEqual(
      expect.objectContaining({
        msg: 'request',
        door,
        method: request.method,
        status: house.noCredentials.status,
      }),
    )
    expect(world.logged.filter(({ msg }) => msg === 'request')).toEqual([
      expect.objectContaining({ path: expect.stringContaining(path) }),
    ])
    expect(errors()).toEqual([])
  })

  it('tells nothing of a crash but that there was one, and writes it down whole', async () => {
    const broken = () => Promise.reject(new TypeError('the inside of the store'))
    const store: Store = Object.create(world.store, {
      read: { value: broken },
      write: { value: broken },
      lookUp: { value: broken },
    }) as Store // the rest is the real store's
    const server = buildServer({ ...world.services, store })
    await expectAnswer(house.crash, server)
    expect(errors()).toEqual([
      expect.objectContaining({
        msg: 'crashed',
        err: expect.objectContaining({
          type: 'TypeError',
          message: 'the inside of the store',
          stack: expect.stringContaining('house-rules.test.ts'),
        }),
      }),
    ])
    await server.close()
  })
})
