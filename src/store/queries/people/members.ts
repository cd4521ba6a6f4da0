import { sql, type RawBuilder } from 'kysely'
import type { Group } from '../../../domain/people/group.ts'
import type { AccountId, GroupId, MemberId, Ref } from '../../../domain/ids.ts'
import {
  fullName,
  type Member,
  type MemberFilter,
  type MemberScope,
  type MemberText,
  type MemberValues,
  type MemberWithRoles,
} from '../../../domain/people/member.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import type { Role } from '../../../domain/roles.ts'
import type { CursorQuery, OffsetRequest, Page } from '../../../domain/page.ts'
import type {
  MemberPlaces,
  MemberPowers,
  MemberReader,
  MemberWriter,
} from '../../../domain/people/people-store.ts'
import { foldAddress, spellingsOf } from '../../../lib/mail-address.ts'
import { fold, isStorable } from '../../../lib/text.ts'
import { among } from '../../among.ts'
import { raw } from '../../raw.ts'
import { idsOf } from '../ids-of.ts'
import {
  query,
  recurringQuery,
  type Builder,
  type EngineName,
  type Executor,
  type Value,
} from '../../engine.ts'
import type { MemberTable } from '../../tables/tables.ts'
import { group, groupColumns, type GroupRow } from './groups.ts'
import { changed, naming, one } from '../rows.ts'
import { listByKey } from '../../keyset.ts'
import { PEOPLE, peopleRequest } from './people-lists.ts'
import { touch } from '../touch.ts'
import { TallyQueries } from '../learning/tallies.ts'
import type { PersonFilter, PersonSort } from '../../../domain/people/person-list.ts'
import type { EntitySearch, FoundEntity } from '../../../domain/people/entity-search.ts'

const columns = [
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
  'invited',
  'activated',
  'created',
  'modified',
] as const

type Row = Pick<MemberTable, Exclude<(typeof columns)[number], 'id'>> & { id: number }

const findById = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
const findByGuid = query<{ account: number; guid: string }>()(({ db }, $) =>
  db.selectFrom('member').select(columns).where('account_id', '=', $.account).where('guid', '=', $.guid),
)
const findByUsername = query<{ account: number; username: string }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('username_folded', '=', $.username),
)
const findByEmail = query<{ account: number; email: string }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('email_folded', '=', $.email),
)
const findPassword = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select('password').where('account_id', '=', $.account).where('id', '=', $.id),
)
const CAN_SIGN_IN: readonly MemberStatus[] = ['active', 'awaiting_confirmation']

