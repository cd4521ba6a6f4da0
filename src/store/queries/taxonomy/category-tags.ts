import { sql, type Compilable } from 'kysely'
import type {
  CategoryTag,
  CategoryTagField,
  CategoryTagFilter,
  CategoryTagListFilter,
  CourseCategory,
  NewCategoryTag,
} from '../../../domain/taxonomy/category-tag.ts'
import type { AccountId, CategoryId, CategoryTagId, CourseId } from '../../../domain/ids.ts'
import { type CursorQuery, cursorById, type OffsetQuery, type Page, pageOf } from '../../../domain/page.ts'
import type { Projection } from '../../../domain/projection.ts'
import type { CategoryTagReader, CategoryTagWriter } from '../../../domain/taxonomy/taxonomy-store.ts'
import { sha256 } from '../../../lib/digest.ts'
import { among } from '../../among.ts'
import { query, recurringQuery, type Builder, type Executor, type Query, type Value } from '../../engine.ts'
import { jsonMembers, jsonObject, type JsonColumn } from '../../json.ts'
import { raw } from '../../raw.ts'
import { isId, one } from '../rows.ts'

const columns = ['id', 'category_id', 'course_id', 'code'] as const

const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('category_tag').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
const findByPair = query<{ account: number; category: number; course: number }>()(({ db }, $) =>
  db
    .selectFrom('category_tag')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('category_id', '=', $.category)
    .where('course_id', '=', $.course),
)
const findByCode = query<{ account: number; digest: string }>()(({ db }, $) =>
  db
    .selectFrom('category_tag')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('code_digest', '=', $.digest),
)
const deleteOfCourse = query<{ account: number; course: number; limit: number }>()(({ db }, $) =>
  db
    .deleteFrom('category_tag')
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('category_tag as some')
        .select('some.id')
        .where('some.account_id', '=', $.account)
        .where('some.course_id', '=', $.course)
        .limit($.limit),
    )
    .returning(columns),
)
const ofCourse = query<{ account: number; course: number }>()(({ db }, $) =>
  db
    .selectFrom('category_tag')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('course_id', '=', $.course)
    .orderBy('id'),
)
const insert = query<{
  account: number
  category: number
  course: number
  code: string | null
  digest: string | null
}>()(({ db }, $) =>
  db
    .insertInto('category_tag')
    .values({
      account_id: $.account,
      category_id: $.category,
      course_id: $.course,
      code: $.code,
      code_digest: $.digest,
    })
    .returning(columns),
)
const remove = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('category_tag').where('account_id', '=', $.account).where('id', '=', $.id),
)

const jsonColumns: Readonly<Record<CategoryTagField, JsonColumn>> = {
  id: { column: 't.id', as: 'integer' },
  categoryId: { column: 't.category_id', as: 'integer' },
  courseId: { column: 't.course_id', as: 'integer' },
  code: { column: 't.code', as: 'text', nullable: true },
}

interface PageOf extends Readonly<Record<string, Value>> {
  readonly account: number
  readonly offset: number
  readonly limit: number
}

interface Members {
  readonly json: string | null
}

function bracketed(row: Members | undefined): string {
  return `[${one(row).json ?? ''}]`
}

type Condition = readonly [column: string, values: readonly number[] | readonly string[]]

function conditionsOf(filter: CategoryTagFilter): Condition[] {
  const conditions: (Condition | undefined)[] = [
    filter.id && ['t.id', filter.id],
    filter.categoryId && ['t.category_id', filter.categoryId],
    filter.courseId && ['t.course_id', filter.courseId],
    filter.code && ['t.code_digest', filter.code.map(sha256)],
  ]
  return conditions.filter((condition) => condition !== undefined)
}

function page(
  builder: Builder,
  $: PageOf,
  projection: Projection<CategoryTagField>,
  conditions: readonly Condition[],
): Compilable<Members> {
  const json = jsonObject(builder.engine, projection, jsonColumns)
  const filters = conditions.map(([column, values]) => sql`and ${among(builder.engine, column, values)}`)
  const rows = sql`select t.* from category_tag t
    where t.account_id = ${$.account} ${sql.join(filters, sql` `)}
    order by t.id limit ${$.limit} offset ${$.offset}`
  return raw(builder, jsonMembers(builder.engine, json, rows, 't'))
}

// A projection is a constant of its door, so the query of its pages without a filter is compiled once. Clients that look for
// what is new ask for the same few pages again and again.
const wholePages = new WeakMap<Projection<CategoryTagField>, Query<PageOf, Members>>()

function wholePage(projection: Projection<CategoryTagField>): Query<PageOf, Members> {
  let whole = wholePages.get(projection)
  if (whole === undefined) {
    whole = recurringQuery<PageOf>()((builder, $) => page(builder, $, projection, []))
    wholePages.set(projection, whole)
  }
  return whole
}

