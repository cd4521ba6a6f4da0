import type { MemberId } from './ids.ts'

export type MemberStatus =
  'active' | 'suspended' | 'unlicensed' | 'awaiting_confirmation' | 'awaiting_password_reset' | 'locked_out'

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
}

export interface Member extends MemberValues {
  readonly id: MemberId
  readonly guid: string
  readonly created: number
  readonly modified: number
}

/** Whether he may sign in and act. Who was invited but has no password yet can't sign in, but may be acted for. */
export function isBarred(member: Pick<Member, 'status'>): boolean {
  return member.status === 'suspended' || member.status === 'unlicensed' || member.status === 'locked_out'
}
