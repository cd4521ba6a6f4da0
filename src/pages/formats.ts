import type { Locale } from './language.ts'

const LANGUAGES: Readonly<Record<Locale, string>> = { en: 'en-GB', de: 'de-DE' }

/** A day in words, in UTC: 22 November 2026, 22. November 2026. */
export function dayInWords(instant: number, locale: Locale): string {
  return new Intl.DateTimeFormat(LANGUAGES[locale], { dateStyle: 'long', timeZone: 'UTC' }).format(instant)
}

/** A score as people write it: 66.67 %, 66,67 %. */
export function percent(score: number, locale: Locale): string {
  const number = new Intl.NumberFormat(LANGUAGES[locale], { maximumFractionDigits: 2 }).format(score)
  return locale === 'de' ? `${number}\u00a0%` : `${number}%`
}
