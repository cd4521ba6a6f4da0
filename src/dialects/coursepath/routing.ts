import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CoursepathError } from './errors.ts'

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** The handlers of an address. */
export interface Methods {
  readonly get?: Handler
  readonly post?: Handler
  readonly delete?: Handler
}

/**
 * Registers an address: its methods, HEAD beside GET, OPTIONS with `Allow`, and 405 with `Allow` for other methods
 * (docs/contracts/coursepath.md 1 and 4.3).
 */
export function address(app: FastifyInstance, url: string, methods: Methods): void {
  const handlers = { GET: methods.get, POST: methods.post, DELETE: methods.delete }
  const taken = Object.entries(handlers).flatMap(([method, handler]) =>
    handler === undefined ? [] : [{ method: method as keyof typeof handlers, handler }],
  )
  const allow = [...taken.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
  for (const { method, handler } of taken) app.route({ method, url, handler })
  app.route({
    method: 'OPTIONS',
    url,
    handler: (_request, reply) => reply.code(204).header('allow', allow.join(', ')).send(),
  })
  const refused = (['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).filter(
    (method) => !allow.includes(method),
  )
  app.route({
    method: refused,
    url,
    config: { longestBody: 0 },
    exposeHeadRoute: false,
    handler: ({ method }) => {
      const methods = allow.join(', ')
      throw new CoursepathError(
        405,
        'method_not_allowed',
        `The method ${method} is not taken here; ${methods} are.`,
        { headers: { allow: methods } },
      )
    },
  })
}
