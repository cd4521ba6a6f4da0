import { getActor } from '../actor.ts'
import type { Account } from '../academy/accounts.ts'
import type { AuditState } from '../audit.ts'
import { type Draft, checkLanguage, checkLine, checkName, refuseIfAny } from '../checks.ts'
import { differing, holdSame } from '../differing.ts'
import { type Issue, issue, notFound } from '../errors.ts'
import type { GroupId, MemberId, Ref } from '../ids.ts'
import { isCountry } from './countries.ts'
import { watchManagers } from './last-manager.ts'
import { revokeMailedLinks } from './mailed-links.ts'
import type { Member, MemberValues, MemberWithRoles } from './member.ts'
import { listPowersOfGroups, listPowersOfMember } from './powers.ts'
import { type Directory, type SeenMember, getSight } from './seen-member.ts'
import {
  type Power,
  type Reach,
  demand,
  mayEditMember,
  mayEnrolOthers,
  mayManagePeople,
  mayReadPeople,
} from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import { type Role, type RoleChoice, chosenRoles } from '../roles.ts'
import { type MemberStatus, isBarred } from '../standing.ts'
import type { Reader, Writer } from '../store.ts'
import { together } from '../together.ts'
import { isTimeZone } from '../../lib/time-zone.ts'
import { MAX_ADDRESS, foldAddress, isAddress } from '../../lib/mail-address.ts'
import { characters, isBlank } from '../../lib/text.ts'

/** Throws `forbidden` unless the actor may read data about that person. */
export async function demandReadMember(reader: Reader, by: Principal, member: MemberId): Promise<void> {
  const actor = await getActor(reader, by)
  if (actor.kind === 'member' && actor.id === member) return
  demand(mayReadPeople(actor), 'member', 'read')
}

/** The values of a person; fields that are left out stay as they are. */
export interface MemberChange extends Draft {
  readonly username?: string
  readonly firstName?: string | null
  readonly lastName?: string
  readonly email?: string | null
  readonly title?: string | null
  readonly phone?: string | null
  readonly language?: string | null
  readonly status?: MemberStatus
  readonly company?: string | null
  readonly department?: string | null
  readonly country?: string | null
  readonly externalId?: string | null
  readonly association?: string | null
  readonly identification?: string | null
  readonly registration?: string | null
  readonly managerId?: MemberId | null
  readonly timeZone?: string | null
  /** The roles that they hold directly. Without any they are a learner. */
  readonly roles?: RoleChoice
  /** All their groups, by GUID. */
  readonly groups?: readonly string[]
  /** Whether the academy may lose its last manager who can sign in. */
  readonly evenLastManager?: boolean
}

export interface NewMember extends MemberChange {
  readonly username: string
  readonly lastName: string
}

/** A person with their direct roles and their groups. */
export interface MemberProfile {
  readonly member: Member
  readonly roles: readonly Role[]
  readonly groups: readonly { readonly id: GroupId; readonly guid: string; readonly name: string }[]
}

/** A person as the caller sees them, with their direct roles and their groups. */
export interface SeenProfile extends Omit<MemberProfile, 'member'> {
  readonly member: SeenMember
}

/**
 * A person, for everybody in the academy: names are visible to all, because people are picked by name. Other fields are
 * visible to staff and to the person themself, or to everybody in an open directory.
 * @throws not_found
 */
export async function getMember(
  reader: Reader,
  by: Principal,
  ref: Ref,
  directory: Directory = 'closed',
): Promise<SeenMember> {
  const { see } = await getSight(reader, by, directory)
  return see(await requireMember(reader, by, ref))
}

/** The referenced person; the caller may know of them. @throws not_found */
export async function requireMember(reader: Reader, by: Principal, ref: Ref): Promise<Member> {
  const member = await reader.members.find(by.accountId, ref)
  if (member === undefined) throw notFound('member', 'id' in ref ? ref.id : ref.guid)
  return member
}

/**
 * Locks the person until the end of the operation, so that they can be compared with what was read earlier.
 * @throws not_found, forbidden
 */
