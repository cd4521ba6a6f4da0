import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { World } from './world.ts'

export interface Answer {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  /** The body as it stands on the wire. */
  readonly text: string
  json<T = unknown>(): T
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
type Extra = Pick<InjectOptions, 'headers' | 'remoteAddress'>

/** Speaks to Rev's door as its clients do. */
export interface RevClient {
  get(path: string, extra?: Extra): Promise<Answer>
  post(path: string, body?: unknown, extra?: Extra): Promise<Answer>
  put(path: string, body?: unknown, extra?: Extra): Promise<Answer>
  patch(path: string, body?: unknown, extra?: Extra): Promise<Answer>
  delete(path: string, extra?: Extra): Promise<Answer>
  /** The request as it is, with no header but the session's. */
  send(
    method: Method,
    path: string,
    body?: string | Buffer,
    headers?: Record<string, string>,
  ): Promise<Answer>
  /** Makes a category and returns its id. */
  category(name: string, parentCategoryId?: string, more?: object): Promise<string>
}

/** @param token of the session; undefined: without one */
export function revClient(world: World, token?: string): RevClient {
  const exchange = async (options: InjectOptions): Promise<Answer> => {
    const instance = await world.server.instances.opened('rev')
    const session = token === undefined ? {} : { authorization: `VBrick ${token}` }
    const answer = await instance.inject({ ...options, headers: { ...session, ...options.headers } })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: <T>() => JSON.parse(answer.body) as T,
    }
  }
  const send =
    (method: Method) =>
    (url: string, body?: unknown, extra: Extra = {}): Promise<Answer> =>
      exchange({
        ...extra,
        method,
        url,
        headers: {
          accept: 'application/json',
          ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
          ...extra.headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
  const post = send('POST')
  return {
    get: (path, extra) => send('GET')(path, undefined, extra),
    post,
    put: send('PUT'),
    patch: send('PATCH'),
    delete: (path, extra) => send('DELETE')(path, undefined, extra),
    send: (method, url, payload, headers = {}) =>
      exchange({ method, url, headers, ...(payload === undefined ? {} : { payload }) }),
    async category(name, parentCategoryId, more = {}) {
      const answer = await post('/api/v2/categories', { name, parentCategoryId, ...more })
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.json<{ categoryId: string }>().categoryId
    },
  }
}
