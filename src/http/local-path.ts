/**
 * The path on our own origin that a parameter such as `next` names: it begins with a single `/`, and holds nothing that a
 * browser would drop or turn round (`/\`, `//`, control characters, blanks), which would lead elsewhere.
 */
export function localPath(text: string | null | undefined): string | undefined {
  if (text == null || !/^\/(?![/\\])[\u0021-\u007e\u00a1-\uffff]*$/.test(text)) return undefined
  const base = 'http://own.invalid'
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  // As the parser reads it: `/a/..//elsewhere` is a path with two slashes once its dots are gone.
  if (url?.origin !== base || url.pathname.startsWith('//')) return undefined
  return url.pathname + url.search + url.hash
}
