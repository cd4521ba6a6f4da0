import type { Group } from '../../people/group.ts'
import { ROLES, type Role } from '../../roles.ts'
import { columnsOf } from './column.ts'
import { CODE, PRESENCE, TEXT } from './shared-cells.ts'

/** A group as files show it. */
export interface GroupRecord {
  readonly group: Group
  readonly roles: readonly Role[]
}

export const GROUPS_COLUMNS = columnsOf<GroupRecord>()({
  id: { cell: TEXT, key: 'unique', only: 'id', show: ({ group }) => String(group.id) },
  guid: { cell: TEXT, key: 'unique', only: 'id', show: ({ group }) => group.guid },
  code: {
    aliases: ['groupid', 'idnumber', 'sourcedid', 'branchcode'],
    cell: CODE,
    key: 'unique',
    clearable: true,
    show: ({ group }) => group.code,
  },
  name: {
    aliases: ['groupname', 'title'],
    cell: TEXT,
    key: 'unique',
    required: true,
    show: ({ group }) => group.name,
  },
  description: { cell: TEXT, clearable: true, show: ({ group }) => group.description },
  roles: {
    aliases: ['role'],
    cell: { is: 'list', of: ROLES },
    clearable: true,
    show: ({ roles }) => ROLES.filter((role) => roles.includes(role)),
  },
  status: { cell: PRESENCE, show: () => 'active' },
})