const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forNoKeyUpdate(),
)
const lockToDelete = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select('id').where('account_id', '=', $.account).where('id', '=', $.id).forUpdate(),
)
const markInvited = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ invited: $.now, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const markActivated = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ activated: $.now, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('activated', 'is', null),
)
const setPassword = query<{ account: number; id: number; password: string; now: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ password: $.password, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const storedColumns = [
  'username',
  'username_folded',
  'first_name',
  'last_name',
  'email',
  'email_folded',
  'title',
  'phone',
  'language',
  'status',
  'company',
  'company_folded',
  'department',
  'department_folded',
  'country',
  'country_folded',
  'external_id',
  'external_id_folded',
  'association',
  'association_folded',
  'identification',
  'identification_folded',
  'registration',
  'registration_folded',
  'name_folded',
  'sort_name',
  'search_text',
] as const
type Stored = Readonly<Record<(typeof storedColumns)[number], Value>>

/** Each stored column with its placeholder. */
function placeholders($: Stored) {
  return Object.fromEntries(storedColumns.map((column) => [column, $[column]])) as StoredRow
}

const insert = query<Stored & { account: number; guid: string; now: number }>()(({ db }, $) =>
  db
    .insertInto('member')
    .values({
      ...placeholders($),
      account_id: $.account,
      guid: $.guid,
      password: null,
      created: $.now,
      modified: $.now,
    })
    .returning(columns),
)
const ownRoles = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('member_role')
    .select('role')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .orderBy('role'),
)
// Almost every request asks for one of these two of the person of its session.
const statusOf = recurringQuery<{ account: number; member: number }>()(({ db }, $) =>
  db.selectFrom('member').select('status').where('account_id', '=', $.account).where('id', '=', $.member),
)
const powersOf = recurringQuery<{ account: number; member: number }>()((builder, $) =>
  raw<{ status: string; own: string | null; through: string | null; groups: string | null }>(
    builder,
    sql`select status,
        (select ${joined(builder.engine, 'role')} from member_role
          where account_id = ${$.account} and member_id = ${$.member}) as own,
        (select ${joined(builder.engine, 'group_role.role')} from group_member
          join group_role on group_role.account_id = group_member.account_id
            and group_role.group_id = group_member.group_id
          where group_member.account_id = ${$.account} and member_id = ${$.member}) as through,
        (select ${joined(builder.engine, 'group_id')} from group_member
          where account_id = ${$.account} and member_id = ${$.member}) as groups
      from member where account_id = ${$.account} and id = ${$.member}`,
  ),
)
const ownManager = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('member_role')
    .innerJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'member_role.account_id')
        .onRef('member.id', '=', 'member_role.member_id'),
    )
    .select('member.id')
    .where('member_role.account_id', '=', $.account)
    .where('member_role.role', '=', 'manager')
    .where('member.status', 'in', CAN_SIGN_IN)
    .where((at) => at.or([at('member.password', 'is not', null), at('member.activated', 'is not', null)]))
    .limit(1),
)
const managerByGroup = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('group_role')
    .innerJoin('group_member', (join) =>
      join
        .onRef('group_member.account_id', '=', 'group_role.account_id')
        .onRef('group_member.group_id', '=', 'group_role.group_id'),
    )
    .innerJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'group_member.account_id')
        .onRef('member.id', '=', 'group_member.member_id'),
    )
    .select('member.id')
    .where('group_role.account_id', '=', $.account)
    .where('group_role.role', '=', 'manager')
    .where('member.status', 'in', CAN_SIGN_IN)
    .where((at) => at.or([at('member.password', 'is not', null), at('member.activated', 'is not', null)]))
    .limit(1),
)
const groupsOf = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('group_member')
    .innerJoin('member_group', (join) =>
      join
        .onRef('member_group.account_id', '=', 'group_member.account_id')
        .onRef('member_group.id', '=', 'group_member.group_id'),
    )
    .select(groupColumns)
    .where('group_member.account_id', '=', $.account)
    .where('group_member.member_id', '=', $.member)
    .orderBy('member_group.id'),
)
const groupIds = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('group_member')
    .select('group_id')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .orderBy('group_id'),
)
const clearRoles = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('member_role').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const clearGroups = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('group_member').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
// What the member is seen in.
const touchGroups = query<{ account: number; member: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('member_group')
    .set({ modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('group_member')
        .select('group_id')
        .where('account_id', '=', $.account)
        .where('member_id', '=', $.member),
    ),
)
const touchCategories = query<{ account: number; member: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('category')
    .set({ modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('policy_item')
        .select('category_id')
        .where('account_id', '=', $.account)
        .where('member_id', '=', $.member),
    ),
)
const clearPolicyItems = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('policy_item').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const clearSubscriptions = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .deleteFrom('category_subscription')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member),
)
const clearSessions = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('session').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const clearCredentials = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('credential').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const clearInvitations = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('invitation').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const clearPasswordResets = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('password_reset').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const remove = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('member').where('account_id', '=', $.account).where('id', '=', $.member),
)

export class MemberQueries implements MemberReader, MemberWriter {
  readonly #run: Executor
  readonly #newGuid: () => string

  constructor(run: Executor, newGuid: () => string) {
    this.#run = run
    this.#newGuid = newGuid
  }

  async find(account: AccountId, named: Ref): Promise<Member | undefined> {
    const ref = naming(named)
    if (ref === undefined) return undefined
    return present(
      'id' in ref
        ? await this.#run.first(findById, { account, id: ref.id })
        : await this.#run.first(findByGuid, { account, guid: ref.guid }),
    )
  }

