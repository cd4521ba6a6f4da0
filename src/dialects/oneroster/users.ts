import type { Group } from '../../domain/people/group.ts'
import type { MemberWithRoles } from '../../domain/people/member.ts'
import { listPeopleInOrder } from '../../domain/people/list-people.ts'
import type { PersonFilter, PersonSort } from '../../domain/people/person-list.ts'
import { listGroupsOfPeople, listPersonIds } from '../../domain/people/person-view.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Role } from '../../domain/roles.ts'
import { isBarred, type MemberStatus } from '../../domain/standing.ts'
import type { Reader } from '../../domain/store.ts'
import { parseGuid } from '../../lib/guid.ts'
import { type Collection, type Presented, presentTime } from './collection.ts'
import { academyReference, type Context, reference } from './context.ts'
import { unknownObject } from './errors.ts'
import { invalidFilter } from './filter.ts'
import { changedWithin, chosen, equalTo } from './filter-values.ts'

/** A person with their groups. */
export interface User extends MemberWithRoles {
  readonly groups: readonly Group[]
}

const ADMINISTRATORS: readonly Role[] = ['manager', 'assistant', 'auditor']
const TEACHERS: readonly Role[] = ['trainer', 'author']

/** The conditions of the roles of OneRoster. Each person has one: the first that fits. */
export const BY_ROLE = {
  administrator: { role: ADMINISTRATORS },
  teacher: { role: TEACHERS, withoutRole: ADMINISTRATORS },
  student: { withoutRole: [...ADMINISTRATORS, ...TEACHERS] },
} as const satisfies Readonly<Record<string, PersonFilter>>

/** Whoever teaches anywhere teaches in the classes that they are in; all others there are students. */
export const IN_CLASS = {
  teacher: { role: TEACHERS },
  student: { withoutRole: TEACHERS },
} as const satisfies Readonly<Record<string, PersonFilter>>

export function roleInClass(roles: readonly Role[]): keyof typeof IN_CLASS {
  return roles.some((role) => TEACHERS.includes(role)) ? 'teacher' : 'student'
}

const ROLE_NAMES = ['administrator', 'teacher', 'student'] as const
const STATUSES = ['active', 'tobedeleted'] as const
const MEMBER_STATUSES: readonly MemberStatus[] = [
  'active',
  'suspended',
  'unlicensed',
  'awaiting_confirmation',
  'awaiting_password_reset',
  'locked_out',
]

export const users: Collection<User, PersonFilter, PersonSort> = {
  plural: 'users',
  single: 'user',
  fields: [
    'sourcedId',
    'status',
    'dateLastModified',
    'userMasterIdentifier',
    'username',
    'userIds',
    'enabledUser',
    'givenName',
    'familyName',
    'email',
    'phone',
    'roles',
    'primaryOrg',
    'identifier',
  ],
  sorts: {
    familyName: 'lastName',
    givenName: 'firstName',
    email: 'email',
    dateLastModified: 'modified',
  },
  filters: {
    async sourcedId(condition, reader, by) {
      const refs = equalTo(condition).flatMap((text) => {
        const guid = parseGuid(text)
        return guid === undefined ? [] : [{ guid }]
      })
      const ids = await listPersonIds(reader, by, refs)
      return { id: ids.filter((id) => id !== undefined) }
    },
    status(condition) {
      const words = chosen(condition, STATUSES)
      const status = MEMBER_STATUSES.filter((one) => words.includes(statusOf({ status: one })))
      return status.length === MEMBER_STATUSES.length ? {} : { status }
    },
    role(condition) {
      const [role, ...more] = chosen(condition, ROLE_NAMES)
      if (role === undefined || more.length > 0) throw invalidFilter('The field role takes one value by =.')
      return BY_ROLE[role]
    },
    email: (condition) => ({ email: equalTo(condition) }),
    identifier: (condition) => ({ externalId: equalTo(condition) }),
    dateLastModified: changedWithin,
  },
  async list(reader, by, query) {
    const page = await listPeopleInOrder(reader, by, query)
    const ids = page.items.map(({ member }) => member.id)
    const groups = await listGroupsOfPeople(reader, by, ids)
    const items = page.items.map((one) => ({ ...one, groups: groups.get(one.member.id) ?? [] }))
    return { ...page, items }
  },
  async count(reader, by, filter) {
    // Students are all but the few who have another role.
    if (JSON.stringify(filter) !== JSON.stringify(BY_ROLE.student)) return undefined
    const all = await countOf(reader, by, {})
    const others = await countOf(reader, by, { role: [...ADMINISTRATORS, ...TEACHERS] })
    return all === undefined || others === undefined ? undefined : all - others
  },
  present: presentUser,
}

async function countOf(reader: Reader, by: Principal, filter: PersonFilter): Promise<number | undefined> {
  const query = { filter, page: { after: null, limit: 1 }, total: true }
  const { total, totalIsCapped } = await listPeopleInOrder(reader, by, query)
  return totalIsCapped === true ? undefined : total
}

/** @throws OneRosterError */
export async function getUser(reader: Reader, by: Principal, sourcedId: string): Promise<User> {
  const guid = parseGuid(sourcedId)
  const [id] = guid === undefined ? [] : await listPersonIds(reader, by, [{ guid }])
  if (id === undefined) throw unknownObject()
  const { items } = await users.list(reader, by, { filter: { id: [id] }, page: { after: null, limit: 1 } })
  const [found] = items
  if (found === undefined) throw unknownObject()
  return found
}

function presentUser(context: Context, { member, roles, groups }: User): Presented {
  const academy = academyReference(context)
  const role = roleOf(roles)
  return {
    sourcedId: member.guid,
    status: statusOf(member),
    dateLastModified: presentTime(member.modified),
    userMasterIdentifier: member.guid,
    username: member.username,
    userIds: member.externalId === null ? [] : [{ type: 'externalId', identifier: member.externalId }],
    enabledUser: isBarred(member) ? 'false' : 'true',
    // Some people have one name only; a user needs both.
    givenName: member.firstName ?? '',
    familyName: member.lastName,
    ...(member.email !== null && { email: member.email }),
    ...(member.phone !== null && { phone: member.phone }),
    roles: [
      { roleType: 'primary', role, org: academy },
      ...groups.map(({ guid }) => ({
        roleType: 'secondary',
        role,
        org: reference(context, 'orgs', 'org', guid),
      })),
    ],
    primaryOrg: academy,
    ...(member.externalId !== null && { identifier: member.externalId }),
  }
}

/** The role of OneRoster that a person with these roles has. */
export function roleOf(roles: readonly Role[]): (typeof ROLE_NAMES)[number] {
  if (roles.some((role) => ADMINISTRATORS.includes(role))) return 'administrator'
  return roles.some((role) => TEACHERS.includes(role)) ? 'teacher' : 'student'
}

function statusOf(member: { readonly status: MemberStatus }): (typeof STATUSES)[number] {
  return isBarred(member) ? 'tobedeleted' : 'active'
}
