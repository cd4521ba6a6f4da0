import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg'

const held = new WeakSet<PoolClient>()

/**
 * Sends a statement without waiting for those before it; the connection answers in order. What is sent in one turn goes out
 * in one packet: a packet costs more than a statement in it.
 */
export function send<Row extends QueryResultRow>(
  client: PoolClient,
  statement: QueryConfig | string,
): Promise<QueryResult<Row>> {
  if (!held.has(client)) {
    held.add(client)
    const { stream } = client.connection
    stream.cork()
    process.nextTick(() => {
      held.delete(client)
      stream.uncork()
    })
  }
  return client.query<Row>(statement)
}
