import type { Kind } from './columns/column.ts'
import type { KindImport } from './import-context.ts'
import { groupsImport } from './kinds/groups-import.ts'
import { membershipsImport } from './kinds/memberships-import.ts'
import { itemTagsImport, tagsImport } from './kinds/bank-tags-import.ts'
import { courseTopicsImport } from './kinds/course-topics-import.ts'
import { coursesImport } from './kinds/courses-import.ts'
import { enrolmentsImport } from './kinds/enrolments-import.ts'
import { programMembersImport } from './kinds/program-members-import.ts'
import { programsImport } from './kinds/programs-import.ts'
import { topicsImport } from './kinds/topics-import.ts'
import { peopleImport } from './kinds/people-import.ts'

/** How each kind of file is imported. */
const KIND_IMPORTS: Readonly<Record<Kind, KindImport>> = {
  groups: groupsImport,
  people: peopleImport,
  memberships: membershipsImport,
  topics: topicsImport,
  courses: coursesImport,
  'course-topics': courseTopicsImport,
  programs: programsImport,
  enrolments: enrolmentsImport,
  'program-members': programMembersImport,
  tags: tagsImport,
  'item-tags': itemTagsImport,
}

export function importOf(kind: Kind): KindImport {
  return KIND_IMPORTS[kind]
}
