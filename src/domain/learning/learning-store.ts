// The ports of the store that have to do with learning: who takes what, with which result.
import type { QuizAttempt } from '../courses/lesson.ts'
import type {
  AccountId,
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
  EnrolmentOrigin,
  JoinedProgram,
  NumberedAttempt,
  PastAttempt,
  ProgramMembership,
  Result,
  TakenCourse,
} from './enrolment.ts'
import type { Invitation, InvitationTarget, InvitationText } from './invitation.ts'
import type { Job, JobFilter, JobWork } from './job.ts'
import type { LargeWork } from './pending-work.ts'
import type {
  EnrolmentListFilter,
  EnrolmentSort,
  ListedEnrolment,
  ListedMembership,
  MembershipListFilter,
  MembershipSort,
} from './enrolment-list.ts'
import type { CursorQuery, OffsetQuery, Page } from '../page.ts'
import type { Counted } from '../people/people-store.ts'
import type { Principal } from '../principal.ts'

/** How many are in a course or a program, and how far. */
export interface ResultCount {
  readonly people: number
  readonly completed: number
  readonly certificates: number
}

export interface EnrolmentReader {
  countResults(account: AccountId, course: CourseId): Promise<ResultCount>
  find(account: AccountId, course: CourseId, member: MemberId): Promise<Enrolment | undefined>
  /** Those of a course in the order of ids. */
  list(
    account: AccountId,
    course: CourseId,
    query: OffsetQuery<EnrolmentFilter>,
  ): Promise<readonly Enrolment[]>
  /** Those of all courses. */
  listByKey(
    account: AccountId,
    query: CursorQuery<EnrolmentListFilter, EnrolmentSort>,
  ): Promise<Page<ListedEnrolment>>
  listOfMember(account: AccountId, member: MemberId): Promise<readonly Enrolment[]>
  /** What the member takes, with what is next in it: in one statement, without the texts of lessons and quizzes. */
  listOwn(account: AccountId, member: MemberId): Promise<readonly TakenCourse[]>
  /** The courses of a program in their order, and how the member stands in them. */
  listInProgram(account: AccountId, program: ProgramId, member: MemberId): Promise<readonly CourseInProgram[]>
  /** The lessons that were finished since the course was started or retaken. */
  listFinishedLessons(account: AccountId, enrolment: EnrolmentId): Promise<readonly LessonId[]>
  /** The tries at the quiz, the newest first, from behind that one on. */
  listAttempts(
    account: AccountId,
    enrolment: EnrolmentId,
    part: { readonly before: number | null; readonly limit: number },
  ): Promise<readonly NumberedAttempt[]>
  /** Those in all courses of a person, the newest first, from behind that one on. */
  listAttemptsOfMember(
    account: AccountId,
    member: MemberId,
    part: { readonly before: number | null; readonly limit: number },
  ): Promise<readonly PastAttempt[]>
  findLastAttempt(account: AccountId, enrolment: EnrolmentId): Promise<QuizAttempt | undefined>
  /** How many of the courses each person has passed; those who have passed none are left out. */
  countPassed(
    account: AccountId,
    members: readonly MemberId[],
    courses: readonly CourseId[],
  ): Promise<ReadonlyMap<MemberId, number>>
}

/** An enrolment with what was reached in it. */
export interface ReachedEnrolment {
  readonly enrolment: Enrolment
  readonly finishedLessons: readonly LessonId[]
  readonly attempts: readonly Pick<QuizAttempt, 'at' | 'score' | 'passed'>[]
}

