// The store's ports for learning: enrolments, memberships and results.
import type { QuizAttempt } from '../courses/lesson.ts'
import type {
  AccountId,
  CategoryId,
  CertificateId,
  CourseId,
  EnrolmentId,
  GroupId,
  InvitationId,
  LessonId,
  MemberId,
  JobId,
  PendingWorkId,
  ProgramId,
  ProgramMembershipId,
} from '../ids.ts'
import type { Certificate } from './certificate.ts'
import type {
  CourseInProgram,
  Enrolment,
  EnrolmentFilter,
  JoinedProgram,
  NumberedAttempt,
  PastAttempt,
  PastResult,
  PastResultOfCourse,
  ProgramMembership,
  Result,
  TakenCourse,
} from './enrolment.ts'
import type { Invitation, InvitationTarget, InvitationText } from './invitation.ts'
import type { Job, JobFilter, JobSort, JobState, JobWork } from './job.ts'
import type { LargeWork } from './pending-work.ts'
import type {
  EnrolmentListFilter,
  EnrolmentSort,
  ListedEnrolment,
  ListedMembership,
  MembershipListFilter,
  MembershipSort,
} from './enrolment-list.ts'
import type { BehindId, CursorQuery, OffsetQuery, Page } from '../page.ts'
import type { Counted } from '../people/people-store.ts'
import type { Principal } from '../principal.ts'

/** How many people are in a course or a program, and their progress. */
export interface ResultCount {
  readonly people: number
  readonly completed: number
  readonly certificates: number
}

export interface EnrolmentReader {
  countResults(account: AccountId, course: CourseId): Promise<ResultCount>
  find(account: AccountId, course: CourseId, member: MemberId): Promise<Enrolment | undefined>
  findListed(account: AccountId, enrolment: EnrolmentId): Promise<ListedEnrolment | undefined>
  /** The enrolments of a course, ordered by id. */
  list(
    account: AccountId,
    course: CourseId,
    query: OffsetQuery<EnrolmentFilter>,
  ): Promise<readonly Enrolment[]>
  /** The enrolments of all courses. */
  listByKey(
    account: AccountId,
    query: CursorQuery<EnrolmentListFilter, EnrolmentSort>,
  ): Promise<Page<ListedEnrolment>>
  listOfMember(account: AccountId, member: MemberId): Promise<readonly Enrolment[]>
  /** The member's courses with the next step in each: in one statement, without the texts of lessons and quizzes. */
  listOwn(account: AccountId, member: MemberId): Promise<readonly TakenCourse[]>
  /** The courses of a program in order, with the member's state in each. */
  listInProgram(account: AccountId, program: ProgramId, member: MemberId): Promise<readonly CourseInProgram[]>
  /** The lessons finished since the course was started or retaken. */
  listFinishedLessons(account: AccountId, enrolment: EnrolmentId): Promise<readonly LessonId[]>
  /** The attempts at the quiz, the newest first unless said otherwise, from behind the given one on. */
  listAttempts(
    account: AccountId,
    enrolment: EnrolmentId,
    part: BehindId & { readonly limit: number },
  ): Promise<readonly NumberedAttempt[]>
  countAttempts(account: AccountId, enrolment: EnrolmentId): Promise<number>
  /**
   * The attempts in a course, those of the people who were enrolled last first; of so many enrolments, and at most so many
   * attempts.
   */
  listAttemptsOfCourse(
    account: AccountId,
    course: CourseId,
    part: { readonly enrolments: number; readonly limit: number },
  ): Promise<readonly Pick<QuizAttempt, 'score' | 'answers'>[]>
  /** The attempts in all courses of a person, the newest first unless said otherwise, from behind the given one on. */
  listAttemptsOfMember(
    account: AccountId,
    member: MemberId,
    part: BehindId & { readonly limit: number },
  ): Promise<readonly PastAttempt[]>
  /** @param most counting stops there */
  countAttemptsOfMember(account: AccountId, member: MemberId, most: number): Promise<number>
  /** The results of earlier periods, the newest first unless said otherwise, from behind the given one on. */
  listPastResults(
    account: AccountId,
    enrolment: EnrolmentId,
    part: BehindId & { readonly limit: number },
  ): Promise<readonly PastResult[]>
  countPastResults(account: AccountId, enrolment: EnrolmentId): Promise<number>
  /** The results of earlier periods of a person in all courses, in the order in which they ended. */
  listPastResultsOfMember(account: AccountId, member: MemberId): Promise<readonly PastResultOfCourse[]>
  /** How many people completed the course at that time, in milliseconds, or before. */
  countCompletedBefore(account: AccountId, course: CourseId, before: number): Promise<number>
  findLastAttempt(account: AccountId, enrolment: EnrolmentId): Promise<QuizAttempt | undefined>
  /** How many of the courses each person has passed; people who have passed none are left out. */
  countPassed(
    account: AccountId,
    members: readonly MemberId[],
    courses: readonly CourseId[],
  ): Promise<ReadonlyMap<MemberId, number>>
}

