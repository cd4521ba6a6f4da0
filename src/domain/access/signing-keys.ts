import type { SealedBox } from '../../lib/sealed-box.ts'
import { demandPresent, demandSystem } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import type { Credential } from './credential.ts'
import { demandNewKeys } from './credentials.ts'
import type { CredentialId } from '../ids.ts'
import type { Door, Principal } from '../principal.ts'
import { lookupOf } from './sessions.ts'
import type { Reader, Writer } from '../store.ts'

/** A key with which a door's clients sign, for anybody in the account. */
export interface SigningKey {
  readonly credentialId: CredentialId
  readonly secret: string
}

export interface NewSigningKey {
  readonly door: Door
  readonly label: string
  readonly secret: string
}

/**
 * Registers a signing key. Signatures must be recomputed, so it is stored sealed with the server's key instead of as a
 * digest. An account may have two while one is being replaced; `revokeKey` ends one.
 * @throws forbidden, invalid (label)
 */
export async function createSigningKey(
  tx: Writer,
  by: Principal,
  box: SealedBox,
  { door, label, secret }: NewSigningKey,
): Promise<Credential> {
  await demandNewKeys(tx, by)
  refuseIfAny(checkName('credential', 'label', label))
  const credential = await tx.credentials.insert(by.accountId, {
    door,
    label: label.trim(),
    memberId: null,
    lookup: lookupOf(door, `signing key ${tx.newGuid()}`), // presented as it is, it gives no access
    secretHash: null,
    sealedSecret: box.seal(secret),
  })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'credential',
    subjectId: credential.id,
    after: { door, label: credential.label, signing: true },
  })
  return credential
}

/**
 * The live signing keys of a door, and those whose secrets were sealed with another server key, which nobody can use.
 * Only for the server, which checks signatures with them.
 * @throws forbidden
 */
export async function listSigningKeys(
  reader: Reader,
  by: Principal,
  box: SealedBox,
  door: Door,
): Promise<{ readonly keys: readonly SigningKey[]; readonly sealedOtherwise: readonly CredentialId[] }> {
  demandSystem(by)
  const sealed = await reader.credentials.listSigning(by.accountId, door)
  const keys: SigningKey[] = []
  const sealedOtherwise: CredentialId[] = []
  for (const { id, sealedSecret } of sealed) {
    const secret = box.open(sealedSecret)
    if (secret === undefined) sealedOtherwise.push(id)
    else keys.push({ credentialId: id, secret })
  }
  return { keys, sealedOtherwise }
}

/** How many live signing keys of a door there are: for everybody in the academy. */
export async function countSigningKeys(reader: Reader, by: Principal, door: Door): Promise<number> {
  await demandPresent(reader, by)
  return (await reader.credentials.listSigning(by.accountId, door)).length
}
