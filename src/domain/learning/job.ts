import type { CourseId, ImportId, JobId, MemberId, ProgramId } from '../ids.ts'
import type { ChangedWithin } from '../page.ts'
import type { Principal } from '../principal.ts'

/** How links are built, and the progress of the invitations. */
export interface InviteAll {
  /** The part of the link before the token. */
  readonly linkPrefix: string
  /** How long a link is valid, in milliseconds. */
  readonly lifetime: number
  /** The last one visited: an enrolment id for a course, the id of a person for a program. */
  readonly after: number
  readonly invited: number
  /** People who were already invited, have signed in, are barred, or have no address. */
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

/** Copies the whole database. The server does it outside of any transaction. */
export interface MakeBackup {
  readonly kind: 'backup'
}

/** Plans an import, or carries it out. How far it is stands in the import. */
export interface ImportWork {
  readonly kind: 'plan_import' | 'run_import'
  readonly importId: ImportId
}

/** What a job does, and its progress. */
export type JobWork = InviteCourse | InviteProgram | MakeBackup | ImportWork

export const JOB_KINDS = [
  'invite_course',
  'invite_program',
  'backup',
  'plan_import',
  'run_import',
] as const satisfies readonly JobWork['kind'][]

export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

/** Long-running work that somebody requested and can watch. */
export interface Job {
  readonly id: JobId
  readonly kind: JobWork['kind']
  readonly state: JobState
  /** How many items were visited, and the total; `of` is null if the total isn't known in advance. */
  readonly done: number
  readonly of: number | null
  /** Who requested it, and through which door. */
  readonly by: Principal
  readonly work: JobWork
  /** The results: numbers by name; null until it is done. */
  readonly result: Readonly<Record<string, number>> | null
  /** Why it failed: which field of which object had which issue. */
  readonly error: string | null
  readonly created: number
  readonly started: number | null
  readonly finished: number | null
  readonly modified: number
}

/** What jobs are sorted by. */
export const JOB_SORTS = ['created', 'modified'] as const
export type JobSort = (typeof JOB_SORTS)[number]

/** Conditions on jobs that must all hold. */
export interface JobFilter extends ChangedWithin {
  readonly kind?: readonly JobWork['kind'][]
  readonly state?: readonly JobState[]
  /** The people who requested them. */
  readonly member?: MemberId
}

/** Continues the job with that number. */
export interface RunJob {
  readonly kind: 'run_job'
  readonly jobId: JobId
}
