import { useMemo } from 'react'
import { tagOf } from '../words/languages.ts'
import { useLanguage } from '../words/words.ts'

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['week', 7 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
]

function makeFormats(tag: string) {
  const numbers = new Intl.NumberFormat(tag)
  const percents = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 })
  const sizes = new Intl.NumberFormat(tag, {
    style: 'unit',
    unit: 'megabyte',
    maximumSignificantDigits: 3,
  })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const instants = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'long' })
  const times = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' })
  const days = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' })
  const shortDays = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' })
  return {
    number: (value: number) => numbers.format(value),
    /** “1.24 MB” */
    bytes: (value: number) => sizes.format(value / 1_000_000),
    /** @param value from 0 to 100 */
    percent: (value: number) => percents.format(value / 100),
    /** “3 hours ago”. @param instant RFC 3339 */
    relative(instant: string, now = Date.now()): string {
      const seconds = (Date.parse(instant) - now) / 1000
      const [unit, length] = STEPS.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1]
      return unit === 'second'
        ? relative.format(0, 'second')
        : relative.format(Math.trunc(seconds / length), unit)
    },
    /** With weekday and time zone. */
    instant: (instant: string) => instants.format(new Date(instant)),
    time: (instant: string) => times.format(new Date(instant)),
    /** @param day `2026-11-28` */
    day: (day: string) => days.format(new Date(day)),
    shortDay: (day: string) => shortDays.format(new Date(day)),
    list: (parts: readonly string[]) => lists.format(parts),
  }
}

export type Formats = ReturnType<typeof makeFormats>

/** Numbers, days and times in the person's language. */
export function useFormats(): Formats {
  const language = useLanguage()
  return useMemo(() => makeFormats(tagOf(language)), [language])
}
