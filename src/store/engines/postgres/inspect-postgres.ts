import type { StoreState } from '../../store-state.ts'
import { openPool } from './pool.ts'

/** Inspects the database without changing it. PostgreSQL checks its own files. */
export async function inspectPostgres(url: string): Promise<StoreState> {
  const pool = await openPool(url, () => undefined)
  try {
    const table = await pool.query<{ there: boolean }>("SELECT to_regclass('migration') IS NOT NULL AS there")
    const applied =
      table.rows[0]?.there === true
        ? (await pool.query<{ name: string }>('SELECT name FROM migration ORDER BY name')).rows
        : []
    return { applied: applied.map((row) => row.name), damage: [] }
  } finally {
    await pool.end()
  }
}
