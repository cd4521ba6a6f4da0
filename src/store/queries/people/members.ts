import { sql } from 'kysely'
import type { AccountId, GroupId, MemberId, Ref } from '../../../domain/ids.ts'
import type { CursorQuery, OffsetQuery, Page } from '../../../domain/page.ts'
import type { EntitySearch, FoundEntity } from '../../../domain/people/entity-search.ts'
import type { Group } from '../../../domain/people/group.ts'
import type {
  Member,
  MemberFilter,
  MemberScope,
  MemberValues,
  MemberWithRoles,
  PersonTitle,
} from '../../../domain/people/member.ts'
import type {
  MemberPlaces,
  MemberPowers,
  MemberReader,
  MemberWriter,
} from '../../../domain/people/people-store.ts'
import type { PersonFilter, PersonSort } from '../../../domain/people/person-list.ts'
import type { Role } from '../../../domain/roles.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import { portionsOf } from '../../../lib/portions.ts'
import { fold, isStorable } from '../../../lib/text.ts'
import { among } from '../../among.ts'
import type { Executor } from '../../engine.ts'
import { listByKey } from '../../keyset.ts'
import { findFewHolding } from '../../word-search.ts'
import { idsOf } from '../ids-of.ts'
import { TallyQueries } from '../learning/tallies.ts'
import { changed, naming, one } from '../rows.ts'
import { ROWS_A_TURN, touch } from '../touch.ts'
import { group, groupColumns, type GroupRow } from './groups.ts'
import { columns, member, present, type Row, toRow, withRoles, words } from './member-rows.ts'
import { listIdsInPortions } from './member-portions.ts'
import { chosen, holds, rolesOf } from './member-search.ts'
import {
  clearAccessTokens,
  clearCredentials,
  clearGroups,
  clearManager,
  clearInvitations,
  clearPasswordResets,
  clearPolicyItems,
  clearRoles,
  clearSessions,
  clearSubscriptions,
  findByAddress,
  findByEmail,
  findByExternalId,
  findByGuid,
  findById,
  findByUsername,
  findOfSession,
  findPassword,
  groupIds,
  groupsOf,
  insert,
  lock,
  lockToDelete,
  managerByGroup,
  markActivated,
  markInvited,
  markSeen,
  ownManager,
  ownRoles,
  powersOf,
  remove,
  setPassword,
  statusOf,
  touchCategories,
  touchGroups,
} from './member-statements.ts'
import { PEOPLE, peopleRequest } from './people-lists.ts'

/** A place in the order of people. */
interface Place {
  readonly sort_name: string
  readonly id: number
}

/** How many people are looked at before others have their turn. */
const PEOPLE_A_TURN = 4_000
/** How many of those who hold a text are read before others have their turn. */
const FOUND_A_TURN = 250

