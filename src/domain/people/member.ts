import type { CourseId, GroupId, MemberId, ProgramId } from '../ids.ts'
import type { MemberStatus } from '../standing.ts'
import type { Role } from '../roles.ts'

/** A person of the account. */
export interface MemberValues {
  readonly username: string
  readonly firstName: string | null
  readonly lastName: string
  readonly email: string | null
  readonly title: string | null
  readonly phone: string | null
  /** BCP 47 */
  readonly language: string | null
  readonly status: MemberStatus
  readonly company: string | null
  readonly department: string | null
  /** ISO 3166-1 alpha-2, upper case */
  readonly country: string | null
  /** The person's id in another system; not unique. */
  readonly externalId: string | null
  /** The professional body that the person belongs to. */
  readonly association: string | null
  readonly identification: string | null
  readonly registration: string | null
  /** Whom they report to: another person. */
  readonly managerId: MemberId | null
  /** Of the IANA database: `Europe/Berlin`. */
  readonly timeZone: string | null
}

export interface Member extends MemberValues {
  readonly id: MemberId
  readonly guid: string
  /** When the last invitation was sent. */
  readonly invited: number | null
  /** When the person first used an invitation or signed in. */
  readonly activated: number | null
  /** The last time they did something while signed in, to the hour; null: not since this has been recorded. */
  readonly lastSeen: number | null
  readonly created: number
  readonly modified: number
}

/** The name as one text: first and last name. */
export function fullName({ firstName, lastName }: Pick<Member, 'firstName' | 'lastName'>): string {
  return firstName === null ? lastName : `${firstName} ${lastName}`
}

/** A person as related things refer to them. */
export type PersonTitle = Pick<Member, 'id' | 'firstName' | 'lastName'>

/** Which people a list holds: all people in the account, or those in a group, a course or a program. */
export type MemberScope =
  | { readonly of: 'account' }
  | { readonly of: 'group'; readonly group: GroupId }
  | { readonly of: 'course'; readonly course: CourseId }
  | { readonly of: 'program'; readonly program: ProgramId }

/** The text fields of a person by which lists can be filtered. */
export const MEMBER_TEXTS = [
  'email',
  'company',
  'department',
  'country',
  'externalId',
  'association',
  'identification',
  'registration',
  'name',
] as const

export type MemberText = (typeof MEMBER_TEXTS)[number]

/**
 * Conditions that must all hold. A text is compared whole and folded, and must equal one of the given values; an empty
 * list finds nobody.
 */
export interface MemberFilter {
  readonly texts: Readonly<Partial<Record<MemberText, readonly string[]>>>
  /** Whether they may sign in and act. */
  readonly active?: boolean
  /** People who hold one of these roles directly, or none of them. */
  readonly role?: { readonly anyOf: readonly Role[]; readonly orNoneOf: readonly Role[] }
}

/** A person with their direct roles. */
export interface MemberWithRoles {
  readonly member: Member
  readonly roles: readonly Role[]
}

/**
 * How far an invitation got: `none` was sent, it is `waiting` for the mail server, `sent`, `failed` permanently, or
 * `accepted`: the person has come in, by any route.
 */
export const INVITATION_STAGES = ['none', 'waiting', 'sent', 'failed', 'accepted'] as const
export type InvitationStage = (typeof INVITATION_STAGES)[number]
