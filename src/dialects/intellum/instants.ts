import type { InstantRange } from '../../domain/page.ts'

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(Z|[+ -]\d{2}:\d{2})?)?$/

/**
 * `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS`, or two of them separated by a comma: both ends included, a date without a time
 * is its whole day in UTC (docs/contracts/intellum.md 6.1). The format used in answers is accepted as well.
 */
export function parseInstants(value: unknown): InstantRange | undefined {
  if (typeof value !== 'string') return undefined
  const [first, last, ...more] = value.split(',').map((text) => parsePeriod(text.trim()))
  if (first === undefined || more.length > 0) return undefined
  if (!value.includes(',')) return first
  return last && { from: first.from, to: last.to }
}

/** ISO 8601 with an offset (6.2). */
export function presentInstant(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`
}

/** A day or a second. */
function parsePeriod(text: string): InstantRange | undefined {
  const [, day, time, offset = 'Z'] = DATE.exec(text) ?? []
  if (day === undefined || !isDay(day)) return undefined
  // An unencoded plus sign was decoded as a blank.
  const from = Date.parse(`${day}T${time ?? '00:00:00'}${offset.replace(' ', '+')}`)
  if (Number.isNaN(from)) return undefined
  return { from, to: from + (time === undefined ? 86_400_000 : 1000) - 1 }
}

/** JavaScript reads 30 February as 2 March. */
function isDay(day: string): boolean {
  const instant = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day)
}
