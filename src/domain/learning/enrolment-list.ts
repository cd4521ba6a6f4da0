import type { CourseTitle } from '../courses/course.ts'
import type { ProgramTitle } from '../courses/program.ts'
import type { ChangedWithin } from '../page.ts'
import type { PersonTitle } from '../people/member.ts'
import type { Enrolment, ProgramMembership } from './enrolment.ts'

/** A person's progress: `passed` and `failed` are completed. */
export const ENROLMENT_STATES = ['not_started', 'in_progress', 'passed', 'failed'] as const
export type EnrolmentState = (typeof ENROLMENT_STATES)[number]

/** The sort keys for lists of enrolments. */
export const ENROLMENT_SORTS = ['created', 'modified', 'started', 'completed', 'dueDate'] as const
export type EnrolmentSort = (typeof ENROLMENT_SORTS)[number]

/** Conditions on enrolments that must all hold. Several values for one field: any of them. */
export interface EnrolmentListFilter extends ChangedWithin {
  readonly id?: readonly number[]
  readonly course?: readonly number[]
  readonly member?: readonly number[]
  /** Groups the people are in. */
  readonly group?: readonly number[]
  readonly state?: readonly EnrolmentState[]
  /** In milliseconds: at or after that time, before that time. */
  readonly completedFrom?: number
  readonly completedBefore?: number
  /** Days: on or after that day, before that day. */
  readonly dueFrom?: string
  readonly dueBefore?: string
}

/** An enrolment with the names of the person and the course. */
export interface ListedEnrolment {
  readonly enrolment: Enrolment
  readonly course: CourseTitle
  readonly member: PersonTitle
}

/** The sort keys for lists of program members. */
export const MEMBERSHIP_SORTS = ['created', 'modified', 'completed', 'dueDate'] as const
export type MembershipSort = (typeof MEMBERSHIP_SORTS)[number]

export interface MembershipListFilter extends ChangedWithin {
  readonly program?: readonly number[]
  readonly member?: readonly number[]
  readonly completedFrom?: number
  readonly completedBefore?: number
  /** Days: on or after that day, before that day. */
  readonly dueFrom?: string
  readonly dueBefore?: string
}

/** A program membership with the names of the person and the program. */
export interface ListedMembership {
  readonly membership: ProgramMembership
  readonly program: ProgramTitle
  readonly member: PersonTitle
}
