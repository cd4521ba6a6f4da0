import type { FastifyRequest } from 'fastify'

/** The address of the link that logs a browser in (docs/contracts/coursepath.md 9). */
export const SIGN_ON = '/redirect'

/** Whether the request is for that link: it answers people, not programs. */
export function isSignOn(request: FastifyRequest): boolean {
  return request.routeOptions.url === SIGN_ON
}
