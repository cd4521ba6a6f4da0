/**
 * The form in which names are compared: without blanks at the ends, composed (NFC), lower case. It is stored beside
 * the text, so that both engines compare alike whatever their own idea of case is.
 */
export function fold(text: string): string {
  return composed(text.trim()).toLowerCase()
}

// No writing piles up more marks on a letter; Unicode's own Stream-Safe Text ends a pile at 30 too (UAX #15). The two
// half-width signs are letters that become marks in NFKC.
const PILE = /[\p{M}\uff9e\uff9f]{31}/u
/** Shorter texts are composed in no time, whatever they hold. */
const SHORT = 100

/**
 * The form of a text in which each letter is one character with its marks (NFC), and where wanted also compatible
 * spellings are one (NFKC). Text with a pile of marks stays as it is: to put n of them in order takes n² steps, hours for
 * what fits into a request.
 */
export function composed(text: string, form: 'NFC' | 'NFKC' = 'NFC'): string {
  return text.length > SHORT && PILE.test(text) ? text : text.normalize(form)
}

/** Whether both engines can store the text and give it back: no U+0000, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

/** Length in characters (code points), which is how SQL counts too. */
export function characters(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff) count--
  }
  return count
}

/** Whether the text is blank once trimmed. */
export function isBlank(text: string): boolean {
  return text.trim() === ''
}
