import type { Import } from '../lib/api-types.ts'
import { useMe } from '../lib/session.ts'
import type { Right } from '../lib/session.ts'

type Kind = Import['kind']

/** What a file may hold, and any of the rights with which it can be imported. In the order in which they lean on each other. */
const RIGHTS: Readonly<Record<Exclude<Kind, 'zip'>, readonly Right[]>> = {
  groups: ['enrolOthers'],
  people: ['enrolOthers'],
  memberships: ['enrolOthers'],
  topics: ['createTopicsAtTop'],
  courses: ['editCourses'],
  'course-topics': ['createTopicsAtTop', 'editCourses'],
  programs: ['editCourses'],
  enrolments: ['enrolOthers'],
  'program-members': ['enrolOthers'],
  tags: ['writeBanks'],
  'item-tags': ['writeBanks'],
}

/** What the person may import. */
export function useImportKinds(): readonly Kind[] {
  const { rights } = useMe()
  const kinds = (Object.keys(RIGHTS) as (keyof typeof RIGHTS)[]).filter((kind) =>
    RIGHTS[kind].some((right) => rights[right] === true),
  )
  return kinds.length === 0 ? [] : [...kinds, 'zip']
}

/** What the person may export: the names of the API, with their kind. */
export function useExportKinds(): readonly Kind[] {
  const { rights } = useMe()
  return (Object.keys(RIGHTS) as (keyof typeof RIGHTS)[]).filter((kind) =>
    kind === 'tags' || kind === 'item-tags' ? rights.readBanks : rights.readPeople,
  )
}
