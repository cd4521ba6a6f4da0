import { createAccessToken } from '../../src/domain/access/access-tokens.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { newAccessToken } from '../../src/lib/access-token.ts'
import { API_ROOT } from '../../src/api/api-services.ts'
import type { Scope } from '../../src/api/scopes.ts'
import { sessionSecretToken } from '../../src/api/authenticate.ts'
import { newSessionToken } from '../../src/http/session-cookie.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { randomIds } from '../../src/lib/ids.ts'
import type { World } from './world.ts'

/** An answer of the first-party API, its body parsed. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: any // eslint-disable-line @typescript-eslint/no-explicit-any -- looked at by expectations
}

export interface ApiRequest {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a text or bytes go as they are. */
  readonly body?: unknown
}

/** A client of the API that shows a personal access token. */
export interface ApiClient {
  readonly token: string
  get(path: string, request?: ApiRequest): Promise<ApiAnswer>
  post(path: string, body?: unknown, request?: ApiRequest): Promise<ApiAnswer>
  patch(path: string, body?: unknown, request?: ApiRequest): Promise<ApiAnswer>
  put(path: string, body?: unknown, request?: ApiRequest): Promise<ApiAnswer>
  delete(path: string, request?: ApiRequest): Promise<ApiAnswer>
}

/** Makes a token of a person with those scopes; all of them unless said. */
export async function apiToken(world: World, member: Member, ...scopes: readonly Scope[]): Promise<string> {
  const token = newAccessToken(randomIds)
  await world.store.write((tx) =>
    createAccessToken(tx, world.owner, member.id, {
      token,
      label: 'test',
      scopes: scopes.length === 0 ? ['*:write'] : scopes,
      networks: [],
      expires: null,
    }),
  )
  return token
}

/** A client with a token of that person. */
export async function apiClient(
  world: World,
  member: Member,
  ...scopes: readonly Scope[]
): Promise<ApiClient> {
  const token = await apiToken(world, member, ...scopes)
  return { token, ...clientWith(world, { authorization: `Bearer ${token}` }) }
}

interface Browser {
  readonly isConfirmed?: boolean
}

/** A client in the browser of that person, who has shown their password a moment ago unless said otherwise. */
export async function browserClient(
  world: World,
  member: Member,
  browser: Browser = {},
): Promise<Omit<ApiClient, 'token'>> {
  return clientWith(world, await browserHeaders(world, member, browser))
}

/** What that person's browser sends with every request. */
export async function browserHeaders(
  { store, account, clock, services }: World,
  member: Member,
  { isConfirmed = true }: Browser = {},
): Promise<Record<string, string>> {
  const secret = newSessionToken(randomIds)
  await store.write(async (tx) => {
    const { id } = await tx.sessions.insert(account.id, {
      door: 'console',
      tokenHash: sha256(secret),
      memberId: member.id,
      credentialId: null,
      agent: null,
      expires: clock.now() + services.settings.sessionLifetime,
      ends: clock.now() + services.settings.longestSession,
    })
    if (isConfirmed) await tx.sessions.confirm(account.id, id)
  })
  return {
    cookie: `__Host-quadrivium=${secret}`,
    'x-quadrivium-token': sessionSecretToken(secret),
    'sec-fetch-site': 'same-origin',
  }
}

function clientWith(world: World, own: Readonly<Record<string, string>>): Omit<ApiClient, 'token'> {
  const ask =
    (method: string) =>
    (path: string, body?: unknown, request: ApiRequest = {}) =>
      askApi(world, method, path, { ...request, body, headers: { ...own, ...request.headers } })
  return {
    get: (path, request) => ask('GET')(path, undefined, request),
    post: ask('POST'),
    patch: ask('PATCH'),
    put: ask('PUT'),
    delete: (path, request) => ask('DELETE')(path, undefined, request),
  }
}

/** One request. */
export async function askApi(
  world: World,
  method: string,
  path: string,
  { headers, body }: ApiRequest,
): Promise<ApiAnswer> {
  const instance = await world.server.instances.opened('api')
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await instance.inject({
    method: method as 'GET',
    url: `${API_ROOT}${path}`,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { payload: raw ? body : JSON.stringify(body) }),
  })
  const isJson = /\bjson\b/.test(response.headers['content-type'] ?? '')
  return {
    status: response.statusCode,
    headers: response.headers,
    body: isJson ? JSON.parse(response.body) : response.body === '' ? undefined : response.body,
  }
}
