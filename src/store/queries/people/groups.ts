import { sql } from 'kysely'
import type { Group } from '../../../domain/people/group.ts'
import type { AccountId, CodedRef, GroupId, MemberId } from '../../../domain/ids.ts'
import type { Role } from '../../../domain/roles.ts'
import { type CursorQuery, type NoFilter, type OffsetQuery, type Page, pageOf } from '../../../domain/page.ts'
import type {
  GroupFilter,
  GroupMembership,
  GroupMembershipFilter,
  GroupSort,
} from '../../../domain/people/group-list.ts'
import type { GroupReader, GroupWriter } from '../../../domain/people/people-store.ts'
import { portionsOf } from '../../../lib/portions.ts'
import { searchText } from '../../../lib/search-words.ts'
import { fold, isStorable } from '../../../lib/text.ts'
import { among } from '../../among.ts'
import { listed } from '../../listed.ts'
import { raw } from '../../raw.ts'
import { idsOf } from '../ids-of.ts'
import { query, type Executor } from '../../engine.ts'
import { naming, one } from '../rows.ts'
import { ROWS_A_TURN, touch } from '../touch.ts'
import { listByKey } from '../../keyset.ts'
import { GROUPS, groupsRequest } from './people-lists.ts'

/** How many members of a large group are listed before others have their turn. */
const IDS_A_TURN = 5_000

export const groupColumns = [
  'member_group.id',
  'member_group.guid',
  'member_group.name',
  'member_group.code',
  'member_group.description',
  'member_group.created',
  'member_group.modified',
] as const

export interface GroupRow {
  id: number
  guid: string
  name: string
  code: string | null
  description: string | null
  created: number
  modified: number
}

