import { fullName, type MemberWithRoles } from '../../../domain/people/member.ts'
import { isBarred } from '../../../domain/standing.ts'
import type { Role } from '../../../domain/roles.ts'
import { presentInstant, presentInstantOrNull } from '../instants.ts'

/** The roles that this door supports (docs/contracts/coursepath.md 2.5). */
export const WIRE_ROLES: readonly Role[] = ['assistant', 'auditor', 'author', 'learner', 'manager', 'trainer']

/** A member in an answer (6.2). Every property is present; none is left out. */
export function presentMember({ member, roles }: MemberWithRoles) {
  return {
    id: member.id,
    name: fullName(member),
    email: member.email,
    company: member.company,
    department: member.department,
    country: member.country,
    externalId: member.externalId,
    association: member.association,
    identification: member.identification,
    registration: member.registration,
    locale: member.language,
    roles: presentRoles(roles),
    active: !isBarred(member),
    invited: presentInstantOrNull(member.invited),
    activated: presentInstantOrNull(member.activated),
    created: presentInstant(member.created),
    modified: presentInstant(member.modified),
  }
}

function presentRoles(roles: readonly Role[]): readonly Role[] {
  const shown = WIRE_ROLES.filter((role) => roles.includes(role)) // sorted, because the list is
  return shown.length > 0 ? shown : ['learner']
}
