import { CommandError } from './explain.ts'

/** An ISO 8601 time, as milliseconds. @throws CommandError */
export function instantNamed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) {
    throw new CommandError(`"${text}" is not a time such as 2026-01-15 or 2026-01-15T12:00:00Z.`, 2)
  }
  return instant
}

/** A whole number, 0 or more. @throws CommandError */
export function countNamed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new CommandError(`"${text}" is not a number.`, 2)
  return Number(text)
}