export async function lockMember(tx: Writer, by: Principal, ref: Ref): Promise<Member> {
  const { id } = await requireMember(tx, by, ref)
  await demandReadMember(tx, by, id)
  await tx.members.lock(by.accountId, id)
  return requireMember(tx, by, { id })
}

/** Like `getMember`, with roles and groups. @throws not_found */
export async function getProfile(
  reader: Reader,
  by: Principal,
  ref: Ref,
  directory: Directory = 'closed',
): Promise<SeenProfile> {
  return getProfileOf(reader, by, await getMember(reader, by, ref, directory))
}

async function requireProfile(reader: Reader, by: Principal, id: MemberId): Promise<MemberProfile> {
  const [member, roles, groups] = await together(
    requireMember(reader, by, { id }),
    reader.members.listOwnRoles(by.accountId, id),
    reader.members.listGroups(by.accountId, id),
  )
  return { member, roles, groups }
}

/** The person with roles and groups. */
export async function getProfileOf<M extends SeenMember>(
  reader: Reader,
  by: Principal,
  member: M,
): Promise<Omit<MemberProfile, 'member'> & { readonly member: M }> {
  const [roles, groups] = await Promise.all([
    reader.members.listOwnRoles(by.accountId, member.id),
    reader.members.listGroups(by.accountId, member.id),
  ])
  return { member, roles, groups }
}

/** The values of a new person, or a function that derives them from the account. */
type MemberDraft = NewMember | ((account: Account) => NewMember)

/**
 * Creates a person without a password. Without a role they are a learner.
 * @throws forbidden, invalid (username, lastName, email, groups, …), conflict (username, email)
 */
export async function createMember(tx: Writer, by: Principal, draft: MemberDraft): Promise<Member> {
  return (await createProfile(tx, by, draft)).member
}

/** Like `createMember`, with roles and groups. */
export async function createProfile(tx: Writer, by: Principal, wanted: MemberDraft): Promise<MemberProfile> {
  const [actor, account] = await Promise.all([
    getActor(tx, by),
    typeof wanted === 'function' ? tx.accounts.find(by.accountId) : undefined,
  ])
  const draft = typeof wanted === 'function' ? wanted(present(account, by)) : wanted
  const roles = orLearner(draft.roles?.held ?? [])
  const groups = await resolveGroups(tx, by, draft.groups ?? [])
  const gained = await listPowersOfGroups(tx, by, groups.ids)
  demand(mayManagePeople(actor, [...roles, ...gained]), 'member', 'create')
  refuseIfAny([
    ...(draft.unreadable ?? []),
    ...checkMember(draft),
    ...groups.issues,
    ...(await checkManager(tx, by, draft.managerId)),
  ])

  const values: MemberValues = {
    username: draft.username.trim(),
    firstName: trimmed(draft.firstName),
    lastName: draft.lastName.trim(),
    email: trimmed(draft.email),
    title: trimmed(draft.title),
    phone: trimmed(draft.phone),
    language: trimmed(draft.language),
    status: draft.status ?? 'awaiting_confirmation',
    company: trimmed(draft.company),
    department: trimmed(draft.department),
    country: trimmed(draft.country)?.toUpperCase() ?? null,
    externalId: trimmed(draft.externalId),
    association: trimmed(draft.association),
    identification: trimmed(draft.identification),
    registration: trimmed(draft.registration),
    managerId: draft.managerId ?? null,
    timeZone: trimmed(draft.timeZone),
  }
  const member = await tx.members.insert(by.accountId, values, { roles, groups: groups.ids })
  // A person without groups is returned as just written.
  const after =
    groups.ids.length === 0
      ? { member, roles: [...new Set(roles)].toSorted(), groups: [] }
      : await getProfileOf(tx, by, member)
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'member',
    subjectId: member.id,
    after: memberState(after),
  })
  return after
}

function present(account: Account | undefined, { accountId }: Principal): Account {
  if (account === undefined) throw notFound('account', accountId)
  return account
}