const NAME_COLUMNS = {
  username: 'username_folded',
  email: 'email_folded',
  externalId: 'external_id_folded',
} as const

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

  async findByAddress(account: AccountId, address: string): Promise<Member | undefined> {
    if (!isStorable(address)) return undefined
    return present(await this.#run.first(findByAddress, { account, address }))
  }

  async findOfSession(tokenHash: string): Promise<Member | undefined> {
    return present(await this.#run.first(findOfSession, { hash: tokenHash }))
  }

  async findByEmail(account: AccountId, email: string): Promise<Member | undefined> {
    if (!isStorable(email)) return undefined
    return present(await this.#run.first(findByEmail, { account, email }))
  }

  async listByExternalId(account: AccountId, externalId: string, most: number): Promise<Member[]> {
    if (!isStorable(externalId)) return []
    const rows = await this.#run.all(findByExternalId, { account, externalId: fold(externalId), most })
    return rows.map(member)
  }

  async listNamed(
    account: AccountId,
    kind: 'username' | 'email' | 'externalId',
    names: readonly string[],
    most: number,
  ): Promise<Member[]> {
    if (names.length === 0) return []
    const column = NAME_COLUMNS[kind]
    const place = sql<number>`row_number() over (partition by ${sql.ref(column)} order by id)`.as('place')
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom(
          db
            .selectFrom('member')
            .select(columns)
            .select(place)
            .where('account_id', '=', account)
            .where(among(engine, column, names))
            .as('named'),
        )
        .select(columns)
        .where('place', '<=', most)
        .orderBy('id'),
    )
    return rows.map(member)
  }

  async listGuids(account: AccountId, ids: readonly MemberId[]): Promise<Map<MemberId, string>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('member')
        .select(['id', 'guid'])
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
    return new Map(rows.map((row) => [row.id as MemberId, row.guid]))
  }

  async listUsernames(account: AccountId, ids: readonly MemberId[]): Promise<Map<MemberId, string>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('member')
        .select(['id', 'username'])
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
    return new Map(rows.map(({ id, username }) => [id as MemberId, username]))
  }

  async listTitles(account: AccountId, ids: readonly MemberId[]): Promise<Map<MemberId, PersonTitle>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('member')
        .select(['id', 'first_name', 'last_name'])
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
    return new Map(
      rows.map((row) => {
        const id = row.id as MemberId
        return [id, { id, firstName: row.first_name, lastName: row.last_name }]
      }),
    )
  }

  async listGroupsOfAll(account: AccountId, ids: readonly MemberId[]): Promise<Map<MemberId, Group[]>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('group_member')
        .innerJoin('member_group', (join) =>
          join
            .onRef('member_group.account_id', '=', 'group_member.account_id')
            .onRef('member_group.id', '=', 'group_member.group_id'),
        )
        .select([...groupColumns, 'group_member.member_id'])
        .where('group_member.account_id', '=', account)
        .where(among(engine, 'group_member.member_id', ids))
        .orderBy('member_group.id'),
    )
    const found = new Map<MemberId, Group[]>()
    for (const [id, of] of Map.groupBy(rows, (row) => row.member_id as MemberId)) found.set(id, of.map(group))
    return found
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
    { filter, page: paging }: OffsetQuery<MemberFilter>,
  ): Promise<MemberWithRoles[]> {
    // The people of the page are chosen by their ids alone, so that those before it cost next to nothing.
    if (this.#run.engine === 'sqlite') {
      const ids = await listIdsInPortions(this.#run, account, { scope, filter }, paging)
      return this.#inPortions(account, ids)
    }
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

  /** In the order of their ids, which are given in that order. */
  async #inPortions(account: AccountId, ids: readonly number[]): Promise<MemberWithRoles[]> {
    const found: MemberWithRoles[] = []
    for (const portion of portionsOf(ids, ROWS_A_TURN)) {
      const people = await this.#ofIds(account, portion)
      found.push(...people.sort((one, other) => one.member.id - other.member.id))
      if (portion.length === ROWS_A_TURN) await this.#run.pause()
    }
    return found
  }

  listByKey(
    account: AccountId,
    query: CursorQuery<PersonFilter, PersonSort>,
  ): Promise<Page<MemberWithRoles>> {
    return listByKey(this.#run, PEOPLE, peopleRequest(this.#run, account, query), async (ids) =>
      (await this.#ofIds(account, ids)).map((one) => [one.member.id, one]),
    )
  }

  async listByIds(account: AccountId, ids: readonly MemberId[]): Promise<MemberWithRoles[]> {
    return ids.length === 0 ? [] : this.#ofIds(account, ids)
  }

  async #ofIds(account: AccountId, ids: readonly number[]): Promise<MemberWithRoles[]> {
    const rows = await this.#run.select<Row & { roles: string | null }>(
      ({ db, engine }) =>
        db
          .selectFrom('member')
          .select(columns)
          .select(rolesOf(engine).as('roles'))
          .where('account_id', '=', account)
          .where(among(engine, 'id', ids)),
      'kept',
    )
    return rows.map(withRoles)
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
      const from = after?.kind === 'member' ? { sort_name: after.sortName, id: after.id } : undefined
      for (const row of await this.#listHolding(account, search, { from, room })) {
        found.push({
          kind: 'member',
          member: member(row),
          position: { kind: 'member', sortName: row.sort_name, id: row.id },
        })
      }
    }
    return found
  }

  /** The people who hold a text, in order. Where few of very many do, others have their turn meanwhile. */
  async #listHolding(
    account: AccountId,
    { text, namesOnly }: Pick<EntitySearch, 'text' | 'namesOnly'>,
    { from, room }: { readonly from: Place | undefined; readonly room: number },
  ): Promise<(Row & Place)[]> {
    const few = await findFewHolding(this.#run, 'member', account, text)
    const found: (Row & Place)[] = []
    for (let start = from; ;) {
      const end = few === undefined && text !== '' ? await this.#endOfPortion(account, start) : undefined
      const left = room - found.length
      const most = this.#run.engine === 'sqlite' ? Math.min(left, FOUND_A_TURN) : left
      const rows = await this.#run.select<Row & Place>(({ db, engine }) => {
        let query = db
          .selectFrom('member')
          .select([...columns, 'sort_name'])
          .where('account_id', '=', account)
          .where(holds(engine, namesOnly === true ? 'name_folded' : 'search_text', text))
        if (few !== undefined) query = query.where(among(engine, 'id', few))
        if (start !== undefined) {
          query = query.where(sql<boolean>`(sort_name, id) > (${start.sort_name}, ${start.id})`)
        }
        if (end !== undefined) {
          query = query.where(sql<boolean>`(sort_name, id) <= (${end.sort_name}, ${end.id})`)
        }
        return query.orderBy('sort_name').orderBy('id').limit(most)
      })
      found.push(...rows)
      // A portion of which as many were found as are read at once may hold more.
      const next = rows.length === most ? rows.at(-1) : end
      if (next === undefined || found.length === room) return found
      start = next
      await this.#run.pause()
    }
  }

  /** Where a portion of the people ends that begins there; undefined: it is the last one, or need not be cut. */
  async #endOfPortion(account: AccountId, start: Place | undefined): Promise<Place | undefined> {
    if (this.#run.engine === 'postgres') return undefined // its statements keep nobody waiting
    const [end] = await this.#run.select<Place>(({ db }) => {
      let query = db.selectFrom('member').select(['sort_name', 'id']).where('account_id', '=', account)
      if (start !== undefined) {
        query = query.where(sql<boolean>`(sort_name, id) > (${start.sort_name}, ${start.id})`)
      }
      return query
        .orderBy('sort_name')
        .orderBy('id')
        .offset(PEOPLE_A_TURN - 1)
        .limit(1)
    })
    return end
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
      const few = kind === 'member' ? await findFewHolding(this.#run, 'member', account, text) : undefined
      const column = kind === 'group' || namesOnly === true ? 'name_folded' : 'search_text'
      const table = kind === 'group' ? 'member_group' : 'member'
      for (let behind: number | null = 0; behind !== null; await this.#run.pause()) {
        const after: number = behind
        const [row] = await this.#run.select<{ last: number | null; count: number }>(({ db, engine }) =>
          db
            .selectFrom((at) => {
              const rows = at
                .selectFrom(table)
                .select(['id', column])
                .where('account_id', '=', account)
                .where('id', '>', after)
              if (few !== undefined) return rows.where(among(engine, 'id', few)).as('portion')
              // PostgreSQL's statements keep nobody waiting.
              if (engine === 'postgres') return rows.as('portion')
              return rows.orderBy('id').limit(PEOPLE_A_TURN).as('portion')
            })
            .select([
              sql<number | null>`max(id)`.as('last'),
              sql<number>`coalesce(sum(case when ${holds(engine, column, text)} then 1 else 0 end), 0)`.as(
                'count',
              ),
            ]),
        )
        const portion = one(row)
        count += portion.count
        behind = few === undefined && this.#run.engine === 'sqlite' ? portion.last : null
      }
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
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, id }) // SQLite has one writer
  }

  async lockToDelete(account: AccountId, id: MemberId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lockToDelete, { account, id })
  }

  async update(account: AccountId, id: MemberId, change: Partial<MemberValues>): Promise<void> {
    const current = member(one(await this.#run.first(findById, { account, id })))
    await this.#run.sendBuilt(({ db }) =>
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
    await this.#run.send(setPassword, { account, id, password: phc, now: this.#run.now })
  }

  async markInvited(account: AccountId, id: MemberId): Promise<void> {
    await this.#run.send(markInvited, { account, id, now: this.#run.now })
  }

  async markActivated(account: AccountId, id: MemberId): Promise<void> {
    await this.#run.send(markActivated, { account, id, now: this.#run.now })
  }

  async markSeen(account: AccountId, id: MemberId, within: number): Promise<void> {
    const { now } = this.#run
    await this.#run.send(markSeen, { account, id, now, before: now - within })
  }

  async touch(account: AccountId, members: readonly MemberId[]): Promise<void> {
    await touch(this.#run, 'member', account, members)
  }

  async setRoles(account: AccountId, id: MemberId, roles: readonly Role[]): Promise<void> {
    await this.#run.send(clearRoles, { account, member: id })
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
      await this.#run.sendBuilt(({ db, engine }) =>
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
    await this.#run.send(touchGroups, { account, member: id, now: this.#run.now })
    await this.#run.send(touchCategories, { account, member: id, now: this.#run.now })
    await this.#run.send(clearManager, { account, member: id, now: this.#run.now })
    for (const query of [
      clearRoles,
      clearGroups,
      clearPolicyItems,
      clearSubscriptions,
      clearSessions,
      clearAccessTokens,
      clearCredentials,
      clearInvitations,
      clearPasswordResets,
      remove,
    ]) {
      await this.#run.send(query, { account, member: id })
    }
  }
}
