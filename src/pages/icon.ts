import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** A crossing of four roads. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#1b57b3"/>' +
  '<path d="M16 4v24M4 16h24" stroke="#fff" stroke-width="5"/><circle cx="16" cy="16" r="4" fill="#1b57b3"/></svg>\n'

/** Without an icon link, browsers request /favicon.ico on each visit. Its address contains its digest. */
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
  // Browsers use this icon for files without a page, such as PDFs. They go by its type, not by its name.
  app.get('/favicon.ico', (_request, reply) =>
    reply
      .type('image/svg+xml')
      .headers({ ...ICON_HEADERS, 'cache-control': `public, max-age=${DAY}` })
      .send(ICON),
  )
}
