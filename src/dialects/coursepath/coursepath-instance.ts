import type { FastifyInstance } from 'fastify'
import { openInstance, takeNoBody } from '../../http/open-instance.ts'
import type { Services, SignOn } from '../dialect.ts'
import { authenticate } from './authenticate.ts'
import { courseRoutes } from './courses/course-routes.ts'
import { demandTls } from './demand-tls.ts'
import { answerError } from './errors.ts'
import { groupRoutes } from './groups/group-routes.ts'
import { inviteRoutes } from './invites/invite-routes.ts'
import { memberRoutes } from './members/member-routes.ts'
import type { Body } from './parameters.ts'
import { programRoutes } from './programs/program-routes.ts'
import { isSignOn } from './sign-on/sign-on-address.ts'
import { signOnRoute } from './sign-on/sign-on-route.ts'

/** Creates the door's instance. */
export function buildCoursepath(services: Services, signOn: SignOn): FastifyInstance {
  const app = openInstance({
    door: 'coursepath',
    log: services.log,
    requests: services.requests,
    telemetry: services.telemetry,
    bodyLimit: 1024 * 1024,
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: false,
    ignoreTrailingSlash: true,
    parseBody: (bytes, contentType): Body => ({ bytes, contentType: contentType ?? '' }),
    onError: (error, request, reply) =>
      isSignOn(request)
        ? signOn.answerError(error, request, reply)
        : answerError(services.log, error, request, reply),
  })
  app.addHook('onRoute', (route) => {
    if ([route.method].flat().some((method) => method === 'OPTIONS')) takeNoBody(route) // it needs no token
  })
  app.addHook('onRequest', demandTls(services))
  app.addHook('onRequest', authenticate(services))
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store') // personal data
    done()
  })
  memberRoutes(app, services)
  courseRoutes(app, services)
  programRoutes(app, services)
  groupRoutes(app, services)
  inviteRoutes(app, services)
  void app.register(async (open) => {
    open.addHook('onRoute', takeNoBody)
    signOnRoute(open, services, signOn)
  })
  return app
}
