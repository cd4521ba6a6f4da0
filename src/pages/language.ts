import { pickLanguage } from '../domain/languages.ts'

/** The languages of the pages. */
export type Locale = 'en' | 'de'

export const LOCALES: readonly Locale[] = ['en', 'de']

/** Texts in each language: German must have exactly the keys that English has. */
export type InEachLanguage<Words> = Readonly<Record<Locale, Words>>

/** Declares the texts of some pages; a missing translation doesn't compile. */
export function inEachLanguage<Words>(words: {
  readonly en: Words
  readonly de: NoInfer<Words>
}): InEachLanguage<Words> {
  return words
}

/** Sources of the language; the first supported one applies. */
export interface LanguageSigns {
  /** The explicitly requested language. */
  readonly wish: string | null | undefined
  /** The person's own language. */
  readonly person: string | null | undefined
  /** The header Accept-Language. */
  readonly browser: string | undefined
  readonly academy: string | null | undefined
}

/** The reader's language; English if none of the requested ones is supported. */
export function chooseLocale({ wish, person, academy, browser }: LanguageSigns): Locale {
  return localeOf(wish) ?? localeOf(person) ?? ofBrowser(browser ?? '') ?? localeOf(academy) ?? 'en'
}

/** The language of a tag such as `de-AT`, if it is supported. */
export function localeOf(tag: string | null | undefined): Locale | undefined {
  return pickLanguage(LOCALES, tag)
}

const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr'])

/** The writing direction of a BCP 47 tag; left to right if the tag is invalid. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  try {
    return RIGHT_TO_LEFT.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr'
  } catch {
    return 'ltr' // tags may come from other systems unchecked
  }
}

/** The accepted language (RFC 9110 12.5.4) with the highest weight; the earlier one among equals. */
function ofBrowser(header: string): Locale | undefined {
  const wanted = header.split(',').flatMap((part) => {
    const [tag, ...parameters] = part.split(';')
    const locale = localeOf(tag)
    const weight = Number(parameters.map((one) => /^\s*q=(\S+)\s*$/i.exec(one)?.[1]).find(Boolean) ?? 1)
    return locale !== undefined && weight > 0 ? [{ locale, weight }] : []
  })
  return wanted.toSorted((a, b) => b.weight - a.weight)[0]?.locale
}
