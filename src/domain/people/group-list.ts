import type { ChangedWithin } from '../page.ts'
import type { Group } from './group.ts'
import type { Member } from './member.ts'

/** The sort keys for lists of groups. */
export const GROUP_SORTS = ['name', 'created', 'modified'] as const
export type GroupSort = (typeof GROUP_SORTS)[number]

export interface GroupFilter extends ChangedWithin {
  readonly id?: readonly number[]
  /** Groups that one of these people is in. */
  readonly member?: readonly number[]
}

/** Conditions on who is in which group that must all hold. Several values for one field: any of them. */
export interface GroupMembershipFilter {
  readonly group?: readonly number[]
  readonly member?: readonly number[]
}

/** A person in a group. */
export interface GroupMembership {
  readonly group: Pick<Group, 'id' | 'name'>
  readonly member: Pick<Member, 'id' | 'username'>
}
