import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { GroupFilter, GroupSort } from '../../../domain/people/group-list.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { CursorQuery } from '../../../domain/page.ts'
import type { InvitationStage } from '../../../domain/people/member.ts'
import type { PersonFilter, PersonSort } from '../../../domain/people/person-list.ts'
import { foldAddress } from '../../../lib/mail-address.ts'
import { fold } from '../../../lib/text.ts'
import { changedWithin, holdsOneOf, isOneOf, pairedWith, storable, type Scope } from '../../conditions.ts'
import type { Executor } from '../../engine.ts'
import { searchOf } from '../../word-search.ts'
import type { Condition, Facts, Listing, ListRequest } from '../../keyset.ts'
import { among } from '../../among.ts'
import { TallyQueries } from '../learning/tallies.ts'
import { bitsOf, traitOf, type Trait } from './traits.ts'

export const PEOPLE: Listing<PersonSort> = {
  table: 'member',
  id: 'id',
  index: 'member_id',
  sorts: {
    name: { column: 'name_folded', type: 'text', index: 'member_name' },
    lastName: { column: 'sort_name', type: 'text', index: 'member_sort' },
    firstName: { column: 'name_folded', type: 'text', index: 'member_name' },
    email: { column: 'email_folded', type: 'text', nullable: true, index: 'member_email_key' },
    lastSeen: { column: 'last_seen', type: 'number', nullable: true, index: 'member_last_seen' },
    created: { column: 'created', type: 'number', index: 'member_created' },
    modified: { column: 'modified', type: 'number', index: 'member_modified' },
  },
  facts: {
    indexes: [
      'member_name',
      'member_sort',
      'member_email_key',
      'member_last_seen',
      'member_created',
      'member_modified',
      'member_company',
      'member_department',
      'member_country',
    ],
    counted: 'created',
  },
}

export const GROUPS: Listing<GroupSort> = {
  table: 'member_group',
  id: 'id',
  index: 'member_group_id',
  texts: ['name', 'code', 'description'],
  sorts: {
    name: { column: 'name_folded', type: 'text', index: 'member_group_name' },
    created: { column: 'created', type: 'number', index: 'member_group_created' },
    modified: { column: 'modified', type: 'number', index: 'member_group_modified' },
  },
}

export function peopleRequest(
  run: Executor,
  accountId: AccountId,
  { filter, q, sort = [], page, total = false }: CursorQuery<PersonFilter, PersonSort>,
): ListRequest<PersonSort> {
  return {
    scope: sql`t.account_id = ${accountId}`,
    sort,
    search: searchOf('member', accountId, q),
    conditions: peopleConditions(run, accountId, filter),
    ...page,
    counted: total,
    kept: () => new TallyQueries(run).count(accountId, { of: 'members' }),
  }
}

const MEMBERS = { table: 'group_member', own: 'group_id', other: 'member_id' } as const

export function groupsRequest(
  run: Executor,
  accountId: AccountId,
  { filter, q, sort = [], page, total = false }: CursorQuery<GroupFilter, GroupSort>,
): ListRequest<GroupSort> {
  const scope: Scope = { table: 'member_group', accountId }
  return {
    scope: sql`t.account_id = ${accountId}`,
    sort,
    search: searchOf('member_group', accountId, q),
    conditions: [
      ...(filter.id ? [isOneOf(run.engine, scope, filter.id)] : []),
      ...(filter.member ? [pairedWith(run.engine, scope, MEMBERS, filter.member)] : []),
      ...changedWithin(run.engine, scope, filter, {
        created: 'member_group_created',
        modified: 'member_group_modified',
      }),
    ],
    ...page,
    counted: total,
    kept: () => new TallyQueries(run).count(accountId, { of: 'groups' }),
  }
}

function peopleConditions({ engine }: Executor, accountId: AccountId, filter: PersonFilter): Condition[] {
  const scope: Scope = { table: 'member', accountId }
  const conditions: Condition[] = []
  if (filter.id) conditions.push(isOneOf(engine, scope, filter.id))
  if (filter.status) conditions.push(standsAs(engine, scope, filter.status))
  if (filter.invitation) conditions.push(isInvited(engine, scope, filter.invitation))
  const roles = { table: 'member_role', own: 'member_id', other: 'role' } as const
  if (filter.role) conditions.push(pairedWith(engine, scope, roles, filter.role))
  if (filter.withoutRole) {
    const { holds } = pairedWith(engine, scope, roles, filter.withoutRole)
    conditions.push({ holds: sql`not ${holds}` })
  }
  for (const [ids, table, other] of [
    [filter.group, 'group_member', 'group_id'],
    [filter.course, 'enrolment', 'course_id'],
    [filter.program, 'program_membership', 'program_id'],
  ] as const) {
    if (ids) conditions.push(pairedWith(engine, scope, { table, own: 'member_id', other }, ids))
  }
  if (filter.manager) {
    const index = { name: 'member_manager', walks: ['id'] }
    conditions.push(holdsOneOf(engine, scope, 'manager_id', filter.manager, index))
  }
  if (filter.email) {
    const addresses = filter.email.map((address) => (address === null ? null : foldAddress(address)))
    const index = { name: 'member_email', ofNull: true }
    conditions.push(holdsOneOf(engine, scope, 'email_folded', storable(addresses), index))
  }
  for (const [texts, name] of [
    [filter.company, 'company'],
    [filter.department, 'department'],
    [filter.country, 'country'],
    [filter.externalId, 'external_id'],
  ] as const) {
    if (texts === undefined) continue
    const folded = storable(texts.map((text) => (text === null ? null : fold(text))))
    const tells = name !== 'external_id'
    const index = { name: `member_${name}`, walks: ['id'], tells }
    const facts = tells ? hasTrait(name, folded) : undefined
    conditions.push(holdsOneOf(engine, scope, `${name}_folded`, folded, index, facts))
  }
  const indexes = { created: 'member_created', modified: 'member_modified', tells: true }
  return [...conditions, ...changedWithin(engine, scope, filter, indexes)]
}

