import type { Account } from '../../domain/academy/accounts.ts'
import { findAccount, listAccounts } from '../../domain/academy/tenancy.ts'
import type { AccountId } from '../../domain/ids.ts'
import { SYSTEM_ITSELF, type Principal } from '../../domain/principal.ts'
import type { Reader, Store } from '../../domain/store.ts'
import { CommandError } from './explain.ts'

/**
 * A principal that acts for the account that a command works on.
 * @param wanted its id or one of its host names; undefined: the only one
 * @throws CommandError
 */
export async function chooseAccount(store: Store, wanted: string | undefined): Promise<Principal> {
  const account = await store.read((reader) =>
    wanted === undefined ? onlyAccount(reader) : findAccount(reader, SYSTEM_ITSELF, named(wanted)),
  )
  if (account === undefined) {
    throw new CommandError(
      `There is no account "${wanted ?? ''}". \`quadrivium account list\` shows all accounts.`,
    )
  }
  return { accountId: account.id, door: 'cli', credentialId: null, memberId: null }
}

async function onlyAccount(reader: Reader): Promise<Account> {
  const [first, second] = await listAccounts(reader, SYSTEM_ITSELF)
  if (first === undefined) {
    throw new CommandError('There is no account yet. `quadrivium start` creates the first one.')
  }
  if (second !== undefined) {
    throw new CommandError('There are several accounts. Choose one with --account <id or host>.', 2)
  }
  return first
}

function named(wanted: string) {
  return /^\d{1,15}$/.test(wanted) ? { id: Number(wanted) as AccountId } : { host: wanted.toLowerCase() }
}
