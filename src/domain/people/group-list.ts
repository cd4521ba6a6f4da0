import type { ChangedWithin } from '../page.ts'

/** The sort keys for lists of groups. */
export const GROUP_SORTS = ['name', 'created', 'modified'] as const
export type GroupSort = (typeof GROUP_SORTS)[number]

export interface GroupFilter extends ChangedWithin {
  readonly id?: readonly number[]
}
