import { MAX_LINE } from '../../../domain/checks.ts'
import { issue, type Issue } from '../../../domain/errors.ts'
import { isBarred } from '../../../domain/standing.ts'
import type { MemberChange, MemberProfile } from '../../../domain/people/members.ts'
import { ROLES, type Role, type RoleChoice } from '../../../domain/roles.ts'
import { splitName } from '../../../domain/people/names.ts'
import type { WantedMember } from '../../../domain/learning/create-or-update-member.ts'
import { foldAddress } from '../../../lib/mail-address.ts'
import { characters, fold, isStorable } from '../../../lib/text.ts'
import { invalidParameter } from '../errors.ts'
import type { Parameters } from '../parameters.ts'
import { WIRE_ROLES } from './member-wire.ts'
import { nameOfAddress } from './names.ts'
import { MEMBER_TEXTS, type MemberFilter } from '../../../domain/people/member.ts'

const PLAIN = [
  'company',
  'department',
  'externalId',
  'association',
  'identification',
  'registration',
] as const

/** The person that a creating call requests: created if the address is new, otherwise updated (contract 7.2). */
export function parseWantedMember(parameters: Parameters): WantedMember {
  const email = parameters.text('email') ?? ''
  const unreadable: Issue[] = email === '' ? [issue('member', 'email', 'missing')] : []
  const change = parseMemberChange(parameters, { withAddress: false })
  const stranger = change(nobody(email))
  const name = parameters.text('name') ?? ''
  return {
    draft: {
      ...stranger,
      ...splitName(name === '' ? nameOfAddress(email) : name),
      username: email,
      email,
      status: parameters.flag('active') === false ? 'suspended' : 'awaiting_confirmation',
      unreadable: [...unreadable, ...(stranger.unreadable ?? [])],
    },
    change,
  }
}

/** The fields of an updating call; omitted ones stay unchanged. An empty value clears. @throws CoursepathError */
export function parseMemberChange(
  parameters: Parameters,
  { withAddress }: { readonly withAddress: boolean },
): (before: MemberProfile) => MemberChange {
  const name = parameters.text('name')
  const email = withAddress ? parameters.text('email') : undefined
  const active = parameters.flag('active')
  const roles = parseRoles(parameters)
  const edit: MemberChange = {
    ...Object.fromEntries(PLAIN.flatMap((field) => said(field, parameters.text(field)))),
    ...Object.fromEntries(said('country', parameters.text('country'))),
    ...Object.fromEntries(said('language', localeOf(parameters))),
    ...(email === undefined || email === '' ? {} : { email }),
    ...(roles === undefined ? {} : { roles }),
    unreadable: [
      ...(email === '' ? [issue('member', 'email', 'malformed')] : []),
      ...(name !== undefined && characters(name) > MAX_LINE
        ? [{ ...issue('member', 'lastName', 'too_long'), limit: MAX_LINE }]
        : []),
    ],
  }
  return ({ member }) => ({
    ...edit,
    ...(name === undefined
      ? {}
      : splitName(name === '' ? nameOfAddress(edit.email ?? member.email ?? member.username) : name)),
    ...(active === undefined ? {} : { status: statusOf(active, member) }),
  })
}

const FIELDS: readonly (readonly [parameter: string, field: keyof MemberChange])[] = [
  ...PLAIN.map((field) => [field, field] as const),
  ['name', 'lastName'],
  ['email', 'email'],
  ['country', 'country'],
  ['locale', 'language'],
  ['active', 'status'],
  ['roles', 'roles'],
]

/** All fields that a request mentions, whether readable or not. */
export function fieldsOf(parameters: Parameters): (keyof MemberChange)[] {
  return FIELDS.filter(([parameter]) => parameters.has(parameter)).map(([, field]) => field)
}

type Known = Pick<MemberProfile['member'], 'status' | 'activated'>

function statusOf(active: boolean, { status, activated }: Known): NonNullable<MemberChange['status']> {
  if (active !== isBarred({ status })) return status
  if (!active) return 'suspended'
  return activated === null ? 'awaiting_confirmation' : 'active'
}

function said<Field extends string>(field: Field, text: string | undefined): [Field, string | null][] {
  return text === undefined ? [] : [[field, text === '' ? null : text]]
}

function localeOf(parameters: Parameters): string | undefined {
  const tag = parameters.text('locale')
  // A long one is refused as too long; parsing it would take long, too.
  if (tag === undefined || tag === '' || tag.length > MAX_LINE) return tag
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    throw invalidParameter('locale', 'The parameter locale must be a language tag such as en or en-US.')
  }
}

function parseRoles(parameters: Parameters): RoleChoice | undefined {
  const said = parameters.all('roles')
  if (said.length === 0) return undefined
  const held = said.map((role) => role.trim()).filter((role) => role !== '')
  const unknown = held.find((role) => !isWireRole(role))
  if (unknown !== undefined) {
    const all = `${WIRE_ROLES.slice(0, -1).join(', ')} and ${WIRE_ROLES.at(-1)}`
    throw invalidParameter('roles', `The parameter roles takes the roles ${all} only.`)
  }
  return { among: WIRE_ROLES, held: held as Role[] } // each is one, as checked above
}

function isWireRole(role: string): boolean {
  return (WIRE_ROLES as readonly string[]).includes(role)
}

/** A person of whom nothing is known yet. */
function nobody(email: string): MemberProfile {
  const nothing = {
    firstName: null,
    title: null,
    phone: null,
    language: null,
    company: null,
    department: null,
    country: null,
    externalId: null,
    association: null,
    identification: null,
    registration: null,
    managerId: null,
    timeZone: null,
    lastSeen: null,
    invited: null,
    activated: null,
  }
  return {
    member: {
      ...nothing,
      id: 0 as MemberProfile['member']['id'],
      guid: '',
      username: email,
      lastName: email,
      email,
      status: 'awaiting_confirmation',
      created: 0,
      modified: 0,
    },
    roles: [],
    groups: [],
  }
}

/** The filters of a list of members (5.3). An empty value finds nobody. @throws CoursepathError */
export function parseMemberFilter(query: Parameters): MemberFilter {
  const texts = Object.fromEntries(
    MEMBER_TEXTS.filter((filter) => query.has(filter)).map((filter) => [
      filter,
      query
        .all(filter)
        .filter(isStorable)
        .map(filter === 'email' ? foldAddress : fold)
        .filter((value) => value !== ''),
    ]),
  )
  const [active, ...others] = new Set(query.flags('active'))
  const roles = query.all('role').map((role) => role.trim())
  return {
    texts,
    ...(active === undefined || others.length > 0 ? {} : { active }), // both together match everybody
    ...(query.has('role') ? { role: roleFilter(roles) } : {}),
  }
}

/** A person with none of the roles that this door shows is a learner here. */
function roleFilter(roles: readonly string[]): NonNullable<MemberFilter['role']> {
  const anyOf = ROLES.filter((role) => roles.includes(role) && isWireRole(role))
  return { anyOf, orNoneOf: anyOf.includes('learner') ? WIRE_ROLES : [] }
}
