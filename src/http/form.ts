/** Name and value pairs of a query string or a form body, decoded: `+` and `%20` are spaces, bad escapes stay as they are. */
export function parsePairs(text: string): [name: string, value: string][] {
  if (text === '') return []
  return [...new URLSearchParams(text)]
}

/** The query string of a request's target, without its question mark. */
export function queryText(target: string): string {
  const mark = target.indexOf('?')
  return mark === -1 ? '' : target.slice(mark + 1)
}

/** The media type in lower case, without its parameters; empty when there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
