import type { Account } from '../../../domain/academy/accounts.ts'
import type { SeenProfile } from '../../../domain/people/members.ts'
import { presentRoles } from '../roles/rev-roles.ts'
import { presentStatus } from './user-status.ts'
import type { UserDetails, UserPermissions } from './user-wire.ts'

export function presentUser({ member, roles, groups }: SeenProfile, account: Account): UserDetails {
  const known = presentRoles(account, roles)
  return {
    userId: member.guid,
    username: member.username ?? '', // clients expect a text
    firstname: member.firstName,
    lastname: member.lastName,
    email: member.email,
    title: member.title,
    phone: member.phone,
    language: member.language,
    userType: 'System',
    status: presentStatus(member.status),
    // A person with no role that Rev has is shown with the default role.
    roles: known.length > 0 ? known : presentRoles(account, ['learner']),
    groups: groups.map(({ guid, name }) => ({ id: guid, name })),
    channels: [],
    profileImageUri: null,
    permissions: nothingToUpload,
  }
}

// Clients check the right to upload before they do; this server has no videos and no webcasts.
const nothingToUpload: UserPermissions = {
  canUpload: false,
  canCreateEvents: false,
  canCreatePublicWebcasts: false,
  canCreateAllUsersWebcasts: false,
  canCreatePublicVods: false,
  canCreateAllUsersVods: false,
}
