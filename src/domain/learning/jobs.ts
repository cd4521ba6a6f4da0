// Long-running work that somebody requests and can watch. The worker for large operations runs it in portions, so after
// a restart, or on another node, it continues where it stopped.
import { getActor } from '../actor.ts'
import { DomainError, forbidden, notFound } from '../errors.ts'
import type { CourseId, JobId, MemberId, ProgramId } from '../ids.ts'
import type { CursorQuery, Page } from '../page.ts'
import { type Actor, demand, mayEnrolOthers, mayReadAudit } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { requireCourse } from '../courses/courses.ts'
import { requireProgram } from '../courses/read-programs.ts'
import type { Reader, Writer } from '../store.ts'
import { isAddress } from '../../lib/mail-address.ts'
import { isBarred } from '../standing.ts'
import { requireMember } from '../people/members.ts'
import { inviteMember } from './invitations.ts'
import { NO_WORDS } from './invitation.ts'
import type {
  InviteAll,
  InviteCourse,
  InviteProgram,
  Job,
  JobFilter,
  JobSort,
  JobWork,
  RunJob,
} from './job.ts'
import { PORTION, type Portion } from './large-work.ts'

/** How many jobs of one account may be waiting or running. */
const MOST_AT_A_TIME = 100

/**
 * Starts inviting everybody in a course who has neither been invited nor signed in yet.
 * @throws forbidden, not_found (course), conflict (too many jobs)
 */
export async function createInviteJob(
  tx: Writer,
  by: Principal,
  courseId: CourseId,
  { linkPrefix, lifetime }: Pick<InviteAll, 'linkPrefix' | 'lifetime'>,
): Promise<Job> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'invitation', 'create')
  await requireCourse(tx, by, courseId)
  const of = await tx.tallies.count(by.accountId, { of: 'members', course: courseId })
  return createJob(
    tx,
    by,
    { kind: 'invite_course', courseId, linkPrefix, lifetime, after: 0, invited: 0, passedOver: 0 },
    of,
  )
}

/**
 * Starts inviting everybody in a program who has neither been invited nor signed in yet.
 * @throws forbidden, not_found (program), conflict (too many jobs)
 */
export async function createProgramInviteJob(
  tx: Writer,
  by: Principal,
  programId: ProgramId,
  { linkPrefix, lifetime }: Pick<InviteAll, 'linkPrefix' | 'lifetime'>,
): Promise<Job> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'invitation', 'create')
  await requireProgram(tx, by, programId)
  const of = await tx.tallies.count(by.accountId, { of: 'members', program: programId })
  return createJob(
    tx,
    by,
    { kind: 'invite_program', programId, linkPrefix, lifetime, after: 0, invited: 0, passedOver: 0 },
    of,
  )
}

/** Jobs, the newest first unless sorted: the caller's own; all of the account for callers who may read the audit trail. */
export async function listJobs(
  reader: Reader,
  by: Principal,
  query: CursorQuery<Omit<JobFilter, 'member'>, JobSort>,
): Promise<Page<Job>> {
  const member = ownerSeenBy(await getActor(reader, by))
  const filter = { ...query.filter, ...(member !== undefined && { member }) }
  return reader.jobs.list(by.accountId, { ...query, filter })
}

/** @throws not_found (also for another person's job, unless the caller may read the audit trail) */
export async function getJob(reader: Reader, by: Principal, id: JobId): Promise<Job> {
  const owner = ownerSeenBy(await getActor(reader, by))
  const job = await reader.jobs.find(by.accountId, id)
  const isSeen = owner === undefined || job?.by.memberId === owner
  if (job === undefined || !isSeen) throw notFound('job', id)
  return job
}

/** A job that nobody else changes until the transaction ends. @throws as getJob */
export async function lockJob(tx: Writer, by: Principal, id: JobId): Promise<Job> {
  await getJob(tx, by, id)
  await tx.accounts.lock(by.accountId) // as whoever cancels or goes on with it: always in that order
  await tx.jobs.lock(by.accountId, id)
  return getJob(tx, by, id)
}

/**
 * Cancels a job between two of its portions: completed work stays done. A job that has ended stays unchanged.
 * @throws not_found, forbidden (another's, unless the caller is a manager)
 */
export async function cancelJob(tx: Writer, by: Principal, id: JobId): Promise<Job> {
  const actor = await getActor(tx, by)
  const before = await getJob(tx, by, id)
  const isManager = actor.kind !== 'member' || actor.roles.has('manager')
  if (!isManager && before.by.memberId !== actor.id) throw forbidden('job', 'cancel')
  const job = await lockJob(tx, by, id)
  if (job.finished === null) await end(tx, job, { state: 'cancelled' })
  return getJob(tx, by, id)
}

/** A job's progress after a portion. */
export interface JobProgress {
  /** How many of its items the portion visited. */
  readonly visited: number
  readonly isDone: boolean
  /** Where the next portion goes on. */
  readonly now: JobWork
  /** What came of the whole job, once it is done. */
  readonly result: Readonly<Record<string, number>>
}

/** Does the next portion of a job's work. Each room has its own. */
export type JobStep = (tx: Writer, by: Principal, work: JobWork) => Promise<JobProgress>

