import { createHmac } from 'node:crypto'
import { createSigningKey } from '../../src/domain/access/signing-keys.ts'
import type { Answer } from './rev-client.ts'
import type { World } from './world.ts'

type Claims = Readonly<Record<string, unknown>>

/** A JSON Web Token as clients make them. `claims` may also be the JSON text itself. */
export function signToken(
  key: string,
  claims: Claims | string,
  header: Claims = { typ: 'JWT', alg: 'HS256' },
): string {
  const encode = (value: Claims | string) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

export interface CoursepathRequest {
  /** An object goes as a form. */
  readonly form?: Readonly<Record<string, string>> | string
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: string
}

/** Speaks to Coursepath's door as its clients do, in the name of one member: a fresh token for each call. */
export interface CoursepathClient {
  get(path: string, request?: CoursepathRequest): Promise<Answer>
  head(path: string): Promise<Answer>
  post(path: string, request?: CoursepathRequest): Promise<Answer>
  delete(path: string, request?: CoursepathRequest): Promise<Answer>
  send(method: string, path: string, request?: CoursepathRequest): Promise<Answer>
  /** A fresh token with other claims. */
  token(claims?: Claims): string
}

export const SIGNING_KEY = 's3cr3t-api-key'

/** Gives the academy its signing key. */
export async function openCoursepath(world: World): Promise<void> {
  await world.store.write((tx) =>
    createSigningKey(tx, world.owner, world.services.sealedBox, {
      door: 'coursepath',
      label: 'test',
      secret: SIGNING_KEY,
    }),
  )
}

let count = 0

/** @param email of the member in whose name calls are made */
export function coursepathClient(world: World, email: string): CoursepathClient {
  const token = (claims: Claims = {}) =>
    signToken(SIGNING_KEY, { jti: ++count, iat: world.clock.now() / 1000, email, ...claims })
  const send = (method: string, path: string, request: CoursepathRequest = {}) =>
    sendRaw(world, method, path, {
      ...request,
      headers: { authorization: `Bearer ${token()}`, ...request.headers },
    })
  return {
    get: (path, request) => send('GET', path, request),
    head: (path) => send('HEAD', path),
    post: (path, request) => send('POST', path, request),
    delete: (path, request) => send('DELETE', path, request),
    send,
    token,
  }
}

/** Sends a request as it is, without a token of its own. */
export async function sendRaw(
  world: World,
  method: string,
  path: string,
  { form, json, headers = {}, payload }: CoursepathRequest = {},
): Promise<Answer> {
  const instance = await world.server.instances.opened('coursepath')
  const body =
    payload ??
    (json !== undefined
      ? JSON.stringify(json)
      : form === undefined || typeof form === 'string'
        ? form
        : new URLSearchParams(form).toString())
  const type =
    payload !== undefined
      ? {}
      : json !== undefined
        ? { 'content-type': 'application/json' }
        : form === undefined
          ? {}
          : { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await instance.inject({
    method: method as 'GET',
    url: path.startsWith('/redirect') ? path : `/api/v1${path}`,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { payload: body }),
  })
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: <T>() => JSON.parse(answer.body) as T,
  }
}
