import type { GroupView } from '../../domain/people/group-view.ts'
import { instant } from '../table/shapes.ts'

/** A group as the API shows it. */
export function presentGroup({ group, roles, size }: GroupView) {
  return {
    id: group.id,
    guid: group.guid,
    code: group.code,
    name: group.name,
    description: group.description,
    roles,
    size,
    created: instant(group.created),
    modified: instant(group.modified),
  }
}