/** More values are told from rows alone. */
const VALUES_TOLD = 20

/** The person's traits hold one of the values, or one that looks the same. */
function hasTrait(trait: Trait, values: readonly (string | null)[]): Facts | undefined {
  if (values.length === 0 || values.length > VALUES_TOLD) return undefined
  const bits = bitsOf(trait)
  return {
    areExact: false,
    pass: (alias) => {
      const part = sql`(${sql.ref(`${alias}.traits`)} & ${bits})`
      return sql<SqlBool>`(${sql.join(
        values.map((value) => sql`${part} = ${traitOf(trait, value)}`),
        sql` or `,
      )})`
    },
  }
}

/** Most people are active; an index holds the others. */
function standsAs(engine: Executor['engine'], scope: Scope, statuses: readonly string[]): Condition {
  const holds = among(engine, 't.status', statuses)
  const facts = hasTrait('status', statuses)
  const told = { holds, ...(facts === undefined ? {} : { facts: { ...facts, areExact: true } }) }
  if (statuses.includes('active')) return told
  const by = sql.raw(engine === 'sqlite' ? ' indexed by member_standing' : '')
  return {
    ...told,
    ids: sql`select x.id from member as x${by} where x.account_id = ${scope.accountId}
      and x.status <> 'active' and ${among(engine, 'x.status', statuses)}`,
  }
}

/** The state of the last invitation mail to the row's person; null: it was deleted some time after it was sent. */
function lastMail(engine: Executor['engine'], alias: string) {
  const by = sql.raw(engine === 'sqlite' ? ' indexed by outbox_mail' : '')
  const [account, id, invited] = ['account_id', 'id', 'invited'].map((name) => sql.ref(`${alias}.${name}`))
  return sql<string | null>`(select o.state from outbox as o${by}
    where o.account_id = ${account} and o.kind = 'mail' and o.ordering_key = 'mail:member:' || ${id}
      and o.created = ${invited} order by o.id desc limit 1)`
}

/** Indexes hold those who were never invited, and mails that were given up. */
function isInvited(
  engine: Executor['engine'],
  { accountId }: Scope,
  stages: readonly InvitationStage[],
): Condition {
  const within = (alias: string, stage: InvitationStage): RawBuilder<SqlBool> => {
    const [invited, activated] = ['invited', 'activated'].map((name) => sql.ref(`${alias}.${name}`))
    const isOut = sql`${invited} is not null and ${activated} is null`
    const mail = lastMail(engine, alias)
    switch (stage) {
      case 'none':
        return sql`(${invited} is null and ${activated} is null)`
      case 'waiting':
        return sql`(${isOut} and ${mail} = 'waiting')`
      case 'sent':
        return sql`(${isOut} and coalesce(${mail}, 'sent') = 'sent')`
      case 'failed':
        return sql`(${isOut} and ${mail} = 'given_up')`
      case 'accepted':
        return sql`${activated} is not null`
    }
  }
  const each = stages.map((stage) => within('t', stage))
  const holds = each.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`(${sql.join(each, sql` or `)})`
  const hint = (index: string) => sql.raw(engine === 'sqlite' ? ` indexed by ${index}` : '')
  if (stages.every((stage) => stage === 'none')) {
    return {
      holds,
      ids: sql`select x.id from member as x${hint('member_uninvited')}
        where x.account_id = ${accountId} and ${within('x', 'none')}`,
    }
  }
  if (stages.every((stage) => stage === 'failed')) {
    // Only keys of mails to people end with a number.
    return {
      holds,
      ids: sql`select distinct case when g.ordering_key like 'mail:member:%'
          then cast(substr(g.ordering_key, ${sql.lit('mail:member:'.length + 1)}) as bigint) end as id
        from outbox as g${hint('outbox_given_up')}
        where g.account_id = ${accountId} and g.kind = 'mail' and g.state = 'given_up'
          and g.ordering_key like 'mail:member:%'`,
    }
  }
  return { holds }
}
