import type { MemberStatus } from '../../../domain/standing.ts'
import type { UserStatus } from './user-wire.ts'

const words: Readonly<Record<MemberStatus, UserStatus>> = {
  active: 'Active',
  suspended: 'Suspended',
  unlicensed: 'Unlicensed',
  awaiting_confirmation: 'AwaitingConfirmation',
  awaiting_password_reset: 'AwaitingPasswordReset',
  locked_out: 'LockedOut',
}

export function presentStatus(status: MemberStatus): UserStatus {
  return words[status]
}

/** The status for Rev's word, in any case. */
export function parseStatus(word: string): MemberStatus | undefined {
  const wanted = word.trim().toLowerCase()
  const statuses = Object.keys(words) as MemberStatus[] // the keys of a record of them
  return statuses.find((status) => words[status].toLowerCase() === wanted)
}
