import type { FastifyInstance } from 'fastify'

/**
 * What search engines may visit: public courses. Certificates aren't excluded here: they send `noindex` themselves,
 * which crawlers can read only if they may visit them.
 */
const ROBOTS = `User-agent: *
Disallow: /api/
Disallow: /login
Disallow: /activate
Disallow: /forgot-password
Disallow: /reset-password
Disallow: /verify
`

const DAY = 86_400

export function robotsRoute(app: FastifyInstance): void {
  app.get('/robots.txt', (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .headers({ 'cache-control': `public, max-age=${DAY}`, 'x-content-type-options': 'nosniff' })
      .send(ROBOTS),
  )
}
