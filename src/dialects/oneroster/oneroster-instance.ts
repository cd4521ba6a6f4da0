import type { FastifyInstance } from 'fastify'
import { openInstance } from '../../http/open-instance.ts'
import type { Services } from '../dialect.ts'
import { authenticate } from './authenticate.ts'
import { answerError } from './errors.ts'
import { rosterRoutes } from './roster-routes.ts'
import { type Body, tokenRoute } from './token-route.ts'

/** Creates the door's instance. */
export function buildOneRoster(services: Services): FastifyInstance {
  const app = openInstance({
    door: 'oneroster',
    log: services.log,
    requests: services.requests,
    telemetry: services.telemetry,
    bodyLimit: 0, // the token route alone takes a body
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: true,
    ignoreTrailingSlash: true,
    parseBody: (bytes, contentType): Body => ({ bytes, contentType: contentType ?? '' }),
    onError: (error, request, reply) => answerError(services.log, error, request, reply),
  })
  tokenRoute(app, services)
  void app.register(async (roster) => {
    roster.addHook('onRequest', authenticate(services))
    rosterRoutes(roster, services)
  })
  return app
}
