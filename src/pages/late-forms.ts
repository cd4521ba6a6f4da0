// Forms that arrive too late: the session has ended, or another one has started since they were shown. The person's
// input isn't lost. It is kept until they are signed in, and shown again; nothing is carried out before they send it.
import type { FastifyRequest } from 'fastify'
import { findKeptForm, setKeptForm } from '../domain/access/forms.ts'
import type { AccountId, MemberId } from '../domain/ids.ts'
import type { Principal } from '../domain/principal.ts'
import type { Reader } from '../domain/store.ts'
import { parseQuery } from '../http/form.ts'
import { localPath } from '../http/local-path.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import { FORM_TOKEN } from './form-token.ts'
import type { PageServices } from './page-services.ts'
import type { LateForm, Visit } from './visit.ts'

/** The field that names the person a form was made for. */
export const FORM_OWNER = 'form_owner'

/** The parameter that names the form to show filled in. */
const KEPT = 'kept'

/** How long that field is valid: a week, because a page may stay open for days. */
const OWNER_LIFETIME_MS = 7 * 24 * 60 * 60_000

/** Never kept, whatever the form. */
const SECRET_FIELD = /pass(word|phrase)?|repeat|secret/i

/**
 * Seals the person that a form is made for. Only this server can create the seal: another site has none for the people
 * of an academy, and can't make forms that are kept for them.
 */
export function ownerField(box: SealedBox, account: AccountId, member: MemberId, now: number): string {
  return box.seal(`form:${account}:${member}:${now}`)
}

/** The person a form was made for; undefined when it doesn't name one, or is too old. */
function ownerOf(box: SealedBox, { form, account }: Visit, now: number): MemberId | undefined {
  const text = box.open(form.get(FORM_OWNER) ?? '') ?? ''
  const [, ofAccount, member, shown] = /^form:(\d+):(\d+):(\d+)$/.exec(text) ?? []
  if (Number(ofAccount) !== account.id || now - Number(shown) > OWNER_LIFETIME_MS) return undefined
  return Number(member) as MemberId
}

/**
 * Keeps a form for the person it was made for, who isn't signed in, or is in another session.
 * @param page the path of the page that shows the form
 * @returns the path that shows it filled in; undefined when it can't be kept, or was made for somebody other than the
 *   signed-in person
 */
export async function keepLateForm(
  { store, sealedBox, clock }: PageServices,
  visit: Visit,
  page: string,
): Promise<string | undefined> {
  const owner = ownerOf(sealedBox, visit, clock.now())
  if (owner === undefined || (visit.person !== undefined && visit.person.member.id !== owner))
    return undefined
  const action = pathOf(visit.request)
  const by: Principal = {
    accountId: visit.account.id,
    door: 'console',
    credentialId: null,
    memberId: owner,
  }
  const fields = JSON.stringify(
    [...visit.form].filter(
      ([name]) => name !== FORM_TOKEN && name !== FORM_OWNER && !SECRET_FIELD.test(name),
    ),
  )
  const kept = await store.write((tx) => setKeptForm(tx, by, { action, fields }))
  return kept ? `${page}?${new URLSearchParams({ [KEPT]: action }).toString()}` : undefined
}

/** The kept form that the person's page should show filled in. */
export async function findLateForm(
  reader: Reader,
  by: Principal,
  query: URLSearchParams,
): Promise<LateForm | undefined> {
  const action = localPath(query.get(KEPT))
  if (action === undefined) return undefined
  const found = await findKeptForm(reader, by, action)
  return (
    found && {
      action: found.action,
      fields: new URLSearchParams(JSON.parse(found.fields) as [string, string][]),
    }
  )
}

/** The path of a request without its parameters. */
export function pathOf({ raw }: FastifyRequest): string {
  return (raw.url ?? '/').split('?', 1)[0] ?? '/'
}

/** Whether a path leads to a kept form. */
export function showsLateForm(path: string | undefined): boolean {
  return path !== undefined && new URLSearchParams(parseQuery(path)).has(KEPT)
}
