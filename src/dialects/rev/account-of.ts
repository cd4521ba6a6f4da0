import type { Account } from '../../domain/academy/accounts.ts'
import { unauthenticated } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'

/** The account of the one who asks. */
export async function accountOf(reader: Reader, by: Principal): Promise<Account> {
  const account = await reader.accounts.find(by.accountId)
  if (account === undefined) throw unauthenticated()
  return account
}
