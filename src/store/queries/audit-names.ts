import { sql } from 'kysely'
import type { Link, LinkSubject, NamedSubject } from '../../domain/audit.ts'
import type { AccountId } from '../../domain/ids.ts'
import { fullName } from '../../domain/people/member.ts'
import { among } from '../among.ts'
import type { Executor } from '../engine.ts'

const COLUMNS = {
  group: ['member_group', 'name'],
  course: ['course', 'name'],
  program: ['program', 'name'],
  category: ['category', 'name'],
  credential: ['credential', 'label'],
  webhook: ['webhook', 'url'],
  item_bank: ['item_bank', 'name'],
} as const satisfies Record<Exclude<NamedSubject, 'member'>, readonly [string, string]>

/** The names of things of one kind, by id: one query. */
export async function namesOfThings(
  run: Executor,
  account: AccountId,
  subject: NamedSubject,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  if (subject === 'member') return namesOfPeople(run, account, ids)
  const [table, column] = COLUMNS[subject]
  const rows = await run.select(({ db, engine }) =>
    db
      .selectFrom(table)
      .select(['id', sql.ref<string>(column).as('name')])
      .where('account_id', '=', account)
      .where(among(engine, 'id', ids)),
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function namesOfPeople(
  run: Executor,
  account: AccountId,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await run.select(({ db, engine }) =>
    db
      .selectFrom('member')
      .select(['id', 'first_name', 'last_name'])
      .where('account_id', '=', account)
      .where(among(engine, 'id', ids)),
  )
  return new Map(
    rows.map(({ id, first_name, last_name }) => [
      id,
      fullName({ firstName: first_name, lastName: last_name }),
    ]),
  )
}

const LINKS = {
  enrolment: { member: 'member_id', course: 'course_id' },
  program_membership: { member: 'member_id', program: 'program_id' },
  category_tag: { course: 'course_id', category: 'category_id' },
  session: { member: 'member_id' },
} as const satisfies Record<LinkSubject, Partial<Record<NamedSubject, string>>>

/** What things of one kind connect, by id: one query. */
export async function linksOfThings(
  run: Executor,
  account: AccountId,
  subject: LinkSubject,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly Link[]>> {
  if (ids.length === 0) return new Map()
  const ends = Object.entries(LINKS[subject]) as [NamedSubject, string][]
  const rows = await run.select(({ db, engine }) =>
    db
      .selectFrom(subject)
      .select(['id', ...ends.map(([end, column]) => sql.ref<number>(column).as(end))])
      .where('account_id', '=', account)
      .where(among(engine, 'id', ids)),
  )
  return new Map(
    (rows as unknown as readonly Readonly<Record<string, number>>[]).map((row) => [
      row.id ?? 0,
      ends.map(([end]) => ({ subject: end, id: row[end] ?? 0 })),
    ]),
  )
}
