import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { StoreState } from '../../store-state.ts'

/** Inspects the file without changing it; undefined when it doesn't exist. */
export function inspectSqlite(path: string): StoreState | undefined {
  if (!existsSync(path)) return undefined
  const db = new DatabaseSync(path, { readOnly: true, timeout: 2_000 })
  try {
    const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'").get()
    const applied = table === undefined ? [] : db.prepare('SELECT name FROM migration ORDER BY name').all()
    const checked = db.prepare('PRAGMA quick_check(5)').all()
    return {
      applied: applied.map((row) => String(row.name)),
      damage: checked.map((row) => String(row.quick_check)).filter((line) => line !== 'ok'),
    }
  } finally {
    db.close()
  }
}
