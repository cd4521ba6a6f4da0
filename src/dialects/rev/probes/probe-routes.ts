import type { FastifyInstance } from 'fastify'
import { unauthenticated } from '../../../domain/errors.ts'
import { findAccountOfHost } from '../../../domain/academy/tenancy.ts'
import type { Services } from '../../dialect.ts'
import { answerEmpty } from '../empty-answer.ts'
import { RevError } from '../errors.ts'

// The version of Rev whose API this is; clients need four parts, with 7 or 8 as the first.
const VERSION = '8.1.0.0'

/** What clients request when they connect, without a session (docs/contracts/rev.md B9). */
export function openProbeRoutes(app: FastifyInstance, { store, log }: Services): void {
  app.get('/api/v2/accounts/bootstrap', async (request) => {
    const account = await store.read((reader) => findAccountOfHost(reader, request.host))
    if (account === undefined) throw unauthenticated()
    const { guid, name, language } = account
    return { account: { id: guid, name, language, timezone: 'UTC' }, environment: { version: VERSION } }
  })

  // Older clients read the version from the web application's script. Not `text/javascript`: one client crashes on any
  // text (B1).
  app.get('/js/version.js', async (_request, reply) =>
    reply
      .type('application/javascript; charset=utf-8')
      .send(`window.revVersion = { "buildNumber": "${VERSION}" };\n`),
  )

  app.get('/api/v2/system-health', async (_request, reply) => {
    try {
      await store.ping()
    } catch (error) {
      log.warn({ err: error }, 'not well: the store does not answer')
      throw new RevError(503, 'ServiceUnavailable', 'The server cannot reach its store at the moment.')
    }
    return answerEmpty(reply)
  })

  app.get('/api/v2/accounts/branding-settings', async () => ({ general: {}, header: {} }))

  app.get('/api/v2/user-location', async () => ({ enabled: false, locationUrls: [] }))
}

/** Likewise, with a session. */
export function closedProbeRoutes(app: FastifyInstance): void {
  app.get('/api/v2/maintenance-schedule', async () => ({ schedules: [] }))

  app.get('/api/v2/videos/feature-settings', async () => ({ categoriesEnabled: true }))
}
