import type { SealedSecret } from './sealed-secret.ts'
import type { Account, AccountValues, Logo, NewAccount } from './accounts.ts'
import type { AccountId, CredentialId } from '../ids.ts'

/** What tells where the pages of an account stand, and when its days begin. */
export interface AccountPlace extends Pick<Account, 'address' | 'timeZone'> {
  /** Whether there is no other account. */
  readonly isOnly: boolean
  /** The host names that it answers to, in the order in which they were added. */
  readonly hosts: readonly string[]
}

export interface AccountReader {
  /** Everything that is sealed with the server key, of all accounts. */
  listSealedSecrets(): Promise<readonly SealedSecret[]>
  /** What the server key of this store has sealed, so that another one is known at once. */
  findKeyProof(): Promise<string | undefined>
  /** The account that answers to this host name (lower case, without port). */
  findByHost(host: string): Promise<Account | undefined>
  /** Like `findByHost`; where there is only one account, it answers to every name. */
  findOfHost(host: string): Promise<Account | undefined>
  /** The account of a deployment that has just one. */
  findOnly(): Promise<Account | undefined>
  find(account: AccountId): Promise<Account | undefined>
  list(): Promise<readonly Account[]>
  /** With what `pull` encrypts what it keeps of a source. */
  findPullKey(account: AccountId): Promise<string | undefined>
  findLogo(account: AccountId): Promise<Logo | undefined>
  /** What tells where the pages of an account stand. */
  findPlace(account: AccountId): Promise<AccountPlace | undefined>
  /** The host names that the account answers to, in the order in which they were added. */
  listHosts(account: AccountId): Promise<readonly string[]>
}

export interface AccountWriter extends AccountReader {
  insert(account: NewAccount): Promise<Account>
  /** Makes others that lock it wait for this operation's end, where operations run side by side. */
  lock(account: AccountId): Promise<void>
  update(account: AccountId, values: AccountValues): Promise<void>
  /** @param digest by which the account names it from then on */
  setLogo(account: AccountId, logo: Logo, digest: string): Promise<void>
  deleteLogo(account: AccountId): Promise<void>
  insertHost(account: AccountId, host: string): Promise<void>
  /** Whether the account answered to that host. */
  deleteHost(account: AccountId, host: string): Promise<boolean>
  /**
   * The first step of each write to the tree. On PostgreSQL the lock that this takes holds to the commit, so that a
   * write sees all earlier ones, and the audit trail has them in the order of their commits.
   */
  lockTree(account: AccountId): Promise<void>
  /** Keeps it, unless there is one. */
  insertKeyProof(sealed: string): Promise<void>
  deleteKeyProof(): Promise<void>
  setPullKey(account: AccountId, key: string | null): Promise<void>
  setDemoSeed(account: AccountId, sealed: string): Promise<void>
  /**
   * Deletes what is sealed of the account's keys and its demo seed; webhooks keep theirs, as they can't be without.
   * @returns the keys that had secrets
   */
  deleteSealedSecrets(account: AccountId): Promise<readonly CredentialId[]>
}
