import { JSON_MARK, scanJson } from '../../http/scan-json.ts'

/**
 * The source text of each top-level member of a JSON object, without the surrounding whitespace; of a repeated key the
 * last, like `JSON.parse`. A signature covers that text, and serialising the parsed value again would change it. Long
 * texts are scanned in portions, between which others have their turn.
 * @param json the text of a JSON object that `JSON.parse` has accepted
 */
export async function memberSources(json: string): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>()
  let depth = 0
  let start = 0 // of the member
  let colon = 0
  const take = (end: number) => {
    if (colon > start) sources.set(nameIn(json.slice(start, colon)), json.slice(colon + 1, end).trim())
    start = end + 1
    colon = 0
  }
  await scanJson(json, (unit, at) => {
    if (unit === JSON_MARK.brace || unit === JSON_MARK.bracket) {
      if (depth++ === 0) start = at + 1
    } else if (unit === JSON_MARK.closingBrace || unit === JSON_MARK.closingBracket) {
      if (--depth === 0) take(at)
    } else if (depth !== 1) return
    else if (unit === JSON_MARK.colon) colon = at
    else if (unit === JSON_MARK.comma) take(at)
  })
  return sources
}

function nameIn(key: string): string {
  return JSON.parse(key) as string // the text before a colon
}
