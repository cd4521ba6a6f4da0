import type { MemberId } from '../ids.ts'
import type { MemberStatus } from '../standing.ts'

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
  /** What another system calls the person; not unique. */
  readonly externalId: string | null
  /** The professional body that the person belongs to. */
  readonly association: string | null
  readonly identification: string | null
  readonly registration: string | null
}

export interface Member extends MemberValues {
  readonly id: MemberId
  readonly guid: string
  /** When the last invitation was sent. */
  readonly invited: number | null
  /** When the person first used an invitation or signed in. */
  readonly activated: number | null
  readonly created: number
  readonly modified: number
}

/** The name as one text: first and last name. */
export function fullName({ firstName, lastName }: Pick<Member, 'firstName' | 'lastName'>): string {
  return firstName === null ? lastName : `${firstName} ${lastName}`
}
