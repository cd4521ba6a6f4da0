import { type RawBuilder, sql } from 'kysely'
import type { AccountId } from '../../../domain/ids.ts'
import type { OffsetRequest } from '../../../domain/page.ts'
import type { MemberFilter, MemberScope, MemberText } from '../../../domain/people/member.ts'
import type { Role } from '../../../domain/roles.ts'
import { among } from '../../among.ts'
import type { Executor } from '../../engine.ts'
import { hasRow } from '../../has-row.ts'
import { idsInPortions, type Portion, type Portioned } from '../../offset-portions.ts'
import { raw } from '../../raw.ts'
import { BARRED, isAt, placesOf, textColumns } from './member-search.ts'

// Pages of people by offset, on SQLite. The ids of the page are found portion by portion, and others have their turns between
// two: what an offset passes by and what doesn't match may be a million people.

/** Up to how many people who fulfil one condition are all tested at once. */
const FEW = 1_000
/** As far as it is counted how many fulfil a condition. */
const COUNTED = 20_000
/** How many people are passed by in one turn, and how many are tested. */
const PASSED_A_TURN = 20_000
const TESTED_A_TURN = 2_000

/** A condition on people, by their ids. */
interface Test {
  readonly holds: (id: RawBuilder<unknown>) => RawBuilder<unknown>
  /** Selects the ids of those who fulfil it; undefined: no index has them. */
  readonly ids?: RawBuilder<unknown>
  /** The index has them in the order of their ids. */
  readonly isInOrder?: boolean
}

interface Walk {
  readonly ids: RawBuilder<unknown>
  readonly tests: readonly Test[]
}

/** The ids of a page of people, in their order. */
export async function listIdsInPortions(
  run: Executor,
  account: AccountId,
  { scope, filter }: { readonly scope: MemberScope; readonly filter: MemberFilter },
  page: OffsetRequest,
): Promise<number[]> {
  const tests = testsOf(run, account, scope, filter)
  const [first] = tests
  // A single condition in order is walked, however many fulfil it.
  const counted = tests.length === 1 && first?.isInOrder === true ? [] : await byCount(run, tests)
  const [fewest] = counted
  if (fewest !== undefined && fewest.count <= FEW) {
    const others = tests.filter((test) => test !== fewest.test)
    return select(run, { ids: fewest.ids, tests: others }, EVERYWHERE, page)
  }
  const inOrder = [...counted.map(({ test }) => test), ...tests].find((test) => test.isInOrder === true)
  const everybody = sql`select id from member indexed by member_id where account_id = ${account}`
  const others = tests.filter((test) => test !== inOrder)
  const walk: Walk = { ids: inOrder?.ids ?? everybody, tests: others }
  return idsInPortions(run, portioned(run, walk), page)
}

function portioned(run: Executor, walk: Walk): Portioned {
  const all: Walk = { ids: walk.ids, tests: [] }
  const isTested = walk.tests.length > 0
  return {
    rows: isTested ? TESTED_A_TURN : PASSED_A_TURN,
    idAt: async (behind, between) => {
      const [id] = await select(run, all, { behind, upTo: undefined }, { limit: 1, offset: between })
      return id
    },
    ...(isTested && { count: (portion: Portion) => count(run, walk, portion) }),
    ids: (portion, page) => select(run, walk, portion, page),
  }
}

const EVERYWHERE: Portion = { behind: undefined, upTo: undefined }

async function count(run: Executor, walk: Walk, portion: Portion): Promise<number> {
  const [row] = await run.select<{ count: number }>((builder) =>
    raw(builder, sql`select count(*) as count from (${walk.ids}) as walk where ${conditions(walk, portion)}`),
  )
  return row?.count ?? 0
}

interface Counted {
  readonly test: Test
  readonly ids: RawBuilder<unknown>
  readonly count: number
}

