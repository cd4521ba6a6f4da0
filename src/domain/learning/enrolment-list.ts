import type { CourseTitle } from '../courses/course.ts'
import type { ProgramTitle } from '../courses/program.ts'
import type { ChangedWithin } from '../page.ts'
import type { PersonTitle } from '../people/member.ts'
import type { Enrolment, ProgramMembership } from './enrolment.ts'

/** How far somebody is: `passed` and `failed` are completed. */
export const ENROLMENT_STATES = ['not_started', 'in_progress', 'passed', 'failed'] as const
export type EnrolmentState = (typeof ENROLMENT_STATES)[number]

/** By what lists of enrolments can be sorted. */
export const ENROLMENT_SORTS = ['created', 'modified', 'started', 'completed', 'dueDate'] as const
export type EnrolmentSort = (typeof ENROLMENT_SORTS)[number]

/** Conditions on enrolments that must all hold. Several values for one field: any of them. */
export interface EnrolmentListFilter extends ChangedWithin {
  readonly id?: readonly number[]
  readonly course?: readonly number[]
  readonly member?: readonly number[]
  /** Groups that the people are in. */
  readonly group?: readonly number[]
  readonly state?: readonly EnrolmentState[]
  /** In milliseconds: at that instant or later, before that instant. */
  readonly completedFrom?: number
  readonly completedBefore?: number
  /** Days: on that one or later, before that one. */
  readonly dueFrom?: string
  readonly dueBefore?: string
}

/** An enrolment with the names of who takes what. */
export interface ListedEnrolment {
  readonly enrolment: Enrolment
  readonly course: CourseTitle
  readonly member: PersonTitle
}

/** By what lists of people in programs can be sorted. */
export const MEMBERSHIP_SORTS = ['created', 'modified', 'completed'] as const
export type MembershipSort = (typeof MEMBERSHIP_SORTS)[number]

export interface MembershipListFilter extends ChangedWithin {
  readonly program?: readonly number[]
  readonly member?: readonly number[]
  readonly completedFrom?: number
  readonly completedBefore?: number
}

/** A membership of a program with the names of who is in what. */
export interface ListedMembership {
  readonly membership: ProgramMembership
  readonly program: ProgramTitle
  readonly member: PersonTitle
}