/** An enrolment with its results. */
export interface ReachedEnrolment {
  readonly enrolment: Enrolment
  readonly finishedLessons: readonly LessonId[]
  readonly attempts: readonly Pick<QuizAttempt, 'at' | 'score' | 'passed'>[]
  readonly pastResults: readonly Pick<PastResult, 'score' | 'success' | 'completed' | 'ended'>[]
}

export interface EnrolmentWriter extends EnrolmentReader {
  /** Where operations run concurrently, makes others that lock it wait for the end of this operation. */
  lock(account: AccountId, enrolment: EnrolmentId): Promise<void>
  /** All enrolments of a member in course order, each locked and read behind the lock. */
  lockOfMember(account: AccountId, member: MemberId): Promise<readonly Enrolment[]>
  /** The new enrolment; undefined when one already existed. */
  insert(
    account: AccountId,
    course: CourseId,
    member: MemberId,
    more?: Partial<Pick<Enrolment, 'origin' | 'dueDate'>>,
  ): Promise<Enrolment | undefined>
  /**
   * Enrols each of the people in each of the courses. Returns the new enrolments; existing ones stay.
   * @param dueDates the due dates of courses that have one
   */
  insertAll(
    account: AccountId,
    courses: readonly CourseId[],
    members: readonly MemberId[],
    dueDates?: ReadonlyMap<CourseId, string>,
  ): Promise<readonly Enrolment[]>
  /**
   * The next few people in a course, after the given enrolment, locked. Works for a course that is being deleted, too.
   * @param underWay only people who have started and not completed
   */
  lockPortionOfCourse(
    account: AccountId,
    course: CourseId,
    portion: { readonly after: number; readonly limit: number; readonly underWay?: boolean },
  ): Promise<readonly Enrolment[]>
  /** Some who completed the course at that time, in milliseconds, or before, the earliest first, locked. */
  lockCompletedBefore(
    account: AccountId,
    course: CourseId,
    portion: { readonly before: number; readonly limit: number },
  ): Promise<readonly Enrolment[]>
  /** Keeps the result as it stands, with its certificate, as that of a period which ends now. */
  insertPastResult(account: AccountId, enrolment: EnrolmentId): Promise<void>
  /** Removes enrolments with finished lessons, attempts, earlier results and certificates, and returns their last state. */
  deleteAll(account: AccountId, enrolments: readonly Enrolment[]): Promise<readonly ReachedEnrolment[]>
  update(account: AccountId, enrolment: EnrolmentId, result: Partial<Result>): Promise<void>
  setDueDate(account: AccountId, enrolment: EnrolmentId, dueDate: string | null): Promise<void>
  /** Sets when the person came into the course, in milliseconds. */
  setCreated(account: AccountId, enrolment: EnrolmentId, created: number): Promise<void>
  /** Whether the lesson was not finished before. */
  addFinishedLesson(account: AccountId, enrolment: EnrolmentId, lesson: LessonId): Promise<boolean>
  deleteFinishedLessons(account: AccountId, enrolment: EnrolmentId): Promise<void>
  insertAttempt(
    account: AccountId,
    enrolment: EnrolmentId,
    attempt: Pick<QuizAttempt, 'score' | 'passed' | 'answers'>,
  ): Promise<void>
}