/** The conditions that an index has the people of: those that the fewest fulfil first. */
async function byCount(run: Executor, tests: readonly Test[]): Promise<readonly Counted[]> {
  const counted: Counted[] = []
  for (const test of tests) {
    const { ids } = test
    if (ids === undefined) continue
    const [row] = await run.select<{ count: number }>((builder) =>
      raw(builder, sql`select count(*) as count from (select 1 from (${ids}) as some limit ${COUNTED})`),
    )
    counted.push({ test, ids, count: row?.count ?? 0 })
    await run.pause()
  }
  return counted.sort((one, other) => one.count - other.count)
}

async function select(
  run: Executor,
  walk: Walk,
  portion: Portion,
  { limit, offset }: OffsetRequest,
): Promise<number[]> {
  const rows = await run.select<{ id: number }>((builder) =>
    raw(
      builder,
      sql`select walk.id from (${walk.ids}) as walk where ${conditions(walk, portion)}
        order by walk.id limit ${limit} offset ${offset}`,
    ),
  )
  return rows.map(({ id }) => id)
}

function conditions({ tests }: Walk, { behind, upTo }: Portion): RawBuilder<unknown> {
  const each = [
    ...(behind === undefined ? [] : [sql`walk.id > ${behind}`]),
    ...(upTo === undefined ? [] : [sql`walk.id <= ${upTo}`]),
    ...tests.map(({ holds }) => holds(sql.ref('walk.id'))),
  ]
  return each.length === 0 ? sql`1 = 1` : sql.join(each, sql` and `)
}

function testsOf(
  { engine }: Executor,
  account: AccountId,
  scope: MemberScope,
  { texts, active, role }: MemberFilter,
): Test[] {
  const rows = (from: RawBuilder<unknown>) => hasRow(engine, from)
  const tests: Test[] = []
  const places = placesOf(scope)
  if (places !== undefined) {
    const at = sql`from ${sql.table(places.table)} as place where ${isAt(account, 'place', places)}`
    tests.push({
      holds: (id) => rows(sql`${at} and place.member_id = ${id}`),
      ids: sql`select place.member_id as id ${at}`,
      isInOrder: true,
    })
  }
  for (const [text, values = []] of Object.entries(texts)) {
    const column = textColumns[text as MemberText]
    tests.push({
      holds: (id) =>
        rows(
          sql`from member as one where one.account_id = ${account} and one.id = ${id} and ${among(engine, `one.${column}`, values)}`,
        ),
      ids: sql`select one.id from member as one where one.account_id = ${account} and ${among(engine, `one.${column}`, values)}`,
      isInOrder: values.length === 1,
    })
  }
  if (active !== undefined) {
    const barred = sql`from member as one where one.account_id = ${account} and one.${sql.raw(BARRED)}`
    tests.push(
      active
        ? { holds: (id) => sql`not ${rows(sql`${barred} and one.id = ${id}`)}` }
        : {
            holds: (id) => rows(sql`${barred} and one.id = ${id}`),
            ids: sql`select one.id ${barred}`,
            isInOrder: true,
          },
    )
  }
  if (role !== undefined) tests.push(holdsRole(engine, account, role))
  return tests
}

function holdsRole(
  engine: Executor['engine'],
  account: AccountId,
  { anyOf, orNoneOf }: NonNullable<MemberFilter['role']>,
): Test {
  const held = (roles: readonly Role[]) =>
    sql`from member_role as held where held.account_id = ${account}
      and ${roles.length === 0 ? sql`1 = 0` : sql`held.role in (${sql.join(roles)})`}`
  const holds = (roles: readonly Role[], id: RawBuilder<unknown>) =>
    hasRow(engine, sql`${held(roles)} and held.member_id = ${id}`)
  if (orNoneOf.length > 0) return { holds: (id) => sql`(${holds(anyOf, id)} or not ${holds(orNoneOf, id)})` }
  return {
    holds: (id) => holds(anyOf, id),
    ids: sql`select ${sql.raw(anyOf.length > 1 ? 'distinct ' : '')}held.member_id as id ${held(anyOf)}`,
    isInOrder: anyOf.length === 1,
  }
}
