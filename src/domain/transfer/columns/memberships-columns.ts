import { plainly } from '../references.ts'
import { columnsOf } from './column.ts'
import { PRESENCE, TEXT } from './shared-cells.ts'

/** A person in a group as files show them. */
export interface MembershipRecord {
  /** The name of the group. */
  readonly group: string
  /** The username. */
  readonly person: string
}

/** Group and person together are the key. */
export const MEMBERSHIPS_COLUMNS = columnsOf<MembershipRecord>()({
  group: {
    aliases: ['groupid', 'groupname', 'groupcode', 'cohort', 'branch'],
    cell: TEXT,
    required: true,
    show: ({ group }) => plainly('group', group),
  },
  person: {
    aliases: ['userid', 'user', 'username', 'email', 'login'],
    cell: TEXT,
    required: true,
    show: ({ person }) => plainly('person', person),
  },
  status: { cell: PRESENCE, show: () => 'active' },
})
