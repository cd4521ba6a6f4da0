import type { ChangedWithin } from '../page.ts'

/** By what lists of groups can be sorted. */
export const GROUP_SORTS = ['name', 'created', 'modified'] as const
export type GroupSort = (typeof GROUP_SORTS)[number]

export interface GroupFilter extends ChangedWithin {
  readonly id?: readonly number[]
}
