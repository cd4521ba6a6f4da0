/** The languages of the console. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ar'] as const
/** `pseudo` is English made strange, for tests: what is still plain English doesn't come from the words. */
export type Language = (typeof LANGUAGES)[number] | 'pseudo'

/** Each by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<(typeof LANGUAGES)[number], string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
}

/** The first of these BCP 47 tags that is spoken here; English if none is. */
export function chooseLanguage(...tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    if (tag === 'pseudo') return 'pseudo'
    const [language = ''] = (tag ?? '').toLowerCase().split('-')
    const spoken = LANGUAGES.find((one) => one === language)
    if (spoken !== undefined) return spoken
  }
  return 'en'
}

/** For `lang`, and for everything that Intl formats. */
export function tagOf(language: Language): string {
  return language === 'pseudo' ? 'en' : language
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return tagOf(language) === 'ar' ? 'rtl' : 'ltr'
}
