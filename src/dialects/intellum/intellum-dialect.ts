import type { FastifyInstance } from 'fastify'
import { openInstance } from '../../http/open-instance.ts'
import type { Dialect, Services } from '../dialect.ts'
import { authenticate } from './authenticate.ts'
import { categoryRoutes } from './categories/category-routes.ts'
import { categoryTagRoutes } from './category-tags/category-tag-routes.ts'
import { courseRoutes } from './courses/course-routes.ts'
import { answerError } from './errors.ts'
import { parseIntellumBody } from './read-request.ts'

/** Intellum (Exceed LMS) API v2 (docs/contracts/intellum.md). */
export const intellum: Dialect = { door: 'intellum', build }

function build(services: Services): FastifyInstance {
  const app = openInstance({
    door: 'intellum',
    log: services.log,
    bodyLimit: 4 * 1024 * 1024,
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: true,
    ignoreTrailingSlash: true,
    rewritePath: (path) => path.replace(/\.json(?=\/?$)/, ''), // a Rails format suffix (2.1)
    parseBody: parseIntellumBody,
    onError: (error, request, reply) => answerError(services.log, error, request, reply),
  })
  // Every request shows its key, also one for which there is no route (3).
  app.addHook('preHandler', authenticate(services))
  categoryTagRoutes(app, services)
  categoryRoutes(app, services)
  courseRoutes(app, services)
  return app
}
