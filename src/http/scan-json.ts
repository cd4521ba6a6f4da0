import { PORTION, turn } from '../lib/turns.ts'

/** The characters that give a JSON text its structure, as UTF-16 units. */
export const JSON_MARK = {
  comma: 0x2c,
  colon: 0x3a,
  bracket: 0x5b,
  closingBracket: 0x5d,
  brace: 0x7b,
  closingBrace: 0x7d,
} as const

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Goes through a JSON text in portions, between which others have their turn.
 * @param visit gets every mark outside of strings, and where it stands
 */
export async function scanJson(text: string, visit: (unit: number, at: number) => void): Promise<void> {
  let inString = false
  for (let at = 0; at < text.length;) {
    const end = Math.min(at + PORTION, text.length)
    for (; at < end; at++) {
      const unit = text.charCodeAt(at)
      if (inString) {
        if (unit === BACKSLASH) at++
        else if (unit === QUOTE) inString = false
      } else if (unit === QUOTE) inString = true
      else if (isMark(unit)) visit(unit, at)
    }
    if (at < text.length) await turn()
  }
}

/** Other units aren't worth a call for each. */
function isMark(unit: number): boolean {
  return (
    unit === JSON_MARK.comma ||
    unit === JSON_MARK.colon ||
    unit === JSON_MARK.bracket ||
    unit === JSON_MARK.closingBracket ||
    unit === JSON_MARK.brace ||
    unit === JSON_MARK.closingBrace
  )
}
