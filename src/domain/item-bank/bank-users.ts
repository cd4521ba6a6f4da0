import type { AuditState } from '../audit.ts'
import { recordAudit } from '../record-audit.ts'
import { MAX_BANK_USER, type BankUser, type BankUserDraft } from './bank-user.ts'
import { checkLine } from '../checks.ts'
import { issue, type Issue } from '../errors.ts'
import type { BankPlace } from './item-bank-store.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** Issues of a user as a client names them. */
export function checkBankUser(user: BankUserDraft | undefined): Issue[] {
  if (user === undefined) return []
  return [
    ...(user.id === '' ? [issue('bank_user', 'id', 'missing')] : []),
    ...checkLine('bank_user', 'id', user.id, MAX_BANK_USER.id),
    ...checkLine('bank_user', 'firstName', user.firstName, MAX_BANK_USER.firstName),
    ...checkLine('bank_user', 'lastName', user.lastName, MAX_BANK_USER.lastName),
    ...checkLine('bank_user', 'email', user.email, MAX_BANK_USER.email),
  ]
}

/**
 * The user whom a write names: created if the bank doesn't know them, updated if their names differ. The bank's revision must
 * have been raised before, which prevents two writes from creating the same user.
 */
export async function createOrUpdateBankUser(
  tx: Writer,
  by: Principal,
  place: BankPlace,
  draft: BankUserDraft,
): Promise<BankUser> {
  const known = await tx.itemBanks.findUser(place, draft.id)
  const user: BankUser = {
    number: known?.number ?? (await tx.itemBanks.raiseRevision(place, 1)),
    id: draft.id,
    firstName: draft.firstName ?? known?.firstName ?? null,
    lastName: draft.lastName ?? known?.lastName ?? null,
    email: draft.email ?? known?.email ?? null,
  }
  if (known === undefined) await tx.itemBanks.insertUser(place, user)
  else if (isSame(known, user)) return known
  else await tx.itemBanks.updateUser(place, user)
  await recordAudit(tx, by, {
    action: known === undefined ? 'create' : 'update',
    subject: 'bank_user',
    subjectId: user.number,
    ...(known && { before: bankUserState(place, known) }),
    after: bankUserState(place, user),
  })
  return user
}

function isSame(a: BankUser, b: BankUser): boolean {
  return a.firstName === b.firstName && a.lastName === b.lastName && a.email === b.email
}

function bankUserState({ bankId }: BankPlace, { number: _, ...user }: BankUser): AuditState {
  return { bank: bankId, ...user }
}
