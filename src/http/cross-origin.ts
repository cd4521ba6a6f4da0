import type { IncomingMessage, ServerResponse } from 'node:http'

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
/** What a page may read of an answer beside what every answer has. */
const EXPOSED =
  'Content-Disposition, Deprecation, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Request-Id'
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+( *, *[\w!#$%&'*+.^`|~-]+)*$/
const LONGEST_HEADERS = 1_000
/** How long a browser need not ask again, in seconds. */
const MAX_AGE = 600

/**
 * Lets the pages of some origins call, and read the answers. Cookies aren't allowed: a page shows a token or a key of its own.
 * @param origins as browsers name them: `https://app.example.com`
 * @returns tells whether it was a browser's question before a call, which is answered then
 */
export function crossOrigin(
  origins: readonly string[],
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const allowed = new Set(origins)
  return ({ method, headers }, response) => {
    if (allowed.size === 0) return false
    response.setHeader('vary', 'Origin')
    const { origin } = headers
    if (origin === undefined || !allowed.has(origin)) return false
    response.setHeader('access-control-allow-origin', origin)
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) {
      response.setHeader('access-control-expose-headers', EXPOSED)
      return false
    }
    const wished = headers['access-control-request-headers'] ?? ''
    response.setHeader('access-control-allow-methods', METHODS)
    if (wished.length <= LONGEST_HEADERS && HEADER_NAMES.test(wished)) {
      response.setHeader('access-control-allow-headers', wished)
    }
    response.setHeader('access-control-max-age', String(MAX_AGE))
    response.setHeader('vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers')
    response.writeHead(204).end()
    return true
  }
}
