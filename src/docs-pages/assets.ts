import { createReadStream, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { REFERENCE_SCRIPT, REFERENCE_SCRIPT_PATH } from './reference.ts'
import { STYLESHEET, STYLESHEET_PATH } from './stylesheet.ts'

/** What stands behind such an address never changes. */
const KEEP = { 'cache-control': 'public, max-age=31536000, immutable' } as const
const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

const SWAGGER_UI = { 'swagger-ui-bundle.js': SCRIPT, 'swagger-ui.css': STYLE } as const

/** The files that pages load. @returns where Swagger UI's stand: its version stands in the address */
export function assetRoutes(app: FastifyInstance): string {
  app.get(STYLESHEET_PATH, (_request, reply) => reply.type(STYLE).headers(KEEP).send(STYLESHEET))
  app.get(REFERENCE_SCRIPT_PATH, (_request, reply) => reply.type(SCRIPT).headers(KEEP).send(REFERENCE_SCRIPT))

  const description = new URL(import.meta.resolve('swagger-ui-dist/package.json'))
  const { version } = JSON.parse(readFileSync(description, 'utf8')) as { readonly version: string }
  const root = `/docs/assets/swagger-ui-${version}`
  for (const [name, type] of Object.entries(SWAGGER_UI)) {
    // From disk to the browser: none of it stays in memory.
    app.get(`${root}/${name}`, (_request, reply) =>
      reply
        .type(type)
        .headers(KEEP)
        .send(createReadStream(new URL(name, description))),
    )
  }
  return root
}