/**
 * Changes a person. A person who is barred by the change, or has to choose a new password, is signed out everywhere at
 * once. A username that equals the e-mail address follows it (docs/design.md 4).
 * @param change the new values, or a function that derives them from the current person
 * @throws not_found, forbidden, invalid, conflict (username, email; the last manager who can sign in)
 */
export async function updateMember(
  tx: Writer,
  by: Principal,
  ref: Ref,
  change: MemberChange | ((before: MemberProfile) => MemberChange),
): Promise<MemberProfile> {
  const { id } = await requireMember(tx, by, ref)
  await tx.members.lock(by.accountId, id)
  const [before, held] = await together(requireProfile(tx, by, id), listPowersOfMember(tx, by, id))
  const edit = typeof change === 'function' ? change(before) : change
  const groups = edit.groups === undefined ? undefined : await resolveGroups(tx, by, edit.groups)
  demand(
    mayEditMember(await getActor(tx, by), {
      member: id,
      held,
      moved: await movedPowers(tx, by, before, edit, groups?.ids),
      reach: reachOf(edit, before.member),
    }),
    'member',
    'edit',
  )
  refuseIfAny([
    ...(edit.unreadable ?? []),
    ...checkMember(edit, before.member),
    ...(groups?.issues ?? []),
    ...(edit.managerId === before.member.managerId ? [] : await checkManager(tx, by, edit.managerId, id)),
  ])

  const watched = edit.evenLastManager === true || !mayTakeAccess(edit) ? [] : held
  const demandManagerLeft = await watchManagers(tx, by, watched)
  const values = differing(changedValues(edit, before.member), before.member)
  const roles = edit.roles && orLearner(chosenRoles(before.roles, edit.roles))
  const inNow = before.groups.map((group) => group.id)
  const rolesMove = roles !== undefined && !holdSame(roles, before.roles)
  const groupsMove = groups !== undefined && !holdSame(groups.ids, inNow)
  // Roles and groups are part of the person's representation too.
  if (values !== undefined || rolesMove || groupsMove) await tx.members.update(by.accountId, id, values ?? {})
  if (rolesMove) await tx.members.setRoles(by.accountId, id, roles)
  if (groupsMove) await tx.members.setGroups(by.accountId, id, groups.ids)
  await demandManagerLeft()
  const after = await requireProfile(tx, by, id)
  if (isBarred(after.member) || after.member.status === 'awaiting_password_reset') {
    await tx.sessions.revokeAllOfMember(by.accountId, id)
  }
  // Links mailed to an earlier address no longer work, nor do those of barred people. They stay dead even if the
  // address or the person is restored.
  if (isBarred(after.member) || after.member.email !== before.member.email) {
    await revokeMailedLinks(tx, by, id)
  }
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'member',
    subjectId: id,
    before: memberState(before),
    after: memberState(after),
  })
  return after
}

/**
 * Refuses callers whom `updateMember` would refuse because of the fields they change, whatever the values: staff may
 * change anybody, others may change some of their own fields. A door can use this to refuse before it parses values
 * that may be unreadable.
 * @throws forbidden
 */
export async function demandUpdateMember(
  reader: Reader,
  by: Principal,
  id: MemberId,
  fields: readonly (keyof MemberChange)[],
): Promise<void> {
  const actor = await getActor(reader, by)
  if (mayEnrolOthers(actor)) return
  const reach = fields.every((field) => OWN_AFFAIRS.has(field)) ? 'self' : 'profile'
  demand(mayEditMember(actor, { member: id, held: [], moved: [], reach }), 'member', 'edit')
}

/**
 * Refuses unless the actor may change everything about the person and delete them; being that person is not enough.
 * @throws forbidden
 */
export async function demandManagement(
  reader: Reader,
  by: Principal,
  { id }: Pick<Member, 'id'>,
): Promise<void> {
  const actor = await getActor(reader, by)
  demand(mayManagePeople(actor, await listPowersOfMember(reader, by, id)), 'member', 'manage')
}

/** Ends what a new password makes invalid. */
export const ENDED_BY_PASSWORD: ReadonlySet<MemberStatus> = new Set<MemberStatus>([
  'awaiting_confirmation',
  'awaiting_password_reset',
  'locked_out',
])

