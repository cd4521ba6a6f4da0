import type { ChangedWithin } from '../page.ts'
import type { Role } from '../roles.ts'
import type { MemberStatus } from '../standing.ts'
import type { InvitationStage } from './member.ts'

/** The sort keys for lists of people. People without a first name are sorted by last name in `firstName`. */
export const PERSON_SORTS = [
  'name',
  'lastName',
  'firstName',
  'email',
  'lastSeen',
  'created',
  'modified',
] as const
export type PersonSort = (typeof PERSON_SORTS)[number]

/**
 * Conditions on people that must all hold. Several values for one field: any of them; null: the person has none; an
 * empty list finds nobody. Texts are compared whole and case-insensitively.
 */
export interface PersonFilter extends ChangedWithin {
  readonly id?: readonly number[]
  readonly status?: readonly MemberStatus[]
  /** How far their invitation got, as their page says it. */
  readonly invitation?: readonly InvitationStage[]
  /** Roles held directly. */
  readonly role?: readonly Role[]
  /** None of these roles is held directly. */
  readonly withoutRole?: readonly Role[]
  /** Groups, courses and programs they are in. */
  readonly group?: readonly number[]
  readonly course?: readonly number[]
  readonly program?: readonly number[]
  readonly manager?: readonly (number | null)[]
  readonly email?: readonly (string | null)[]
  readonly company?: readonly (string | null)[]
  readonly department?: readonly (string | null)[]
  readonly country?: readonly (string | null)[]
  readonly externalId?: readonly (string | null)[]
}
