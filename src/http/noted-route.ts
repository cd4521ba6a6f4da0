import type { FastifyRequest } from 'fastify'

interface Noted extends FastifyRequest {
  notedRoute?: string
}

/** Notes which route a request took, where the door finds it by itself behind a wildcard. One of a few patterns. */
export function noteRoute(request: FastifyRequest, route: string): void {
  const noted = request as Noted
  noted.notedRoute = route
}

/** The pattern of a request's route, such as `/api/v2/categories/:id`; undefined: there is none for it. */
export function routeOf(request: FastifyRequest): string | undefined {
  const { notedRoute } = request as Noted
  if (notedRoute !== undefined) return notedRoute
  const { url } = request.routeOptions
  return request.is404 || url === '/*' ? undefined : url
}
