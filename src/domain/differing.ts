import { isDeepStrictEqual } from 'node:util'

/**
 * What of the values is different from how things are; undefined: nothing. An operation that changes nothing writes nothing:
 * no other `modified`, no entry in the audit trail.
 */
export function differing<Values extends object>(
  values: Values,
  before: { readonly [Name in keyof Values]?: unknown },
): Values | undefined {
  const moved = Object.entries(values).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(value, before[name as keyof Values]),
  )
  return moved.length === 0 ? undefined : (Object.fromEntries(moved) as Values) // some of its own members
}

/** Whether two lists hold the same, in whatever order. */
export function holdSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return new Set(one).symmetricDifference(new Set(other)).size === 0
}
