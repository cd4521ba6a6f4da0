// Single parameter values. JSON has types, forms have only text, and both must work (docs/contracts/intellum.md 2.2,
// 4.3).

/** An integer as a number or as a string of digits; undefined if SQL can't hold it. */
export function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

/** A text unchanged; a number counts as its text. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : undefined
}

/** `true` and `false`, also as words, `1` and `0` (6.1). */
export function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  switch (readText(value)?.trim().toLowerCase()) {
    case 'true':
    case '1':
      return true
    case 'false':
    case '0':
      return false
    default:
      return undefined
  }
}
