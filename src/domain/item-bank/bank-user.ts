import type { AuditState } from '../audit.ts'

/** Somebody whom a client names as the one behind its writes. They belong to the bank and are not a member. */
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

/** How a user is shown: first and last name; the id when neither is known. */
function displayName(user: BankUser): string {
  const name = [user.firstName, user.lastName].filter((part) => part !== null && part !== '').join(' ')
  return name === '' ? user.id : name
}

/** Who stood behind a write, under the names that they had then, as a part of the written state; null: nobody was named. */
export function userState(user: BankUser | undefined): AuditState {
  return { userId: user?.id ?? null, user: user === undefined ? null : displayName(user) }
}
