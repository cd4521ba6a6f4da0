/**
 * The form in which names are compared: without blanks at the ends, composed (NFC), lower case. It is stored beside
 * the text, so that both engines compare alike whatever their own idea of case is.
 */
export function fold(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
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