export class CategoryTagQueries implements CategoryTagReader, CategoryTagWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: CategoryTagId): Promise<CategoryTag | undefined> {
    if (!isId(id)) return undefined
    return present(await this.#run.first(find, { account, id }))
  }

  async findByPair(
    account: AccountId,
    category: CategoryId,
    course: CourseId,
  ): Promise<CategoryTag | undefined> {
    if (!isId(category) || !isId(course)) return undefined
    return present(await this.#run.first(findByPair, { account, category, course }))
  }

  async findByCode(account: AccountId, code: string): Promise<CategoryTag | undefined> {
    return present(await this.#run.first(findByCode, { account, digest: sha256(code) }))
  }

  async deleteOfCategories(
    account: AccountId,
    categories: readonly CategoryId[],
    limit: number,
  ): Promise<CategoryTag[]> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .deleteFrom('category_tag')
        .where('account_id', '=', account)
        .where('id', 'in', (at) =>
          at
            .selectFrom('category_tag as some')
            .select('some.id')
            .where('some.account_id', '=', account)
            .where(among(engine, 'some.category_id', categories))
            .limit(limit),
        )
        .returning(columns),
    )
    return inOrder(rows)
  }

  async deleteOfCourse(account: AccountId, course: CourseId, limit: number): Promise<CategoryTag[]> {
    return inOrder(await this.#run.all(deleteOfCourse, { account, course, limit }))
  }

  async listOfCourse(account: AccountId, course: CourseId): Promise<CategoryTag[]> {
    const rows = await this.#run.all(ofCourse, { account, course })
    return rows.map(tag)
  }

  async listOfCourses(account: AccountId, courses: readonly CourseId[]): Promise<CourseCategory[]> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('category_tag')
        .innerJoin('category', (join) =>
          join
            .onRef('category.account_id', '=', 'category_tag.account_id')
            .onRef('category.id', '=', 'category_tag.category_id'),
        )
        .select(['course_id', 'category_id', 'category.name'])
        .where('category_tag.account_id', '=', account)
        .where(among(engine, 'course_id', courses))
        .orderBy('category.name_folded')
        .orderBy('category_id'),
    )
    return rows.map((row) => ({
      courseId: row.course_id as CourseId,
      category: { id: row.category_id as CategoryId, name: row.name },
    }))
  }

  async countCourses(
    account: AccountId,
    categories: readonly CategoryId[],
  ): Promise<Map<CategoryId, number>> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('category_tag')
        .select(['category_id', ({ fn }) => fn.countAll<number>().as('count')])
        .where('account_id', '=', account)
        .where(among(engine, 'category_id', categories))
        .groupBy('category_id'),
    )
    return new Map(rows.map((row) => [row.category_id as CategoryId, row.count]))
  }

  async listByKey(
    account: AccountId,
    { filter: { categoryId, courseId }, page: { after, limit } }: CursorQuery<CategoryTagListFilter>,
  ): Promise<Page<CategoryTag>> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('category_tag')
        .select(columns)
        .where('account_id', '=', account)
        .where('id', '>', (after?.id ?? 0) as CategoryTagId)
        .$if(categoryId !== undefined, (all) => all.where(among(engine, 'category_id', categoryId ?? [])))
        .$if(courseId !== undefined, (all) => all.where(among(engine, 'course_id', courseId ?? [])))
        .orderBy('id')
        .limit(limit + 1),
    )
    return pageOf(rows.map(tag), limit, cursorById)
  }

  async listAsJson(
    account: AccountId,
    { filter, page: paging }: OffsetQuery<CategoryTagFilter>,
    projection: Projection<CategoryTagField>,
  ): Promise<string> {
    const conditions = conditionsOf(filter)
    if (conditions.length === 0) {
      return bracketed(await this.#run.first(wholePage(projection), { account, ...paging }))
    }
    const [row] = await this.#run.select((builder) =>
      page(builder, { account, ...paging }, projection, conditions),
    )
    return bracketed(row)
  }

  async insert(account: AccountId, { categoryId, courseId, code }: NewCategoryTag): Promise<CategoryTag> {
    const digest = code === null ? null : sha256(code)
    const row = await this.#run.first(insert, {
      account,
      category: categoryId,
      course: courseId,
      code,
      digest,
    })
    return tag(one(row))
  }

  async delete(account: AccountId, id: CategoryTagId): Promise<boolean> {
    return (await this.#run.run(remove, { account, id })) > 0
  }
}

interface Row {
  id: number
  category_id: number
  course_id: number
  code: string | null
}

function inOrder(rows: readonly Row[]): CategoryTag[] {
  return rows.map(tag).toSorted((one, other) => one.id - other.id)
}

function tag(row: Row): CategoryTag {
  return {
    id: row.id as CategoryTagId,
    categoryId: row.category_id as CategoryId,
    courseId: row.course_id as CourseId,
    code: row.code,
  }
}

function present(row: Row | undefined): CategoryTag | undefined {
  return row && tag(row)
}
