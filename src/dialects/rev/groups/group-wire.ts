import type { RoleLink } from '../roles/rev-roles.ts'

/** An item of the list of groups (docs/contracts/rev.md B7). */
export interface GroupListItem {
  id: string
  name: string
  roleIds: string[]
}

/** A single group: its keys differ from those in the list. */
export interface GroupDetails {
  groupName: string
  groupId: string
  roles: RoleLink[]
}
