import { createReadStream } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isStaff } from '../domain/people/own-rights.ts'
import { HttpFault } from '../http/faults.ts'
import { openInstance } from '../http/open-instance.ts'
import { page, redirect } from '../pages/answers.ts'
import { errorAnswerer } from '../pages/errors.ts'
import { html } from '../pages/html.ts'
import { openVisits } from '../pages/open-visits.ts'
import type { PageServices } from '../pages/page-services.ts'
import { send } from '../pages/send.ts'
import type { Visits } from '../pages/visit.ts'
import { watchBuiltConsole, type Asset, type BuiltConsole, type Encoding } from './built-console.ts'

/** The path below which the console stands. */
const CONSOLE_ROOT = '/console'

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'", // mails, which have a stricter policy of their own
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
} as const

/** The content of these addresses never changes. */
const KEEP = { 'cache-control': 'public, max-age=31536000, immutable' } as const

/**
 * The console: one document for all its pages, and the files that it loads. The document contains nothing about an academy
 * and is only for staff; learners are sent to their courses, and visitors to sign in. All else it gets from the API.
 * @param findBuilt the files; null: this installation came without them
 */
export function buildConsolePages(
  services: PageServices,
  findBuilt: () => BuiltConsole | null = watchBuiltConsole(),
): FastifyInstance {
  const visits = openVisits(services)
  const app = openInstance({
    door: 'pages',
    log: services.log,
    bodyLimit: 0,
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: false,
    ignoreTrailingSlash: true,
    parseBody: () => undefined,
    onError: errorAnswerer(visits, services.log),
  })
  app.get<{ Params: { name: string } }>(`${CONSOLE_ROOT}/assets/:name`, (request, reply) => {
    const asset = findBuilt()?.assets.get(request.params.name)
    if (asset === undefined) throw new HttpFault('no_such_route')
    return sendAsset(request, reply, asset)
  })
  const show = (request: FastifyRequest, reply: FastifyReply) =>
    showDocument(services, visits, findBuilt(), request, reply)
  app.get(CONSOLE_ROOT, show)
  app.get(`${CONSOLE_ROOT}/*`, show)
  return app
}

async function showDocument(
  { store }: PageServices,
  visits: Visits,
  built: BuiltConsole | null,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visit = await visits(request, reply)
  const { person, locale } = visit
  const surroundings = { locale, visit }
  if (person === undefined) {
    const next = encodeURIComponent(request.raw.url ?? CONSOLE_ROOT)
    return send(reply, surroundings, redirect(`/login?next=${next}`))
  }
  if (!(await store.read((reader) => isStaff(reader, person.principal)))) {
    return send(reply, surroundings, redirect('/courses'))
  }
  if (built === null) {
    const how = html`<p>
      Run <code>npm ci</code> with development packages to build it, or use the API and the command line.
    </p>`
    return send(
      reply,
      surroundings,
      page('This installation has no console', how, { status: 404, width: 'narrow', locale: 'en' }),
    )
  }
  return reply.headers(HEADERS).type('text/html; charset=utf-8').send(built.document)
}

function sendAsset(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { type, location, length, compressed }: Asset,
): FastifyReply {
  void reply.type(type).headers(KEEP).header('vary', 'accept-encoding')
  const [encoding, small] = [...compressed].find(([one]) => accepts(headers['accept-encoding'], one)) ?? []
  if (encoding !== undefined) void reply.header('content-encoding', encoding)
  return reply
    .header('content-length', small?.length ?? length)
    .send(createReadStream(small?.location ?? location))
}

/** Whether an `Accept-Encoding` header allows a content coding (RFC 9110 12.5.3). */
function accepts(header: string | string[] | undefined, encoding: Encoding): boolean {
  return [header ?? '']
    .flat()
    .join(',')
    .split(',')
    .some((part) => {
      const [name = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase())
      return name === encoding && !parameters.some((one) => /^q=0(\.0*)?$/.test(one))
    })
}