/** Runs the next portion of a job, in the name of the person who requested it. */
export async function runJobPortion(
  tx: Writer,
  by: Principal,
  work: RunJob,
  step: JobStep,
): Promise<Portion<RunJob>> {
  const { accountId } = by
  await tx.accounts.lock(accountId) // it may end, and the next job of its kind may start
  await tx.jobs.lock(accountId, work.jobId)
  const job = await tx.jobs.find(accountId, work.jobId)
  if (job?.finished !== null) return { visited: 0, rest: undefined } // it has ended, or was deleted
  const { visited, isDone, now, result } = await step(tx, by, job.work)
  const change = { done: job.done + visited, work: now, started: job.started ?? tx.now }
  if (!isDone) {
    await tx.jobs.update(accountId, job.id, { ...change, state: 'running' })
    return { visited, rest: work }
  }
  await end(tx, job, { ...change, state: 'done', result })
  return { visited, rest: undefined }
}

/** Marks a job as failed if the error is a domain error and not a temporary problem. Returns whether it did. */
export async function recordJobFailure(
  tx: Writer,
  by: Principal,
  { jobId }: RunJob,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof DomainError) || error.kind === 'unavailable') return false
  await tx.accounts.lock(by.accountId)
  await tx.jobs.lock(by.accountId, jobId)
  const job = await tx.jobs.find(by.accountId, jobId)
  if (job?.finished === null) await end(tx, job, { state: 'failed', error: error.message })
  return true
}

/**
 * Begins a job that an operation was asked for; it has checked that the caller may do that.
 * @param of how many items there are; null: nobody knows yet
 * @throws conflict (too many jobs)
 */
export async function createJob(tx: Writer, by: Principal, work: JobWork, of: number | null): Promise<Job> {
  await tx.accounts.lock(by.accountId)
  if ((await tx.jobs.countUnfinished(by.accountId)) >= MOST_AT_A_TIME) {
    throw new DomainError('conflict', [
      { subject: 'job', field: 'jobs', problem: 'too_many', limit: MOST_AT_A_TIME },
    ])
  }
  const job = await tx.jobs.insert(by, work, of)
  // One job of a kind runs at a time: the next starts when the earlier ones have ended.
  const first = await tx.jobs.findFirstUnfinished(by.accountId, work.kind)
  if (first === job.id) await tx.pendingWork.insert(by, { kind: 'run_job', jobId: job.id })
  return job
}

/** Ends a job, behind the lock on the account, and starts the next of its kind. */
async function end(
  tx: Writer,
  { id, by, kind }: Job,
  change: Parameters<Writer['jobs']['update']>[2],
): Promise<void> {
  await tx.jobs.update(by.accountId, id, { ...change, finished: tx.now })
  const next = await tx.jobs.findFirstUnfinished(by.accountId, kind)
  const job = next === undefined ? undefined : await tx.jobs.find(by.accountId, next)
  if (job !== undefined) await tx.pendingWork.insert(job.by, { kind: 'run_job', jobId: job.id })
}

/** Invites the next people in a course or a program. */
export async function inviteMembersPortion(
  tx: Writer,
  by: Principal,
  work: InviteCourse | InviteProgram,
): Promise<JobProgress> {
  const limit = PORTION
  const portion = await lockPortion(tx, by, work, limit)
  const place =
    work.kind === 'invite_course'
      ? ({ of: 'course', courseId: work.courseId } as const)
      : ({ of: 'program', programId: work.programId } as const)
  let { invited, passedOver } = work
  for (const { memberId } of portion) {
    const { email, ...member } = await requireMember(tx, by, { id: memberId })
    const isToBeInvited =
      member.invited === null &&
      member.activated === null &&
      !isBarred(member) &&
      email !== null &&
      isAddress(email)
    if (!isToBeInvited) {
      passedOver++
      continue
    }
    await inviteMember(tx, by, memberId, {
      place,
      words: () => NO_WORDS,
      token: `${tx.newGuid()}${tx.newGuid()}`.replaceAll('-', ''),
      lifetime: work.lifetime,
      linkTo: (token) => work.linkPrefix + token,
    })
    invited++
  }
  return {
    visited: portion.length,
    isDone: portion.length < limit,
    now: { ...work, after: portion.at(-1)?.position ?? work.after, invited, passedOver },
    result: { invited, passedOver },
  }
}

/** The next people in the course or the program, each with the position to store once they are visited. */
async function lockPortion(
  tx: Writer,
  { accountId }: Principal,
  work: InviteCourse | InviteProgram,
  limit: number,
): Promise<readonly { readonly position: number; readonly memberId: MemberId }[]> {
  const portion = { after: work.after, limit }
  if (work.kind === 'invite_course') {
    const enrolments = await tx.enrolments.lockPortionOfCourse(accountId, work.courseId, portion)
    return enrolments.map(({ id, memberId }) => ({ position: id, memberId }))
  }
  const members = await tx.programMemberships.lockPortionOfProgram(accountId, work.programId, portion)
  return members.map(({ memberId }) => ({ position: memberId, memberId }))
}

/** Whose jobs the actor sees; undefined: everybody's. */
function ownerSeenBy(actor: Actor): MemberId | undefined {
  return actor.kind === 'member' && !mayReadAudit(actor) ? actor.id : undefined
}

/** The position in the changes of jobs: the last change that was reported. */
export interface WatchedJobs {
  readonly modified: number
  readonly id: number
}

/**
 * The jobs that have changed since then, in order of change: the caller's own; all for callers who may read the audit
 * trail.
 */
export async function listChangedJobs(
  reader: Reader,
  by: Principal,
  after: WatchedJobs,
): Promise<readonly Job[]> {
  const member = ownerSeenBy(await getActor(reader, by))
  return reader.jobs.listChanged(by.accountId, after, {
    ...(member !== undefined && { member }),
    limit: MOST_CHANGED,
  })
}

/** How many changed jobs are reported at a time. */
const MOST_CHANGED = 100
