import type { Dialect } from '../dialects/dialect.ts'
import { dialects } from '../dialects/dialects.ts'
import { DomainError } from '../domain/errors.ts'
import { createAccount, listAccounts, setDemoSeed, updateAccount } from '../domain/academy/tenancy.ts'
import { listItemBanks } from '../domain/item-bank/item-banks.ts'
import { findMember } from '../domain/people/find-member.ts'
import { SYSTEM_ITSELF, systemAt, type Principal } from '../domain/principal.ts'
import type { Reader, Store } from '../domain/store.ts'
import type { Ids } from '../lib/ids.ts'
import { hashPassword } from '../lib/password-hash.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import { academy } from './content/academy.ts'
import { FOUNDED } from './content/past.ts'
import {
  demoDoors,
  demoPeople,
  doorsWithoutKey,
  placeDemoAccess,
  registerDemoKeys,
  type DemoAccess,
  type DemoDoor,
} from './demo-doors.ts'
import { secretsOf, type Secrets } from './demo-secrets.ts'
import { seedAcademy } from './seed-academy.ts'
import { instantOf } from './seed-past.ts'
import { seedItemBank } from './seed-item-bank.ts'

// The names of this machine belong to the demo. Of two processes that make it at once the unique index of the names
// lets one through.
const HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** How often a process that makes the academy waits for another one that does. */
const ATTEMPTS = 12

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
 * @param list the dialects whose doors it opens
 * @throws NotTheDemo, SealedByAnotherKey
 */
export async function openDemoAcademy(
  store: Store,
  box: SealedBox,
  ids: Ids,
  list: readonly Dialect[] = dialects,
): Promise<DemoAccess> {
  return (await openOrMakeDemoAcademy(store, box, ids, list)).access
}

/** As `openDemoAcademy`, and whether this call made the academy: of several at once one did. */
export async function openOrMakeDemoAcademy(
  store: Store,
  box: SealedBox,
  ids: Ids,
  list: readonly Dialect[] = dialects,
): Promise<{ readonly access: DemoAccess; readonly isNew: boolean }> {
  const found = await findDemoAcademy(store, box)
  const made = found === undefined ? await makeDemoAcademy(store, box, ids, list) : undefined
  const secret = found ?? made?.secret
  if (secret === undefined) throw new NotTheDemo() // gone since
  const doors = await demoDoors(secret, list)
  const by = await store.read(ownerOf)
  await openLaterDoors(store, by, doors, box)
  const access = await store.read((reader) => placeDemoAccess(reader, by, demoPeople(secret), doors))
  return { access, isNew: made?.isOurs === true }
}

/** Gives an academy that an earlier version has made its keys to the doors that were not there then. */
async function openLaterDoors(
  store: Store,
  by: Principal,
  doors: readonly DemoDoor[],
  box: SealedBox,
): Promise<void> {
  if ((await store.read((reader) => doorsWithoutKey(reader, by, doors))).length === 0) return
  await store.write(async (tx) => {
    if ((await listItemBanks(tx, by)).length === 0) await seedItemBank(tx, by)
    await registerDemoKeys(tx, by, await doorsWithoutKey(tx, by, doors), box, async (username) => {
      const member = await findMember(tx, by, { username })
      return member?.id
    })
  })
}

/** Who acts for the demo academy. @throws NotTheDemo */
async function ownerOf(reader: Reader): Promise<Principal> {
  const account = (await listAccounts(reader, SYSTEM_ITSELF)).find(({ demoSeed }) => demoSeed !== null)
  if (account === undefined) throw new NotTheDemo()
  return { accountId: account.id, door: 'cli', credentialId: null, memberId: null }
}

async function findDemoAcademy(store: Store, box: SealedBox): Promise<Secrets | undefined> {
  const accounts = await store.read((reader) => listAccounts(reader, SYSTEM_ITSELF))
  if (accounts.length === 0) return undefined
  const sealed = accounts.find((account) => account.demoSeed !== null)?.demoSeed
  if (sealed == null) throw new NotTheDemo()
  const seed = box.open(sealed)
  if (seed === undefined) throw new SealedByAnotherKey()
  return secretsOf(seed)
}

/** Makes the academy, or finds the one that another process made meanwhile. */
async function makeDemoAcademy(
  store: Store,
  box: SealedBox,
  ids: Ids,
  list: readonly Dialect[],
): Promise<{ readonly secret: Secrets | undefined; readonly isOurs: boolean }> {
  const seed = ids.token(32)
  const secret = secretsOf(seed)
  const doors = await demoDoors(secret, list)
  const people = demoPeople(secret)
  const passwords = new Map(
    await Promise.all(
      Object.values(people).map(
        async ({ username, password }) => [username, await hashPassword(password)] as const,
      ),
    ),
  )
  for (let attempt = 1; ; attempt++) {
    try {
      const made = await store.writePast(async (at, now) => {
        const tx = at(instantOf(now, { day: FOUNDED, minute: 7 * 60 }))
        if ((await listAccounts(tx, SYSTEM_ITSELF)).length > 0) return false
        const { owner } = await createAccount(tx, systemAt('cli'), academy, HOSTS)
        await updateAccount(tx, owner, { timeZone: academy.timeZone })
        await setDemoSeed(tx, owner, box.seal(seed))
        await seedAcademy(at, now, owner, { doors, passwords, box })
        return true
      })
      return made ? { secret, isOurs: true } : { secret: await findDemoAcademy(store, box), isOurs: false }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      // Another process was faster, or is at it for longer than the store lets us wait: what it makes is there then.
      const isAhead = error.kind === 'conflict' || (error.kind === 'unavailable' && attempt < ATTEMPTS)
      if (!isAhead) throw error
      const theirs = await findDemoAcademy(store, box)
      if (theirs !== undefined || error.kind === 'conflict') return { secret: theirs, isOurs: false }
    }
  }
}
