import type { CourseListFilter, ProgramListFilter } from '../../courses/course-list.ts'
import type { EnrolmentListFilter, MembershipListFilter } from '../../learning/enrolment-list.ts'
import type { CursorQuery, Page } from '../../page.ts'
import type { GroupFilter, GroupMembershipFilter } from '../../people/group-list.ts'
import type { PersonFilter } from '../../people/person-list.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import type { CategoryListFilter } from '../../taxonomy/category-list.ts'
import { COLUMNS } from '../columns/all-columns.ts'
import type { Columns, Kind } from '../columns/column.ts'
import { type BankFilter, listItemTagRecords, listTagRecords } from '../records/bank-records.ts'
import { listCourseRecords, listProgramRecords } from '../records/course-records.ts'
import { listEnrolmentRecords, listProgramMemberRecords } from '../records/enrolment-records.ts'
import { listGroupRecords, listMembershipRecords, listPeopleRecords } from '../records/people-records.ts'
import { type CourseTopicFilter, listCourseTopicRecords, listTopicRecords } from '../records/topic-records.ts'

/** By what the things of each kind can be chosen: as in the lists of the API. */
export interface KindFilters {
  readonly groups: GroupFilter
  readonly people: PersonFilter
  readonly memberships: GroupMembershipFilter
  readonly topics: CategoryListFilter
  readonly courses: CourseListFilter
  readonly 'course-topics': CourseTopicFilter
  readonly programs: ProgramListFilter
  readonly enrolments: EnrolmentListFilter
  readonly 'program-members': MembershipListFilter
  readonly tags: BankFilter
  readonly 'item-tags': BankFilter
}

/** How things of a kind are listed, and by which columns they are shown. */
export interface ExportedKind {
  readonly columns: Columns<unknown>
  readonly list: (reader: Reader, by: Principal, query: CursorQuery<object>) => Promise<Page<unknown>>
}

type List<Filter, Sort extends string, Thing> = (
  reader: Reader,
  by: Principal,
  query: CursorQuery<Filter, Sort>,
) => Promise<Page<Thing>>

/** Columns and list agree on their things; whoever uses both needs not know them. */
function exported<Filter, Sort extends string, Thing>(
  columns: Columns<Thing>,
  list: List<Filter, Sort, Thing>,
): ExportedKind {
  return { columns, list } as unknown as ExportedKind
}

export const EXPORTED: Readonly<Record<Kind, ExportedKind>> = {
  groups: exported(COLUMNS.groups, listGroupRecords),
  people: exported(COLUMNS.people, listPeopleRecords),
  memberships: exported(COLUMNS.memberships, listMembershipRecords),
  topics: exported(COLUMNS.topics, listTopicRecords),
  courses: exported(COLUMNS.courses, listCourseRecords),
  'course-topics': exported(COLUMNS['course-topics'], listCourseTopicRecords),
  programs: exported(COLUMNS.programs, listProgramRecords),
  enrolments: exported(COLUMNS.enrolments, listEnrolmentRecords),
  'program-members': exported(COLUMNS['program-members'], listProgramMemberRecords),
  tags: exported(COLUMNS.tags, listTagRecords),
  'item-tags': exported(COLUMNS['item-tags'], listItemTagRecords),
}
