import { sql } from 'kysely'
import type { Group } from '../../domain/group.ts'
import type { AccountId, GroupId, MemberId, Ref } from '../../domain/ids.ts'
import type { Member, MemberStatus, MemberValues } from '../../domain/member.ts'
import type { Role } from '../../domain/roles.ts'
import type { EntitySearch, FoundEntity, MemberReader, MemberWriter } from '../../domain/store.ts'
import { fold } from '../../lib/text.ts'
import { query, type Builder, type Executor } from '../engine.ts'
import type { MemberTable } from '../tables.ts'
import { group, groupColumns, type GroupRow } from './groups.ts'
import { canName, one } from './rows.ts'

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
const passwordOf = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select('password').where('account_id', '=', $.account).where('id', '=', $.id),
)
const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select('id').where('account_id', '=', $.account).where('id', '=', $.id).forUpdate(),
)
const setPassword = query<{ account: number; id: number; password: string; now: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ password: $.password, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const ownRoles = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('member_role')
    .select('role')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .orderBy('role'),
)
const effectiveRoles = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('member_role')
    .select('role')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .union((at) =>
      at
        .selectFrom('group_member')
        .innerJoin('group_role', (join) =>
          join
            .onRef('group_role.account_id', '=', 'group_member.account_id')
            .onRef('group_role.group_id', '=', 'group_member.group_id'),
        )
        .select('group_role.role')
        .where('group_member.account_id', '=', $.account)
        .where('group_member.member_id', '=', $.member),
    ),
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

  async find(account: AccountId, ref: Ref): Promise<Member | undefined> {
    if (!canName(ref)) return undefined
    return present(
      'id' in ref
        ? await this.#run.first(findById, { account, id: ref.id })
        : await this.#run.first(findByGuid, { account, guid: ref.guid }),
    )
  }

  async findByUsername(account: AccountId, username: string): Promise<Member | undefined> {
    return present(await this.#run.first(findByUsername, { account, username }))
  }

  async findByEmail(account: AccountId, email: string): Promise<Member | undefined> {
    return present(await this.#run.first(findByEmail, { account, email }))
  }

  async passwordOf(account: AccountId, id: MemberId): Promise<string | null> {
    return (await this.#run.first(passwordOf, { account, id }))?.password ?? null
  }

  async ownRoles(account: AccountId, member: MemberId): Promise<Role[]> {
    const rows = await this.#run.all(ownRoles, { account, member })
    return rows.map((row) => row.role as Role)
  }

  async effectiveRoles(account: AccountId, member: MemberId): Promise<Role[]> {
    const rows = await this.#run.all(effectiveRoles, { account, member })
    return rows.map((row) => row.role as Role)
  }

  async groupIds(account: AccountId, member: MemberId): Promise<GroupId[]> {
    const rows = await this.#run.all(groupIds, { account, member })
    return rows.map((row) => row.group_id as GroupId)
  }

  async groups(account: AccountId, member: MemberId): Promise<Group[]> {
    const rows = await this.#run.all(groupsOf, { account, member })
    return rows.map(group)
  }

  async searchEntities(account: AccountId, search: EntitySearch): Promise<FoundEntity[]> {
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
          .where(holds(engine, 'search_text', search.text))
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
    { kinds, text }: Pick<EntitySearch, 'kinds' | 'text'>,
  ): Promise<number> {
    let count = 0
    for (const kind of kinds) {
      const [row] = await this.#run.select(({ db, engine }) =>
        db
          .selectFrom(kind === 'group' ? 'member_group' : 'member')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('account_id', '=', account)
          .where(holds(engine, kind === 'group' ? 'name_folded' : 'search_text', text)),
      )
      count += one(row).count
    }
    return count
  }

  async insert(account: AccountId, values: MemberValues): Promise<Member> {
    const { now } = this.#run
    const guid = this.#newGuid()
    const [row] = await this.#run.select<Row>(({ db }) =>
      db
        .insertInto('member')
        .values({ ...toRow(values), account_id: account, guid, password: null, created: now, modified: now })
        .returning(columns),
    )
    return member(one(row))
  }

  async lock(account: AccountId, id: MemberId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.first(lock, { account, id }) // SQLite has one writer
  }

  async update(account: AccountId, id: MemberId, change: Partial<MemberValues>): Promise<void> {
    const { now } = this.#run
    const current = member(one(await this.#run.first(findById, { account, id })))
    await this.#run.select(({ db }) =>
      db
        .updateTable('member')
        .set({ ...toRow({ ...current, ...change }), modified: now })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  async setPassword(account: AccountId, id: MemberId, phc: string): Promise<void> {
    await this.#run.run(setPassword, { account, id, password: phc, now: this.#run.now })
  }

  async replaceRoles(account: AccountId, id: MemberId, roles: readonly Role[]): Promise<void> {
    await this.#run.run(clearRoles, { account, member: id })
    await this.#run.insertAll(
      'member_role',
      { account_id: 'bigint', member_id: 'bigint', role: 'text' },
      [...new Set(roles)].map((role) => [account, id, role]),
    )
  }

  async replaceGroups(account: AccountId, id: MemberId, groups: readonly GroupId[]): Promise<void> {
    await this.#run.run(clearGroups, { account, member: id })
    await this.#run.insertAll(
      'group_member',
      { account_id: 'bigint', group_id: 'bigint', member_id: 'bigint' },
      [...new Set(groups)].map((group) => [account, group, id]),
    )
  }

  async delete(account: AccountId, id: MemberId): Promise<void> {
    for (const query of [
      clearRoles,
      clearGroups,
      clearPolicyItems,
      clearSubscriptions,
      clearSessions,
      clearCredentials,
      remove,
    ]) {
      await this.#run.run(query, { account, member: id })
    }
  }
}

function holds(engine: Builder['engine'], column: string, text: string) {
  const place = engine === 'sqlite' ? sql.raw('instr') : sql.raw('strpos')
  return text === '' ? sql<boolean>`1 = 1` : sql<boolean>`${place}(${sql.ref(column)}, ${text}) > 0`
}

function toRow(values: MemberValues) {
  const { username, firstName, lastName, email } = values
  const names = firstName === null ? lastName : `${firstName} ${lastName}`
  return {
    username,
    username_folded: fold(username),
    first_name: firstName,
    last_name: lastName,
    email,
    email_folded: email === null ? null : fold(email),
    title: values.title,
    phone: values.phone,
    language: values.language,
    status: values.status,
    sort_name: fold(`${lastName} ${firstName ?? ''}`),
    search_text: [username, names, email ?? ''].map(fold).join('\n'),
  }
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
    created: row.created,
    modified: row.modified,
  }
}

function present(row: Row | undefined): Member | undefined {
  return row && member(row)
}
