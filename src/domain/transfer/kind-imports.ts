import type { Kind } from './columns/column.ts'
import type { KindImport } from './import-context.ts'
import { groupsImport } from './kinds/groups-import.ts'
import { membershipsImport } from './kinds/memberships-import.ts'
import { topicsImport } from './kinds/topics-import.ts'
import { peopleImport } from './kinds/people-import.ts'

/** How each kind of file is imported. */
const KIND_IMPORTS: Readonly<Partial<Record<Kind, KindImport>>> = {
  groups: groupsImport,
  people: peopleImport,
  memberships: membershipsImport,
  topics: topicsImport,
}

export function importOf(kind: Kind): KindImport {
  const found = KIND_IMPORTS[kind]
  if (found === undefined) throw new Error(`${kind} can't be imported.`)
  return found
}
