import { migrations } from './migrations.ts'
import type { Migration } from './migration.ts'

/** The database was written by a newer Quadrivium than this one. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema'

  constructor(names: readonly string[]) {
    super(
      `The database was brought up to ${names.at(-1) ?? '?'} by a newer version of Quadrivium; this one knows it up to ${migrations.at(-1)?.name ?? '?'}. Start the newer version, or restore a backup that was made before the update.`,
    )
  }
}

/** The steps still to be applied. @throws NewerSchema */
export function pendingMigrations(applied: readonly string[]): readonly Migration[] {
  const known = migrations.map((migration) => migration.name)
  const unknown = applied.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new NewerSchema(unknown)
  return migrations.filter((migration) => !applied.includes(migration.name))
}

/** The table in which each engine keeps what has been applied. */
export const MIGRATION_TABLE =
  'CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, applied BIGINT NOT NULL)'
