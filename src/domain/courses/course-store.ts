import type { Course, CourseFilter, CourseValues } from './course.ts'
import type { Group } from '../people/group.ts'
import type { CourseContent, LessonValues, Quiz } from './lesson.ts'
import type { NewProgram, Program } from './program.ts'
import type { AccountId, CourseId, GroupId, MemberId, ProgramId } from '../ids.ts'
import type { CourseListFilter, CourseSort, ProgramListFilter, ProgramSort } from './course-list.ts'
import type { CursorQuery, NoFilter, OffsetQuery, Page, Part } from '../page.ts'

/**
 * Which courses or programs a list has: all, those that the member is in, or those that they see: of courses also those
 * that are open to them, of programs only the published ones.
 */
export type Selection =
  { readonly of: 'all' } | { readonly of: 'member' | 'visible'; readonly member: MemberId }

/** What names a course. */
export type CourseKey = Pick<Course, 'id' | 'code'>

export interface CourseReader {
  find(account: AccountId, id: CourseId): Promise<Course | undefined>
  findByCode(account: AccountId, code: string): Promise<Course | undefined>
  list(account: AccountId, query: OffsetQuery<CourseFilter>): Promise<readonly Course[]>
  listByKey(account: AccountId, query: CursorQuery<CourseListFilter, CourseSort>): Promise<Page<Course>>
  /** In the order of ids. */
  listPart(account: AccountId, query: OffsetQuery<Selection>): Promise<Part<Course>>
  /** Those of these ids and those of these codes, in any order. */
  listKeys(
    account: AccountId,
    named: { readonly ids?: readonly CourseId[]; readonly codes?: readonly string[] },
  ): Promise<readonly CourseKey[]>
  /** Those that are open to the member, that they don't take and may enrol themselves in. */
  listEnrollable(
    account: AccountId,
    member: MemberId,
    query: OffsetQuery<NoFilter>,
  ): Promise<readonly Course[]>
}

export interface CourseWriter extends CourseReader {
  /** Makes others that lock the same course wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, course: CourseId): Promise<void>
  /** As `lock`, and nobody can be enrolled in the course, or tag it, meanwhile: what is found behind it is all there is. */
  lockToDelete(account: AccountId, course: CourseId): Promise<void>
  insert(account: AccountId, values: CourseValues): Promise<Course>
  update(account: AccountId, id: CourseId, change: Partial<CourseValues>): Promise<void>
  /**
   * Takes the course out of everybody's sight, with its enrolments, and out of categories, programs and groups. Its code
   * is free again.
   */
  hide(account: AccountId, id: CourseId): Promise<void>
  /** Removes at most so many invitations into the course, and returns how many. */
  deleteInvitations(account: AccountId, id: CourseId, limit: number): Promise<number>
  /** Removes the course, in which nobody is any more, with its content, category tags and places in programs. */
  delete(account: AccountId, id: CourseId): Promise<void>
}

export interface ProgramReader {
  find(account: AccountId, id: ProgramId): Promise<Program | undefined>
  listByKey(account: AccountId, query: CursorQuery<ProgramListFilter, ProgramSort>): Promise<Page<Program>>
  /** In the order of ids. */
  listPart(account: AccountId, query: OffsetQuery<Selection>): Promise<Part<Program>>
  /** Those that have that name, whatever its case. */
  listByName(account: AccountId, name: string): Promise<readonly Program[]>
  /** Those in which the course is. */
  listWithCourse(account: AccountId, course: CourseId): Promise<readonly Program[]>
}

export interface ProgramWriter extends ProgramReader {
  /** Makes others that lock the same program, or join it, wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, program: ProgramId): Promise<void>
  insert(account: AccountId, program: NewProgram): Promise<Program>
  update(account: AccountId, id: ProgramId, change: Partial<NewProgram>): Promise<void>
  /** Takes the program out of everybody's sight, with its memberships. */
  hide(account: AccountId, id: ProgramId): Promise<void>
  /** Removes at most so many invitations into the program, and returns how many. */
  deleteInvitations(account: AccountId, id: ProgramId, limit: number): Promise<number>
  /** Removes the program, in which nobody is any more, with its courses. */
  delete(account: AccountId, id: ProgramId): Promise<void>
}

export interface ContentReader {
  get(account: AccountId, course: CourseId): Promise<CourseContent>
}

export interface ContentWriter extends ContentReader {
  /** Puts these lessons in this order. A lesson whose title was there before stays the one that people have finished. */
  setLessons(account: AccountId, course: CourseId, lessons: readonly LessonValues[]): Promise<void>
  setQuiz(account: AccountId, course: CourseId, quiz: Quiz | null): Promise<void>
}

/** A group for which a course is. */
export interface GroupOfCourse {
  readonly courseId: CourseId
  readonly group: Pick<Group, 'id' | 'name'>
}

export interface CourseGroupReader {
  /** Those of several courses, with their names, in the order of names. */
  listOfCourses(account: AccountId, courses: readonly CourseId[]): Promise<readonly GroupOfCourse[]>
  /** The groups for which a course with visibility `groups` is. */
  list(account: AccountId, course: CourseId): Promise<readonly GroupId[]>
}

export interface CourseGroupWriter extends CourseGroupReader {
  set(account: AccountId, course: CourseId, groups: readonly GroupId[]): Promise<void>
}
