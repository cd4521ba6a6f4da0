import type { Coverage, Me, Overview } from '../lib/api-types.ts'
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

const COUNTED_FOR_MS = 60_000

/** Everything is counted for it: what was counted a short while ago is good enough. */
export function coverageQuery() {
  return { ...bodyQuery<Coverage>('/overview/coverage'), staleTime: COUNTED_FOR_MS }
}

/** Who sees every course: those who may look at people, and authors. */
export function maySeeCoverage({ rights }: Pick<Me, 'rights'>): boolean {
  return rights.readPeople === true || rights.editCourses === true
}
