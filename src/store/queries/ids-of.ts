import { parseGuid } from '../../lib/guid.ts'
import { among } from '../among.ts'
import type { Executor } from '../engine.ts'

/** The ids behind GUIDs, in their order, by one statement; undefined where there is none. */
export async function idsOf(
  run: Executor,
  table: 'member' | 'member_group',
  account: number,
  guids: readonly string[],
): Promise<(number | undefined)[]> {
  const parsed = guids.map(parseGuid)
  const known = [...new Set(parsed.filter((guid) => guid !== undefined))]
  if (known.length === 0) return parsed.map(() => undefined)
  const rows = await run.select(
    ({ db, engine }) =>
      db
        .selectFrom(table)
        .select(['id', 'guid'])
        .where('account_id', '=', account)
        .where(among(engine, 'guid', known)),
    'kept',
  )
  const ids = new Map(rows.map(({ id, guid }) => [guid, id]))
  return parsed.map((guid) => (guid === undefined ? undefined : ids.get(guid)))
}
