import { DomainError } from '../domain/errors.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import type { Account } from '../domain/academy/accounts.ts'
import type { Principal } from '../domain/principal.ts'
import type { Reader, Store } from '../domain/store.ts'
import type { Ids } from '../lib/ids.ts'
import { hashPassword } from '../lib/password-hash.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import { academy } from './content/academy.ts'
import {
  demoAccess,
  demoPasswords,
  doorsWithoutKey,
  registerDemoKeys,
  type DemoAccess,
  type PlacedDemoAccess,
} from './demo-doors.ts'
import { secretsOf } from './demo-secrets.ts'
import { seedAcademy } from './seed-academy.ts'
import { seedItemBank } from './seed-item-bank.ts'

// The names of this machine belong to the demo. Of two processes that make it at once the unique index of the names
// lets one through.
const HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** The store holds accounts, and none of them is the demo academy. */
export class NotTheDemo extends Error {
  override readonly name = 'NotTheDemo'
}

/** The academy's seed was sealed with another server key. */
export class SealedByAnotherKey extends Error {
  override readonly name = 'SealedByAnotherKey'
}

/**
 * The way into the demo academy, which is made when the store is empty. Nobody ever sees half of it: it is one
 * operation.
 * @throws NotTheDemo, SealedByAnotherKey
 */
export async function openDemoAcademy(store: Store, box: SealedBox, ids: Ids): Promise<PlacedDemoAccess> {
  const access = (await findDemoAcademy(store, box)) ?? (await makeDemoAcademy(store, box, ids))
  await openLaterDoors(store, access, box)
  return placed(store, access)
}

/** Gives an academy that an earlier version has made its keys to the doors that were not there then. */
async function openLaterDoors(store: Store, access: DemoAccess, box: SealedBox): Promise<void> {
  const { id: accountId } = await store.read(demoAccountOf)
  const by: Principal = { accountId, door: 'cli', credentialId: null, memberId: null }
  if ((await store.read((reader) => doorsWithoutKey(reader, by))).length === 0) return
  await store.write(async (tx) => {
    const doors = await doorsWithoutKey(tx, by)
    if (doors.includes('learnosity')) await seedItemBank(tx, by, access, box)
    await registerDemoKeys(tx, by, access, box, doors, async (username) => {
      const member = await tx.members.findByUsername(accountId, username)
      return member?.id
    })
  })
}

async function demoAccountOf(reader: Reader): Promise<Account> {
  const account = (await reader.accounts.list()).find(({ demoSeed }) => demoSeed !== null)
  if (account === undefined) throw new NotTheDemo()
  return account
}

/** Adds an item bank, a course and a program of the academy: what comes first. */
async function placed(store: Store, access: DemoAccess): Promise<PlacedDemoAccess> {
  return store.read(async (reader) => {
    const account = await demoAccountOf(reader)
    const [course] = await reader.courses.page(account.id, {}, { offset: 0, limit: 1 })
    const [program] = await reader.programs.list(account.id, { offset: 0, limit: 1 })
    const [bank] = await reader.itemBanks.list(account.id)
    const { coursepath, learnosity } = access
    return {
      ...access,
      learnosity: { ...learnosity, organisationId: bank?.id ?? 0 },
      coursepath: { ...coursepath, courseId: course?.id ?? 0, programId: program?.id ?? 0 },
    }
  })
}

async function findDemoAcademy(store: Store, box: SealedBox): Promise<DemoAccess | undefined> {
  const accounts = await store.read((reader) => reader.accounts.list())
  if (accounts.length === 0) return undefined
  const sealed = accounts.find((account) => account.demoSeed !== null)?.demoSeed
  if (sealed == null) throw new NotTheDemo()
  const seed = box.open(sealed)
  if (seed === undefined) throw new SealedByAnotherKey()
  return demoAccess(secretsOf(seed))
}

async function makeDemoAcademy(store: Store, box: SealedBox, ids: Ids): Promise<DemoAccess> {
  const seed = ids.token(32)
  const access = demoAccess(secretsOf(seed))
  const hashed = new Map(
    await Promise.all(
      [...demoPasswords(access)].map(
        async ([username, password]) => [username, await hashPassword(password)] as const,
      ),
    ),
  )
  const made = await store
    .write(async (tx) => {
      if ((await tx.accounts.list()).length > 0) return false
      const { account, owner } = await createAccount(tx, academy, HOSTS)
      await tx.accounts.setDemoSeed(account.id, box.seal(seed))
      await seedAcademy(tx, owner, access, box, hashed)
      return true
    })
    .catch((error: unknown) => {
      if (error instanceof DomainError && error.kind === 'conflict') return false
      throw error
    })
  // Another process was faster: what it made is there now.
  return made ? access : openDemoAcademy(store, box, ids)
}
