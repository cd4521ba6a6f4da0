import type { Migration } from './migration.ts'

// PostgreSQL takes a bank that it has no statistics of for a single row, and every index that begins with account and
// bank for as good as the key: foreign keys are then checked by reading the whole bank for each row. The other indexes
// therefore ask for a condition that is true of every row, and that only lists name. See looked-up.ts.
export const keysApart: Migration = {
  name: '0017-keys-apart',
  statements: (engine) =>
    engine === 'sqlite'
      ? []
      : INDEXES.flatMap(([kind, name, table, columns, condition]) => [
          `DROP INDEX ${name}`,
          `CREATE ${kind} ${name} ON ${table} (account_id, bank_id, ${columns}) WHERE ${condition}`,
        ]),
}

const INDEXES = [
  ['UNIQUE INDEX', 'tag_type_name', 'tag_type', 'name', 'created >= 0'],
  ['UNIQUE INDEX', 'tag_pair', 'tag', 'name, type', 'updated >= 0'],
  ['INDEX', 'tag_updated', 'tag', 'updated', 'updated >= 0'],
  ['INDEX', 'tag_type_updated', 'tag', 'type, updated', 'updated >= 0'],
  ['INDEX', 'tag_type_number', 'tag', 'type, number', 'updated >= 0'],
  ['INDEX', 'tag_sort', 'tag', 'type, sort_rank, name', 'updated >= 0'],
  ['UNIQUE INDEX', 'taggable_reference', 'taggable', 'kind, reference', 'updated >= 0'],
  ['INDEX', 'taggable_number', 'taggable', 'kind, number', 'updated >= 0'],
  ['INDEX', 'taggable_updated', 'taggable', 'kind, updated', 'updated >= 0'],
  ['INDEX', 'taggable_title', 'taggable', 'kind, sort_title, number', 'updated >= 0'],
] as const