const findById = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('member_group')
    .select(groupColumns)
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const findByGuid = query<{ account: number; guid: string }>()(({ db }, $) =>
  db
    .selectFrom('member_group')
    .select(groupColumns)
    .where('account_id', '=', $.account)
    .where('guid', '=', $.guid),
)
const findByName = query<{ account: number; name: string }>()(({ db }, $) =>
  db
    .selectFrom('member_group')
    .select(groupColumns)
    .where('account_id', '=', $.account)
    .where('name_folded', '=', $.name),
)
const findByCode = query<{ account: number; code: string }>()(({ db }, $) =>
  db
    .selectFrom('member_group')
    .select(groupColumns)
    .where('account_id', '=', $.account)
    .where('code', '=', $.code),
)
const page = query<{ account: number; limit: number; offset: number }>()(({ db }, $) =>
  db
    .selectFrom('member_group')
    .select(groupColumns)
    .where('account_id', '=', $.account)
    .orderBy('id')
    .limit($.limit)
    .offset($.offset),
)
const roles = query<{ account: number; group: number }>()(({ db }, $) =>
  db
    .selectFrom('group_role')
    .select('role')
    .where('account_id', '=', $.account)
    .where('group_id', '=', $.group)
    .orderBy('role'),
)
const countMembers = query<{ account: number; group: number }>()(({ db }, $) =>
  db
    .selectFrom('group_member')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', $.account)
    .where('group_id', '=', $.group),
)
const memberGuids = query<{ account: number; group: number; after: number; limit: number }>()(({ db }, $) =>
  db
    .selectFrom('group_member')
    .innerJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'group_member.account_id')
        .onRef('member.id', '=', 'group_member.member_id'),
    )
    .select(['member.id', 'member.guid'])
    .where('group_member.account_id', '=', $.account)
    .where('group_member.group_id', '=', $.group)
    .where('group_member.member_id', '>', $.after)
    .orderBy('group_member.member_id')
    .limit($.limit),
)
const insert = query<{
  account: number
  guid: string
  name: string
  folded: string
  words: string
  code: string | null
  description: string | null
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('member_group')
    .values({
      account_id: $.account,
      guid: $.guid,
      name: $.name,
      name_folded: $.folded,
      words: $.words,
      code: $.code,
      description: $.description,
      created: $.now,
      modified: $.now,
    })
    .returning(groupColumns),
)
const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('member_group')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forNoKeyUpdate(),
)
const lockToDelete = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('member_group')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forUpdate(),
)
const rename = query<{
  account: number
  id: number
  name: string
  folded: string
  words: string
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('member_group')
    .set({ name: $.name, name_folded: $.folded, words: $.words, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const recode = query<{ account: number; id: number; code: string | null; now: number }>()(({ db }, $) =>
  db
    .updateTable('member_group')
    .set({ code: $.code, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const describe = query<{ account: number; id: number; description: string | null; now: number }>()(
  ({ db }, $) =>
    db
      .updateTable('member_group')
      .set({ description: $.description, modified: $.now, version: sql`version + 1` })
      .where('account_id', '=', $.account)
      .where('id', '=', $.id),
)
const addMember = query<{ account: number; group: number; member: number }>()(({ db }, $) =>
  db
    .insertInto('group_member')
    .values({ account_id: $.account, group_id: $.group, member_id: $.member })
    .onConflict((conflict) => conflict.doNothing()),
)
const removeMember = query<{ account: number; group: number; member: number }>()(({ db }, $) =>
  db
    .deleteFrom('group_member')
    .where('account_id', '=', $.account)
    .where('group_id', '=', $.group)
    .where('member_id', '=', $.member),
)
const clearRoles = query<{ account: number; group: number }>()(({ db }, $) =>
  db.deleteFrom('group_role').where('account_id', '=', $.account).where('group_id', '=', $.group),
)
// What the group is seen in.
const touchCategories = query<{ account: number; group: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('category')
    .set({ modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('policy_item')
        .select('category_id')
        .where('account_id', '=', $.account)
        .where('group_id', '=', $.group),
    ),
)
const touchCourses = query<{ account: number; group: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('course')
    .set({ modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('course_group')
        .select('course_id')
        .where('account_id', '=', $.account)
        .where('group_id', '=', $.group),
    ),
)
const memberIds = query<{ account: number; group: number; after: number; limit: number }>()(({ db }, $) =>
  db
    .selectFrom('group_member')
    .select('member_id')
    .where('account_id', '=', $.account)
    .where('group_id', '=', $.group)
    .where('member_id', '>', $.after)
    .orderBy('member_id')
    .limit($.limit),
)
const clearPolicyItems = query<{ account: number; group: number }>()(({ db }, $) =>
  db.deleteFrom('policy_item').where('account_id', '=', $.account).where('group_id', '=', $.group),
)
const clearCourses = query<{ account: number; group: number }>()(({ db }, $) =>
  db.deleteFrom('course_group').where('account_id', '=', $.account).where('group_id', '=', $.group),
)
const remove = query<{ account: number; group: number }>()(({ db }, $) =>
  db.deleteFrom('member_group').where('account_id', '=', $.account).where('id', '=', $.group),
)

export class GroupQueries implements GroupReader, GroupWriter {
  readonly #run: Executor
  readonly #newGuid: () => string

  constructor(run: Executor, newGuid: () => string) {
    this.#run = run
    this.#newGuid = newGuid
  }

  async find(account: AccountId, named: CodedRef): Promise<Group | undefined> {
    // A whole group is a reference too: its id counts, and it may have no code.
    if (!('id' in named || 'guid' in named)) return this.#findByCode(account, named.code)
    const ref = naming(named)
    if (ref === undefined) return undefined
    const row =
      'id' in ref
        ? await this.#run.first(findById, { account, id: ref.id })
        : await this.#run.first(findByGuid, { account, guid: ref.guid })
    return row && group(row)
  }

  async #findByCode(account: AccountId, code: string): Promise<Group | undefined> {
    if (!isStorable(code)) return undefined
    const row = await this.#run.first(findByCode, { account, code })
    return row && group(row)
  }

  async listIds(account: AccountId, guids: readonly string[]): Promise<(GroupId | undefined)[]> {
    return (await idsOf(this.#run, 'member_group', account, guids)) as (GroupId | undefined)[]
  }

  async findByName(account: AccountId, name: string): Promise<Group | undefined> {
    if (!isStorable(name)) return undefined
    const row = await this.#run.first(findByName, { account, name })
    return row && group(row)
  }

  async listByCodes(account: AccountId, codes: readonly string[]): Promise<Group[]> {
    if (codes.length === 0) return []
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('member_group')
        .select(groupColumns)
        .where('account_id', '=', account)
        .where(among(engine, 'code', codes)),
    )
    return rows.map(group)
  }

  async list(account: AccountId, { page: paging }: OffsetQuery<NoFilter>): Promise<Group[]> {
    const rows = await this.#run.all(page, { account, ...paging })
    return rows.map(group)
  }

  listByKey(account: AccountId, query: CursorQuery<GroupFilter, GroupSort>): Promise<Page<Group>> {
    return listByKey(this.#run, GROUPS, groupsRequest(this.#run, account, query), async (ids) =>
      (await this.#ofIds(account, ids)).map((one) => [one.id, one]),
    )
  }

  async listByIds(account: AccountId, ids: readonly GroupId[]): Promise<Group[]> {
    return ids.length === 0 ? [] : this.#ofIds(account, ids)
  }

  async #ofIds(account: AccountId, ids: readonly number[]): Promise<Group[]> {
    const rows = await this.#run.select(
      ({ db, engine }) =>
        db
          .selectFrom('member_group')
          .select(groupColumns)
          .where('account_id', '=', account)
          .where(among(engine, 'id', ids)),
      'kept',
    )
    return rows.map(group)
  }

  async listMembershipsOf(
    account: AccountId,
    members: readonly MemberId[],
  ): Promise<{ groupId: GroupId; memberId: MemberId }[]> {
    if (members.length === 0) return []
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('group_member')
        .select(['group_id', 'member_id'])
        .where('account_id', '=', account)
        .where(among(engine, 'member_id', members)),
    )
    return rows.map((row) => ({ groupId: row.group_id as GroupId, memberId: row.member_id as MemberId }))
  }

  async listRoles(account: AccountId, id: GroupId): Promise<Role[]> {
    const rows = await this.#run.all(roles, { account, group: id })
    return rows.map((row) => row.role as Role)
  }

  async listRolesOfAll(account: AccountId, groups: readonly GroupId[]): Promise<Map<GroupId, Role[]>> {
    const found = new Map<GroupId, Role[]>()
    if (groups.length === 0) return found
    const rows = await this.#run.select(
      ({ db, engine }) =>
        db
          .selectFrom('group_role')
          .select(['group_id', 'role'])
          .where('account_id', '=', account)
          .where(among(engine, 'group_id', groups))
          .orderBy('role'),
      'kept',
    )
    for (const { group_id, role } of rows) {
      const id = group_id as GroupId
      found.set(id, [...(found.get(id) ?? []), role as Role])
    }
    return found
  }

  async countMembers(account: AccountId, id: GroupId): Promise<number> {
    return one(await this.#run.first(countMembers, { account, group: id })).count
  }

  async listMemberships(
    account: AccountId,
    { filter: { group, member }, page: { after, limit } }: CursorQuery<GroupMembershipFilter>,
  ): Promise<Page<GroupMembership>> {
    const [afterGroup] = after?.values ?? []
    const place = { group: typeof afterGroup === 'number' ? afterGroup : 0, member: after?.id ?? 0 }
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('group_member')
        .innerJoin('member_group', (join) =>
          join
            .onRef('member_group.account_id', '=', 'group_member.account_id')
            .onRef('member_group.id', '=', 'group_member.group_id'),
        )
        .innerJoin('member', (join) =>
          join
            .onRef('member.account_id', '=', 'group_member.account_id')
            .onRef('member.id', '=', 'group_member.member_id'),
        )
        .select(['group_id', 'member_group.name', 'member_id', 'member.username'])
        .where('group_member.account_id', '=', account)
        .where(
          sql<boolean>`(group_member.group_id, group_member.member_id) > (${place.group}, ${place.member})`,
        )
        .$if(group !== undefined, (all) => all.where(among(engine, 'group_member.group_id', group ?? [])))
        .$if(member !== undefined, (all) => all.where(among(engine, 'group_member.member_id', member ?? [])))
        .orderBy('group_id')
        .orderBy('member_id')
        .limit(limit + 1),
    )
    const found = rows.map((row): GroupMembership => ({
      group: { id: row.group_id as GroupId, name: row.name },
      member: { id: row.member_id as MemberId, username: row.username },
    }))
    return pageOf(found, limit, (one) => ({ values: [one.group.id], id: one.member.id }))
  }

  async listMemberGuids(
    account: AccountId,
    id: GroupId,
    after: number,
    limit: number,
  ): Promise<{ id: MemberId; guid: string }[]> {
    const rows = await this.#run.all(memberGuids, { account, group: id, after, limit })
    return rows.map((row) => ({ id: row.id as MemberId, guid: row.guid }))
  }

  async listMemberIds(account: AccountId, id: GroupId): Promise<MemberId[]> {
    const found: MemberId[] = []
    for (let after = 0; ;) {
      const rows = await this.#run.all(memberIds, { account, group: id, after, limit: IDS_A_TURN })
      for (const row of rows) found.push(row.member_id as MemberId)
      if (rows.length < IDS_A_TURN) return found
      after = found.at(-1) ?? 0
      await this.#run.pause()
    }
  }

  async insert(
    account: AccountId,
    name: string,
    { code = null, description = null }: Partial<Pick<Group, 'code' | 'description'>> = {},
  ): Promise<Group> {
    const guid = this.#newGuid()
    const row = {
      account,
      guid,
      name,
      folded: fold(name),
      words: searchText([name]),
      code,
      description,
      now: this.#run.now,
    }
    return group(one(await this.#run.first(insert, row)))
  }

  async lock(account: AccountId, id: GroupId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, id }) // SQLite has one writer
  }

  async lockToDelete(account: AccountId, id: GroupId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lockToDelete, { account, id })
  }

  async setName(account: AccountId, id: GroupId, name: string): Promise<void> {
    await this.#run.send(rename, {
      account,
      id,
      name,
      folded: fold(name),
      words: searchText([name]),
      now: this.#run.now,
    })
  }

  async setCode(account: AccountId, id: GroupId, code: string | null): Promise<void> {
    await this.#run.send(recode, { account, id, code, now: this.#run.now })
  }

  async setDescription(account: AccountId, id: GroupId, description: string | null): Promise<void> {
    await this.#run.send(describe, { account, id, description, now: this.#run.now })
  }

  async setRoles(account: AccountId, id: GroupId, wanted: readonly Role[]): Promise<void> {
    await this.#run.send(clearRoles, { account, group: id })
    await this.#run.insertAll(
      'group_role',
      { account_id: 'bigint', group_id: 'bigint', role: 'text' },
      [...new Set(wanted)].map((role) => [account, id, role]),
    )
    await touch(this.#run, 'member_group', account, [id])
  }

  async setMembers(account: AccountId, id: GroupId, members: readonly MemberId[]): Promise<MemberId[]> {
    const before = new Set(await this.listMemberIds(account, id))
    const wanted = new Set(members)
    const left = [...before.difference(wanted)]
    const joined = [...wanted.difference(before)]
    await this.#takeOut(account, id, left)
    for (const portion of portionsOf(joined, ROWS_A_TURN)) {
      await this.#run.insertAll(
        'group_member',
        { account_id: 'bigint', group_id: 'bigint', member_id: 'bigint' },
        portion.map((member) => [account, id, member]),
      )
      if (portion.length === ROWS_A_TURN) await this.#run.pause()
    }
    const moved = [...left, ...joined]
    if (moved.length > 0) await touch(this.#run, 'member_group', account, [id])
    return moved
  }

  async addMember(account: AccountId, id: GroupId, member: MemberId): Promise<boolean> {
    if ((await this.#run.run(addMember, { account, group: id, member })) === 0) return false
    await this.#moved(account, id, [member])
    return true
  }

  async removeMember(account: AccountId, id: GroupId, member: MemberId): Promise<boolean> {
    if ((await this.#run.run(removeMember, { account, group: id, member })) === 0) return false
    await this.#moved(account, id, [member])
    return true
  }

  async addMembers(account: AccountId, id: GroupId, members: readonly MemberId[]): Promise<MemberId[]> {
    if (members.length === 0) return []
    const rows = await this.#run.select((builder) =>
      raw<{ member_id: number }>(
        builder,
        sql`insert into group_member (account_id, group_id, member_id)
          select ${account}, ${id}, m.value from ${listed(builder.engine, members, 'm')}
          where true order by m.key
          on conflict do nothing returning member_id`,
      ),
    )
    const added = rows.map((row) => row.member_id as MemberId)
    await this.#moved(account, id, added)
    return added
  }

  async removeMembers(account: AccountId, id: GroupId, members: readonly MemberId[]): Promise<MemberId[]> {
    if (members.length === 0) return []
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .deleteFrom('group_member')
        .where('account_id', '=', account)
        .where('group_id', '=', id)
        .where(among(engine, 'member_id', members))
        .returning('member_id'),
    )
    const removed = rows.map((row) => row.member_id as MemberId)
    await this.#moved(account, id, removed)
    return removed
  }

  async delete(account: AccountId, id: GroupId): Promise<MemberId[]> {
    const members = await this.listMemberIds(account, id)
    for (const query of [touchCategories, touchCourses]) {
      await this.#run.send(query, { account, group: id, now: this.#run.now })
    }
    await this.#takeOut(account, id, members)
    for (const query of [clearRoles, clearPolicyItems, clearCourses, remove]) {
      await this.#run.send(query, { account, group: id })
    }
    return members
  }

  /** Large groups in portions. */
  async #takeOut(account: AccountId, id: GroupId, members: readonly number[]): Promise<void> {
    for (const portion of portionsOf(members, ROWS_A_TURN)) {
      await this.#run.sendBuilt(({ db, engine }) =>
        db
          .deleteFrom('group_member')
          .where('account_id', '=', account)
          .where('group_id', '=', id)
          .where(among(engine, 'member_id', portion)),
      )
      if (portion.length === ROWS_A_TURN) await this.#run.pause()
    }
  }

  /** Group and members show each other. */
  async #moved(account: AccountId, id: GroupId, members: readonly MemberId[]): Promise<void> {
    if (members.length === 0) return
    await touch(this.#run, 'member_group', account, [id])
    await touch(this.#run, 'member', account, members)
  }
}

export function group(row: GroupRow): Group {
  return {
    id: row.id as GroupId,
    guid: row.guid,
    name: row.name,
    code: row.code,
    description: row.description,
    created: row.created,
    modified: row.modified,
  }
}
