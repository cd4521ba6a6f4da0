import type { Course, CourseFilter, CourseValues } from './course.ts'
import type { Group } from '../people/group.ts'
import type { CourseContent, LessonValues, Quiz } from './lesson.ts'
import type { NewProgram, Program } from './program.ts'
import type { AccountId, CourseId, GroupId, MemberId, ProgramId } from '../ids.ts'
import type { CourseListFilter, CourseSort, ProgramListFilter, ProgramSort } from './course-list.ts'
import type { CursorQuery, NoFilter, OffsetQuery, Page, Part } from '../page.ts'

/**
 * Which courses or programs a list holds: all, those that the member is in, or those that the member sees. A member
 * also sees the courses that are open to them; of their programs they see only the published ones.
 */
export type Selection =
  { readonly of: 'all' } | { readonly of: 'member' | 'visible'; readonly member: MemberId }

/** The identifiers of a course. */
export type CourseKey = Pick<Course, 'id' | 'code'>

export interface CourseReader {
  find(account: AccountId, id: CourseId): Promise<Course | undefined>
  findByCode(account: AccountId, code: string): Promise<Course | undefined>
  list(account: AccountId, query: OffsetQuery<CourseFilter>): Promise<readonly Course[]>
  listByKey(account: AccountId, query: CursorQuery<CourseListFilter, CourseSort>): Promise<Page<Course>>
  /** Ordered by id. */
  listPart(account: AccountId, query: OffsetQuery<Selection>): Promise<Part<Course>>
  /** Those whose completions count for a time. */
  listRepeated(account: AccountId): Promise<readonly Pick<Course, 'id' | 'dueDays' | 'repeatDays'>[]>
  /** The courses with these ids and those with these codes, in any order. */
  listKeys(
    account: AccountId,
    named: { readonly ids?: readonly CourseId[]; readonly codes?: readonly string[] },
  ): Promise<readonly CourseKey[]>
  /** The courses that are open to the member, that they aren't enrolled in and can enrol themselves in. */
  listEnrollable(
    account: AccountId,
    member: MemberId,
    query: OffsetQuery<NoFilter>,
  ): Promise<readonly Course[]>
}

export interface CourseWriter extends CourseReader {
  /** Where operations run concurrently, makes others that lock the same course wait for the end of this operation. */
  lock(account: AccountId, course: CourseId): Promise<void>
  /**
   * Like `lock`, and nobody can be enrolled in the course, or tag it, meanwhile: what is read behind the lock is
   * complete.
   */
  lockToDelete(account: AccountId, course: CourseId): Promise<void>
  insert(account: AccountId, values: CourseValues): Promise<Course>
  update(account: AccountId, id: CourseId, change: Partial<CourseValues>): Promise<void>
  /**
   * Hides the course and its enrolments from everybody, and removes it from categories, programs and groups. Its code
   * becomes available again.
   */
  hide(account: AccountId, id: CourseId): Promise<void>
  /** Removes at most this many invitations to the course, and returns how many. */
  deleteInvitations(account: AccountId, id: CourseId, limit: number): Promise<number>
  /** Removes the course, which has no enrolments left, with its content, category tags and positions in programs. */
  delete(account: AccountId, id: CourseId): Promise<void>
}

export interface ProgramReader {
  find(account: AccountId, id: ProgramId): Promise<Program | undefined>
  findByCode(account: AccountId, code: string): Promise<Program | undefined>
  listByKey(account: AccountId, query: CursorQuery<ProgramListFilter, ProgramSort>): Promise<Page<Program>>
  /** Ordered by id. */
  listPart(account: AccountId, query: OffsetQuery<Selection>): Promise<Part<Program>>
  /** The programs with that name, in any case. */
  listByName(account: AccountId, name: string): Promise<readonly Program[]>
  /** The programs that contain the course. */
  listWithCourse(account: AccountId, course: CourseId): Promise<readonly Program[]>
}

export interface ProgramWriter extends ProgramReader {
  /**
   * Where operations run concurrently, makes others that lock the same program, or join it, wait for the end of this
   * operation.
   */
  lock(account: AccountId, program: ProgramId): Promise<void>
  insert(account: AccountId, program: NewProgram): Promise<Program>
  update(account: AccountId, id: ProgramId, change: Partial<NewProgram>): Promise<void>
  /** Hides the program and its memberships from everybody. Its code becomes available again. */
  hide(account: AccountId, id: ProgramId): Promise<void>
  /** Removes at most this many invitations to the program, and returns how many. */
  deleteInvitations(account: AccountId, id: ProgramId, limit: number): Promise<number>
  /** Removes the program, which has no members left, with its list of courses. */
  delete(account: AccountId, id: ProgramId): Promise<void>
}

export interface ContentReader {
  get(account: AccountId, course: CourseId): Promise<CourseContent>
}

export interface ContentWriter extends ContentReader {
  /**
   * Replaces the lessons, in this order. A lesson whose title already existed stays the one that people have finished.
   */
  setLessons(account: AccountId, course: CourseId, lessons: readonly LessonValues[]): Promise<void>
  setQuiz(account: AccountId, course: CourseId, quiz: Quiz | null): Promise<void>
}

/** A group that a course is for. */
export interface GroupOfCourse {
  readonly courseId: CourseId
  readonly group: Pick<Group, 'id' | 'name'>
}

export interface CourseGroupReader {
  /** The groups of several courses, with their names, ordered by name. */
  listOfCourses(account: AccountId, courses: readonly CourseId[]): Promise<readonly GroupOfCourse[]>
  /** The groups that a course with visibility `groups` is for. */
  list(account: AccountId, course: CourseId): Promise<readonly GroupId[]>
}

export interface CourseGroupWriter extends CourseGroupReader {
  set(account: AccountId, course: CourseId, groups: readonly GroupId[]): Promise<void>
}
