import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** Where four roads meet. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#1b57b3"/>' +
  '<path d="M16 4v24M4 16h24" stroke="#fff" stroke-width="5"/><circle cx="16" cy="16" r="4" fill="#1b57b3"/></svg>\n'

/** Without an icon of ours browsers ask for /favicon.ico on each visit. Its digest stands in its address. */
export const ICON_PATH = `/assets/icon-${hash('sha256', ICON, 'hex').slice(0, 16)}.svg`

const ICON_HEADERS = { 'x-content-type-options': 'nosniff' } as const
const DAY = 86_400

export function iconRoute(app: FastifyInstance): void {
  app.get(ICON_PATH, (_request, reply) =>
    reply
      .type('image/svg+xml')
      .headers({ ...ICON_HEADERS, 'cache-control': 'public, max-age=31536000, immutable' })
      .send(ICON),
  )
  // What has no page around it, such as a PDF, is given this icon by browsers. They go by its type, not by its name.
  app.get('/favicon.ico', (_request, reply) =>
    reply
      .type('image/svg+xml')
      .headers({ ...ICON_HEADERS, 'cache-control': `public, max-age=${DAY}` })
      .send(ICON),
  )
}
