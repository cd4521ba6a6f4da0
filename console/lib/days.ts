// Days of the academy: they begin when it is midnight there, wherever the browser is.

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 24 * 60 * 60_000

/**
 * The instant at which a day begins in a time zone, in UTC: `2026-06-01` in Berlin is `2026-05-31T22:00:00.000Z`.
 * @returns undefined: that is no day
 */
export function startOfDay(day: string, timeZone: string): string | undefined {
  const midnight = DAY.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN
  if (Number.isNaN(midnight)) return undefined
  // The clock may change on that day, even at midnight: the day begins by the offset before or by the one after.
  const offsets = [midnight - DAY_MS, midnight + DAY_MS].map(
    (instant) => wallClock(instant, timeZone) - instant,
  )
  const starts = offsets.map((offset) => midnight - offset).toSorted((a, b) => a - b)
  const start = starts.find((instant) => wallClock(instant, timeZone) >= midnight) ?? starts[0]
  return start === undefined ? undefined : new Date(start).toISOString()
}

/** The instant at which a day ends. @returns undefined: that is no day */
export function endOfDay(day: string, timeZone: string): string | undefined {
  const midnight = DAY.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN
  if (Number.isNaN(midnight)) return undefined
  return startOfDay(new Date(midnight + DAY_MS).toISOString().slice(0, 10), timeZone)
}

/** What a clock on the wall there shows, as if it were UTC. */
function wallClock(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value ?? 0)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}