/** The groups with these GUIDs; an issue for each GUID without a group. */
async function resolveGroups(
  reader: Reader,
  by: Principal,
  guids: readonly string[],
): Promise<{ ids: GroupId[]; issues: Issue[] }> {
  const ids: GroupId[] = []
  const issues: Issue[] = []
  for (const [index, id] of (await reader.groups.listIds(by.accountId, guids)).entries()) {
    if (id === undefined) issues.push(issue('group', 'groups', 'unknown', guids[index]))
    else ids.push(id)
  }
  return { ids, issues }
}

const LINES = [
  'firstName',
  'title',
  'phone',
  'company',
  'department',
  'externalId',
  'association',
  'identification',
  'registration',
] as const

/**
 * What is wrong with the values of a person, each by itself.
 * @param before unchanged values are accepted even if they predate the current rules
 */
export function checkMember(said: MemberChange, before?: Member): Issue[] {
  const edit = before === undefined ? said : newIn(said, before)
  return [
    ...(edit.username === undefined ? [] : checkName('member', 'username', edit.username)),
    ...(edit.lastName === undefined ? [] : checkName('member', 'lastName', edit.lastName)),
    ...LINES.flatMap((field) => checkLine('member', field, edit[field])),
    ...checkLanguage('member', 'language', edit.language),
    ...checkCountry(edit.country),
    ...checkEmail(edit.email),
    ...checkTimeZone(edit.timeZone),
  ]
}

function newIn(edit: MemberChange, before: Member): MemberChange {
  const values: Readonly<Record<string, unknown>> = { ...before }
  return Object.fromEntries(
    Object.entries(edit).filter(
      ([field, value]) => typeof value !== 'string' || value.trim() !== values[field],
    ),
  )
}

/** What everybody may change about themselves. */
const OWN_AFFAIRS: ReadonlySet<keyof MemberChange> = new Set<keyof MemberChange>([
  'firstName',
  'lastName',
  'company',
  'department',
  'country',
  'language',
  'timeZone',
  'unreadable',
])

function reachOf(edit: MemberChange, before: Member): Reach {
  if (opensDoors(edit, before)) return 'access'
  const said = Object.entries(edit).filter(([, value]) => value !== undefined)
  return said.every(([field]) => OWN_AFFAIRS.has(field as keyof MemberChange)) ? 'self' : 'profile'
}

/** Whether a change may stop somebody from signing in with their current standing. */
function mayTakeAccess({ status, roles, groups }: MemberChange): boolean {
  return status !== undefined || roles !== undefined || groups !== undefined
}

/** Whether a new address, sign-in name or standing would let somebody else in, or lock the person out. */
function opensDoors({ email, username, status }: MemberChange, before: Member): boolean {
  return (
    (email !== undefined && trimmed(email) !== before.email) ||
    (username !== undefined && username.trim() !== before.username) ||
    status === 'awaiting_password_reset' ||
    (status !== undefined && before.status === 'awaiting_password_reset') ||
    (status !== undefined && isBarred({ status }) && !isBarred(before))
  )
}

/** The roles and policy items that a change adds or removes: direct ones and those of groups. */
async function movedPowers(
  reader: Reader,
  by: Principal,
  before: MemberProfile,
  edit: MemberChange,
  groups: readonly GroupId[] | undefined,
): Promise<Power[]> {
  const own = edit.roles === undefined ? [] : difference(before.roles, chosenRoles(before.roles, edit.roles))
  if (groups === undefined) return own
  const inNow = before.groups.map((group) => group.id)
  return [...own, ...(await listPowersOfGroups(reader, by, difference(inNow, groups)))]
}

/** The entries that are in only one of the lists. */
function difference<T>(one: readonly T[], other: readonly T[]): T[] {
  return [...new Set(one).symmetricDifference(new Set(other))]
}

function checkCountry(country: string | null | undefined): Issue[] {
  const code = trimmed(country)
  return code === null || isCountry(code) ? [] : [issue('member', 'country', 'malformed', code)]
}

