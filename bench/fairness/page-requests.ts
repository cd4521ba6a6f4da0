import { documentedDoors } from '../../test/support/documents.ts'
import { ICON_PATH } from '../../src/pages/icon.ts'
import { STYLESHEET_PATH } from '../../src/pages/stylesheet.ts'
import { asker, text, upTo, type Asked, type Places } from './asked.ts'

/** Every page and every form of the server's own pages, those of the console, and the answers that are about the server. */
export function pageRequests(places: Places): Asked[] {
  const page = asker('pages', { ...places, id: 10, key: String(places.certificate) })
  const visitor = { as: 'visitor' as const }
  const answers = Object.fromEntries(upTo(100).map((at) => [`q${at}`, '1']))
  const twice = { password: 'a new pass phrase', repeat: 'a new pass phrase' }
  const form = {}
  return [
    page('GET /'),
    page('GET /login', {}, visitor),
    page('GET /activate', {}, { ...visitor, query: '?token=nobody', refused: 'there is no such invitation' }),
    page('GET /forgot-password', {}, visitor),
    page('GET /reset-password', {}, { ...visitor, query: '?token=nobody', refused: 'there is no such link' }),
    page('GET /verify', {}, visitor),
    page('GET /sessions'),
    page('GET /courses'),
    page('GET /courses', {}, { query: '?q=a' }),
    page('GET /:id/course', { id: 1 }),
    page('GET /:id/course', { id: 5 }),
    page('GET /:id/course/quiz/result', { id: 5 }),
    page('GET /:id/program', { id: places.program ?? 1 }),
    page('GET /certificates/:key'),
    page('POST /:id/course/enrol', {}, { form }),
    page('POST /:id/course/start', {}, { form }),
    page('GET /:id/course/lessons/:lesson'),
    page('POST /:id/course/lessons/:lesson', {}, { form }),
    page('POST /:id/course/retake', { id: 5 }, { form }),
    page('GET /:id/course/quiz', { id: 5 }),
    page('POST /:id/course/quiz', { id: 5 }, { form: { version: String(places.quizVersion), ...answers } }),
    page('GET /:id/course/finish', { id: 1 }),
    page('POST /:id/course/finish', { id: 1 }, { form }),
    page('POST /login', {}, { ...visitor, form: { name: 'manager', password: String(places.password) } }),
    page('POST /forgot-password', {}, { ...visitor, form: { name: String(places.email) } }),
    page(
      'POST /activate',
      {},
      { ...visitor, form: { token: text(43), ...twice }, refused: 'there is no such invitation' },
    ),
    page(
      'POST /reset-password',
      {},
      { ...visitor, form: { token: text(43), ...twice }, refused: 'there is no such link' },
    ),
    page('POST /sessions', {}, { form: { session: '1' } }),
    page('POST /logout', {}, { as: 'pages leaving', form }),
    ...['/favicon.ico', '/logo', '/academy.css', '/robots.txt', STYLESHEET_PATH, ICON_PATH].map((path) =>
      page(`GET ${path}`, {}, visitor),
    ),
    ...consoleRequests(places),
    ...documentationRequests(),
  ]
}

/** The start of the console, and what it consists of; and what a manager sees of the pages. */
function consoleRequests(places: Places): Asked[] {
  const of = asker('console', {})
  return [
    of('GET /'),
    of('GET /courses'),
    of('GET /console'),
    { ...of('GET /console/*'), path: '/console/people' },
    of('GET /console/assets/:name', { name: places.asset ?? '' }),
  ]
}

function documentationRequests(): Asked[] {
  const of = asker('docs', {})
  const documents = ['quadrivium', ...documentedDoors.map(({ name }) => name)]
  return [
    of('GET /docs'),
    of('GET /docs/guide'),
    of('GET /docs/guide/:chapter', { chapter: 'authentication' }),
    of('GET /docs/problems'),
    of('GET /docs/reference'),
    ...documents.flatMap((name) => [of(`GET /docs/reference/${name}`), of(`GET /docs/openapi/${name}.json`)]),
    of('GET /api/quadrivium/v1/openapi.json'),
  ]
}

/** What the server tells of itself. */
export function serverRequests(): Asked[] {
  const of = asker('server', {})
  return [
    of('GET /healthz'),
    of('GET /readyz'),
    of('GET /metrics', {}, { refused: 'metrics have an address of their own' }),
  ]
}
