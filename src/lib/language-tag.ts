const MAX_TAG = 100

/** Whether the text is a language tag (BCP 47), written with hyphens or underscores: `en`, `de-AT`, `zh_Hant_TW`. */
export function isLanguage(text: string): boolean {
  if (text.length > MAX_TAG) return false // to look at a long one takes long
  try {
    Intl.getCanonicalLocales(text.replaceAll('_', '-'))
    return true
  } catch {
    return false
  }
}