export interface EnrolmentWriter extends EnrolmentReader {
  /** Makes others that lock it wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, enrolment: EnrolmentId): Promise<void>
  /** All of a member in the order of courses, each locked, and as it is behind the lock. */
  lockOfMember(account: AccountId, member: MemberId): Promise<readonly Enrolment[]>
  /** The new enrolment; undefined when there was one already. */
  insert(
    account: AccountId,
    course: CourseId,
    member: MemberId,
    origin?: EnrolmentOrigin | null,
  ): Promise<Enrolment | undefined>
  /** Enrols each of the people in each of the courses. The new enrolments; those that were there already stay. */
  insertAll(
    account: AccountId,
    courses: readonly CourseId[],
    members: readonly MemberId[],
  ): Promise<readonly Enrolment[]>
  /**
   * The next few people of a course, from behind that enrolment on, locked. Of a course that is being deleted, too.
   * @param underWay only those who have started and not completed
   */
  lockPortionOfCourse(
    account: AccountId,
    course: CourseId,
    portion: { readonly after: number; readonly limit: number; readonly underWay?: boolean },
  ): Promise<readonly Enrolment[]>
  /** Removes enrolments with finished lessons, attempts and certificates, and returns what they were. */
  deleteAll(account: AccountId, enrolments: readonly Enrolment[]): Promise<readonly ReachedEnrolment[]>
  update(account: AccountId, enrolment: EnrolmentId, result: Partial<Result>): Promise<void>
  setDueDate(account: AccountId, enrolment: EnrolmentId, dueDate: string | null): Promise<void>
  /** Whether the lesson is new among the finished ones. */
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
  /** Those of all programs. */
  listByKey(
    account: AccountId,
    query: CursorQuery<MembershipListFilter, MembershipSort>,
  ): Promise<Page<ListedMembership>>
  listOfMember(account: AccountId, member: MemberId): Promise<readonly ProgramMembership[]>
  /** The programs that the member is in, in one statement. */
  listOwn(account: AccountId, member: MemberId): Promise<readonly JoinedProgram[]>
  /** The member's memberships of programs in which the course is. */
  listOfMemberWithCourse(
    account: AccountId,
    member: MemberId,
    course: CourseId,
  ): Promise<readonly ProgramMembership[]>
}

export interface ProgramMembershipWriter extends ProgramMembershipReader {
  lock(account: AccountId, membership: ProgramMembershipId): Promise<void>
  /** All of a member in the order of programs, each locked, and as it is behind the lock. */
  lockOfMember(account: AccountId, member: MemberId): Promise<readonly ProgramMembership[]>
  /** The next few people of a program, from behind that person on, locked. Of one that is being deleted, too. */
  lockPortionOfProgram(
    account: AccountId,
    program: ProgramId,
    portion: { readonly after: number; readonly limit: number },
  ): Promise<readonly ProgramMembership[]>
  /** Removes memberships with their certificates, and returns those that were there. */
  deleteAll(
    account: AccountId,
    memberships: readonly ProgramMembership[],
  ): Promise<readonly ProgramMembership[]>
  /** The new membership; undefined when there was one already. */
  insert(account: AccountId, program: ProgramId, member: MemberId): Promise<ProgramMembership | undefined>
  update(
    account: AccountId,
    membership: ProgramMembershipId,
    change: Pick<ProgramMembership, 'progress' | 'completed'>,
  ): Promise<void>
}

export interface NewCertificate extends Pick<Certificate, 'code' | 'name' | 'holder' | 'expires'> {
  readonly of: { readonly enrolment: EnrolmentId } | { readonly membership: ProgramMembershipId }
}

export interface CertificateReader {
  find(account: AccountId, id: CertificateId): Promise<Certificate | undefined>
  /** The score of the result that it stands for; null where nothing was scored, and for programs. */
  findScore(account: AccountId, id: CertificateId): Promise<number | null>
}

export interface CertificateWriter extends CertificateReader {
  /** Issues a certificate in the place of the one that there may be. */
  issue(account: AccountId, certificate: NewCertificate): Promise<void>
  revoke(account: AccountId, enrolment: EnrolmentId): Promise<void>
}

export interface NewInvitationLink extends Pick<Invitation, 'memberId' | 'place' | 'email' | 'expires'> {
  readonly tokenHash: string
}

export interface InvitationReader {
  /** By the digest of the link's token: the account isn't known before. A used or expired one may be found too. */
  findByToken(tokenHash: string): Promise<Invitation | undefined>
  findText(account: AccountId, place: InvitationTarget): Promise<InvitationText | undefined>
}

