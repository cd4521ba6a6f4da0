import type { Overview } from '../lib/api-types.ts'
import { bodyQuery } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'

export const PERIODS = [7, 30, 90, 365] as const
const USUAL_PERIOD = 30

/** The period in the address: `?days=90`. */
export function daysOf({ days }: Search): number {
  return PERIODS.find((one) => String(one) === days) ?? USUAL_PERIOD
}

export function overviewQuery(days: number) {
  return bodyQuery<Overview>('/overview', { days })
}
