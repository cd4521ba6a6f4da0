import type { Config } from '../../config/config.ts'
import { DomainError } from '../../domain/errors.ts'
import { setPassword } from '../../domain/access/set-password.ts'
import { createMember } from '../../domain/people/members.ts'
import { SYSTEM_ITSELF, systemAt } from '../../domain/principal.ts'
import { ROLES } from '../../domain/roles.ts'
import type { Store } from '../../domain/store.ts'
import { createAccount, listAccounts } from '../../domain/academy/tenancy.ts'
import type { Ids } from '../../lib/ids.ts'
import { hashPassword } from '../../lib/password-hash.ts'
import { splitName } from '../../domain/people/names.ts'
import { demandGoodPassword } from './ask-password.ts'

/** The first manager, just created. */
export interface FirstManager {
  readonly username: string
  /** Only when it was generated, because nobody knows it yet. */
  readonly password?: string
}

/** Without an e-mail address the first manager has only a username: mail to an invented address would be lost. */
const USERNAME = 'admin'

/**
 * Creates the first account and its manager when the store has no account yet; otherwise returns undefined.
 * @throws DomainError for settings that the domain refuses; CommandError for a password that is easily guessed
 */
export async function makeFirstAccount(
  store: Store,
  { adminEmail, adminPassword, adminName, academyName, academyLanguage, publicUrl }: Config,
  ids: Ids,
): Promise<FirstManager | undefined> {
  if (await hasAccount(store)) return undefined
  const username = adminEmail ?? USERNAME
  if (adminPassword !== undefined) demandGoodPassword(adminPassword, { username, email: adminEmail ?? null })
  const password = adminPassword ?? ids.token(15)
  const phc = await hashPassword(password)
  const made = await store
    .write(async (tx) => {
      if ((await listAccounts(tx, SYSTEM_ITSELF)).length > 0) return false
      const { owner } = await createAccount(
        tx,
        systemAt('cli'),
        { name: academyName ?? 'Academy', language: academyLanguage ?? 'en' },
        hostsOf(publicUrl),
      )
      const manager = await createMember(tx, owner, {
        username,
        ...splitName(adminName ?? 'Manager'),
        email: adminEmail ?? null,
        status: 'active',
        roles: { among: ROLES, held: ['manager'] },
      })
      await setPassword(tx, owner, { guid: manager.guid }, phc)
      return true
    })
    .catch((error: unknown) => {
      // When several nodes start at once, the unique index on hosts lets only one succeed.
      if (error instanceof DomainError && error.kind === 'conflict') return false
      throw error
    })
  if (!made) return undefined
  return { username, ...(adminPassword === undefined ? { password } : {}) }
}

async function hasAccount(store: Store): Promise<boolean> {
  return (await store.read((reader) => listAccounts(reader, SYSTEM_ITSELF))).length > 0
}

/** The first account answers to this machine's local names and its public one. */
function hostsOf(publicUrl: string | undefined): string[] {
  const local = ['localhost', '127.0.0.1', '[::1]']
  return [...new Set([...local, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])])]
}