  async listIds(account: AccountId, guids: readonly string[]): Promise<(MemberId | undefined)[]> {
    return (await idsOf(this.#run, 'member', account, guids)) as (MemberId | undefined)[]
  }

  async findByUsername(account: AccountId, username: string): Promise<Member | undefined> {
    if (!isStorable(username)) return undefined
    return present(await this.#run.first(findByUsername, { account, username }))
  }

  async findByEmail(account: AccountId, email: string): Promise<Member | undefined> {
    if (!isStorable(email)) return undefined
    return present(await this.#run.first(findByEmail, { account, email }))
  }

  async findPassword(account: AccountId, id: MemberId): Promise<string | null> {
    return (await this.#run.first(findPassword, { account, id }))?.password ?? null
  }

  async listOwnRoles(account: AccountId, member: MemberId): Promise<Role[]> {
    const rows = await this.#run.all(ownRoles, { account, member })
    return rows.map((row) => row.role as Role)
  }

  async findStatus(account: AccountId, member: MemberId): Promise<MemberStatus | undefined> {
    return (await this.#run.first(statusOf, { account, member }))?.status as MemberStatus | undefined
  }

  async findPowers(account: AccountId, member: MemberId): Promise<MemberPowers | undefined> {
    const row = await this.#run.first(powersOf, { account, member })
    if (row === undefined) return undefined
    return {
      status: row.status as MemberStatus,
      roles: new Set([...words(row.own), ...words(row.through)] as Role[]),
      groups: new Set(words(row.groups).map(Number) as GroupId[]),
    }
  }

  async hasManager(account: AccountId): Promise<boolean> {
    const own = await this.#run.first(ownManager, { account })
    return (own ?? (await this.#run.first(managerByGroup, { account }))) !== undefined
  }

  async listGroupIds(account: AccountId, member: MemberId): Promise<GroupId[]> {
    const rows = await this.#run.all(groupIds, { account, member })
    return rows.map((row) => row.group_id as GroupId)
  }

  async listGroups(account: AccountId, member: MemberId): Promise<Group[]> {
    const rows = await this.#run.all(groupsOf, { account, member })
    return rows.map(group)
  }

  async list(
    account: AccountId,
    scope: MemberScope,
    filter: MemberFilter,
    paging: OffsetRequest,
  ): Promise<MemberWithRoles[]> {
    // The people of the page are chosen by their ids alone, so that those before it cost next to nothing. SQLite keeps
    // the order of a cross join.
    const rows = await this.#run.select<Row & { roles: string | null }>((builder) =>
      builder.db
        .selectFrom(chosen(builder.engine, account, scope, filter, paging).as('chosen'))
        .crossJoin('member')
        .select(columns)
        .select(rolesOf(builder.engine).as('roles'))
        .where('member.account_id', '=', account)
        .whereRef('member.id', '=', 'chosen.chosen_id')
        .orderBy('member.id'),
    )
    return rows.map(withRoles)
  }

  listByKey(
    account: AccountId,
    query: CursorQuery<PersonFilter, PersonSort>,
  ): Promise<Page<MemberWithRoles>> {
    return listByKey(this.#run, PEOPLE, peopleRequest(this.#run, account, query), async (ids) => {
      const rows = await this.#run.select<Row & { roles: string | null }>(({ db, engine }) =>
        db
          .selectFrom('member')
          .select(columns)
          .select(rolesOf(engine).as('roles'))
          .where('account_id', '=', account)
          .where(among(engine, 'id', ids)),
      )
      return rows.map((row) => [row.id, withRoles(row)])
    })
  }

  async listEntities(account: AccountId, search: EntitySearch): Promise<FoundEntity[]> {
    const { kinds, after, limit } = search
    const found: FoundEntity[] = []
    if (kinds.includes('group') && after?.kind !== 'member') {
      const rows = await this.#run.select<GroupRow & { name_folded: string }>(({ db, engine }) => {
        let query = db
          .selectFrom('member_group')
          .select([...groupColumns, 'name_folded'])
          .where('account_id', '=', account)
          .where(holds(engine, 'name_folded', search.text))
        if (after !== undefined) query = query.where('name_folded', '>', after.sortName)
        return query.orderBy('name_folded').limit(limit)
      })
      for (const row of rows) {
        found.push({
          kind: 'group',
          group: group(row),
          position: { kind: 'group', sortName: row.name_folded, id: row.id },
        })
      }
    }
    const room = limit - found.length
    if (kinds.includes('member') && room > 0) {
      const from = after?.kind === 'member' ? after : undefined
      const rows = await this.#run.select<Row & { sort_name: string }>(({ db, engine }) => {
        let query = db
          .selectFrom('member')
          .select([...columns, 'sort_name'])
          .where('account_id', '=', account)
          .where(holds(engine, search.namesOnly === true ? 'name_folded' : 'search_text', search.text))
        if (from !== undefined) {
          query = query.where(sql<boolean>`(sort_name, id) > (${from.sortName}, ${from.id})`)
        }
        return query.orderBy('sort_name').orderBy('id').limit(room)
      })
      for (const row of rows) {
        found.push({
          kind: 'member',
          member: member(row),
          position: { kind: 'member', sortName: row.sort_name, id: row.id },
        })
      }
    }
    return found
  }

  async countEntities(
    account: AccountId,
    { kinds, text, namesOnly }: Pick<EntitySearch, 'kinds' | 'text' | 'namesOnly'>,
  ): Promise<number> {
    const tallies = new TallyQueries(this.#run)
    let count = 0
    for (const kind of kinds) {
      if (text === '') {
        // All of them: that number is kept.
        count += await tallies.count(account, { of: kind === 'group' ? 'groups' : 'members' })
        continue
      }
      const [row] = await this.#run.select(({ db, engine }) =>
        db
          .selectFrom(kind === 'group' ? 'member_group' : 'member')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('account_id', '=', account)
          .where(holds(engine, kind === 'group' || namesOnly === true ? 'name_folded' : 'search_text', text)),
      )
      count += one(row).count
    }
    return count
  }

  async insert(
    account: AccountId,
    values: MemberValues,
    { roles, groups }: MemberPlaces = { roles: [], groups: [] },
  ): Promise<Member> {
    const { now } = this.#run
    const guid = this.#newGuid()
    const inserted = member(one(await this.#run.first(insert, { ...toRow(values), account, guid, now })))
    await this.#giveRoles(account, inserted.id, roles)
    const come = [...new Set(groups)]
    await this.#join(account, inserted.id, come)
    await touch(this.#run, 'member_group', account, come)
    return inserted
  }

  async lock(account: AccountId, id: MemberId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.first(lock, { account, id }) // SQLite has one writer
  }

  async lockToDelete(account: AccountId, id: MemberId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.first(lockToDelete, { account, id })
  }

  async update(account: AccountId, id: MemberId, change: Partial<MemberValues>): Promise<void> {
    const current = member(one(await this.#run.first(findById, { account, id })))
    await this.#run.select(({ db }) =>
      db
        .updateTable('member')
        .set({
          ...changed(toRow(current), toRow({ ...current, ...change })),
          modified: this.#run.now,
          version: sql`version + 1`,
        })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  async setPassword(account: AccountId, id: MemberId, phc: string): Promise<void> {
    await this.#run.run(setPassword, { account, id, password: phc, now: this.#run.now })
  }

  async markInvited(account: AccountId, id: MemberId): Promise<void> {
    await this.#run.run(markInvited, { account, id, now: this.#run.now })
  }

  async markActivated(account: AccountId, id: MemberId): Promise<void> {
    await this.#run.run(markActivated, { account, id, now: this.#run.now })
  }

  async setRoles(account: AccountId, id: MemberId, roles: readonly Role[]): Promise<void> {
    await this.#run.run(clearRoles, { account, member: id })
    await this.#giveRoles(account, id, roles)
  }

  async #giveRoles(account: AccountId, id: MemberId, roles: readonly Role[]): Promise<void> {
    await this.#run.insertAll(
      'member_role',
      { account_id: 'bigint', member_id: 'bigint', role: 'text' },
      [...new Set(roles)].map((role) => [account, id, role]),
    )
  }

  async setGroups(account: AccountId, id: MemberId, groups: readonly GroupId[]): Promise<void> {
    const before = new Set(await this.listGroupIds(account, id))
    const wanted = new Set(groups)
    const left = [...before.difference(wanted)]
    const come = [...wanted.difference(before)]
    if (left.length > 0) {
      await this.#run.select(({ db, engine }) =>
        db
          .deleteFrom('group_member')
          .where('account_id', '=', account)
          .where('member_id', '=', id)
          .where(among(engine, 'group_id', left)),
      )
    }
    await this.#join(account, id, come)
    await touch(this.#run, 'member_group', account, [...left, ...come])
  }

  async #join(account: AccountId, id: MemberId, groups: readonly GroupId[]): Promise<void> {
    await this.#run.insertAll(
      'group_member',
      { account_id: 'bigint', group_id: 'bigint', member_id: 'bigint' },
      groups.map((group) => [account, group, id]),
    )
  }

  async delete(account: AccountId, id: MemberId): Promise<void> {
    await this.#run.run(touchGroups, { account, member: id, now: this.#run.now })
    await this.#run.run(touchCategories, { account, member: id, now: this.#run.now })
    for (const query of [
      clearRoles,
      clearGroups,
      clearPolicyItems,
      clearSubscriptions,
      clearSessions,
      clearCredentials,
      clearInvitations,
      clearPasswordResets,
      remove,
    ]) {
      await this.#run.run(query, { account, member: id })
    }
  }
}

/** What a column holds in all rows, with blanks between. */
function joined(engine: EngineName, column: string): RawBuilder<string | null> {
  const text = sql`cast(${sql.ref(column)} as text)`
  return engine === 'sqlite' ? sql`group_concat(${text}, ' ')` : sql`string_agg(${text}, ' ')`
}

function words(text: string | null): string[] {
  return text === null ? [] : text.split(' ')
}

/** The roles of the row's person, with blanks between them. */
function rolesOf(engine: EngineName) {
  return sql<string | null>`(select ${joined(engine, 'role')} from member_role
    where member_role.account_id = member.account_id and member_role.member_id = member.id)`
}

const textColumns: Readonly<Record<MemberText, string>> = {
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

/** The ids of a page of people, in their order. */
function chosen(
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

function placesOf(scope: MemberScope): Places | undefined {
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

function isAt(account: AccountId, alias: string, { column, id }: Places) {
  const [owner, place] = [sql.ref(`${alias}.account_id`), sql.ref(`${alias}.${column}`)]
  return sql<boolean>`${owner} = ${account} and ${place} = ${id}`
}

function textConditions(engine: EngineName, { texts }: MemberFilter) {
  return Object.entries(texts).map(([text, values]) =>
    among(engine, `member.${textColumns[text as MemberText]}`, values),
  )
}

/** The barred are few, and have an index of their own. */
function isBarred(account: AccountId, id: RawBuilder<unknown>, wanted: boolean) {
  return sql<boolean>`${id} ${wanted ? sql`in` : sql`not in`} (select barred.id from member as barred
    where barred.account_id = ${account} and barred.status in ('suspended', 'unlicensed', 'locked_out'))`
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

function holds(engine: Builder['engine'], column: string, text: string) {
  const place = engine === 'sqlite' ? sql.raw('instr') : sql.raw('strpos')
  if (!isStorable(text)) return sql<boolean>`1 = 0`
  return text === '' ? sql<boolean>`1 = 1` : sql<boolean>`${place}(${sql.ref(column)}, ${text}) > 0`
}

type StoredRow = ReturnType<typeof toRow>

function toRow(values: MemberValues) {
  const { username, firstName, lastName, email } = values
  const names = fullName(values)
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
    ...withFolded('company', values.company),
    ...withFolded('department', values.department),
    ...withFolded('country', values.country),
    ...withFolded('external_id', values.externalId),
    ...withFolded('association', values.association),
    ...withFolded('identification', values.identification),
    ...withFolded('registration', values.registration),
    name_folded: fold(names),
    sort_name: fold(`${lastName} ${firstName ?? ''}`),
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

function member(row: Row): Member {
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
    invited: row.invited,
    activated: row.activated,
    created: row.created,
    modified: row.modified,
  }
}

function withRoles(row: Row & { roles: string | null }): MemberWithRoles {
  return {
    member: member(row),
    roles: words(row.roles) as Role[],
  }
}

function present(row: Row | undefined): Member | undefined {
  return row && member(row)
}
