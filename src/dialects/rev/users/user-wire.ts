import type { RoleLink } from '../roles/rev-roles.ts'

/**
 * A person, as Rev shows them (docs/contracts/rev.md B7). The names are spelled differently in the answer to a login.
 */
export interface UserDetails {
  userId: string
  username: string
  firstname: string | null
  lastname: string
  email: string | null
  title: string | null
  phone: string | null
  language: string | null
  userType: 'System'
  status: UserStatus
  roles: RoleLink[]
  groups: GroupLink[]
  channels: never[]
  profileImageUri: null
  permissions: UserPermissions
}

export type UserStatus =
  'Active' | 'Suspended' | 'Unlicensed' | 'AwaitingConfirmation' | 'AwaitingPasswordReset' | 'LockedOut'

interface GroupLink {
  id: string
  name: string
}

/** A person's rights on videos and webcasts. */
export interface UserPermissions {
  canUpload: boolean
  canCreateEvents: boolean
  canCreatePublicWebcasts: boolean
  canCreateAllUsersWebcasts: boolean
  canCreatePublicVods: boolean
  canCreateAllUsersVods: boolean
}
