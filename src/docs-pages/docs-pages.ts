import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { faultOf, HttpFault } from '../http/faults.ts'
import type { Telemetry } from '../lib/telemetry.ts'
import { openInstance } from '../http/open-instance.ts'
import { html } from '../pages/html.ts'
import { openMarkdown } from '../pages/learning/markdown.ts'
import { assetRoutes } from './assets.ts'
import { documentOnDisk, ownApi, type ApiDocument, type DocumentOnDisk } from './documents.ts'
import { frame, type DocsPage } from './frame.ts'
import { guideIndex, guidePage, isChapter } from './guide.ts'
import { problemsPage } from './problems-page.ts'
import { referenceIndex, referencePage } from './reference.ts'

/** The path of the first-party API's document, next to the API itself. */
const OWN_DOCUMENT_PATH = '/api/quadrivium/v1/openapi.json'

/** What the documentation needs of the server. */
interface DocsServices {
  readonly log: Logger
  readonly telemetry?: Telemetry | undefined
  readonly settings: { readonly trustedProxies: readonly string[] }
}

const policy = (styles: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

const HEADERS = {
  'content-security-policy': policy("'self'"),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
} as const

/**
 * The documentation: guide, reference and catalogue of problems, the same for everybody. It uses no academy and no store,
 * and keeps no files in memory.
 * @param more documents besides that of the first-party API
 */
export function buildDocsPages(
  { log, telemetry, settings }: DocsServices,
  more: readonly DocumentOnDisk[] = [],
): FastifyInstance {
  const documents = [ownApi, ...more.map(documentOnDisk)]
  const app = openInstance({
    door: 'docs',
    log,
    telemetry,
    bodyLimit: 0,
    trustedProxies: settings.trustedProxies,
    ignoreDuplicateSlashes: false,
    ignoreTrailingSlash: true,
    parseBody: () => undefined,
    onError: (error, _request, reply) => answerError(log, error, reply),
  })
  const assets = assetRoutes(app)
  const render = openMarkdown()

  app.get('/docs', async (_request, reply) => sendPage(reply, home()))
  app.get('/docs/guide', async (_request, reply) => sendPage(reply, guideIndex()))
  app.get<{ Params: { chapter: string } }>('/docs/guide/:chapter', async ({ params: { chapter } }, reply) => {
    if (!isChapter(chapter)) throw new HttpFault('no_such_route')
    return sendPage(reply, await guidePage(chapter, render))
  })
  app.get('/docs/problems', async (_request, reply) => sendPage(reply, problemsPage()))
  app.get('/docs/reference', async (_request, reply) => sendPage(reply, referenceIndex(documents)))
  for (const document of documents) {
    app.get(`/docs/reference/${document.name}`, async (_request, reply) =>
      sendPage(reply, referencePage(document, assets)),
    )
    app.get(`/docs/openapi/${document.name}.json`, (request, reply) => sendDocument(request, reply, document))
  }
  app.get(OWN_DOCUMENT_PATH, (request, reply) => sendDocument(request, reply, ownApi))
  return app
}

function home(): DocsPage {
  return {
    heading: 'Documentation',
    main: html`<ul>
      <li><a href="/docs/guide">Guide</a>: how to sign in, walk lists, handle errors, and keep a copy</li>
      <li><a href="/docs/reference">Reference</a>: every operation, to read and to try</li>
      <li>
        <a href="/docs/problems">Problems</a>: every code that an answer can bear, and what to do about it
      </li>
    </ul>`,
  }
}

function sendPage(reply: FastifyReply, page: DocsPage, status = 200): FastifyReply {
  return reply.code(status).headers(HEADERS).type('text/html; charset=utf-8').send(frame(page))
}

async function sendDocument(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { read }: ApiDocument,
): Promise<FastifyReply> {
  const text = await read()
  const etag = `"${hash('sha256', text, 'hex').slice(0, 32)}"`
  void reply.headers({ etag, 'cache-control': 'no-cache' })
  if (headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(text)
}

function answerError(log: Logger, error: unknown, reply: FastifyReply): FastifyReply {
  const fault = faultOf(error)
  if (fault === 'crashed') log.error({ err: error }, 'crashed')
  const status = { crashed: 500, no_such_route: 404 }[fault as string] ?? 400
  const heading = status === 404 ? 'There is no such page' : 'Something went wrong'
  return sendPage(reply, { heading, main: html`<p><a href="/docs">What there is</a></p>` }, status)
}
