import { PORTION, turn } from '../../http/turns.ts'

/**
 * The source text of each member at the top of a JSON object, exactly as it stands between its blanks; of a repeated key
 * the last, as `JSON.parse` has it. A signature is over that text, and writing the parsed value anew would change it. Long
 * texts are gone through in portions, between which others have their turn.
 * @param json the text of a JSON object: `JSON.parse` has taken it before
 */
export async function memberSources(json: string): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>()
  let depth = 0
  let inString = false
  let start = 0 // of the member
  let colon = 0
  const take = (end: number) => {
    if (colon > start) sources.set(nameIn(json.slice(start, colon)), json.slice(colon + 1, end).trim())
    start = end + 1
    colon = 0
  }
  for (let at = 0; at < json.length;) {
    const end = Math.min(at + PORTION, json.length)
    for (; at < end; at++) {
      const unit = json.charCodeAt(at)
      if (inString) {
        if (unit === BACKSLASH) at++
        else if (unit === QUOTE) inString = false
      } else if (unit === QUOTE) inString = true
      else if (unit === BRACE || unit === BRACKET) {
        if (depth++ === 0) start = at + 1
      } else if (unit === CLOSING_BRACE || unit === CLOSING_BRACKET) {
        if (--depth === 0) take(at)
      } else if (depth !== 1) continue
      else if (unit === COLON) colon = at
      else if (unit === COMMA) take(at)
    }
    if (at < json.length) await turn()
  }
  return sources
}

function nameIn(key: string): string {
  return JSON.parse(key) as string // what stands before a colon
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSING_BRACKET = 0x5d
const BRACE = 0x7b
const CLOSING_BRACE = 0x7d
