import { sql } from 'kysely'
import type { TagNumber, TagTypeNumber } from '../../../domain/ids.ts'
import type {
  BankPlace,
  HierarchyNode,
  TagHierarchyReader,
  TagHierarchyWriter,
} from '../../../domain/item-bank/item-bank-store.ts'
import type { Tag } from '../../../domain/item-bank/tag.ts'
import type { TagHierarchy } from '../../../domain/item-bank/tag-hierarchy.ts'
import { query, type Executor } from '../../engine.ts'
import { asJsonRows, jsonList, jsonRows } from '../../json-rows.ts'
import { lookedUp, lookedUpAll } from '../../looked-up.ts'
import { raw } from '../../raw.ts'
import { at } from './item-banks.ts'
import { tag, tagColumns, type TagRow } from './item-tags.ts'
import { bankKey } from './past-places.ts'

/** The parent of nodes at the top: numbers begin with 1. */
const TOP = 0

interface LevelRow {
  number: number
  reference: string
  created: number
  type: number
  name: string
  description: string | null
}

const findNode = query<{ account: number; bank: number; hierarchy: number; parent: number; tag: number }>()(
  ({ db }, $) =>
    db
      .selectFrom('tag_hierarchy_node')
      .select('number')
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('hierarchy', '=', $.hierarchy)
      .where('parent', '=', $.parent)
      .where('tag', '=', $.tag),
)
const tagsUnder = query<{ account: number; bank: number; hierarchy: number; parent: number }>()(
  (builder, $) =>
    raw<TagRow>(
      builder,
      sql`select ${tagColumns}
          from tag_hierarchy_node node
          ${lookedUp(builder.engine, 'tag', 't', { ...bankKey(builder.engine, $), number: sql`node.tag` })}
          ${lookedUp(builder.engine, 'tag_type', 'tt', { ...bankKey(builder.engine, $), number: sql`t.type` })}
          where node.account_id = ${$.account} and node.bank_id = ${$.bank} and node.hierarchy = ${$.hierarchy}
            and node.parent = ${$.parent}
          order by t.sort_rank, t.name`,
    ),
)
const holds = query<{ account: number; bank: number; tag: number }>()(({ db }, $) =>
  db
    .selectFrom('tag_hierarchy_node')
    .select('number')
    .where('account_id', '=', $.account)
    .where('bank_id', '=', $.bank)
    .where('tag', '=', $.tag)
    .limit(1),
)
const insert = query<{ account: number; bank: number; number: number; reference: string; now: number }>()(
  ({ db }, $) =>
    db.insertInto('tag_hierarchy').values({
      account_id: $.account,
      bank_id: $.bank,
      number: $.number,
      reference: $.reference,
      created: $.now,
    }),
)
const insertNodes = query<{ account: number; bank: number; hierarchy: number; rows: string }>()(
  (builder, $) =>
    raw(
      builder,
      sql`insert into tag_hierarchy_node (account_id, bank_id, hierarchy, number, parent, tag)
        select cast(${$.account} as bigint), cast(${$.bank} as bigint), cast(${$.hierarchy} as bigint), r.number, r.parent,
          r.tag
        from ${jsonRows(builder.engine, { number: 'bigint', parent: 'bigint', tag: 'bigint' }, $.rows)} r`,
    ),
)

const removals = [
  query<{ account: number; bank: number; hierarchy: number }>()(({ db }, $) =>
    db
      .deleteFrom('tag_hierarchy_node')
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('hierarchy', '=', $.hierarchy),
  ),
  query<{ account: number; bank: number; hierarchy: number }>()(({ db }, $) =>
    db
      .deleteFrom('tag_hierarchy_level')
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('hierarchy', '=', $.hierarchy),
  ),
  query<{ account: number; bank: number; hierarchy: number }>()(({ db }, $) =>
    db
      .deleteFrom('tag_hierarchy')
      .where('account_id', '=', $.account)
      .where('bank_id', '=', $.bank)
      .where('number', '=', $.hierarchy),
  ),
]

export class TagHierarchyQueries implements TagHierarchyReader, TagHierarchyWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async list(
    { accountId, bankId }: BankPlace,
    references: readonly string[] | undefined,
  ): Promise<TagHierarchy[]> {
    const place = { account: accountId, bank: bankId }
    const rows = await this.#run.select<LevelRow>((builder) =>
      raw<LevelRow>(
        builder,
        sql<LevelRow>`select h.number, h.reference, h.created, tt.number as type, tt.name, tt.description
            from tag_hierarchy h
            ${lookedUpAll(builder.engine, 'tag_hierarchy_level', 'l', { ...bankKey(builder.engine, place), hierarchy: sql`h.number` }, ['position'])}
            ${lookedUp(builder.engine, 'tag_type', 'tt', { ...bankKey(builder.engine, place), number: sql`l.type` })}
            where h.account_id = ${accountId} and h.bank_id = ${bankId} ${
              references === undefined
                ? sql``
                : sql`and h.reference in ${jsonList(builder.engine, 'text', JSON.stringify(references))}`
            }
            order by h.reference, l.position`,
      ),
    )
    return [...Map.groupBy(rows, ({ number }) => number).values()].flatMap((levels) => {
      const [first] = levels
      return first === undefined ? [] : [hierarchy(first, levels)]
    })
  }

  async findNode(
    place: BankPlace,
    hierarchy: number,
    parent: number | undefined,
    tag: TagNumber,
  ): Promise<number | undefined> {
    const row = await this.#run.first(findNode, { ...at(place), hierarchy, parent: parent ?? TOP, tag })
    return row?.number
  }

  async listTagsBelow(place: BankPlace, hierarchy: number, parent: number | undefined): Promise<Tag[]> {
    const rows = await this.#run.all(tagsUnder, { ...at(place), hierarchy, parent: parent ?? TOP })
    return rows.map((row) => tag(row))
  }

  async hasTag(place: BankPlace, tag: TagNumber): Promise<boolean> {
    return (await this.#run.first(holds, { ...at(place), tag })) !== undefined
  }

  async delete(place: BankPlace, hierarchy: number): Promise<void> {
    for (const removal of removals) await this.#run.send(removal, { ...at(place), hierarchy })
  }

  async insert(
    place: BankPlace,
    { number, reference, types }: Omit<TagHierarchy, 'created'>,
    nodes: readonly HierarchyNode[],
  ) {
    await this.#run.send(insert, { ...at(place), number, reference, now: this.#run.now })
    await this.#run.insertAll(
      'tag_hierarchy_level',
      { account_id: 'bigint', bank_id: 'bigint', hierarchy: 'bigint', position: 'bigint', type: 'bigint' },
      types.map((type, position) => [place.accountId, place.bankId, number, position, type.number]),
    )
    const rows = asJsonRows(nodes.map((node) => [node.number, node.parent ?? TOP, node.tag]))
    await this.#run.send(insertNodes, { ...at(place), hierarchy: number, rows })
  }
}

function hierarchy({ number, reference, created }: LevelRow, levels: readonly LevelRow[]): TagHierarchy {
  const types = levels.map(({ type, name, description }) => ({
    number: type as TagTypeNumber,
    name,
    description,
  }))
  return { number, reference, types, created }
}
