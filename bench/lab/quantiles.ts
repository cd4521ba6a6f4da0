import { percentile } from '../load.ts'
import type { Point } from '../scenario.ts'

/** The shape of many values as a line: at each hundredth the value that so many of them don't exceed. */
export function quantiles(values: readonly number[]): Point[] {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) return []
  return Array.from({ length: 101 }, (_, at): Point => [
    at / 100,
    Number(percentile(sorted, at / 100).toPrecision(3)),
  ])
}
