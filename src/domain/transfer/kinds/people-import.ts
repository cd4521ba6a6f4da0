import { getActor } from '../../actor.ts'
import type { GroupId, MemberId } from '../../ids.ts'
import { inviteMember } from '../../learning/invitations.ts'
import { NO_WORDS } from '../../learning/invitation.ts'
import { deleteMember } from '../../learning/delete-member.ts'
import { checkMember, createMember, updateMember, type MemberChange } from '../../people/members.ts'
import { demand, mayEnrolOthers } from '../../permissions.ts'
import { ROLES, type Role } from '../../roles.ts'
import type { Writer } from '../../store.ts'
import { COLUMNS } from '../columns/all-columns.ts'
import type { PersonRecord } from '../columns/people-columns.ts'
import type { RowValues } from '../import-columns.ts'
import {
  type Case,
  type ImportContext,
  type KindImport,
  PRESENT_AT_A_TIME,
  refuse,
} from '../import-context.ts'
import { findMade, formOf, isOpen, nameOf, resolveReferences } from '../import-names.ts'
import { faultOf } from '../issue-sentences.ts'
import { namesOfThing, planThings, type ThingsImport } from '../plan-things.ts'
import { plainly } from '../references.ts'

const names: ReadonlySet<string> = new Set(Object.keys(COLUMNS.people))

const people: ThingsImport<PersonRecord> = {
  kind: 'people',
  referred: 'person',
  subject: 'member',
  keys: [
    { column: 'id', way: 'id' },
    { column: 'guid', way: 'guid' },
    { column: 'external_id', way: 'external', isOwn: true },
    { column: 'email', way: 'email' },
    { column: 'username', way: 'username' },
  ],
  fields: {
    external_id: 'externalId',
    username: 'username',
    email: 'email',
    first_name: 'firstName',
    last_name: 'lastName',
    title: 'title',
    phone: 'phone',
    language: 'language',
    time_zone: 'timeZone',
    country: 'country',
    company: 'company',
    department: 'department',
    association: 'association',
    identification: 'identification',
    registration: 'registration',
    manager: 'managerId',
    roles: 'roles',
    groups: 'groups',
    status: 'status',
  },
  load,
  settle,
  same: (column, from, to) =>
    (column === 'country' && typeof to === 'string' && from === to.trim().toUpperCase()) ||
    // Without a role they are a learner.
    (column === 'roles' && to === null && isLearner(from)),
  judge,
}

function isLearner(roles: unknown): boolean {
  return Array.isArray(roles) && roles.length === 1 && roles[0] === 'learner'
}

/** What the references of a record mean. */
interface Meant {
  readonly groups?: readonly (GroupId | { readonly text: string })[]
  readonly manager?: MemberId | { readonly text: string } | null
}

const meant = new WeakMap<Case, Meant>()
const groupGuids = new WeakMap<ImportContext, Map<GroupId, string>>()

async function load(
  { reader, by: { accountId } }: ImportContext,
  ids: readonly number[],
): Promise<ReadonlyMap<number, PersonRecord>> {
  const found = await reader.members.listByIds(accountId, ids as readonly MemberId[])
  const groups = await reader.members.listGroupsOfAll(accountId, ids as readonly MemberId[])
  const managers = await reader.members.listUsernames(
    accountId,
    found.flatMap(({ member }) => member.managerId ?? []),
  )
  return new Map(
    found.map(({ member, roles }) => [
      member.id,
      {
        member,
        roles,
        manager: member.managerId === null ? null : (managers.get(member.managerId) ?? null),
        groups: (groups.get(member.id) ?? []).map(({ name }) => name),
      },
    ]),
  )
}

async function settle(context: ImportContext, cases: readonly Case[]): Promise<void> {
  for (const one of cases) splitName(one)
  await settleGroups(context, cases)
  await settleManagers(context, cases)
}

/** A whole name: the last word is the last name. */
function splitName({ values }: Case): void {
  const name = values.get('name')
  values.delete('name')
  if (typeof name !== 'string' || values.has('last_name')) return
  const words = name.trim().split(/\s+/)
  values.set('last_name', words.pop() ?? '')
  if (words.length > 0) values.set('first_name', words.join(' '))
}

