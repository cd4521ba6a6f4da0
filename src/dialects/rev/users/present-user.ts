import type { Account } from '../../../domain/academy/accounts.ts'
import type { SeenProfile } from '../../../domain/people/members.ts'
import { presentRoles } from '../roles/rev-roles.ts'
import { presentStatus } from './user-status.ts'
import type { UserDetails, UserPermissions } from './user-wire.ts'

export function presentUser({ member, roles, groups }: SeenProfile, account: Account): UserDetails {
  const known = presentRoles(account, roles)
  return {
    userId: member.guid,
    username: member.username ?? '', // clients take it for a text
    firstname: member.firstName,
    lastname: member.lastName,
    email: member.email,
    title: member.title,
    phone: member.phone,
    language: member.language,
    userType: 'System',
    status: presentStatus(member.status),
    // Who holds none that Rev knows is shown as what everybody is.
    roles: known.length > 0 ? known : presentRoles(account, ['learner']),
    groups: groups.map(({ guid, name }) => ({ id: guid, name })),
    channels: [],
    profileImageUri: null,
    permissions: nothingToUpload,
  }
}

// Clients ask whether they may upload before they do; there are no videos and no webcasts here.
const nothingToUpload: UserPermissions = {
  canUpload: false,
  canCreateEvents: false,
  canCreatePublicWebcasts: false,
  canCreateAllUsersWebcasts: false,
  canCreatePublicVods: false,
  canCreateAllUsersVods: false,
}
