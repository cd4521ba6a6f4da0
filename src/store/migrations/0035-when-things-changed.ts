import type { Migration } from './migration.ts'

// Every list tells what was changed since a time: banks, tag types, hierarchies, credentials and deliveries note when they
// were, and lists that may be long have an index in that order.
export const whenThingsChanged: Migration = {
  name: '0035-when-things-changed',
  statements(engine) {
    const sqlite = engine === 'sqlite'
    const instant = `${sqlite ? 'INTEGER' : 'BIGINT'} NOT NULL DEFAULT 0`
    return [
      `ALTER TABLE item_bank ADD COLUMN modified ${instant}`,
      'UPDATE item_bank SET modified = created',
      `ALTER TABLE tag_type ADD COLUMN modified ${instant}`,
      'UPDATE tag_type SET modified = created',
      // Nobody knows when these were made: not before their bank.
      `ALTER TABLE tag_hierarchy ADD COLUMN created ${instant}`,
      `UPDATE tag_hierarchy SET created = (SELECT bank.created FROM item_bank AS bank
        WHERE bank.account_id = tag_hierarchy.account_id AND bank.id = tag_hierarchy.bank_id)`,
      `ALTER TABLE credential ADD COLUMN modified ${instant}`,
      'UPDATE credential SET modified = coalesce(revoked, created)',
      `ALTER TABLE outbox ADD COLUMN modified ${instant}`,
      'UPDATE outbox SET modified = coalesce(settled, created)',
      'CREATE INDEX outbox_modified ON outbox (account_id, kind, webhook_id, modified, id)',
      'CREATE INDEX item_pool_updated ON item_pool (account_id, bank_id, updated, number)',
      'CREATE INDEX job_member ON job (account_id, member_id, id) WHERE member_id IS NOT NULL',
      ...(sqlite
        ? [
            `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('outbox', 'outbox_modified', '100000 50000 50000 20000 2 1'),
              ('item_pool', 'item_pool_updated', '100 50 10 1 1'),
              ('job', 'job_member', '1000 500 50 1')`,
            'ANALYZE sqlite_schema',
          ]
        : []),
    ]
  },
}