export interface InvitationWriter extends InvitationReader {
  insert(account: AccountId, invitation: NewInvitationLink): Promise<void>
  /** Whether it hadn't been used before: of several that use it at once, one does. */
  markUsed(account: AccountId, id: InvitationId): Promise<boolean>
  /** Ends every link that was sent to the member. */
  revokeAllOfMember(account: AccountId, member: MemberId): Promise<void>
  /** Ends the links that lead the member to that place. */
  revokeTo(account: AccountId, member: MemberId, place: InvitationTarget): Promise<void>
  /** Ends the links that would enrol the member in the course: those to it, and to programs that hold it. */
  revokeIntoCourse(account: AccountId, member: MemberId, course: CourseId): Promise<void>
  /** Removes what expired before that instant. */
  sweep(account: AccountId, before: number): Promise<void>
  setText(account: AccountId, place: InvitationTarget, text: InvitationText): Promise<void>
}

export interface TallyReader {
  count(account: AccountId, what: Counted): Promise<number>
  countInCourses(account: AccountId, courses: readonly CourseId[]): Promise<ReadonlyMap<CourseId, number>>
  countInPrograms(account: AccountId, programs: readonly ProgramId[]): Promise<ReadonlyMap<ProgramId, number>>
  countInGroups(account: AccountId, groups: readonly GroupId[]): Promise<ReadonlyMap<GroupId, number>>
}

/** What came about on a day. */
export interface DayCount {
  /** The midnight in UTC with which it begins. */
  readonly at: number
  readonly enrolments: number
  readonly completions: number
}

/** What came about since an instant, and how things stand now. */
export interface StandingCount {
  /** People who were last invited since. */
  readonly invited: number
  /** People who were invited, and first came in since. */
  readonly accepted: number
  /** Events and mails that were given up since. */
  readonly failedDeliveries: number
  readonly failedMails: number
  /** People who neither were invited nor ever came in, and aren't barred. */
  readonly uninvited: number
  /** Restricted categories without anybody whom their policy makes a manager. */
  readonly unmanaged: number
}

export interface OverviewReader {
  /** Every day from that midnight on until now, in order. */
  countByDay(account: AccountId, from: number): Promise<readonly DayCount[]>
  countStanding(account: AccountId, from: number): Promise<StandingCount>
}

export interface JobReader {
  find(account: AccountId, id: JobId): Promise<Job | undefined>
  /** The newest first. */
  list(account: AccountId, query: CursorQuery<JobFilter>): Promise<Page<Job>>
  /** Those that have changed since, in that order: from behind that instant and id on. */
  listChanged(
    account: AccountId,
    after: { readonly modified: number; readonly id: number },
    limit: number,
  ): Promise<readonly Job[]>
  /** The one of that kind that was asked for first and hasn't ended. */
  findFirstUnfinished(account: AccountId, kind: Job['kind']): Promise<JobId | undefined>
  countUnfinished(account: AccountId): Promise<number>
}

export interface JobWriter extends JobReader {
  insert(by: Principal, work: JobWork, of: number | null): Promise<Job>
  /** Makes others that lock it wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, id: JobId): Promise<void>
  update(
    account: AccountId,
    id: JobId,
    change: Partial<Pick<Job, 'state' | 'done' | 'work' | 'result' | 'error' | 'started' | 'finished'>>,
  ): Promise<void>
  /** Forgets those that ended before that instant. */
  sweep(account: AccountId, before: number): Promise<void>
}

/** What is left of a large operation, in the name of who began it. */
export interface PendingWork {
  readonly id: PendingWorkId
  readonly by: Principal
  readonly work: LargeWork
}

export interface PendingWorkReader {
  /** When the next work is due, whatever the account; undefined when there is none. */
  findNextDue(): Promise<number | undefined>
}

export interface PendingWorkWriter extends PendingWorkReader {
  insert(by: Principal, work: LargeWork): Promise<void>
  /** The work that is due longest, of all accounts. Nobody else gets it before this operation's end. */
  lockNext(): Promise<PendingWork | undefined>
  /** Writes down what is left after a portion, which is due behind all others. */
  update(account: AccountId, id: PendingWorkId, rest: LargeWork): Promise<void>
  /** Tries it later, each time a little later. */
  postpone(account: AccountId, id: PendingWorkId): Promise<void>
  delete(account: AccountId, id: PendingWorkId): Promise<void>
}
