import type { Import, Job } from '../lib/api-types.ts'

/** What becomes of rows; what somebody must look at first. */
export const RESULTS = ['refused', 'removed', 'missing', 'changed', 'new', 'unchanged', 'skipped'] as const

/** The same once it is carried out: first what was done. */
export const RESULTS_WHEN_DONE = ['new', 'changed', 'removed', 'refused', 'missing', 'unchanged', 'skipped'] as const

/** Whether a state is good, bad, or not over yet. */
export function markOf(state: Import['state'] | Job['state']): 'good' | 'waiting' | 'bad' | 'plain' {
  switch (state) {
    case 'done':
      return 'good'
    case 'failed':
      return 'bad'
    case 'cancelled':
      return 'plain'
    default:
      return 'waiting'
  }
}

/** Whether the server is at work on it. */
export function isGoing({ state }: Pick<Import, 'state'>): boolean {
  return state === 'reading' || state === 'planning' || state === 'running'
}
