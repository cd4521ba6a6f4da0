import { sql } from 'kysely'
import type { AccountId, CategoryId } from '../../../domain/ids.ts'
import type { CoverageCount, CoveredCategory } from '../../../domain/learning/learning-store.ts'
import { query, type Executor, type Query } from '../../engine.ts'
import { raw } from '../../raw.ts'

/** How many rows are read before others have their turn. */
const ROWS_A_TURN = 5_000

interface CategoryRow {
  readonly id: number
  readonly parent_id: number | null
}

interface TagRow {
  readonly id: number
  readonly category_id: number
  readonly course_id: number
}

const categories = query<{ account: number; after: number }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(['id', 'parent_id'])
    .where('account_id', '=', $.account)
    .where('id', '>', $.after)
    .orderBy('id')
    .limit(ROWS_A_TURN),
)

// Course by course: of those counted so far, only the last needs to be remembered.
const tags = query<{ account: number; course: number; after: number }>()((builder, $) =>
  raw<TagRow>(
    builder,
    sql`select id, category_id, course_id from category_tag
        where account_id = ${$.account} and (course_id, id) > (${$.course}, ${$.after})
        order by course_id, id limit ${sql.lit(ROWS_A_TURN)}`,
  ),
)

/** Counts the courses of the categories at the top and of those right below them, portion by portion. */
export async function countCoverage(run: Executor, account: AccountId): Promise<CoverageCount> {
  const branches = new Branches()
  await eachRow(run, categories, { account, after: 0 }, (row: CategoryRow) => {
    branches.add(row)
    return { account, after: row.id }
  })
  const counts = new Map<number, { courses: number; last: number }>()
  const countIn = (category: number, course: number) => {
    const count = counts.get(category)
    if (count === undefined) counts.set(category, { courses: 1, last: course })
    else if (count.last !== course) {
      count.courses++
      count.last = course
    }
  }
  let courses = 0
  let last = 0
  await eachRow(run, tags, { account, course: 0, after: 0 }, (row: TagRow) => {
    for (const category of branches.above(row.category_id)) countIn(category, row.course_id)
    if (row.course_id !== last) courses++
    last = row.course_id
    return { account, course: row.course_id, after: row.id }
  })
  const covered: CoveredCategory[] = []
  for (const [id, parent] of branches.highest()) {
    covered.push({
      id: id as CategoryId,
      parent: parent as CategoryId | null,
      courses: counts.get(id)?.courses ?? 0,
    })
  }
  return { categories: branches.size, courses, covered }
}

/** Hands over every row, and lets others have their turn after each portion. */
async function eachRow<P extends Readonly<Record<string, number>>, Row>(
  run: Executor,
  portion: Query<P, Row>,
  start: P,
  take: (row: Row) => P,
): Promise<void> {
  let next = start
  for (let read = ROWS_A_TURN; read === ROWS_A_TURN; await run.pause()) {
    const rows = await run.all(portion, next)
    for (const row of rows) next = take(row)
    read = rows.length
  }
}

/** The tree, to find the first two levels above a category. */
class Branches {
  readonly #parents = new Map<number, number | null>()
  /** Under which category of the first two levels those lie that were asked for. */
  readonly #known = new Map<number, number>()

  get size(): number {
    return this.#parents.size
  }

  add({ id, parent_id }: CategoryRow): void {
    this.#parents.set(id, parent_id)
  }

  /** The category at the top, and the one right below it, that this one lies under or is itself. */
  above(category: number): readonly number[] {
    const branch = this.#branchOf(category)
    const top = this.#parents.get(branch) ?? null
    return top === null ? [branch] : [top, branch]
  }

  /** Those of the first two levels, each with its parent. */
  *highest(): Generator<readonly [id: number, parent: number | null]> {
    for (const [id, parent] of this.#parents) {
      if (parent === null || this.#parents.get(parent) === null) yield [id, parent]
    }
  }

  #branchOf(category: number): number {
    const way: number[] = []
    let at = category
    for (;;) {
      const known = this.#known.get(at)
      const parent = this.#parents.get(at) ?? null
      if (known !== undefined) at = known
      if (known !== undefined || parent === null || (this.#parents.get(parent) ?? null) === null) break
      way.push(at)
      at = parent
    }
    for (const one of way) this.#known.set(one, at)
    return at
  }
}
