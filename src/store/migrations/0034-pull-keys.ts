import type { Migration } from './migration.ts'

// What a pull keeps of its source for the next run is encrypted with a key of the academy, which an erasure deletes.
export const pullKeys: Migration = {
  name: '0034-pull-keys',
  statements: (engine) => [
    `ALTER TABLE account ADD COLUMN pull_key ${engine === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'}`,
  ],
}
