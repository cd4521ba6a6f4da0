import { sql } from 'kysely'
import type { MemberStatus } from '../../../domain/standing.ts'
import { query, standingQuery, type Builder, type Value } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { groupColumns } from './groups.ts'
import { columns, joined, type StoredRow } from './member-rows.ts'

export const findById = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
export const findByGuid = query<{ account: number; guid: string }>()(({ db }, $) =>
  db.selectFrom('member').select(columns).where('account_id', '=', $.account).where('guid', '=', $.guid),
)
export const findByUsername = query<{ account: number; username: string }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('username_folded', '=', $.username),
)
export const findByEmail = query<{ account: number; email: string }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('email_folded', '=', $.email),
)
/** The people who have an address, and those who have none and sign in with it: the first is meant. */
export function byAddress({ db }: Builder, { account, address }: { account: number; address: string }) {
  const inAccount = db.selectFrom('member').where('account_id', '=', account)
  return [
    inAccount.where('email_folded', '=', address),
    inAccount.where('username_folded', '=', address).where('email_folded', 'is', null),
  ] as const
}
export const findByAddress = query<{ account: number; address: string }>()((builder, $) => {
  const [having, named] = byAddress(builder, $)
  return having.select(columns).unionAll(named.select(columns)).limit(1)
})
export const findOfSession = query<{ hash: string }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select(columns)
    .where(
      sql<boolean>`(account_id, id) = (select account_id, member_id from session where token_hash = ${$.hash})`,
    ),
)
export const findPassword = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select('password').where('account_id', '=', $.account).where('id', '=', $.id),
)
const CAN_SIGN_IN: readonly MemberStatus[] = ['active', 'awaiting_confirmation']

export const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forNoKeyUpdate(),
)
export const lockToDelete = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('member').select('id').where('account_id', '=', $.account).where('id', '=', $.id).forUpdate(),
)
export const markInvited = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ invited: $.now, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
export const markActivated = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ activated: $.now, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('activated', 'is', null),
)
export const setPassword = query<{ account: number; id: number; password: string; now: number }>()(
  ({ db }, $) =>
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
  'manager_id',
  'time_zone',
  'name_folded',
  'sort_name',
  'search_text',
  'words',
  'traits',
] as const
type Stored = Readonly<Record<(typeof storedColumns)[number], Value>>

/** Each stored column with its placeholder. */
function placeholders($: Stored) {
  return Object.fromEntries(storedColumns.map((column) => [column, $[column]])) as StoredRow
}

export const insert = query<Stored & { account: number; guid: string; now: number }>()(({ db }, $) =>
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
export const findByExternalId = query<{ account: number; externalId: string; most: number }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('external_id_folded', '=', $.externalId)
    .orderBy('id')
    .limit($.most),
)
// Not a change of the person: nothing that is compared with what was read before moves by it.
export const markSeen = query<{ account: number; id: number; now: number; before: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ last_seen: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where((at) => at.or([at('last_seen', 'is', null), at('last_seen', '<', $.before)])),
)
export const clearManager = query<{ account: number; member: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('member')
    .set({ manager_id: null, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('manager_id', '=', $.member),
)
export const ownRoles = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('member_role')
    .select('role')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .orderBy('role'),
)
// Almost every request asks for one of these two of the person of its session.
export const statusOf = standingQuery<{ account: number; member: number }>()(({ db }, $) =>
  db.selectFrom('member').select('status').where('account_id', '=', $.account).where('id', '=', $.member),
)
export const powersOf = standingQuery<{ account: number; member: number }>()((builder, $) =>
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
export const ownManager = query<{ account: number }>()(({ db }, $) =>
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
export const managerByGroup = query<{ account: number }>()(({ db }, $) =>
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
export const groupsOf = query<{ account: number; member: number }>()(({ db }, $) =>
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
export const groupIds = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('group_member')
    .select('group_id')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .orderBy('group_id'),
)
export const clearRoles = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('member_role').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
export const clearGroups = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('group_member').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
// What the member is seen in.
export const touchGroups = query<{ account: number; member: number; now: number }>()(({ db }, $) =>
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
export const touchCategories = query<{ account: number; member: number; now: number }>()(({ db }, $) =>
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
export const clearPolicyItems = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('policy_item').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
export const clearSubscriptions = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .deleteFrom('category_subscription')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member),
)
export const clearSessions = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('session').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
export const clearAccessTokens = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .deleteFrom('access_token')
    .where('account_id', '=', $.account)
    .where('credential_id', 'in', (at) =>
      at
        .selectFrom('credential')
        .select('id')
        .where('account_id', '=', $.account)
        .where('member_id', '=', $.member),
    ),
)
export const clearCredentials = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('credential').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
export const clearInvitations = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('invitation').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
export const clearPasswordResets = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('password_reset').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
export const remove = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('member').where('account_id', '=', $.account).where('id', '=', $.member),
)
