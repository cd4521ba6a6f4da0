import type { InjectOptions } from 'fastify'
import type { Answer } from './rev-client.ts'
import type { World } from './world.ts'

/** Speaks to Intellum's door: the key in the query, records as JSON under their wrapper key. */
export interface IntellumClient {
  get(path: string, body?: unknown): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body?: unknown): Promise<Answer>
  delete(path: string, body?: unknown): Promise<Answer>
  /** Sends a request as it is written, without the key. */
  send(request: InjectOptions): Promise<Answer>
}

export function intellumClient(world: World, key: string): IntellumClient {
  const send = async (request: InjectOptions): Promise<Answer> => {
    const instance = await world.server.instances.opened('intellum')
    const answer = await instance.inject(request)
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: <T>() => JSON.parse(answer.body) as T,
    }
  }
  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') => (path: string, body?: unknown) =>
    send({
      method,
      url: `${path}${path.includes('?') ? '&' : '?'}api_key=${key}`,
      // The vendor's examples send this header with every request, with a body or without.
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    get: call('GET'),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
    send,
  }
}
