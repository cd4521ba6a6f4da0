import { sql } from 'kysely'
import type { TagNumber } from '../../../domain/ids.ts'
import type { Author } from '../../../domain/item-bank/bank-lists.ts'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import { fullName } from '../../../domain/people/member.ts'
import { query, type Executor } from '../../engine.ts'
import { asJsonRows, jsonRows } from '../../json-rows.ts'
import { raw } from '../../raw.ts'
import { at } from './item-banks.ts'

interface Row {
  number: number
  member_id: number | null
  first_name: string | null
  last_name: string | null
  credential_id: number | null
  label: string | null
  user_id: string | null
  user_name: string | null
}

// Tags of other banks may have the same numbers: the trail names the bank.
const authors = query<{ account: number; bank: number; tags: string }>()((builder, $) => {
  const isSqlite = builder.engine === 'sqlite'
  const by = sql.raw(isSqlite ? ' indexed by audit_entry_subject' : '')
  const ofBank = isSqlite
    ? sql`x.after ->> '$.bank' = ${$.bank}`
    : sql`(x.after::json ->> 'bank')::bigint = ${$.bank}`
  // The sum keeps PostgreSQL from walking the whole trail backwards.
  const newest = isSqlite ? sql`x.id desc` : sql`(x.id + 0) desc`
  const part = (name: string) =>
    isSqlite ? sql`a.after ->> ${sql.lit(`$.${name}`)}` : sql`a.after::json ->> ${sql.lit(name)}`
  return raw<Row>(
    builder,
    sql`select r.number, m.id as member_id, m.first_name, m.last_name, c.id as credential_id, c.label,
          ${part('userId')} as user_id, ${part('user')} as user_name
        from ${jsonRows(builder.engine, { number: 'bigint' }, $.tags)} r
        cross join audit_entry a
        left join member m on m.account_id = a.account_id and m.id = a.member_id
        left join credential c on c.account_id = a.account_id and c.id = a.credential_id
        where a.account_id = ${$.account} and a.id = (
          select x.id from audit_entry x${by}
          where x.account_id = ${$.account} and x.subject = 'tag' and x.subject_id = r.number and ${ofBank}
          order by ${newest} limit 1)`,
  )
})

/** Who last wrote each of the tags, as far as the audit trail names somebody. */
export async function listTagAuthors(
  run: Executor,
  place: BankPlace,
  tags: readonly TagNumber[],
): Promise<Map<TagNumber, Author>> {
  if (tags.length === 0) return new Map()
  const rows = await run.all(authors, { ...at(place), tags: asJsonRows(tags.map((tag) => [tag])) })
  return new Map(
    rows.flatMap((row): [TagNumber, Author][] => {
      const author = authorOf(row)
      return author === undefined ? [] : [[row.number as TagNumber, author]]
    }),
  )
}

function authorOf(row: Row): Author | undefined {
  if (row.user_id !== null) return { kind: 'user', id: row.user_id, name: row.user_name ?? row.user_id }
  if (row.member_id !== null) {
    const name = fullName({ firstName: row.first_name, lastName: row.last_name ?? '' })
    return { kind: 'person', id: row.member_id, name }
  }
  return row.credential_id === null
    ? undefined
    : { kind: 'credential', id: row.credential_id, name: row.label ?? '' }
}
