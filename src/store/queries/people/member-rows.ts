import { type RawBuilder, sql } from 'kysely'
import type { MemberId } from '../../../domain/ids.ts'
import {
  fullName,
  type Member,
  type MemberValues,
  type MemberWithRoles,
} from '../../../domain/people/member.ts'
import type { Role } from '../../../domain/roles.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import { searchText } from '../../../lib/search-words.ts'
import { foldAddress, spellingsOf } from '../../../lib/mail-address.ts'
import { fold } from '../../../lib/text.ts'
import type { EngineName } from '../../engine.ts'
import type { MemberTable } from '../../tables/tables.ts'
import { traitsOf } from './traits.ts'

export const columns = [
  'id',
  'guid',
  'username',
  'first_name',
  'last_name',
  'email',
  'title',
  'phone',
  'language',
  'status',
  'company',
  'department',
  'country',
  'external_id',
  'association',
  'identification',
  'registration',
  'manager_id',
  'time_zone',
  'last_seen',
  'invited',
  'activated',
  'created',
  'modified',
] as const

export type Row = Pick<MemberTable, Exclude<(typeof columns)[number], 'id'>> & { id: number }

export type StoredRow = ReturnType<typeof toRow>

export function toRow(values: MemberValues) {
  const { username, firstName, lastName, email } = values
  const names = fullName(values)
  const company = withFolded('company', values.company)
  const department = withFolded('department', values.department)
  const country = withFolded('country', values.country)
  return {
    username,
    username_folded: foldAddress(username),
    first_name: firstName,
    last_name: lastName,
    email,
    email_folded: email === null ? null : foldAddress(email),
    title: values.title,
    phone: values.phone,
    language: values.language,
    status: values.status,
    ...company,
    ...department,
    ...country,
    ...withFolded('external_id', values.externalId),
    ...withFolded('association', values.association),
    ...withFolded('identification', values.identification),
    ...withFolded('registration', values.registration),
    traits: traitsOf({
      status: values.status,
      company: company.company_folded,
      department: department.department_folded,
      country: country.country_folded,
    }),
    manager_id: values.managerId,
    time_zone: values.timeZone,
    name_folded: fold(names),
    sort_name: fold(`${lastName} ${firstName ?? ''}`),
    words: searchText([
      ...spellingsOf(username),
      firstName,
      lastName,
      ...spellingsOf(email ?? ''),
      values.externalId,
    ]),
    search_text: [...spellingsOf(username), fold(names), ...spellingsOf(email ?? '')].join('\n'),
  }
}

/** A text's column and the one beside it that holds the form in which it is compared. */
function withFolded<Name extends string>(name: Name, text: string | null) {
  return { [name]: text, [`${name}_folded`]: text === null ? null : fold(text) } as Record<
    Name | `${Name}_folded`,
    string | null
  >
}

export function member(row: Row): Member {
  return {
    id: row.id as MemberId,
    guid: row.guid,
    username: row.username,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    title: row.title,
    phone: row.phone,
    language: row.language,
    status: row.status as MemberStatus,
    company: row.company,
    department: row.department,
    country: row.country,
    externalId: row.external_id,
    association: row.association,
    identification: row.identification,
    registration: row.registration,
    managerId: row.manager_id as MemberId | null,
    timeZone: row.time_zone,
    lastSeen: row.last_seen,
    invited: row.invited,
    activated: row.activated,
    created: row.created,
    modified: row.modified,
  }
}

export function withRoles(row: Row & { roles: string | null }): MemberWithRoles {
  return {
    member: member(row),
    roles: words(row.roles) as Role[],
  }
}

export function present(row: Row | undefined): Member | undefined {
  return row && member(row)
}

/** What a column holds in all rows, with blanks between. */
export function joined(engine: EngineName, column: string): RawBuilder<string | null> {
  const text = sql`cast(${sql.ref(column)} as text)`
  return engine === 'sqlite' ? sql`group_concat(${text}, ' ')` : sql`string_agg(${text}, ' ')`
}

export function words(text: string | null): string[] {
  return text === null ? [] : text.split(' ')
}
