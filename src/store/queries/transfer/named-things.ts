import { sql } from 'kysely'
import type { AccountId } from '../../../domain/ids.ts'
import type { NamedThing } from '../../../domain/transfer/import-store.ts'
import type { Referred, Way } from '../../../domain/transfer/references.ts'
import { parseGuid } from '../../../lib/guid.ts'
import { sha256 } from '../../../lib/digest.ts'
import { among } from '../../among.ts'
import type { Executor } from '../../engine.ts'
import { raw } from '../../raw.ts'

/** How a name stands in the table. */
interface Place {
  readonly column: string
  /** What the column holds of a name; undefined: it can hold no such name. Omitted: the name itself. */
  readonly held?: (name: string) => string | number | undefined
  /** A column with an index, that holds the beginning of the name. */
  readonly beginning?: { readonly column: string; readonly length: number }
}

const ID: Place = {
  column: 'id',
  held: (name) => (/^\d{1,15}$/.test(name) ? Number(name) : undefined),
}
const GUID: Place = { column: 'guid', held: parseGuid }
const CODE: Place = { column: 'code' }
const CODE_BY_DIGEST: Place = { column: 'code_digest', held: sha256 }
const NAME: Place = { column: 'name_folded' }

const TABLES: Readonly<
  Record<
    Referred,
    {
      readonly table: string
      readonly isDeletedInPortions?: true
      readonly ways: Readonly<Partial<Record<Way, Place>>>
    }
  >
> = {
  person: {
    table: 'member',
    ways: {
      id: ID,
      guid: GUID,
      username: { column: 'username_folded' },
      email: { column: 'email_folded' },
      external: { column: 'external_id_folded' },
    },
  },
  group: { table: 'member_group', ways: { id: ID, guid: GUID, code: CODE, name: NAME } },
  topic: {
    table: 'category',
    ways: {
      id: ID,
      guid: GUID,
      code: CODE_BY_DIGEST,
      path: { column: 'sort_path', beginning: { column: 'path_key', length: 400 } },
    },
  },
  course: { table: 'course', isDeletedInPortions: true, ways: { id: ID, code: CODE_BY_DIGEST, name: NAME } },
  program: { table: 'program', isDeletedInPortions: true, ways: { id: ID, code: CODE, name: NAME } },
  bank: { table: 'item_bank', ways: { id: ID, name: { column: 'name' } } },
}

/** The things of a kind that have one of these names, ordered by id. */
export async function listNamed(
  run: Executor,
  account: AccountId,
  { kind, way }: { readonly kind: Referred; readonly way: Way },
  names: readonly string[],
): Promise<NamedThing[]> {
  const { table, isDeletedInPortions, ways } = TABLES[kind]
  const place = ways[way]
  if (place === undefined) return []
  const { column, held = (name: string) => name, beginning } = place
  const byHeld = new Map<string | number, string>()
  for (const name of names) {
    const value = held(name)
    if (value !== undefined) byHeld.set(value, name)
  }
  const values = [...byHeld.keys()] as readonly string[]
  if (values.length === 0) return []
  const rows = await run.select((builder) =>
    raw<{ id: number; held: string | number }>(
      builder,
      sql`select id, ${sql.ref(column)} as held from ${sql.table(table)}
        where account_id = ${account} and ${among(builder.engine, column, values)}
        ${
          beginning === undefined
            ? sql``
            : sql`and ${among(
                builder.engine,
                beginning.column,
                values.map((value) => Array.from(value).slice(0, beginning.length).join('')),
              )}`
        }
        ${isDeletedInPortions === true ? sql`and deleted is null` : sql``}
        order by id`,
    ),
  )
  return rows.map((row) => ({ id: row.id, name: byHeld.get(row.held) ?? '' }))
}
