import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** Where four roads meet. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#1b57b3"/>' +
  '<path d="M16 4v24M4 16h24" stroke="#fff" stroke-width="5"/><circle cx="16" cy="16" r="4" fill="#1b57b3"/></svg>\n'

/** Without an icon of ours browsers ask for /favicon.ico on each visit. Its digest stands in its address. */
export const ICON_PATH = `/assets/icon-${hash('sha256', ICON, 'hex').slice(0, 16)}.svg`

export function iconRoute(app: FastifyInstance): void {
  app.get(ICON_PATH, (_request, reply) =>
    reply
      .type('image/svg+xml')
      .headers({
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      })
      .send(ICON),
  )
}