async function settleGroups(context: ImportContext, cases: readonly Case[]): Promise<void> {
  const said = (one: Case) => (one.values.get('groups') ?? []) as readonly string[]
  const meanings = await resolveReferences(context, 'group', cases.flatMap(said))
  const ids = [...meanings.values()].flatMap((one) => (one.is === 'thing' ? [one.id as GroupId] : []))
  const known = new Map(
    (await context.reader.groups.listByIds(context.by.accountId, ids)).map((group) => [group.id, group]),
  )
  groupGuids.set(context, new Map([...known].map(([id, { guid }]) => [id, guid])))
  for (const one of cases) {
    if (!one.values.has('groups')) continue
    const shown: string[] = []
    const groups: (GroupId | { text: string })[] = []
    for (const text of said(one)) {
      const meaning = meanings.get(text)
      if (meaning?.is === 'thing') {
        groups.push(meaning.id as GroupId)
        shown.push(plainly('group', known.get(meaning.id as GroupId)?.name ?? text))
      } else if (meaning?.is === 'record') {
        groups.push({ text })
        shown.push(text)
        if (meaning.holder.result === 'refused') {
          refuse(
            one,
            'groups',
            `The group “${text}” is refused, too: row ${String(meaning.holder.record)} of the groups.`,
          )
        }
      } else {
        refuse(
          one,
          'groups',
          meaning?.is === 'ambiguous'
            ? `There are several groups called “${text}”.`
            : `There is no group “${text}”. Import groups before people.`,
        )
      }
    }
    meant.set(one, { ...meant.get(one), groups })
    if (shown.length > 0) one.values.set('groups', shown)
  }
}

async function settleManagers(context: ImportContext, cases: readonly Case[]): Promise<void> {
  const said = cases.flatMap(({ values }) => {
    const manager = values.get('manager')
    return typeof manager === 'string' ? [manager] : []
  })
  const meanings = await resolveReferences(context, 'person', said)
  const usernames = await context.reader.members.listUsernames(
    context.by.accountId,
    [...meanings.values()].flatMap((one) => (one.is === 'thing' ? [one.id as MemberId] : [])),
  )
  for (const one of cases) {
    const text = one.values.get('manager')
    if (text === null) meant.set(one, { ...meant.get(one), manager: null })
    if (typeof text !== 'string') continue
    const meaning = meanings.get(text)
    if (meaning?.is === 'thing') {
      const id = meaning.id as MemberId
      if (String(id) === one.target) refuse(one, 'manager', 'Nobody is their own manager.')
      meant.set(one, { ...meant.get(one), manager: id })
      one.values.set('manager', plainly('person', usernames.get(id) ?? text))
    } else if (meaning?.is === 'record') {
      const { holder } = meaning
      if (holder.record === one.row.record && holder.part === context.part) {
        refuse(one, 'manager', 'Nobody is their own manager.')
      } else if (holder.result === 'refused') {
        refuse(one, 'manager', `The manager is refused, too: row ${String(holder.record)}.`)
      } else if (isOpen(holder)) {
        one.leans = true
        one.leansOn.push(holder.record)
      }
      meant.set(one, { ...meant.get(one), manager: { text } })
    } else {
      refuse(
        one,
        'manager',
        meaning?.is === 'ambiguous'
          ? `Several people are called “${text}”. Say which one by their username.`
          : `There is no person “${text}”.`,
      )
    }
  }
}

function judge({ isRunning }: ImportContext, one: Case, record: PersonRecord | undefined): void {
  const { values } = one
  if (record === undefined) {
    if (!values.has('last_name')) refuse(one, 'last_name', 'A new person needs a name: last_name, or name.')
    if (!values.has('username') && typeof values.get('email') !== 'string') {
      refuse(one, 'username', 'A new person needs a username or an e-mail address.')
    }
  }
  if (isRunning) return // the operation checks it again
  for (const issue of checkMember(draftOf(one, record), record?.member)) {
    one.faults.push(faultOf(issue, names))
  }
}

const LINES = [
  ['external_id', 'externalId'],
  ['first_name', 'firstName'],
  ['title', 'title'],
  ['phone', 'phone'],
  ['language', 'language'],
  ['time_zone', 'timeZone'],
  ['country', 'country'],
  ['company', 'company'],
  ['department', 'department'],
  ['association', 'association'],
  ['identification', 'identification'],
  ['registration', 'registration'],
  ['email', 'email'],
] as const