export interface ProgramMembershipReader {
  countResults(account: AccountId, program: ProgramId): Promise<ResultCount>
  find(account: AccountId, program: ProgramId, member: MemberId): Promise<ProgramMembership | undefined>
  findListed(account: AccountId, program: ProgramId, member: MemberId): Promise<ListedMembership | undefined>
  /** The memberships of all programs. */
  listByKey(
    account: AccountId,
    query: CursorQuery<MembershipListFilter, MembershipSort>,
  ): Promise<Page<ListedMembership>>
  listOfMember(account: AccountId, member: MemberId): Promise<readonly ProgramMembership[]>
  /** The member's programs, in one statement. */
  listOwn(account: AccountId, member: MemberId): Promise<readonly JoinedProgram[]>
  /** The member's memberships in programs that contain the course. */
  listOfMemberWithCourse(
    account: AccountId,
    member: MemberId,
    course: CourseId,
  ): Promise<readonly ProgramMembership[]>
}

export interface ProgramMembershipWriter extends ProgramMembershipReader {
  lock(account: AccountId, membership: ProgramMembershipId): Promise<void>
  /** All memberships of a member in program order, each locked and read behind the lock. */
  lockOfMember(account: AccountId, member: MemberId): Promise<readonly ProgramMembership[]>
  /**
   * The next few people in a program, after the given person, locked. Works for a program that is being deleted, too.
   */
  lockPortionOfProgram(
    account: AccountId,
    program: ProgramId,
    portion: { readonly after: number; readonly limit: number },
  ): Promise<readonly ProgramMembership[]>
  /** Removes memberships with their certificates, and returns those that existed. */
  deleteAll(
    account: AccountId,
    memberships: readonly ProgramMembership[],
  ): Promise<readonly ProgramMembership[]>
  /** The new membership; undefined when one already existed. */
  insert(account: AccountId, program: ProgramId, member: MemberId): Promise<ProgramMembership | undefined>
  setDueDate(account: AccountId, membership: ProgramMembershipId, dueDate: string | null): Promise<void>
  update(
    account: AccountId,
    membership: ProgramMembershipId,
    change: Pick<ProgramMembership, 'progress' | 'completed'>,
  ): Promise<void>
}

export interface NewCertificate extends Pick<Certificate, 'code' | 'name' | 'expires'> {
  readonly holder: string
  /** When it was issued, in milliseconds; omitted: now. */
  readonly created?: number
  readonly of: { readonly enrolment: EnrolmentId } | { readonly membership: ProgramMembershipId }
}

export interface CertificateReader {
  find(account: AccountId, id: CertificateId): Promise<Certificate | undefined>
  /** The score of the certified result; null where nothing was scored, and for programs. */
  findScore(account: AccountId, id: CertificateId): Promise<number | null>
}

export interface CertificateWriter extends CertificateReader {
  /** Issues a certificate that replaces an existing one. */
  issue(account: AccountId, certificate: NewCertificate): Promise<void>
  revoke(account: AccountId, enrolment: EnrolmentId): Promise<void>
  /**
   * Takes a person's name and results off all of their certificates, which keep their codes, and returns how many there
   * are. Their enrolments have none afterwards.
   */
  removeHolder(account: AccountId, member: MemberId): Promise<number>
}

export interface NewInvitationLink extends Pick<Invitation, 'memberId' | 'place' | 'email' | 'expires'> {
  readonly tokenHash: string
}

export interface InvitationReader {
  /** By the digest of the link's token: the account isn't known yet. The result may be used or expired. */
  findByToken(tokenHash: string): Promise<Invitation | undefined>
  findText(account: AccountId, place: InvitationTarget): Promise<InvitationText | undefined>
}