function checkTimeZone(timeZone: string | null | undefined): Issue[] {
  const name = trimmed(timeZone)
  return name === null || isTimeZone(name) ? [] : [issue('member', 'timeZone', 'malformed', name)]
}

/**
 * A person's manager must be another person in the academy. @param of the person who gets the manager; omitted for a
 * new person
 */
async function checkManager(
  reader: Reader,
  by: Principal,
  manager: MemberId | null | undefined,
  of?: MemberId,
): Promise<Issue[]> {
  if (manager == null) return []
  if (manager === of) return [issue('member', 'managerId', 'not_allowed', manager)]
  const known = await reader.members.listTitles(by.accountId, [manager])
  return known.has(manager) ? [] : [issue('member', 'managerId', 'unknown', manager)]
}

function checkEmail(email: string | null | undefined): Issue[] {
  const address = trimmed(email)
  if (address === null) return []
  if (characters(address) > MAX_ADDRESS) {
    return [{ subject: 'member', field: 'email', problem: 'too_long', limit: MAX_ADDRESS }]
  }
  return isAddress(address) ? [] : [issue('member', 'email', 'malformed', address)]
}

function changedValues(edit: MemberChange, before: Member): Partial<MemberValues> {
  const username = edit.username?.trim() ?? usernameFollowing(trimmed(edit.email), before)
  return {
    ...(username === undefined ? {} : { username }),
    ...(edit.lastName === undefined ? {} : { lastName: edit.lastName.trim() }),
    ...(edit.firstName === undefined ? {} : { firstName: trimmed(edit.firstName) }),
    ...(edit.email === undefined ? {} : { email: trimmed(edit.email) }),
    ...(edit.title === undefined ? {} : { title: trimmed(edit.title) }),
    ...(edit.phone === undefined ? {} : { phone: trimmed(edit.phone) }),
    ...(edit.language === undefined ? {} : { language: trimmed(edit.language) }),
    ...(edit.status === undefined ? {} : { status: edit.status }),
    ...(edit.company === undefined ? {} : { company: trimmed(edit.company) }),
    ...(edit.department === undefined ? {} : { department: trimmed(edit.department) }),
    ...(edit.country === undefined ? {} : { country: trimmed(edit.country)?.toUpperCase() ?? null }),
    ...(edit.externalId === undefined ? {} : { externalId: trimmed(edit.externalId) }),
    ...(edit.association === undefined ? {} : { association: trimmed(edit.association) }),
    ...(edit.identification === undefined ? {} : { identification: trimmed(edit.identification) }),
    ...(edit.registration === undefined ? {} : { registration: trimmed(edit.registration) }),
    ...(edit.managerId === undefined ? {} : { managerId: edit.managerId }),
    ...(edit.timeZone === undefined ? {} : { timeZone: trimmed(edit.timeZone) }),
  }
}

function usernameFollowing(email: string | null, before: Member): string | undefined {
  if (email === null || before.email === null) return undefined
  return foldAddress(before.username) === foldAddress(before.email) ? email : undefined
}

function orLearner(roles: readonly Role[]): readonly Role[] {
  return roles.length > 0 ? roles : ['learner']
}

/** A blank value counts as absent. */
function trimmed(text: string | null | undefined): string | null {
  return text == null || isBlank(text) ? null : text.trim()
}

export function memberState({ member, roles, groups }: MemberProfile): AuditState {
  const {
    id: _,
    created: __,
    modified: ___,
    invited: ____,
    activated: _____,
    lastSeen: ______,
    ...values
  } = member
  return {
    ...values,
    roles,
    groups: groups.map((group) => group.id),
  }
}

/** @throws forbidden, not_found */
export async function getMemberWithRoles(
  reader: Reader,
  by: Principal,
  id: MemberId,
): Promise<MemberWithRoles> {
  await demandReadMember(reader, by, id)
  const member = await requireMember(reader, by, { id })
  return { member, roles: await reader.members.listOwnRoles(by.accountId, id) }
}
