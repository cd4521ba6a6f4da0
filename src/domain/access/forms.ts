// Forms of the pages: each is carried out once, and one that comes too late is kept for its person.
import { sha256 } from '../../lib/digest.ts'
import { getActor, demandSystem } from '../actor.ts'
import { forbidden } from '../errors.ts'
import type { AccountId, MemberId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { KeptForm } from './access-store.ts'

const DAY = 24 * 60 * 60_000

/** How long a form can be carried out after it was shown, in milliseconds. So long it is remembered that it was. */
export const FORM_LIFETIME_MS = DAY
/** How long a form is kept that came when the session had ended, in milliseconds. */
const KEPT_FORM_LIFETIME_MS = DAY
/** Forms that are kept for one person. */
const MAX_KEPT_FORMS = 10
/** What a form that is kept may hold, in bytes of UTF-8. */
const MAX_KEPT_FORM_BYTES = 64 * 1024

/**
 * Marks a form as carried out. Whatever it does belongs into the same operation: then of several clicks, at any number of
 * nodes, one counts.
 * @param token stands for the form, as it was shown once
 * @returns whether it is carried out for the first time
 */
export function useForm(tx: Writer, account: AccountId, token: string): Promise<boolean> {
  // Twice the time: a form that is taken at the last moment must still be remembered at the next.
  const digest = sha256(`form ${token}`)
  return tx.usedTokens.insert(account, digest, digest, tx.now + 2 * FORM_LIFETIME_MS)
}

/**
 * Keeps what a person has filled in, until they are signed in again or a day has passed. Only this person finds it.
 * @param by the person for whom the form was made, who need not be signed in
 * @returns false when the form is too large to be kept, or the person is gone
 */
export async function setKeptForm(tx: Writer, by: Principal, form: KeptForm): Promise<boolean> {
  if (Buffer.byteLength(form.action + form.fields) > MAX_KEPT_FORM_BYTES) return false
  if (by.memberId === null) throw forbidden('session', 'keep')
  const member = await tx.members.find(by.accountId, { id: by.memberId })
  if (member === undefined) return false
  // Of forms that come at once each counts those before it.
  await tx.members.lock(by.accountId, member.id)
  const terms = { expires: tx.now + KEPT_FORM_LIFETIME_MS, most: MAX_KEPT_FORMS }
  await tx.keptForms.set(by.accountId, member.id, form, terms)
  return true
}

/** What the person had filled in on the form that goes to that path; undefined when nothing is kept. @throws forbidden */
export async function findKeptForm(
  reader: Reader,
  by: Principal,
  action: string,
): Promise<KeptForm | undefined> {
  return reader.keptForms.find(by.accountId, await personOf(reader, by), action)
}

/** Forgets what was kept of the form that goes to that path: it has been sent. @throws forbidden */
export async function deleteKeptForm(tx: Writer, by: Principal, action: string): Promise<void> {
  await tx.keptForms.delete(by.accountId, await personOf(tx, by), action)
}

/**
 * Forgets forms that were kept so long ago that it counts no more: the server's own work. Those that were carried out are
 * used tokens.
 * @throws forbidden
 */
export async function sweepForms(tx: Writer, by: Principal): Promise<void> {
  demandSystem(by)
  await tx.keptForms.sweep(by.accountId, tx.now)
}

async function personOf(reader: Reader, by: Principal): Promise<MemberId> {
  const actor = await getActor(reader, by)
  if (actor.kind !== 'member') throw forbidden('session', 'keep')
  return actor.id
}