export interface InvitationWriter extends InvitationReader {
  insert(account: AccountId, invitation: NewInvitationLink): Promise<void>
  /** Whether it was unused: of several simultaneous uses, one succeeds. */
  markUsed(account: AccountId, id: InvitationId): Promise<boolean>
  /** Ends every link that was sent to the member. */
  revokeAllOfMember(account: AccountId, member: MemberId): Promise<void>
  /** Ends the links that lead the member to that target. */
  revokeTo(account: AccountId, member: MemberId, place: InvitationTarget): Promise<void>
  /** Ends the links that would enrol the member in the course: those to it, and to programs that contain it. */
  revokeIntoCourse(account: AccountId, member: MemberId, course: CourseId): Promise<void>
  /** Removes those that expired before that time, up to a limit, and returns how many. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
  setText(account: AccountId, place: InvitationTarget, text: InvitationText): Promise<void>
}

export interface TallyReader {
  count(account: AccountId, what: Counted): Promise<number>
  countInCourses(account: AccountId, courses: readonly CourseId[]): Promise<ReadonlyMap<CourseId, number>>
  countInPrograms(account: AccountId, programs: readonly ProgramId[]): Promise<ReadonlyMap<ProgramId, number>>
  countInGroups(account: AccountId, groups: readonly GroupId[]): Promise<ReadonlyMap<GroupId, number>>
}

/** The events of one day. */
export interface DayCount {
  /** The start of the day: midnight in UTC. */
  readonly at: number
  readonly enrolments: number
  readonly completions: number
}

/** The events since a given time, and the current state. */
export interface StandingCount {
  /** People whose last invitation was sent since then. */
  readonly invited: number
  /** People who were invited, and first came in since then. */
  readonly accepted: number
  /** Events and mails that were given up since then. */
  readonly failedDeliveries: number
  readonly failedMails: number
  /** People who were never invited, never came in, and aren't barred. */
  readonly uninvited: number
  /** Restricted categories whose policy has no manager. */
  readonly unmanaged: number
  /** What has begun: people up to two, and above zero once there is a course, a client has come in, a mail has gone out. */
  readonly people: number
  readonly courses: number
  readonly clients: number
  readonly mails: number
}

/** A category of the first two levels. */
export interface CoveredCategory {
  readonly id: CategoryId
  /** null: at the top. */
  readonly parent: CategoryId | null
  /** Courses tagged with it or with a category anywhere below; each counts once. */
  readonly courses: number
}

export interface CoverageCount {
  /** At all levels. */
  readonly categories: number
  /** Courses tagged with any category. */
  readonly courses: number
  readonly covered: readonly CoveredCategory[]
}

export interface OverviewReader {
  /** Every day from that midnight until now, in order. */
  countByDay(account: AccountId, from: number): Promise<readonly DayCount[]>
  countStanding(account: AccountId, from: number): Promise<StandingCount>
  /** In portions: it reads every category and every tag. */
  countCoverage(account: AccountId): Promise<CoverageCount>
}

export interface JobReader {
  find(account: AccountId, id: JobId): Promise<Job | undefined>
  /** The newest first. */
  list(account: AccountId, query: CursorQuery<JobFilter, JobSort>): Promise<Page<Job>>
  listByIds(account: AccountId, ids: readonly JobId[]): Promise<readonly Job[]>
  /**
   * Those that have changed since then, in order of change: after the given time and id.
   * @param part `member`: only those that this person requested
   */
  listChanged(
    account: AccountId,
    after: { readonly modified: number; readonly id: number },
    part: Pick<JobFilter, 'member'> & { readonly limit: number },
  ): Promise<readonly Job[]>
  /** The earliest requested job of that kind that hasn't ended. */
  findFirstUnfinished(account: AccountId, kind: Job['kind']): Promise<JobId | undefined>
  countUnfinished(account: AccountId): Promise<number>
  /** Those that haven't ended, and those that ended since then; states without any are left out. */
  countByState(account: AccountId, endedSince: number): Promise<ReadonlyMap<JobState, number>>
}

export interface JobWriter extends JobReader {
  insert(by: Principal, work: JobWork, of: number | null): Promise<Job>
  /** Where operations run concurrently, makes others that lock it wait for the end of this operation. */
  lock(account: AccountId, id: JobId): Promise<void>
  update(
    account: AccountId,
    id: JobId,
    change: Partial<Pick<Job, 'state' | 'done' | 'work' | 'result' | 'error' | 'started' | 'finished'>>,
  ): Promise<void>
  /** Deletes those that ended before that time, up to a limit, and returns how many. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}

/** The remaining work of a large operation, in the name of the person who started it. */
export interface PendingWork {
  readonly id: PendingWorkId
  readonly by: Principal
  readonly work: LargeWork
}

export interface PendingWorkReader {
  /** When the next work is due, in any account; undefined when there is none. */
  findNextDue(): Promise<number | undefined>
}

export interface PendingWorkWriter extends PendingWorkReader {
  insert(by: Principal, work: LargeWork): Promise<void>
  /** The work that has been due longest, in all accounts. Nobody else gets it before this operation ends. */
  lockNext(): Promise<PendingWork | undefined>
  /** Stores what is left after a portion; it becomes due after all other work. */
  update(account: AccountId, id: PendingWorkId, rest: LargeWork): Promise<void>
  /** Retries it later, with a growing delay. */
  postpone(account: AccountId, id: PendingWorkId): Promise<void>
  delete(account: AccountId, id: PendingWorkId): Promise<void>
}
