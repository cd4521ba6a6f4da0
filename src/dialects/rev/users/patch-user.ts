import type { Account } from '../../../domain/academy/accounts.ts'
import { issue } from '../../../domain/errors.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import type { MemberChange, MemberProfile } from '../../../domain/people/members.ts'
import {
  demandTest,
  noteUnknownPath,
  parsePatch,
  PatchedIds,
  type PatchOperation,
} from '../patch-operations.ts'
import { readText, shown, type Reading } from '../read-fields.ts'
import { presentRoleIds, readRoles } from '../roles/rev-roles.ts'
import { parseStatus, presentStatus } from './user-status.ts'

/** The fields of a person that a PATCH can change, as its steps read and write them. */
interface Draft {
  texts: Record<TextField, string | null>
  status: MemberStatus
  readonly roleIds: PatchedIds
  readonly groupIds: PatchedIds
  readonly touched: Set<string>
}

type TextField = 'email' | 'firstName' | 'lastName' | 'title' | 'phone' | 'language'

const textFields: Readonly<Record<string, TextField>> = {
  email: 'email',
  firstname: 'firstName',
  lastname: 'lastName',
  title: 'title',
  phone: 'phone',
  phonenumber: 'phone',
  language: 'language',
}

/**
 * The result of applying a PATCH to a person: its steps are applied in order, and a later one sees the result of the
 * earlier ones (docs/contracts/rev.md B7).
 * @throws RevError 409 when a test fails
 */
export function patchedUser(body: unknown, before: MemberProfile, account: Account): MemberChange {
  const reading: Reading = { subject: 'member', unreadable: [] }
  const { email, firstName, lastName, title, phone, language, status } = before.member
  const draft: Draft = {
    texts: { email, firstName, lastName, title, phone, language },
    status,
    roleIds: new PatchedIds(presentRoleIds(account, before.roles), 'roles', reading),
    groupIds: new PatchedIds(
      before.groups.map(({ guid }) => guid),
      'groups',
      reading,
    ),
    touched: new Set(),
  }
  for (const step of parsePatch(body, reading)) take(step, draft, reading)
  return editFrom(draft, account, reading)
}

function take(step: PatchOperation, draft: Draft, reading: Reading): void {
  const text = Object.hasOwn(textFields, step.field) ? textFields[step.field] : undefined
  if (text !== undefined && step.place === undefined) takeText(step, text, draft, reading)
  else if (step.field === 'itemstatus' && step.place === undefined) takeStatus(step, draft, reading)
  else if (step.field === 'roleids') draft.roleIds.take(step)
  else if (step.field === 'groupids') draft.groupIds.take(step)
  else noteUnknownPath(step, reading)
  if (step.op !== 'test') draft.touched.add(text ?? step.field)
}

function takeText(step: PatchOperation, field: TextField, draft: Draft, reading: Reading): void {
  const value = step.op === 'remove' ? null : readText(step.value, field, reading)
  if (step.op === 'test') demandTest(step, (value ?? null) === draft.texts[field])
  else draft.texts[field] = value ?? null
}

function takeStatus(step: PatchOperation, draft: Draft, reading: Reading): void {
  const { op, value } = step
  if (op === 'test') {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined
    demandTest(step, word === presentStatus(draft.status).toLowerCase())
    return
  }
  const status = op !== 'remove' && typeof value === 'string' ? parseStatus(value) : undefined
  if (status !== undefined) draft.status = status
  else reading.unreadable.push(issue('member', 'itemStatus', 'malformed', shown(value ?? null)))
}

function editFrom(draft: Draft, account: Account, reading: Reading): MemberChange {
  const { texts, touched } = draft
  const roles = touched.has('roleids') ? readRoles(draft.roleIds.list(), account, reading) : undefined
  return {
    ...(touched.has('email') ? { email: texts.email } : {}),
    ...(touched.has('firstName') ? { firstName: texts.firstName } : {}),
    ...(touched.has('lastName') ? { lastName: texts.lastName ?? '' } : {}),
    ...(touched.has('title') ? { title: texts.title } : {}),
    ...(touched.has('phone') ? { phone: texts.phone } : {}),
    ...(touched.has('language') ? { language: texts.language } : {}),
    ...(touched.has('itemstatus') ? { status: draft.status } : {}),
    ...(roles === undefined ? {} : { roles }),
    ...(touched.has('groupids') ? { groups: draft.groupIds.list() } : {}),
    unreadable: reading.unreadable,
  }
}
