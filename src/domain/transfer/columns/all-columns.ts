import type { Kind } from './column.ts'
import { COURSE_TOPICS_COLUMNS } from './course-topics-columns.ts'
import { COURSES_COLUMNS } from './courses-columns.ts'
import { ENROLMENTS_COLUMNS } from './enrolments-columns.ts'
import { GROUPS_COLUMNS } from './groups-columns.ts'
import { ITEM_TAGS_COLUMNS } from './item-tags-columns.ts'
import { MEMBERSHIPS_COLUMNS } from './memberships-columns.ts'
import { PEOPLE_COLUMNS } from './people-columns.ts'
import { PROGRAM_MEMBERS_COLUMNS } from './program-members-columns.ts'
import { PROGRAMS_COLUMNS } from './programs-columns.ts'
import { TAGS_COLUMNS } from './tags-columns.ts'
import { TOPICS_COLUMNS } from './topics-columns.ts'

/** The columns of each kind. */
export const COLUMNS = {
  groups: GROUPS_COLUMNS,
  people: PEOPLE_COLUMNS,
  memberships: MEMBERSHIPS_COLUMNS,
  topics: TOPICS_COLUMNS,
  courses: COURSES_COLUMNS,
  'course-topics': COURSE_TOPICS_COLUMNS,
  programs: PROGRAMS_COLUMNS,
  enrolments: ENROLMENTS_COLUMNS,
  'program-members': PROGRAM_MEMBERS_COLUMNS,
  tags: TAGS_COLUMNS,
  'item-tags': ITEM_TAGS_COLUMNS,
} as const satisfies Readonly<Record<Kind, object>>
