import { getActor } from '../actor.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { DayCount, StandingCount } from './learning-store.ts'

const DAY = 24 * 60 * 60 * 1_000

/** The academy's recent figures, and what needs attention. */
export interface Overview extends StandingCount {
  /** Midnight in UTC of the first day. */
  readonly from: number
  readonly enrolments: number
  readonly completions: number
  /** All days in order, today last; includes days without events. */
  readonly series: readonly DayCount[]
}

/**
 * Figures for the last days, including today, in two statements.
 * @param days in UTC, at least 1
 * @throws forbidden
 */
export async function getOverview(reader: Reader, by: Principal, days: number): Promise<Overview> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'list')
  const from = (Math.floor(reader.now / DAY) - days + 1) * DAY
  const series = await reader.overview.countByDay(by.accountId, from)
  const sum = (what: 'enrolments' | 'completions') => series.reduce((all, day) => all + day[what], 0)
  return {
    ...(await reader.overview.countStanding(by.accountId, from)),
    from,
    enrolments: sum('enrolments'),
    completions: sum('completions'),
    series,
  }
}
