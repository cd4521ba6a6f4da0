import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from '../../src/domain/academy/accounts.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { createMember } from '../../src/domain/people/members.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { ROLES } from '../../src/domain/roles.ts'
import type { Store } from '../../src/domain/store.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SqliteStore } from '../../src/store/engines/sqlite/sqlite-store.ts'

const MONTH = 30 * 24 * 60 * 60_000

/** An account with a manager and what is needed to come in by Rev's and by Intellum's door. */
export interface Academy {
  readonly account: Account
  /** The account itself. */
  readonly owner: Principal
  readonly manager: Member
  /** A token of the manager's at Rev's door, good for a month. */
  readonly revToken: string
  /** A key of the account at Intellum's door. */
  readonly intellumKey: string
}

/** A folder with a store, for a server process of its own. */
export interface DataFolder {
  readonly path: string
  /** The SQLite file. */
  readonly database: string
  /** Opens the store in this process: before the server starts, or after it has ended. */
  withStore<T>(work: (store: SqliteStore) => Promise<T>): Promise<T>
  remove(): void
}

/** Makes an empty data folder. @param path an existing folder to use instead of a fresh one */
export function makeDataFolder(path = mkdtempSync(join(tmpdir(), 'quadrivium-data-'))): DataFolder {
  const database = join(path, 'quadrivium.db')
  return {
    path,
    database,
    async withStore(work) {
      const surroundings = { clock: systemClock, ids: randomIds, report: console.error }
      const store = await SqliteStore.open({ path: database, durability: 'off' }, surroundings)
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Founds an academy in the store. @param hosts names by which a request without credentials finds it */
export async function foundAcademy(store: Store, name: string, ...hosts: string[]): Promise<Academy> {
  const revToken = randomIds.token(48)
  const intellumKey = randomIds.token(24)
  return store.write(async (tx) => {
    const { account, owner } = await createAccount(tx, SYSTEM_ITSELF, { name, language: 'en' }, hosts)
    const manager = await createMember(tx, owner, {
      username: 'manager',
      lastName: 'Manager',
      email: 'manager@example.com',
      status: 'active',
      roles: { among: ROLES, held: ['manager'] },
    })
    await tx.sessions.insert(account.id, {
      door: 'rev',
      tokenHash: sha256(revToken),
      memberId: manager.id,
      credentialId: null,
      agent: null,
      expires: tx.now + MONTH,
      ends: tx.now + MONTH,
    })
    await createKey(tx, owner, { door: 'intellum', label: 'test', key: intellumKey, memberId: null })
    return { account, owner, manager, revToken, intellumKey }
  })
}
