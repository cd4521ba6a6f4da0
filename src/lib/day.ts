const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** A day in milliseconds. */
export const DAY_MS = 24 * 60 * 60_000

/** The day in UTC that many days after a time in milliseconds: `2026-11-28`. */
export function dayAfter(instant: number, days: number): string {
  return new Date(instant + days * DAY_MS).toISOString().slice(0, 10)
}

/** Whether a text is a day of the calendar as RFC 3339 writes it: `2026-11-28`. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false
  const instant = Date.parse(`${text}T00:00:00.000Z`)
  // The 30th of February is read as a day in March.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}
