import { once } from '../lib/once.ts'
import type { Locale } from './language.ts'

type Formats<Format> = Readonly<Record<Locale, () => Format>>

// Created once, on first use: creating one costs more than using it.
const DAYS: Formats<Intl.DateTimeFormat> = { en: once(() => days('en-GB')), de: once(() => days('de-DE')) }
const NUMBERS: Formats<Intl.NumberFormat> = {
  en: once(() => numbers('en-GB')),
  de: once(() => numbers('de-DE')),
}
const MOMENTS: Formats<Intl.DateTimeFormat> = {
  en: once(() => moments('en-GB')),
  de: once(() => moments('de-DE')),
}

function moments(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
}

/** A day and a time in words, in UTC. */
export function momentInWords(instant: number, locale: Locale): string {
  return MOMENTS[locale]().format(instant)
}

function days(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
}

function numbers(language: string): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
}

/** A day in words, in UTC: 22 November 2026, 22. November 2026. */
export function dayInWords(instant: number, locale: Locale): string {
  return DAYS[locale]().format(instant)
}

/** A score as people write it: 66.67%, 66,67 %. */
export function percent(score: number, locale: Locale): string {
  const number = NUMBERS[locale]().format(score)
  return locale === 'de' ? `${number}\u00a0%` : `${number}%`
}
