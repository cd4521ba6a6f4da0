const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** A day in milliseconds. */
export const DAY_MS = 24 * 60 * 60_000

/**
 * The day that many days after a time in milliseconds: `2026-11-28`.
 * @param timeZone whose days, such as `Europe/Berlin`; null: UTC
 */
export function dayAfter(instant: number, days: number, timeZone: string | null = null): string {
  const today = timeZone === null ? instant : Date.parse(dayIn(timeZone, instant))
  return new Date(today + days * DAY_MS).toISOString().slice(0, 10)
}

function dayIn(timeZone: string, instant: number): string {
  const parts = formatOf(timeZone).formatToParts(instant)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

/** By time zone; there are some hundreds. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** Whether a text is a day of the calendar as RFC 3339 writes it: `2026-11-28`. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false
  const instant = Date.parse(`${text}T00:00:00.000Z`)
  // The 30th of February is read as a day in March.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}
