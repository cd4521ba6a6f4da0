import type { Migration } from './migration.ts'

// A consumer may have several pairs of key and secret. Its first key holds domains and banks; the others name that key.
export const keyPairs: Migration = {
  name: '0009-key-pairs',
  statements(engine) {
    const integer = engine === 'sqlite' ? 'INTEGER' : 'BIGINT'
    return [`ALTER TABLE consumer ADD COLUMN belongs_to ${integer}`]
  },
}
