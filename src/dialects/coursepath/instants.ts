/**
 * UTC, whole seconds, `Z`: every common parser accepts it, including PHP's strict one (docs/contracts/coursepath.md
 * 4.1).
 */
export function presentInstant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

export function presentInstantOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : presentInstant(milliseconds)
}

const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?\s*(Z|z|[+ -]\d{2}(?::?\d{2})?)?)?$/

/** An ISO 8601 date or date-time; without an offset it is UTC. undefined when the text isn't one. */
export function parseInstant(text: string): number | undefined {
  const [whole, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    ISO.exec(text.trim()) ?? []
  if (whole === undefined) return undefined
  const milliseconds = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset(zone)}`,
  )
  const sameDay = new Date(Date.parse(`${year}-${month}-${day}T00:00:00Z`)).getUTCDate() === Number(day)
  return Number.isNaN(milliseconds) || !sameDay ? undefined : milliseconds
}

function offset(zone: string): string {
  if (/^z$/i.test(zone)) return 'Z'
  const [, sign, hours, minutes = '00'] = /^([+ -])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  // An unescaped plus sign was decoded as a blank.
  return `${sign === '-' ? '-' : '+'}${hours}:${minutes}`
}
