import type { FastifyInstance } from 'fastify'
import { openInstance } from '../../http/open-instance.ts'
import type { Services } from '../dialect.ts'
import { authenticate } from './authenticate.ts'
import { categoryRoutes } from './categories/category-routes.ts'
import { categoryTagRoutes } from './category-tags/category-tag-routes.ts'
import { courseRoutes } from './courses/course-routes.ts'
import { answerError } from './errors.ts'
import { LONGEST_BODY, parseIntellumBody } from './read-request.ts'

/** Creates the door's instance. */
export function buildIntellum(services: Services): FastifyInstance {
  const app = openInstance({
    door: 'intellum',
    log: services.log,
    requests: services.requests,
    telemetry: services.telemetry,
    bodyLimit: LONGEST_BODY,
    bodyLimitOfUnknown: LONGEST_BODY, // it may contain the key
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: true,
    ignoreTrailingSlash: true,
    rewritePath: (path) => path.replace(/\.json(?=\/?$)/, ''), // a Rails format suffix (2.1)
    parseBody: parseIntellumBody,
    onError: (error, request, reply) => answerError(services.log, error, request, reply),
  })
  // Every request needs its key, even one without a route (3).
  const { keyInQuery, wholeRequest } = authenticate(services)
  app.addHook('onRequest', keyInQuery)
  app.addHook('preHandler', wholeRequest)
  categoryTagRoutes(app, services)
  categoryRoutes(app, services)
  courseRoutes(app, services)
  return app
}
