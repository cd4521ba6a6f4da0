import { type RawBuilder, sql } from 'kysely'
import type { AccountId } from '../../../domain/ids.ts'
import type { OffsetRequest } from '../../../domain/page.ts'
import type { MemberFilter, MemberScope, MemberText } from '../../../domain/people/member.ts'
import type { Role } from '../../../domain/roles.ts'
import { isStorable } from '../../../lib/text.ts'
import { among } from '../../among.ts'
import type { Builder, EngineName } from '../../engine.ts'
import { joined } from './member-rows.ts'

/** The roles of the row's person, with blanks between them. */
export function rolesOf(engine: EngineName) {
  return sql<string | null>`(select ${joined(engine, 'role')} from member_role
    where member_role.account_id = member.account_id and member_role.member_id = member.id)`
}

export const textColumns: Readonly<Record<MemberText, string>> = {
  email: 'email_folded',
  company: 'company_folded',
  department: 'department_folded',
  country: 'country_folded',
  externalId: 'external_id_folded',
  association: 'association_folded',
  identification: 'identification_folded',
  registration: 'registration_folded',
  name: 'name_folded',
}

/** Where the people of a list stand: a table of places that people have, and the column that names the place. */
interface Places {
  readonly table: 'group_member' | 'enrolment' | 'program_membership'
  readonly column: 'group_id' | 'course_id' | 'program_id'
  readonly id: number
}

/** Whoever may not sign in: they are few, and have an index of their own. */
export const BARRED = `status in ('suspended', 'unlicensed', 'locked_out')`

/** The ids of a page of people, in their order, in one statement. */
export function chosen(
  engine: EngineName,
  account: AccountId,
  scope: MemberScope,
  filter: MemberFilter,
  { limit, offset }: OffsetRequest,
) {
  const places = placesOf(scope)
  // A text finds a few people, each of whom is looked up in the place; without one, the place names them in order.
  const byPlace = places !== undefined && Object.keys(filter.texts).length === 0
  const id = sql.ref(byPlace ? 'place.member_id' : 'member.id')
  const conditions = [
    ...(byPlace ? [isAt(account, 'place', places)] : [sql<boolean>`member.account_id = ${account}`]),
    ...textConditions(engine, filter),
    ...(places && !byPlace
      ? [
          sql<boolean>`exists (select 1 from ${sql.table(places.table)} as place
            where ${isAt(account, 'place', places)} and place.member_id = member.id)`,
        ]
      : []),
    ...(filter.active === undefined ? [] : [isBarred(account, id, !filter.active)]),
    ...(filter.role === undefined ? [] : [holdsRole(account, id, filter.role)]),
  ]
  return sql<{ chosen_id: number }>`(select ${id} as chosen_id
    from ${byPlace ? sql`${sql.table(places.table)} as place` : sql`member`}
    where ${sql.join(conditions, sql` and `)} order by ${id} limit ${limit} offset ${offset})`
}

export function placesOf(scope: MemberScope): Places | undefined {
  switch (scope.of) {
    case 'account':
      return undefined
    case 'group':
      return { table: 'group_member', column: 'group_id', id: scope.group }
    case 'course':
      return { table: 'enrolment', column: 'course_id', id: scope.course }
    case 'program':
      return { table: 'program_membership', column: 'program_id', id: scope.program }
  }
}

export function isAt(account: AccountId, alias: string, { column, id }: Places) {
  const [owner, place] = [sql.ref(`${alias}.account_id`), sql.ref(`${alias}.${column}`)]
  return sql<boolean>`${owner} = ${account} and ${place} = ${id}`
}

function textConditions(engine: EngineName, { texts }: MemberFilter) {
  return Object.entries(texts).map(([text, values]) =>
    among(engine, `member.${textColumns[text as MemberText]}`, values),
  )
}

function isBarred(account: AccountId, id: RawBuilder<unknown>, wanted: boolean) {
  return sql<boolean>`${id} ${wanted ? sql`in` : sql`not in`} (select barred.id from member as barred
    where barred.account_id = ${account} and ${sql.raw(`barred.${BARRED}`)})`
}

function holdsRole(
  account: AccountId,
  id: RawBuilder<unknown>,
  { anyOf, orNoneOf }: NonNullable<MemberFilter['role']>,
) {
  const holders = (roles: readonly Role[]) =>
    sql<boolean>`select member_id from member_role
      where account_id = ${account} and role in (${sql.join(roles)})`
  const some = anyOf.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`${id} in (${holders(anyOf)})`
  if (orNoneOf.length === 0) return some
  return sql<boolean>`(${some} or ${id} not in (${holders(orNoneOf)}))`
}

export function holds(engine: Builder['engine'], column: string, text: string) {
  const place = engine === 'sqlite' ? sql.raw('instr') : sql.raw('strpos')
  if (!isStorable(text)) return sql<boolean>`1 = 0`
  return text === '' ? sql<boolean>`1 = 1` : sql<boolean>`${place}(${sql.ref(column)}, ${text}) > 0`
}
