import type { AuditState } from '../audit.ts'

/** A person whom a client names as the author of its writes. They belong to the bank and aren't a member. */
export interface BankUser {
  readonly number: number
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
}

/** A user as a client names them. Fields that aren't given stay. */
export interface BankUserDraft {
  readonly id: string
  readonly firstName?: string
  readonly lastName?: string
  readonly email?: string
}

/** Longest values, in characters (docs/contracts/learnosity.md section 8). */
export const MAX_BANK_USER = { id: 50, firstName: 50, lastName: 50, email: 255 } as const

/** The display name: first and last name, or the id if neither is known. */
function displayName(user: BankUser): string {
  const name = [user.firstName, user.lastName].filter((part) => part !== null && part !== '').join(' ')
  return name === '' ? user.id : name
}

/** The author of a write, with the names at that time, as a part of the audited state; null: none was named. */
export function userState(user: BankUser | undefined): AuditState {
  return { userId: user?.id ?? null, user: user === undefined ? null : displayName(user) }
}
