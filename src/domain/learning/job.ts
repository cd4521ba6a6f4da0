import type { CourseId, JobId, MemberId, ProgramId } from '../ids.ts'
import type { Principal } from '../principal.ts'

/** How links are made, and how far invitations have come. */
export interface InviteAll {
  /** What stands in the link before the token. */
  readonly linkPrefix: string
  /** How long a link is good, in milliseconds. */
  readonly lifetime: number
  /** Up to which everybody was visited: enrolments of a course by their ids, members of a program by those of people. */
  readonly after: number
  readonly invited: number
  /** People who were invited before, have signed in, are barred, or have no address. */
  readonly passedOver: number
}

/** Invites everybody in a course who has neither been invited nor signed in yet. */
export interface InviteCourse extends InviteAll {
  readonly kind: 'invite_course'
  readonly courseId: CourseId
}

/** Likewise, everybody in a program. */
export interface InviteProgram extends InviteAll {
  readonly kind: 'invite_program'
  readonly programId: ProgramId
}

/** What a job does, and how far it has come. */
export type JobWork = InviteCourse | InviteProgram

export const JOB_KINDS = ['invite_course', 'invite_program'] as const satisfies readonly JobWork['kind'][]

export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

/** Long work that somebody asked for, and whose progress they may watch. */
export interface Job {
  readonly id: JobId
  readonly kind: JobWork['kind']
  readonly state: JobState
  /** How many things were visited, of how many; `of` is null where that isn't known before. */
  readonly done: number
  readonly of: number | null
  /** Who asked for it, and by which door. */
  readonly by: Principal
  readonly work: JobWork
  /** What it came to: numbers by name; null until it is done. */
  readonly result: Readonly<Record<string, number>> | null
  /** Why it failed: what was wrong with which field of which thing. */
  readonly error: string | null
  readonly created: number
  readonly started: number | null
  readonly finished: number | null
  readonly modified: number
}

/** Conditions on jobs that must all hold. */
export interface JobFilter {
  readonly kind?: readonly JobWork['kind'][]
  readonly state?: readonly JobState[]
  /** Who asked for them. */
  readonly member?: MemberId
}

/** Carries on a job of that number. */
export interface RunJob {
  readonly kind: 'run_job'
  readonly jobId: JobId
}
