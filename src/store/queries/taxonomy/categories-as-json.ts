import { type RawBuilder, sql } from 'kysely'
import type { AccountId, CategoryId } from '../../../domain/ids.ts'
import type { Projection } from '../../../domain/projection.ts'
import type { CategoryChoice, CategoryField, CategoryScope } from '../../../domain/taxonomy/category.ts'
import { parseGuid } from '../../../lib/guid.ts'
import { among } from '../../among.ts'
import { query, type Build, type Builder, type Keep, type PortionOfTexts } from '../../engine.ts'
import { type JsonColumn, jsonObject } from '../../json.ts'
import { raw } from '../../raw.ts'

const jsonColumns: Readonly<Record<CategoryField, JsonColumn>> = {
  id: { column: 'c.id', as: 'integer' },
  guid: { column: 'c.guid', as: 'safe' },
  name: { column: 'c.name', as: 'text' },
  fullPath: { column: 'c.full_path', as: 'text' },
  restricted: { column: 'c.restricted', as: 'boolean' },
}

/** A long list of categories, each as JSON, and which of its rows are kept; omitted: all. */
export interface CategoryTexts {
  readonly build: Build<{ json: string }>
  readonly keep?: Keep
  /** The same list in portions, where SQLite has an index in its order. */
  readonly portions?: PortionOfTexts
}

/** The list of `Store.listCategoriesAsJson`. */
export function categoryTexts(
  account: AccountId,
  scope: CategoryScope,
  projection: Projection<CategoryField>,
  choice?: CategoryChoice,
): CategoryTexts {
  if (choice !== undefined) {
    return { build: categoriesToChoose(account, choice, projection), keep: keeping(choice) }
  }
  const build = categoriesAsJson(account, scope, projection)
  const isByPath = scope.of === 'account' || scope.of === 'descendants'
  return { build, ...(isByPath && { portions: categoriesInPortions(account, scope, projection) }) }
}

/** The categories of a scope in the order of paths, each as JSON. */
function categoriesAsJson(
  account: AccountId,
  scope: CategoryScope,
  projection: Projection<CategoryField>,
): Build<{ json: string }> {
  return (builder) => {
    const json = jsonObject(builder.engine, projection, jsonColumns)
    return raw<{ json: string }>(
      builder,
      sql`select ${json} as json from category c where c.account_id = ${account} ${within(builder, account, scope)}
          order by c.sort_path`,
    )
  }
}

/** The list of `categoriesAsJson` in portions. Paths are unique. */
function categoriesInPortions(
  account: AccountId,
  scope: CategoryScope,
  projection: Projection<CategoryField>,
): PortionOfTexts {
  return query<{ from: string; rows: number }>()((builder, $) => {
    const fields = projection.flatMap(([, value]) => (typeof value === 'object' ? [] : [value]))
    const columns = [...new Set<CategoryField>(['id', ...fields])].map((field) => jsonColumns[field].column)
    const rest = sql`from category c where c.account_id = ${account} and c.sort_path >= ${$.from}
      ${within(builder, account, scope)} order by c.sort_path`
    return raw<{ json: string | null; next: string | null }>(
      builder,
      sql`select group_concat(${jsonObject(builder.engine, projection, jsonColumns)}, ',') as json,
            (select c.sort_path ${rest} limit 1 offset ${$.rows}) as next
          from (select ${sql.join(columns.map((column) => sql.ref(column)))} ${rest} limit ${$.rows}) as c`,
    )
  })
}

/** All categories of the account in the order of paths, each as JSON and with what a choice looks at. */
function categoriesToChoose(
  account: AccountId,
  { holders: { members, groups } }: CategoryChoice,
  projection: Projection<CategoryField>,
): Build<{ json: string }> {
  return (builder) => {
    const { engine } = builder
    const json = jsonObject(engine, projection, jsonColumns)
    const held = sql`exists (select 1 from policy_item as p where p.account_id = ${account} and p.category_id = c.id
      and (${among(engine, 'p.member_id', members)} or ${among(engine, 'p.group_id', groups)}))`
    return raw<{ json: string }>(
      builder,
      sql`select ${json} as json, c.id, c.parent_id, c.restricted,
            case when c.restricted = 1 and ${held} then 1 else 0 end as held
          from category c where c.account_id = ${account} order by c.sort_path`,
    )
  }
}

/** What a choice keeps of the rows of `categoriesToChoose`. */
function keeping({ keeps }: CategoryChoice): Keep {
  return ([, id, parentId, restricted, held]) =>
    keeps({
      id: id as CategoryId,
      parentId: parentId as CategoryId | null,
      restricted: restricted === 1,
      held: held === 1,
    })
}

function within({ engine }: Builder, account: AccountId, scope: CategoryScope): RawBuilder<unknown> {
  if (scope.of === 'account') return sql``
  if (scope.of === 'top') return sql`and c.parent_id is null`
  const parent = sql`from category where account_id = ${account} and guid = ${parseGuid(scope.parent) ?? ''}`
  if (scope.of === 'children') return sql`and c.parent_id = (select id ${parent})`
  if (engine === 'sqlite') {
    return sql`and c.sort_path >= (select sort_path || char(1) ${parent})
               and c.sort_path < (select sort_path || char(2) ${parent})`
  }
  return sql`and c.id in (
    with recursive below(id) as (
      select child.id from category child where child.account_id = ${account} and child.parent_id = (select id ${parent})
      union all
      select child.id from below join category child on child.account_id = ${account} and child.parent_id = below.id
    ) select id from below)`
}
