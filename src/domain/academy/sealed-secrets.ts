// What the store keeps sealed with the server key, and whether a key is the one.
import { demandSystem } from '../actor.ts'
import type { Principal, System } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { SealedSecret } from './sealed-secret.ts'
import type { Reader, Writer } from '../store.ts'
import type { SealedBox } from '../../lib/sealed-box.ts'

/** How a server key stands to a store. */
export interface KeyFitness {
  /** Whether the store knows the key; undefined: it has never seen one. */
  readonly known: boolean | undefined
  /** How many secrets the store holds sealed. */
  readonly secrets: number
  /** How many of each kind the key doesn't open; kinds that it opens are left out. */
  readonly unfit: ReadonlyMap<SealedSecret['kind'], number>
}

const PROOF = 'quadrivium'

/** Tries the key on everything that is sealed. Without a key nothing opens. @throws forbidden */
export async function getKeyFitness(
  reader: Reader,
  by: System,
  box: SealedBox | undefined,
): Promise<KeyFitness> {
  demandSystem(by)
  const proof = await reader.accounts.findKeyProof()
  const secrets = await reader.accounts.listSealedSecrets()
  const unfit = new Map<SealedSecret['kind'], number>()
  for (const { kind, sealed } of secrets) {
    if (box?.open(sealed) === undefined) unfit.set(kind, (unfit.get(kind) ?? 0) + 1)
  }
  return {
    known: proof === undefined ? undefined : box?.open(proof) === PROOF,
    secrets: secrets.length,
    unfit,
  }
}

/** Whether the store knows the key, in one small read; so does a store that has never seen one. @throws forbidden */
export async function isKeyOfStore(reader: Reader, by: System, box: SealedBox): Promise<boolean> {
  demandSystem(by)
  const proof = await reader.accounts.findKeyProof()
  return proof === undefined || box.open(proof) === PROOF
}

/**
 * Makes the key known to the store, unless it knows one.
 * @param instead of the one that it knows, which is lost, and sealed nothing
 * @throws forbidden
 */
export async function setStoreKey(tx: Writer, by: System, box: SealedBox, instead = false): Promise<void> {
  demandSystem(by)
  if (instead) await tx.accounts.deleteKeyProof()
  await tx.accounts.insertKeyProof(box.seal(PROOF))
}

/** In words: `2 signing keys, 1 webhook secret`. */
export function listKinds(counts: ReadonlyMap<SealedSecret['kind'], number>): string {
  return [...counts].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`).join(', ')
}

/**
 * Lets the store forget its server key, which is lost, with all that only this key opens: keys that hold a sealed secret
 * are revoked, webhooks are deleted, and the demo academy is told no more. The next start takes another key.
 * @returns how many secrets of each kind there were
 * @throws forbidden
 */
export async function revokeStoreKey(
  tx: Writer,
  by: System,
): Promise<ReadonlyMap<SealedSecret['kind'], number>> {
  demandSystem(by)
  const lost = new Map<SealedSecret['kind'], number>()
  for (const { kind } of await tx.accounts.listSealedSecrets()) lost.set(kind, (lost.get(kind) ?? 0) + 1)
  for (const { id: accountId } of await tx.accounts.list()) {
    const owner: Principal = { accountId, door: by.door, credentialId: null, memberId: null }
    await tx.accounts.lock(accountId)
    for (const id of await tx.accounts.deleteSealedSecrets(accountId)) {
      if (!(await tx.credentials.revoke(accountId, id))) continue // it was before
      await recordAudit(tx, owner, { action: 'delete', subject: 'credential', subjectId: id })
    }
    for (const { id, url, events } of await tx.webhooks.list(accountId)) {
      await tx.webhooks.delete(accountId, id)
      await recordAudit(tx, owner, {
        action: 'delete',
        subject: 'webhook',
        subjectId: id,
        before: { url, events },
      })
    }
    await recordAudit(tx, owner, {
      action: 'update',
      subject: 'account',
      subjectId: accountId,
      after: { serverKey: 'forgotten' },
    })
  }
  await tx.accounts.deleteKeyProof()
  return lost
}