/** What the record changes, but for references. */
function draftOf({ values, changes, target }: Case, record: PersonRecord | undefined): MemberChange {
  const isChanged = (column: string) =>
    target === null ? values.has(column) : changes.some((one) => one.column === column && one.kept !== true)
  const text = (column: string) => values.get(column) as string | null
  const status = statusOf(values, record)
  return {
    ...Object.fromEntries(
      LINES.filter(([column]) => isChanged(column)).map(([column, field]) => [field, text(column)]),
    ),
    ...(isChanged('last_name') && { lastName: text('last_name') ?? '' }),
    ...(isChanged('username') && { username: text('username') ?? '' }),
    ...(isChanged('status') && status !== undefined && { status }),
    ...(isChanged('roles') && {
      roles: { among: ROLES, held: (values.get('roles') ?? []) as readonly Role[] },
    }),
  }
}

function statusOf(values: RowValues, record: PersonRecord | undefined): MemberChange['status'] {
  const said = values.get('status')
  if (said === 'inactive') return 'suspended'
  return said === 'active' ? (record === undefined ? 'active' : 'active') : undefined
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const { by } = context
  const { values, target } = one
  if (one.result === 'removed' && target !== null) {
    await deleteMember(tx, by, { id: Number(target) })
    return target
  }
  const isChanged = (column: string) =>
    target === null || one.changes.some((change) => change.column === column && change.kept !== true)
  const said = meant.get(one)
  const groups = isChanged('groups') ? said?.groups : undefined
  const manager = isChanged('manager') ? managerOf(context, one, said?.manager) : undefined
  const change: MemberChange = {
    ...draftOf(one, undefined),
    ...(groups !== undefined && { groups: await guidsOf(tx, context, groups) }),
    ...(manager !== undefined && { managerId: manager }),
  }
  if (target !== null) {
    await updateMember(tx, by, { id: Number(target) }, change)
    return target
  }
  const username = change.username ?? change.email ?? ''
  const { id } = await createMember(tx, by, { ...change, username, lastName: change.lastName ?? '' })
  const { invite } = context.import.options
  if (values.get('invite') === true && invite !== undefined) {
    await inviteMember(tx, by, id, {
      place: { of: 'academy' },
      words: () => NO_WORDS,
      token: `${tx.newGuid()}${tx.newGuid()}`.replaceAll('-', ''),
      lifetime: invite.lifetime,
      linkTo: (token) => invite.linkPrefix + token,
    })
  }
  return String(id)
}

/** A manager who comes later in the file is set when they are there. */
function managerOf(
  context: ImportContext,
  one: Case,
  manager: Meant['manager'],
): MemberId | null | undefined {
  if (manager === undefined || manager === null || typeof manager === 'number') return manager
  const made = findMade(context, 'person', manager.text)
  if (made === undefined) one.waits = true
  return made as MemberId | undefined
}

async function guidsOf(
  tx: Writer,
  context: ImportContext,
  groups: readonly (GroupId | { readonly text: string })[],
): Promise<string[]> {
  const known = groupGuids.get(context) ?? new Map<GroupId, string>()
  const found: string[] = []
  for (const group of groups) {
    const id =
      typeof group === 'number' ? group : (findMade(context, 'group', group.text) as GroupId | undefined)
    const guid =
      id === undefined
        ? undefined
        : (known.get(id) ?? (await tx.groups.find(context.by.accountId, { id }))?.guid)
    if (guid !== undefined) found.push(guid)
  }
  return found
}

export const peopleImport: KindImport = {
  namesOf(values) {
    const all = namesOfThing(people, values)
    const email = values.get('email')
    if (values.has('username') || typeof email !== 'string') return all
    // A new person without a username signs in by the address.
    return [...all, nameOf('person', 'username', formOf('person', 'username', email))]
  },
  async demand(reader, by) {
    demand(mayEnrolOthers(await getActor(reader, by)), 'member', 'create')
  },
  plan: (context, cases) => planThings(people, context, cases),
  apply,
  async listPresent(reader, by, after) {
    const page = await reader.members.listByKey(by.accountId, {
      filter: {},
      page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
    })
    const items = page.items.map(({ member }) => ({ target: String(member.id), label: member.username }))
    return { items, next: page.next?.id ?? null }
  },
  async remove(tx, by, target) {
    await deleteMember(tx, by, { id: Number(target) })
  },
}
