import type { FastifyInstance } from 'fastify'
import { openInstance, takeNoBody } from '../../http/open-instance.ts'
import type { Services } from '../dialect.ts'
import { authenticate } from './authenticate.ts'
import { categoryRoutes } from './categories/category-routes.ts'
import { categoryNeighbourRoutes } from './categories/neighbour-routes.ts'
import { answerError } from './errors.ts'
import { groupRoutes } from './groups/group-routes.ts'
import { limitLogins, limitRates } from './limit-rates.ts'
import { parseRevBody } from './read-request.ts'
import { closedProbeRoutes, openProbeRoutes } from './probes/probe-routes.ts'
import { roleRoutes } from './roles/role-routes.ts'
import { searchRoutes } from './search/search-routes.ts'
import { loginRoutes } from './sessions/login-routes.ts'
import { sessionRoutes } from './sessions/session-routes.ts'
import { subscriptionRoutes } from './subscriptions/subscription-routes.ts'
import { userRoutes } from './users/user-routes.ts'

/** Creates the door's instance. */
export function buildRev(services: Services): FastifyInstance {
  const app = openInstance({
    door: 'rev',
    log: services.log,
    requests: services.requests,
    telemetry: services.telemetry,
    bodyLimit: 4 * 1024 * 1024,
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: true, // A7.8
    ignoreTrailingSlash: true,
    redactPath: (path) => path.replace(/(\/(?:tokens|extend-session-timeout)\/)[^/?]+/i, '$1[redacted]'),
    parseBody: parseRevBody,
    onError: (error, request, reply) => answerError(services.log, error, request, reply),
  })

  void app.register(async (open) => {
    open.addHook('onRequest', limitLogins(services))
    loginRoutes(open, services)
  })
  void app.register(async (open) => {
    open.addHook('onRoute', takeNoBody)
    openProbeRoutes(open, services)
  })
  void app.register(async (closed) => {
    closed.addHook('onRequest', authenticate(services))
    closed.addHook('onRequest', limitRates(services))
    sessionRoutes(closed, services)
    categoryRoutes(closed, services)
    categoryNeighbourRoutes(closed, services)
    userRoutes(closed, services)
    groupRoutes(closed, services)
    roleRoutes(closed, services)
    searchRoutes(closed, services)
    subscriptionRoutes(closed, services)
    closedProbeRoutes(closed)
  })
  return app
}
