import type { Migration } from './migration.ts'
import { eachPortion } from './rewrite-rows.ts'

// Mails are listed by the address they go to: it stands in a column of its own, with an index in the order of the list.
export const recipients: Migration = {
  name: '0033-recipients',
  statements: (engine) => [
    `ALTER TABLE outbox ADD COLUMN recipient ${engine === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'}`,
  ],
  async rewrite(database) {
    const [to, rows, type] =
      database.engine === 'sqlite'
        ? [`json_extract(payload, '$.to')`, 'json_each(?)', 'integer']
        : [`payload::json ->> 'to'`, 'json_array_elements(?::json)', 'bigint']
    const columns = [`${to} AS recipient`]
    const wanted = { table: 'outbox', columns, condition: `kind = 'mail'`, rowsAtOnce: ROWS_AT_ONCE }
    await eachPortion(database, wanted, async (mails) => {
      await database.run(
        `UPDATE outbox SET recipient = x.recipient
         FROM (SELECT cast(value ->> 0 as ${type}) as account_id, cast(value ->> 1 as ${type}) as id,
                 value ->> 2 as recipient FROM ${rows}) AS x
         WHERE outbox.account_id = x.account_id AND outbox.id = x.id`,
        JSON.stringify(mails.map(({ account_id, id, recipient }) => [account_id, id, recipient])),
      )
    })
    await database.run(
      'CREATE INDEX outbox_recipient ON outbox (account_id, recipient, id) WHERE recipient IS NOT NULL',
    )
    if (database.engine === 'postgres') return
    await database.run(
      `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('outbox', 'outbox_recipient', '100000 50000 10 1')`,
    )
    await database.run('ANALYZE sqlite_schema')
  },
}

const ROWS_AT_ONCE = 2_000
