import type { Door, DoorRequest } from '../lib/api-types.ts'

/** The header that each vendor's clients sign in with; those who sign in by the address or the body have none. */
const HEADERS: Readonly<Record<string, string>> = {
  rev: 'Authorization: VBrick TOKEN',
  coursepath: 'Authorization: Bearer TOKEN',
  oneroster: 'Authorization: Bearer TOKEN',
}

/** A request as it can be made again. What was secret was never kept: it stands as `[redacted]` or as a word in capitals. */
export function requestAsCurl(
  { baseUrl }: Pick<Door, 'baseUrl'>,
  { door, method, path, requestBody }: DoorRequest,
): string {
  const header = HEADERS[door]
  return [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoted(new URL(baseUrl).origin + path)}`,
    ...(header === undefined ? [] : [`-H ${quoted(header)}`]),
    ...(requestBody === null || requestBody === ''
      ? []
      : [`-H ${quoted(`Content-Type: ${typeOf(requestBody)}`)}`, `--data-raw ${quoted(requestBody)}`]),
  ].join(' \\\n  ')
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function typeOf(body: string): string {
  return /^\s*[[{]/u.test(body) ? 'application/json' : 'application/x-www-form-urlencoded'
}
