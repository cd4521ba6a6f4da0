import { pickLanguage } from '../domain/languages.ts'

/** The languages that the pages speak. */
export type Locale = 'en' | 'de'

export const LOCALES: readonly Locale[] = ['en', 'de']

/** Words in each language: German must have all that English has, and nothing else. */
export type InEachLanguage<Words> = Readonly<Record<Locale, Words>>

/** Declares the words of some pages; a translation that is missing doesn't compile. */
export function inEachLanguage<Words>(words: {
  readonly en: Words
  readonly de: NoInfer<Words>
}): InEachLanguage<Words> {
  return words
}

/** Where a language may be named; the first that is spoken here counts. */
export interface LanguageSigns {
  /** What was asked for outright. */
  readonly wish: string | null | undefined
  /** The person's own. */
  readonly person: string | null | undefined
  /** The header Accept-Language. */
  readonly browser: string | undefined
  readonly academy: string | null | undefined
}

/** The language in which a reader is answered; English where nothing else is spoken. */
export function chooseLocale({ wish, person, academy, browser }: LanguageSigns): Locale {
  return localeOf(wish) ?? localeOf(person) ?? ofBrowser(browser ?? '') ?? localeOf(academy) ?? 'en'
}

/** The language of a tag such as `de-AT`, when it is spoken here. */
export function localeOf(tag: string | null | undefined): Locale | undefined {
  return pickLanguage(LOCALES, tag)
}

const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr'])

/** Which way a language is written: that of a BCP 47 tag, left to right where it is none. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  try {
    return RIGHT_TO_LEFT.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr'
  } catch {
    return 'ltr' // tags come as other systems write them
  }
}

/** Of those that are accepted (RFC 9110 12.5.4) the most wanted, the earlier one among equals. */
function ofBrowser(header: string): Locale | undefined {
  const wanted = header.split(',').flatMap((part) => {
    const [tag, ...parameters] = part.split(';')
    const locale = localeOf(tag)
    const weight = Number(parameters.map((one) => /^\s*q=(\S+)\s*$/i.exec(one)?.[1]).find(Boolean) ?? 1)
    return locale !== undefined && weight > 0 ? [{ locale, weight }] : []
  })
  return wanted.toSorted((a, b) => b.weight - a.weight)[0]?.locale
}
