// Forms of the pages: each is carried out once, and one that arrives too late is kept for its person.
import { sha256 } from '../../lib/digest.ts'
import { getActor, demandSystem } from '../actor.ts'
import { forbidden } from '../errors.ts'
import type { AccountId, MemberId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { KeptForm } from './access-store.ts'
import { SWEPT_ALONG } from '../retention.ts'

const DAY = 24 * 60 * 60_000

/** How long a form can be submitted after it was shown, in milliseconds. Submitted forms are remembered at least as long. */
export const FORM_LIFETIME_MS = DAY
/** How long a form that arrived after the session had ended is kept, in milliseconds. */
const KEPT_FORM_LIFETIME_MS = DAY
/** The maximum number of kept forms per person. */
const MAX_KEPT_FORMS = 10
/** The maximum size of a kept form, in bytes of UTF-8. */
const MAX_KEPT_FORM_BYTES = 64 * 1024

/**
 * Marks a form as carried out. Call it in the same operation as the form's effect: then of several clicks, on any
 * number of nodes, one counts.
 * @param token identifies the form as shown
 * @returns whether it is carried out for the first time
 */
export function useForm(tx: Writer, account: AccountId, token: string): Promise<boolean> {
  // Twice the time: a form accepted at the last moment must still be remembered afterwards.
  const digest = sha256(`form ${token}`)
  return tx.usedTokens.insert(account, digest, digest, tx.now + 2 * FORM_LIFETIME_MS)
}

/**
 * Keeps a person's form input until they have signed in again, for at most a day. Only this person can read it.
 * @param by the person the form was made for, who need not be signed in
 * @returns false when the form is too large to be kept, or the person was deleted
 */
export async function setKeptForm(tx: Writer, by: Principal, form: KeptForm): Promise<boolean> {
  if (Buffer.byteLength(form.action + form.fields) > MAX_KEPT_FORM_BYTES) return false
  if (by.memberId === null) throw forbidden('session', 'keep')
  const member = await tx.members.find(by.accountId, { id: by.memberId })
  if (member === undefined) return false
  // Of simultaneous forms each counts those before it.
  await tx.members.lock(by.accountId, member.id)
  const terms = { expires: tx.now + KEPT_FORM_LIFETIME_MS, most: MAX_KEPT_FORMS }
  await tx.keptForms.set(by.accountId, member.id, form, terms)
  return true
}

/** The person's kept input for the form with that path; undefined when nothing is kept. @throws forbidden */
export async function findKeptForm(
  reader: Reader,
  by: Principal,
  action: string,
): Promise<KeptForm | undefined> {
  return reader.keptForms.find(by.accountId, await personOf(reader, by), action)
}

/** Deletes the kept input of the form with that path, because the form has been sent. @throws forbidden */
export async function deleteKeptForm(tx: Writer, by: Principal, action: string): Promise<void> {
  await tx.keptForms.delete(by.accountId, await personOf(tx, by), action)
}

/**
 * Deletes kept forms that are too old to be used: the server's own work. Submitted forms are stored as used tokens.
 * @throws forbidden
 */
export async function sweepForms(tx: Writer, by: Principal): Promise<void> {
  demandSystem(by)
  await tx.keptForms.sweep(by.accountId, tx.now, SWEPT_ALONG)
}

async function personOf(reader: Reader, by: Principal): Promise<MemberId> {
  const actor = await getActor(reader, by)
  if (actor.kind !== 'member') throw forbidden('session', 'keep')
  return actor.id
}
