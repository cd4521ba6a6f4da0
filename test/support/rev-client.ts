import type { InjectOptions, Response } from 'light-my-request'
import type { World } from './world.ts'

export interface Answer {
  readonly status: number
  readonly headers: Response['headers']
  /** The body as it stands on the wire. */
  readonly text: string
  json<T = unknown>(): T
}

type Extra = Pick<InjectOptions, 'headers'>

/** Speaks to Rev's door as its clients do. */
export interface RevClient {
  get(path: string, extra?: Extra): Promise<Answer>
  post(path: string, body?: unknown, extra?: Extra): Promise<Answer>
  put(path: string, body?: unknown, extra?: Extra): Promise<Answer>
  patch(path: string, body?: unknown, extra?: Extra): Promise<Answer>
  delete(path: string, extra?: Extra): Promise<Answer>
}

/** @param token of the session; undefined: without one */
export function revClient(world: World, token: string | undefined): RevClient {
  const send =
    (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') =>
    async (url: string, body?: unknown, extra: Extra = {}): Promise<Answer> => {
      const instance = world.server.instances.get('rev')
      if (instance === undefined) throw new Error('the door is closed')
      const answer = await instance.inject({
        method,
        url,
        headers: {
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `VBrick ${token}` }),
          ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
          ...extra.headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: answer.body,
        json: <T>() => JSON.parse(answer.body) as T,
      }
    }
  return {
    get: (path, extra) => send('GET')(path, undefined, extra),
    post: send('POST'),
    put: send('PUT'),
    patch: send('PATCH'),
    delete: (path, extra) => send('DELETE')(path, undefined, extra),
  }
}
