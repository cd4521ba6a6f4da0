import { createReadStream, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { REFERENCE_SCRIPT, REFERENCE_SCRIPT_PATH } from './reference.ts'
import { STYLESHEET, STYLESHEET_PATH } from './stylesheet.ts'

/** The content of these addresses never changes. */
const KEEP = { 'cache-control': 'public, max-age=31536000, immutable' } as const
const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

const SWAGGER_UI = { 'swagger-ui-bundle.js': SCRIPT, 'swagger-ui.css': STYLE } as const

/** Serves the files that pages load. @returns the path of Swagger UI's files; it contains their version */
export function assetRoutes(app: FastifyInstance): string {
  app.get(STYLESHEET_PATH, (_request, reply) => reply.type(STYLE).headers(KEEP).send(STYLESHEET))
  app.get(REFERENCE_SCRIPT_PATH, (_request, reply) => reply.type(SCRIPT).headers(KEEP).send(REFERENCE_SCRIPT))

  const description = new URL(import.meta.resolve('swagger-ui-dist/package.json'))
  const { version } = JSON.parse(readFileSync(description, 'utf8')) as { readonly version: string }
  const root = `/docs/assets/swagger-ui-${version}`
  for (const [name, type] of Object.entries(SWAGGER_UI)) {
    // Streamed from disk; nothing stays in memory.
    app.get(`${root}/${name}`, (_request, reply) =>
      reply
        .type(type)
        .headers(KEEP)
        .send(createReadStream(new URL(name, description))),
    )
  }
  return root
}
