const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether a text is a day of the calendar as RFC 3339 writes it: `2026-11-28`. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false
  const instant = Date.parse(`${text}T00:00:00.000Z`)
  // The 30th of February is read as a day in March.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}
