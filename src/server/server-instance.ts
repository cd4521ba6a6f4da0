import type { FastifyInstance } from 'fastify'
import type { Services } from '../dialects/dialect.ts'
import { faultOf } from '../http/faults.ts'
import { openInstance } from '../http/open-instance.ts'
import { addressesAmong } from '../http/trusted-addresses.ts'
import { seenBy } from './seen-request.ts'
import { Readiness } from './readiness.ts'

/** What the server answers in its own name: whether it lives, whether it is ready, and that there is nothing else. */
export function buildServerInstance(services: Services): FastifyInstance {
  const { log, telemetry, settings, sealedBox, clock } = services
  const isTrusted = addressesAmong(settings.trustedProxies)
  const readiness = new Readiness(services)
  const app = openInstance({
    door: 'server',
    log,
    telemetry,
    bodyLimit: 0,
    trustedProxies: settings.trustedProxies,
    ignoreDuplicateSlashes: true,
    ignoreTrailingSlash: true,
    parseBody: () => undefined,
    onError: (error, _request, reply) => {
      const fault = faultOf(error)
      if (fault === 'crashed') log.error({ err: error }, 'crashed')
      const status = { crashed: 500, no_such_route: 404 }[fault as string] ?? 400
      return reply.code(status).send({ status, error: fault })
    },
  })

  // Lives: answers as long as the process does.
  app.get('/healthz', async (request) => {
    const seen = seenBy(request, { sealedBox, now: clock.now() }, isTrusted)
    return { status: 'ok', ...(seen && { seen }) }
  })

  // Ready: the store can be read and written too, and is the one whose secrets this server can open.
  app.get('/readyz', async (_request, reply) => {
    if (await readiness.check()) return { status: 'ready' }
    return reply.code(503).send({ status: 'unavailable' })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.code(404).send({
      status: 404,
      error: 'no_such_route',
      message:
        'Metrics are not for the public. They have an address of their own: QUADRIVIUM_METRICS_LISTEN.',
    }),
  )
  return app
}
